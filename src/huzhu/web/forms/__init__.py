"""Forms. Words are asked for in both languages, the reader's first; one of them is enough."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.renderers import get_default_renderer
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from huzhu.words import LANGUAGES, Words, reading_language
from huzhu.workshops.models import Equipment

LONGEST_LINE = 300
LONGEST_TEXT = 20_000
LONGEST_NUMBER = 18  # digits of a key
FIRST_YEAR, LAST_YEAR = 1800, 2200  # as in a file of readings
LARGEST = 1e9
TOO_LARGE = _("This is too large to be right.")


class WordsInput(forms.MultiWidget):
    """Two inputs, one a language; the reader's own stands first."""

    template_name = "forms/words.html"

    def __init__(self, is_long: bool = False) -> None:
        kind = forms.Textarea if is_long else forms.TextInput
        attrs = {"zh": {"lang": "zh-Hans"}, "en": {"lang": "en"}}
        widgets = {
            language: kind(attrs={**attrs[language], **({"rows": 4} if is_long else {})}) for language in LANGUAGES
        }
        super().__init__(widgets)

    def decompress(self, value: Words | None) -> list[str]:
        value = value or Words()
        texts = [value.get(language) or "" for language in LANGUAGES]
        return ["\n".join(text) if isinstance(text, list) else text for text in texts]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        values = super().value_from_datadict(data, files, name)
        if name in data and not any(values):  # sent by a program as one text: it is in the sender's language
            values = [data[name] if language == reading_language() else "" for language in LANGUAGES]
        return values

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_{LANGUAGES.index(reading_language())}" if id_ else id_

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        names = {"zh": "中文", "en": "English"}
        parts = [
            {
                "language": language,
                "language_name": names[language],
                "widget": widget,
                "html": mark_safe(  # the template escapes what was typed; the renderer forgets to say so
                    get_default_renderer().render(widget["template_name"], {"widget": widget})
                ),
            }
            for language, widget in zip(LANGUAGES, context["widget"]["subwidgets"], strict=True)
        ]
        context["parts"] = sorted(parts, key=lambda part: part["language"] != reading_language())
        return context

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> str:
        return render_to_string(template_name, context)


class WordsField(forms.MultiValueField):
    """Gives `Words`. `is_list`: one sentence a line, kept as a list."""

    def __init__(self, *, is_long: bool = False, is_list: bool = False, **kwargs: Any) -> None:
        self.is_list = is_list
        longest = LONGEST_TEXT if is_long or is_list else LONGEST_LINE
        parts = [forms.CharField(required=False, max_length=longest) for _language in LANGUAGES]
        kwargs.setdefault("error_messages", {"required": _("Write it in one of the two languages.")})
        super().__init__(parts, require_all_fields=False, widget=WordsInput(is_long or is_list), **kwargs)

    def compress(self, values: list[str]) -> Words:
        texts = dict(zip(LANGUAGES, values, strict=True)) if values else {}
        if not self.is_list:
            return Words({language: text for language, text in texts.items() if text})
        lists = {
            language: [line.strip() for line in text.splitlines() if line.strip()] for language, text in texts.items()
        }
        return Words({language: lines for language, lines in lists.items() if lines})


class DayField(forms.DateField):
    """A day, with the browser's own picker; a year with a slip in it (0058, 9999) is none."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%Y/%m/%d"])
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(_("The year of “%(value)s” cannot be right."), params={"value": value})
        return day


class NumberField(forms.FloatField):
    """A number somebody can have measured or promised."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if self.max_value is None:
            self.validators += [MinValueValidator(-LARGEST, TOO_LARGE), MaxValueValidator(LARGEST, TOO_LARGE)]


class SeveralField(forms.ModelMultipleChoiceField):
    """Some of several. A number too large for the database to ask for is one that is not there."""

    def _check_values(self, value: Any) -> Any:
        for each in value:
            if len(str(each)) > LONGEST_NUMBER and str(each).lstrip("-").isdecimal():
                raise forms.ValidationError(self.error_messages["invalid_pk_value"], params={"pk": each})
        return super()._check_values(value)


class EquipmentField(SeveralField):
    """Kinds of equipment; the form that uses it says which can be chosen."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Equipment"))
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        super().__init__(Equipment.objects.none(), required=False, to_field_name="slug", **kwargs)


class ReasonForm(forms.Form):
    """One reason."""

    why = forms.CharField(label=_("Why?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
