"""Forms around a visit."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huzhu.experiences.models import Experience
from huzhu.metrics.models import Metric
from huzhu.people.models import Person
from huzhu.visits.models import Visit
from huzhu.web.forms import DayField, SeveralField, WordsField
from huzhu.words import LANGUAGES, Words
from huzhu.workshops.models import Workshop


def sentences(lists: Words) -> list[Words]:
    """A list in each language, line by line as one sentence in two languages."""
    columns = [lists.get(language) or [] for language in LANGUAGES]
    rows = zip_longest(*columns, fillvalue="")
    return [Words({language: text for language, text in zip(LANGUAGES, row, strict=True) if text}) for row in rows]


class ProposeForm(forms.Form):
    """Host and topic may come with the address; those who come are the reader's own workshops first."""

    host = forms.ModelChoiceField(label=_("Where do you want to go?"), queryset=Workshop.objects.none())
    metric = forms.ModelChoiceField(label=_("What is it about?"), queryset=Metric.objects.none())
    visiting = SeveralField(
        label=_("Who comes?"), queryset=Workshop.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    lead = forms.ModelChoiceField(
        label=_("Who leads the visitors and writes the report?"), queryset=Person.objects.none()
    )
    title = WordsField(label=_("Name of the visit"))
    why = WordsField(label=_("Why there?"), required=False, is_long=True)
    starts_on = DayField(label=_("A day you would like"), required=False, help_text=_("The host names the day."))

    def __init__(self, *args: Any, person: Person, guests: list[Workshop], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        trades = {each.trade_id for each in guests}
        of_trade = Workshop.objects.visible_to(person).filter(trade__in=trades).select_related("plant", "trade")
        everybody = Person.objects.visible_to(person)
        self.fields["host"].queryset = of_trade
        self.fields["visiting"].queryset = of_trade
        self.fields["metric"].queryset = (
            Metric.objects.visible_to(person).filter(trades__in=trades, about_safety=False).distinct()
        )
        self.fields["lead"].queryset = everybody.filter(seats__plant__in={each.plant_id for each in guests}).distinct()


class ConfirmForm(forms.Form):
    starts_on = DayField(label=_("On which day?"))
    ends_on = DayField(label=_("Last day"), required=False, help_text=_("Only if it takes several days."))
    meet_at = forms.TimeField(
        label=_("Time to meet"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    place = WordsField(label=_("Where do the visitors go first?"))
    seats = forms.IntegerField(label=_("How many can come?"), min_value=1, max_value=500, initial=12)


class PrepareForm(forms.Form):
    """The safety induction stands before anything else."""

    induction = WordsField(label=_("What are the visitors told about safety, before they see anything?"), is_long=True)
    induction_by = forms.ModelChoiceField(label=_("Who tells them?"), queryset=Person.objects.none())
    experience = forms.ModelChoiceField(
        label=_("Which way will they see?"),
        queryset=Experience.objects.none(),
        required=False,
        help_text=_("They can read it before they come, with what it needs and what it may touch."),
    )
    pack_note = WordsField(label=_("What else should they know before?"), required=False, is_long=True)

    def __init__(self, *args: Any, person: Person, visit: Visit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Person.objects.visible_to(person).filter(seats__plant=visit.host.plant_id)
        self.fields["induction_by"].queryset = own.distinct()
        ways = Experience.objects.visible_to(person).filter(trade=visit.host.trade_id).exclude(state="draft")
        self.fields["experience"].queryset = ways.order_by("pk")


class ReportForm(forms.Form):
    learned = WordsField(label=_("What was learned?"), is_list=True, help_text=_("One sentence a line."))
    fits = WordsField(label=_("Where does it fit?"), is_list=True, help_text=_("What must hold, one sentence a line."))
    risks = WordsField(
        label=_("What can go wrong?"), is_list=True, help_text=_("One sentence a line; say so if nothing was found.")
    )


class QuestionForm(forms.Form):
    text = WordsField(label=_("Your question"))


class AnswerForm(forms.Form):
    answer = WordsField(label=_("Your answer"), is_long=True)


WHEN = [("yes", _("While the machine stands")), ("no", _("While it runs"))]


class StepForm(forms.Form):
    """One step, written on the spot with a thumb."""

    workshop = forms.ModelChoiceField(label=_("Where was it watched?"), queryset=Workshop.objects.none())
    name = WordsField(label=_("Step"))
    is_inside = forms.TypedChoiceField(
        label=_("When is it done?"), choices=WHEN, widget=forms.RadioSelect, coerce=lambda value: value == "yes"
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=0, max_value=24 * 60, initial=0)
    seconds = forms.IntegerField(label=_("Seconds"), min_value=0, max_value=59, initial=0)
    people = forms.IntegerField(label=_("How many people?"), min_value=1, max_value=200, initial=1)
    tools = WordsField(label=_("Tools"), required=False)

    def __init__(self, *args: Any, person: Person, visit: Visit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [each.pk for each in visit.places]
        self.fields["workshop"].queryset = (
            Workshop.objects.visible_to(person).filter(pk__in=places).select_related("plant")
        )
        self.fields["workshop"].initial = visit.host_id

    def clean(self) -> dict[str, Any]:
        """The verb takes seconds."""
        cleaned = super().clean() or {}
        if "minutes" in cleaned and "seconds" in cleaned:
            cleaned["seconds"] += cleaned.pop("minutes") * 60
        return cleaned


class ActionForm(forms.Form):
    workshop = forms.ModelChoiceField(label=_("Which workshop will do it?"), queryset=Workshop.objects.none())
    text = WordsField(label=_("What will be done?"))
    owner = forms.ModelChoiceField(label=_("Who sees to it?"), queryset=Person.objects.none())
    due_on = DayField(label=_("By when?"))
    experience = forms.ModelChoiceField(
        label=_("Which experience is taken up by it?"),
        queryset=Experience.objects.none(),
        required=False,
        help_text=_("Then one step makes an adoption of it, and its effect is measured."),
    )

    def __init__(self, *args: Any, person: Person, visit: Visit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        guests = visit.visiting.select_related("plant")
        plants = {each.plant_id for each in guests}
        self.fields["workshop"].queryset = guests
        self.fields["workshop"].initial = guests[0].pk if len(guests) == 1 else None
        self.fields["owner"].queryset = Person.objects.visible_to(person).filter(seats__plant__in=plants).distinct()
        ways = Experience.objects.visible_to(person).filter(trade=visit.host.trade_id)
        self.fields["experience"].queryset = ways.exclude(state__in=("draft", "retired")).order_by("pk")
        self.fields["experience"].initial = visit.experience_id


DONE = [("yes", _("Done")), ("no", _("Not done, and will not be"))]


class SettleActionForm(forms.Form):
    is_done = forms.TypedChoiceField(
        label=_("How did it end?"), choices=DONE, widget=forms.RadioSelect, coerce=lambda value: value == "yes"
    )
    result = forms.CharField(label=_("What came of it?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class ThanksForm(forms.Form):
    person = forms.ModelChoiceField(label=_("Whom do you thank?"), queryset=Person.objects.none())
    what_for = WordsField(label=_("For what?"))

    def __init__(self, *args: Any, person: Person, visit: Visit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plants = {each.plant_id for each in visit.places}
        there = Person.objects.visible_to(person).filter(seats__plant__in=plants).exclude(pk=person.pk)
        self.fields["person"].queryset = there.distinct()


class ReviewForm(forms.Form):
    note = WordsField(label=_("What did it lead to?"), is_long=True)
