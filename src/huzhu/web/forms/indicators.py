"""Saying what is measured."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huzhu.metrics.models import Metric
from huzhu.metrics.rules import may_change_definition, may_disclose
from huzhu.people.models import Person
from huzhu.web.forms import DayField, NumberField, SeveralField, WordsField
from huzhu.workshops.models import Plant, Trade


class IndicatorForm(forms.Form):
    name = WordsField(label=_("Name of the indicator"))
    text = WordsField(
        label=_("What is measured, from when to when"),
        is_long=True,
        help_text=_("So exact that two workshops measure the same: last good piece before to first good piece after."),
    )
    unit = WordsField(label=_("Unit"), required=False)
    trades = SeveralField(
        label=_("Trades that are compared on it"),
        queryset=Trade.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Metric.Kind.choices, initial=Metric.Kind.LEVEL)
    direction = forms.ChoiceField(label=_("What is better"), choices=Metric.Direction.choices)
    grain = forms.ChoiceField(label=_("One reading for"), choices=Metric.Grain.choices, initial=Metric.Grain.DAY)
    exposure_unit = WordsField(
        label=_("What a share or a rate is of"), required=False, help_text=_("Tonnes, pieces, hours.")
    )
    aliases = forms.CharField(
        label=_("Other headings under which it arrives"),
        required=False,
        max_length=500,
        help_text=_("With commas between."),
    )
    disclosure = forms.ChoiceField(
        label=_("What other plants see of a plant's values"), choices=Metric.Disclosure.choices, required=False
    )
    about_safety = forms.BooleanField(
        label=_("It is about people hurt: counted, never ranked or coloured."), required=False
    )
    tolerance = NumberField(
        label=_("Change for the worse that is still no harm (%)"), min_value=0, max_value=100, initial=5
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trades"].queryset = Trade.objects.visible_to(person)
        if not may_disclose(person):
            del self.fields["disclosure"]

    def clean_aliases(self) -> list[str]:
        names = self.cleaned_data["aliases"].replace("，", ",").replace("、", ",").split(",")
        return list(dict.fromkeys(name.strip() for name in names if name.strip()))

    def clean_tolerance(self) -> float:
        return self.cleaned_data["tolerance"] / 100

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("disclosure"):
            said.pop("disclosure", None)
        return said


class DefinitionForm(forms.Form):
    """From a day on something else is measured. `plant`: only there, where the reader may not speak for all."""

    text = WordsField(label=_("What is measured from then on"), is_long=True)
    why = WordsField(label=_("Why it changes"), is_long=True)
    since_on = DayField(label=_("From which day"))
    plant = forms.ModelChoiceField(label=_("Only at this plant"), queryset=Plant.objects.none(), required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plants = Plant.objects.visible_to(person)
        for_all = may_change_definition(person, None)
        may = [plant.pk for plant in plants if may_change_definition(person, plant)]
        self.fields["plant"].queryset = plants.filter(pk__in=may)
        self.fields["plant"].required = not for_all
        self.fields["plant"].empty_label = _("All plants") if for_all else None
