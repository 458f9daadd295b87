"""Writing a way down, changing it, warning of it, and finding it in the list."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from huzhu.experiences.models import Experience, Version
from huzhu.metrics.models import Metric
from huzhu.people.models import Person
from huzhu.web.forms import EquipmentField, NumberField, SeveralField, WordsField
from huzhu.words import LANGUAGES, Words
from huzhu.workshops.models import Equipment, Trade, Workshop

SPARE_CONDITIONS = 2
MOST_CONDITIONS = 8
COLON = re.compile(r"[:：]")


class ExperienceForm(forms.Form):
    title = WordsField(label=_("What is done, in a few words"))
    summary = WordsField(label=_("How it works, in one sentence"), required=False)
    trade = forms.ModelChoiceField(label=_("Trade"), queryset=Trade.objects.none(), empty_label=_("Choose"))
    origin = forms.ModelChoiceField(
        label=_("Workshop it comes from"),
        queryset=Workshop.objects.none(),
        required=False,
        empty_label="–",
        help_text=_("Empty if it comes from outside the plants."),
    )
    origin_note = WordsField(label=_("Where else it comes from"), required=False)
    equipment = EquipmentField(
        label=_("Equipment it is done with"), help_text=_("News of it reaches those who have it, whatever their trade.")
    )
    metric = forms.ModelChoiceField(
        label=_("Indicator on which it is measured"), queryset=Metric.objects.none(), required=False, empty_label="–"
    )
    product = forms.CharField(
        label=_("The only product it acts on"),
        required=False,
        max_length=80,
        help_text=_("As it stands in the readings, for instance killed steel. Empty: all products."),
    )
    touches = SeveralField(
        label=_("What else it may touch"),
        queryset=Metric.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("These are watched at every workshop that takes it up, and wherever its material goes."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trade"].queryset = Trade.objects.visible_to(person)
        self.fields["equipment"].queryset = Equipment.objects.visible_to(person)
        workshops = Workshop.objects.visible_to(person).select_related("plant")
        self.fields["origin"].queryset = workshops.filter(plant__in=person.plants)
        self.fields["metric"].queryset = Metric.objects.visible_to(person)
        self.fields["touches"].queryset = Metric.objects.visible_to(person)


class VersionForm(forms.Form):
    """The text of a version. `last` is the one it replaces, or None for the first."""

    mechanism = WordsField(label=_("Why it works"), is_long=True)
    steps = WordsField(label=_("How it is done"), is_list=True, help_text=_("One step a line."))
    needs = WordsField(
        label=_("What it needs, and where it does not fit"),
        is_list=True,
        required=False,
        help_text=_("One a line, with a word before the colon. “Gas: 14 m³ per ingot”. “Not for: rimmed steel”."),
    )
    expected_low = NumberField(
        label=_("Change to expect, from (%)"), required=False, help_text=_("−50 means half as much.")
    )
    expected_high = NumberField(label=_("Change to expect, to (%)"), required=False)

    def __init__(self, *args: Any, last: Version | None = None, **kwargs: Any) -> None:
        self.last = last
        kwargs.setdefault("initial", _initial(last) if last else {})
        super().__init__(*args, **kwargs)
        self.codes = [condition["code"] for condition in last.conditions] if last else []
        for number in range(1, min(len(self.codes) + SPARE_CONDITIONS, max(MOST_CONDITIONS, len(self.codes))) + 1):
            self.fields[f"condition_{number}"] = WordsField(
                label=_("Question %(number)s to whoever takes it up") % {"number": number},
                required=False,
                help_text=_("Answered with yes or no.") if number == 1 else "",
            )
            self.fields[f"must_{number}"] = forms.BooleanField(
                label=_("It must be answered with yes before the start."), required=False
            )
        if last:
            self.fields["why"] = WordsField(label=_("Why this version replaces the one before"), is_long=True)

    @property
    def version(self) -> dict[str, Any]:
        """What `write_version` takes."""
        said = self.cleaned_data
        low, high = (said[name] / 100 if said[name] is not None else None for name in ("expected_low", "expected_high"))
        return {
            "mechanism": said["mechanism"],
            "steps": said["steps"],
            "needs": _needs(said["needs"]),
            "conditions": self._conditions(),
            "expected": (low, high),
            "why": said.get("why"),
        }

    def _conditions(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        number = 1
        while f"condition_{number}" in self.fields:
            question = self.cleaned_data[f"condition_{number}"]
            if question:
                code = self.codes[number - 1] if number <= len(self.codes) else ""
                code = code or _free_code(question, {each["code"] for each in found} | set(self.codes))
                found.append({"code": code, "question": dict(question), "must": self.cleaned_data[f"must_{number}"]})
            number += 1
        return found


def _free_code(question: Words, taken: set[str]) -> str:
    base = slugify(question.get("en", ""))[:40].strip("-") or "condition"
    return base if base not in taken else next(f"{base}-{n}" for n in range(2, 100) if f"{base}-{n}" not in taken)


def _initial(last: Version) -> dict[str, Any]:
    initial: dict[str, Any] = {"mechanism": last.mechanism, "steps": last.steps, "needs": _needs_lines(last.needs)}
    for name in ("expected_low", "expected_high"):
        value = getattr(last, name)
        initial[name] = round(value * 100, 1) if value is not None else None
    for number, condition in enumerate(last.conditions, start=1):
        initial[f"condition_{number}"] = Words(condition["question"])
        initial[f"must_{number}"] = bool(condition.get("must"))
    return initial


def _needs(lines: Words) -> list[dict[str, Any]]:
    """Lines of both languages side by side become one list; a line without a colon has no label."""
    longest = max((len(lines.get(language) or []) for language in LANGUAGES), default=0)
    found = []
    for at in range(longest):
        label, text = Words(), Words()
        for language in LANGUAGES:
            written = lines.get(language) or []
            if at < len(written):
                before, after = _halves(written[at])
                label.update({language: before} if before else {})
                text[language] = after
        found.append({"label": dict(label), "text": dict(text)})
    return found


def _halves(line: str) -> tuple[str, str]:
    parts = COLON.split(line, maxsplit=1)
    return (parts[0].strip(), parts[1].strip()) if len(parts) == 2 else ("", line.strip())


def _needs_lines(needs: list[dict[str, Any]]) -> Words:
    lines = Words()
    for language, colon in (("zh", "："), ("en", ": ")):
        texts = []
        for need in needs:
            label, text = (need.get(part, {}).get(language, "") for part in ("label", "text"))
            texts.append(f"{label}{colon}{text}" if label and text else label or text)
        if any(texts):
            lines[language] = texts
    return lines


class FlagForm(forms.Form):
    flag = forms.ChoiceField(label=_("Warning"), choices=Experience.Flag.choices, required=False)
    why = WordsField(label=_("Why?"), is_long=True)
    remedy = forms.ModelChoiceField(
        label=_("The experience that removes the danger"),
        queryset=Experience.objects.none(),
        required=False,
        empty_label="–",
    )

    def __init__(self, *args: Any, person: Person, experience: Experience, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remedy"].queryset = Experience.objects.visible_to(person).exclude(pk=experience.pk)


class RetireForm(forms.Form):
    why = WordsField(label=_("Why is it withdrawn?"), is_long=True)


class FilterForm(forms.Form):
    """What of the list is shown. Read from the address; what makes no sense there is left out."""

    trade = forms.ModelChoiceField(
        label=_("Trade"),
        queryset=Trade.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("All trades"),
    )
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("All states")), *Experience.State.choices], required=False
    )
    danger = forms.ChoiceField(
        label=_("Danger"),
        choices=[("", _("With and without a warning")), ("open", _("With an open warning"))],
        required=False,
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trade"].queryset = Trade.objects.visible_to(person)
