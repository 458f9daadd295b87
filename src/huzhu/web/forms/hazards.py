"""Reporting a danger in under a minute, and the steps of its chain."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huzhu.adoptions.models import Adoption
from huzhu.experiences.models import Experience
from huzhu.hazards import rules
from huzhu.hazards.actions import RUNNING
from huzhu.hazards.models import Call, Hazard
from huzhu.metrics.codes import code_names
from huzhu.metrics.models import Metric, Series
from huzhu.people.models import Person
from huzhu.web.forms import DayField, WordsField
from huzhu.words import Words, reading_language
from huzhu.workshops.models import Workshop

NAMED, PROTECTED = "named", "protected"
Source, Severity = Hazard.Source, Hazard.Severity


def workshops_of(person: Person) -> list[Workshop]:
    """Where this person can have seen something: the own workshop first, then the others of the plant."""
    found = Workshop.objects.visible_to(person).filter(plant__in=person.plants).select_related("plant", "trade")
    own = person.workshop.pk if person.workshop else None
    return sorted(found, key=lambda place: (place.pk != own, place.pk))


def tasks_at(workshop: Workshop | None) -> list[tuple[str, str]]:
    """The tasks that readings of its trade know, by their names."""
    if workshop is None:
        return []
    known = Series.objects.filter(workshop__trade=workshop.trade_id).exclude(task="")
    names = code_names()
    codes = known.order_by().values_list("task", flat=True).distinct()
    return sorted(((code, names("task", code)) for code in codes), key=lambda pair: pair[1])


def as_written(text: str) -> Words:
    """One text, in the language in which the writer reads."""
    return Words({reading_language(): text.strip()}) if text.strip() else Words()


class HazardForm(forms.Form):
    """One sentence, one tap, and it is sent; everything else may stay as it is."""

    title = forms.CharField(
        label=_("What is dangerous, or what nearly happened?"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "done"}),
    )
    severity = forms.ChoiceField(
        label=_("Was anybody hurt?"),
        choices=[
            (Severity.HURT, _("Yes, somebody was hurt")),
            (Severity.NEAR, _("No, but it was close")),
            (Severity.COULD, _("Not yet, but it can happen")),
        ],
        widget=forms.RadioSelect,
        initial=Severity.NEAR,
    )
    protection = forms.ChoiceField(
        label=_("Your name"),
        choices=[
            (NAMED, _("With my name: I want to hear what becomes of it")),
            (PROTECTED, _("Protected: my name and my plant are shown to nobody")),
        ],
        widget=forms.RadioSelect,
        initial=NAMED,
    )
    holder = forms.ModelChoiceField(
        label=_("If protected, who may know your name and ask back?"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Nobody: it is not written down anywhere"),
        help_text=_("Only a safety officer of another plant."),
    )
    workshop = forms.ModelChoiceField(label=_("Where?"), queryset=Workshop.objects.none(), empty_label=None)
    task = forms.ChoiceField(label=_("At what work?"), required=False)
    told = forms.CharField(
        label=_("What else should one know?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    experience = forms.ModelChoiceField(
        label=_("Did it come with something new?"),
        queryset=Experience.objects.none(),
        required=False,
        empty_label=_("I do not know"),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = workshops_of(person)
        own = places[0]
        self.fields["workshop"].queryset = Workshop.objects.filter(pk__in=[place.pk for place in places])
        self.fields["workshop"].initial = own.pk
        self.fields["task"].choices = [("", _("Other, or I do not know")), *tasks_at(own)]
        holders = rules.holders_for(own.plant)
        self.fields["holder"].queryset = Person.objects.filter(pk__in=[each.pk for each in holders])
        self.fields["experience"].queryset = _in_use_at(own.plant_id)

    @property
    def report(self) -> dict[str, Any]:
        """What `raise_hazard` takes."""
        said = self.cleaned_data
        is_protected = said["protection"] == PROTECTED
        return {
            "title": as_written(said["title"]),
            "told": as_written(said["told"]),
            "severity": said["severity"],
            "source": Source.NEAR_MISS if said["severity"] == Severity.NEAR else Source.DANGER,
            "workshop": said["workshop"],
            "task": said["task"],
            "experience": said["experience"],
            "is_protected": is_protected,
            "holder": said["holder"] if is_protected else None,
        }


def _in_use_at(plant: int) -> Any:
    running = Adoption.objects.filter(workshop__plant=plant, ended_on=None, state__in=RUNNING)
    return Experience.objects.filter(pk__in=running.values("experience"))


class AcknowledgeForm(forms.Form):
    severity = forms.ChoiceField(label=_("How grave is it?"), choices=Severity.choices)
    metric = forms.ModelChoiceField(
        label=_("What is it counted by?"),
        queryset=Metric.objects.none(),
        required=False,
        empty_label="–",
        help_text=_("By this the cure will be proven."),
    )
    task = forms.ChoiceField(label=_("At what work?"), required=False)
    experience = forms.ModelChoiceField(
        label=_("Which experience do you suspect of it?"),
        queryset=Experience.objects.none(),
        required=False,
        empty_label=_("None"),
        help_text=_("Everybody who uses it is called at once and must answer."),
    )

    def __init__(self, *args: Any, person: Person, hazard: Hazard, **kwargs: Any) -> None:
        people = Metric.objects.filter(about_safety=True, direction=Metric.Direction.DOWN).first()
        kwargs["initial"] = {
            "severity": hazard.severity,
            "metric": hazard.metric_id or (people.pk if people else None),
            "task": hazard.task,
            "experience": hazard.experience_id,
        }
        super().__init__(*args, **kwargs)
        self.fields["metric"].queryset = Metric.objects.visible_to(person)
        known = tasks_at(hazard.workshop)
        if hazard.task and hazard.task not in dict(known):
            known.append((hazard.task, code_names()("task", hazard.task)))
        self.fields["task"].choices = [("", "–"), *known]
        self.fields["experience"].queryset = Experience.objects.visible_to(person).exclude(
            state__in=(Experience.State.DRAFT, Experience.State.RETIRED)
        )


class CauseForm(forms.Form):
    experience = forms.ModelChoiceField(
        label=_("Which experience do you suspect of it?"),
        queryset=Experience.objects.none(),
        empty_label=_("Choose"),
        help_text=_("Everybody who uses it is called at once and must answer."),
    )
    cause = WordsField(label=_("Why?"), is_long=True)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["experience"].queryset = Experience.objects.visible_to(person).exclude(
            state__in=(Experience.State.DRAFT, Experience.State.RETIRED)
        )


class ContainForm(forms.Form):
    measure = forms.ChoiceField(label=_("What was done?"), choices=Hazard.Measure.choices, widget=forms.RadioSelect)
    how = WordsField(label=_("How?"), is_long=True)


class SeekForm(forms.Form):
    why = WordsField(label=_("Why does the remedy not hold?"), is_long=True, required=False)

    def __init__(self, *args: Any, hazard: Hazard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if hazard.state == Hazard.State.ACCEPTED_RISK:
            self.fields["why"].label = _("Why is the risk borne no longer?")


class TryForm(forms.Form):
    adoption = forms.ModelChoiceField(
        label=_("Which adoption is the remedy?"),
        queryset=Adoption.objects.none(),
        empty_label=_("Choose"),
        help_text=_("A remedy is taken up like any experience, and measured and watched like any."),
    )

    def __init__(self, *args: Any, person: Person, hazard: Hazard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        near = Adoption.objects.visible_to(person).filter(ended_on=None).exclude(state=Adoption.State.ABANDONED)
        if hazard.workshop is not None:
            near = near.filter(workshop__plant=hazard.workshop.plant_id)
        self.fields["adoption"].queryset = near.exclude(experience=hazard.experience_id)


class RefuteForm(forms.Form):
    evidence = WordsField(label=_("What shows that it is no danger?"), is_long=True)


class CloseForm(forms.Form):
    evidence = WordsField(label=_("What did you check besides the readings?"), is_long=True, required=False)


class RiskForm(forms.Form):
    why = WordsField(label=_("Why is the risk borne?"), is_long=True)
    review_on = DayField(label=_("When is it looked at again?"))

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["review_on"].widget.attrs["min"] = (today + datetime.timedelta(days=1)).isoformat()


class CallForm(forms.Form):
    """What we do about it."""

    answer = forms.ChoiceField(
        label=_("What do you do?"),
        choices=[choice for choice in Call.Answer.choices if choice[0]],
        widget=forms.RadioSelect,
    )
    reason = WordsField(label=_("How it is guarded, or why it does not concern you"), is_long=True, required=False)
