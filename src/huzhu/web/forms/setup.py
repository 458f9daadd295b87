"""Setting up: the alliance, plants, trades, bands, equipment, workshops, the material flow, people and their seats."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from huzhu.metrics.models import Code
from huzhu.people.models import Person, Role
from huzhu.people.rules import may_seat
from huzhu.web.forms import LONGEST_TEXT, DayField, EquipmentField, NumberField, SeveralField, WordsField
from huzhu.workshops.models import Alliance, Equipment, Plant, SizeBand, Trade, Workshop
from huzhu.workshops.rules import may_set_up_plant


class AllianceForm(forms.Form):
    name = WordsField(label=_("Name of the alliance"))
    kind = forms.ChoiceField(label=_("What its plants are to each other"), choices=Alliance.Kind.choices)
    notice = WordsField(
        label=_("Notice on every page"), required=False, is_long=True,
        help_text=_("For instance that the data is simulated."),
    )  # fmt: skip
    clock_on = DayField(
        label=_("A clock that stands still"),
        required=False,
        help_text=_("Only for data from another time: the day it is in this alliance. Leave it empty for today."),
    )


class PlantForm(forms.Form):
    name = WordsField(label=_("Name of the plant"))
    short_name = WordsField(label=_("Short name"), required=False, help_text=_("As it stands in tables."))
    note = WordsField(label=_("Note"), required=False)


class CalendarForm(forms.Form):
    """By which days and shifts a plant's clocks run."""

    rest = forms.TypedMultipleChoiceField(
        label=_("Weekdays of rest"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They are not counted as working days. Choose none if work is done on all of them."),
    )
    days_off = forms.CharField(
        label=_("Other days off"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One date a line, with the year: 1958-10-01 or 1958/10/1."),
    )
    shift_hours = NumberField(label=_("Hours of a shift"))

    def __init__(self, *args: Any, plant: Plant, **kwargs: Any) -> None:
        said = plant.calendar | {"days_off": "\n".join(plant.days_off), "shift_hours": f"{plant.shift_hours:g}"}
        super().__init__(*args, initial=said, **kwargs)

    def clean_days_off(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["days_off"].splitlines() if line.strip()]


class TradeForm(forms.Form):
    name = WordsField(label=_("Name of the trade"), help_text=_("Workshops of one trade are compared with each other."))
    workshop_word = WordsField(
        label=_("What its workshops are called"), required=False, help_text=_("For instance “section mills”.")
    )
    size_name = WordsField(
        label=_("What size means here"), required=False, help_text=_("For instance roll diameter or furnace tonnage.")
    )
    size_unit = forms.CharField(label=_("Unit of the size"), required=False, max_length=20)


class BandForm(forms.Form):
    trade = forms.ModelChoiceField(label=_("Trade"), queryset=Trade.objects.none(), empty_label=_("Choose"))
    name = WordsField(label=_("Name of the size band"))
    low = NumberField(label=_("Lower end"), required=False, help_text=_("Included. Empty: no lower end."))
    high = NumberField(label=_("Upper end"), required=False, help_text=_("Not included. Empty: no upper end."))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trade"].queryset = Trade.objects.visible_to(person)


class EquipmentForm(forms.Form):
    name = WordsField(
        label=_("Name of the kind of equipment"), help_text=_("For instance soaking pits or three-high mills.")
    )
    trades = SeveralField(
        label=_("In which trades is it found?"), queryset=Trade.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trades"].queryset = Trade.objects.visible_to(person)


class EquipForm(forms.Form):
    """Which kinds of its trade a workshop has."""

    kinds = EquipmentField(label=_("What stands there"), help_text=_("What concerns such equipment reaches it."))

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, initial={"kinds": workshop.equipment.all()}, **kwargs)
        self.fields["kinds"].queryset = workshop.trade.equipment.all()


class WorkshopForm(forms.Form):
    plant = forms.ModelChoiceField(label=_("Plant"), queryset=Plant.objects.none(), empty_label=_("Choose"))
    trade = forms.ModelChoiceField(label=_("Trade"), queryset=Trade.objects.none(), empty_label=_("Choose"))
    name = WordsField(label=_("Name of the workshop"))
    short_name = WordsField(
        label=_("Its name beside the plant's"),
        required=False,
        help_text=_("As it stands in tables and sentences after the plant: “medium-section”. Empty: the whole name."),
    )
    size = NumberField(
        label=_("Size"), required=False, help_text=_("In the unit of the trade; it decides the size band.")
    )
    band = forms.ModelChoiceField(
        label=_("Size band"),
        queryset=SizeBand.objects.none(),
        required=False,
        empty_label="–",
        help_text=_("Only if the size does not decide it."),
    )
    lines = forms.CharField(
        label=_("Lines"),
        required=False,
        max_length=200,
        help_text=_("Their codes with commas between, if it has several."),
    )
    equipment = EquipmentField(help_text=_("What stands there, of the kinds found in its trade."))
    contact = WordsField(label=_("Contact"), required=False, help_text=_("Whom another plant calls."))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plants = [plant.pk for plant in Plant.objects.visible_to(person) if may_set_up_plant(person, plant)]
        self.fields["plant"].queryset = Plant.objects.visible_to(person).filter(pk__in=plants)
        self.fields["trade"].queryset = Trade.objects.visible_to(person)
        self.fields["band"].queryset = SizeBand.objects.visible_to(person)
        self.fields["equipment"].queryset = Equipment.objects.visible_to(person)

    def clean_lines(self) -> list[str]:
        codes = self.cleaned_data["lines"].replace("，", ",").replace("、", ",").split(",")
        return list(dict.fromkeys(code.strip() for code in codes if code.strip()))


class CodeForm(forms.Form):
    sort = forms.ChoiceField(label=_("What the code stands for"), choices=Code.Sort.choices)
    code = forms.CharField(label=_("Code"), max_length=80, help_text=_("As it comes in the readings."))
    name = WordsField(label=_("Name"))


class FlowForm(forms.Form):
    giver = forms.ModelChoiceField(label=_("From workshop"), queryset=Workshop.objects.none(), empty_label=_("Choose"))
    receiver = forms.ModelChoiceField(label=_("To workshop"), queryset=Workshop.objects.none(), empty_label=_("Choose"))
    material = WordsField(label=_("Material"), required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        workshops = Workshop.objects.visible_to(person).select_related("plant")
        givers = [workshop.pk for workshop in workshops if may_set_up_plant(person, workshop.plant)]
        self.fields["giver"].queryset = workshops.filter(pk__in=givers)
        self.fields["receiver"].queryset = workshops


class PersonForm(forms.Form):
    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=60,
        validators=[UnicodeUsernameValidator()],
        help_text=_("Short, without blanks."),
    )
    name = WordsField(label=_("Name"))
    password = forms.CharField(
        label=_("First password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=200,
        help_text=_("At least eight characters. Hand it over in person; it can be changed after signing in."),
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("As the browser")), ("zh", "中文"), ("en", "English")], required=False
    )


class SeatForm(forms.Form):
    person = forms.ModelChoiceField(label=_("Person"), queryset=Person.objects.none(), empty_label=_("Choose"))
    role = forms.ChoiceField(label=_("Role"))
    workshop = forms.ModelChoiceField(
        label=_("Workshop"),
        queryset=Workshop.objects.none(),
        required=False,
        empty_label="–",
        help_text=_("For operators, team leaders, engineers and heads of a workshop."),
    )
    plant = forms.ModelChoiceField(
        label=_("Plant"),
        queryset=Plant.objects.none(),
        required=False,
        empty_label="–",
        help_text=_("For chief engineers, safety officers, data stewards and directors of a plant."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everywhere = person.holds("administrator", "secretariat")
        plants = Plant.objects.visible_to(person)
        workshops = Workshop.objects.visible_to(person).select_related("plant")
        self.fields["plant"].queryset = plants if everywhere else plants.filter(pk__in=person.plants)
        self.fields["workshop"].queryset = workshops if everywhere else workshops.filter(plant__in=person.plants)
        self.fields["person"].queryset = Person.objects.visible_to(person)
        mine = person.plant
        self.fields["role"].choices = [(role, label) for role, label in Role.choices if may_seat(person, role, mine)]
