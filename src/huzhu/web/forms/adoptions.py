"""Taking an experience up, and deciding about it."""

from __future__ import annotations

import datetime
import math
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huzhu.adoptions.agreeing import MOST, MOST_OF_PEOPLE, guarded, takes_limit, usual_limit
from huzhu.adoptions.rules import may_take_up
from huzhu.experiences.models import Experience
from huzhu.metrics.models import Metric
from huzhu.people.models import Person
from huzhu.web.forms import DayField, NumberField
from huzhu.words import Words
from huzhu.workshops.models import Workshop

YES_OR_NO = [("", _("Choose")), ("yes", _("Yes")), ("no", _("No"))]


def workshops_that_may(person: Person, experience: Experience) -> list[Workshop]:
    """The workshops of the experience's trade for which this person may take it up; the own one first."""
    all_of_trade = Workshop.objects.visible_to(person).filter(trade=experience.trade).select_related("plant", "trade")
    own = person.workshop.pk if person.workshop else None
    found = [workshop for workshop in all_of_trade if may_take_up(person, workshop)]
    return sorted(found, key=lambda workshop: (workshop.pk != own, workshop.pk))


class TakeUpForm(forms.Form):
    """Owner, start, yardstick, and every condition of the experience. The workshop is chosen before."""

    def __init__(
        self,
        *args: Any,
        person: Person,
        experience: Experience,
        workshop: Workshop,
        today: datetime.date,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {"starts_on": today, "owner": person.pk, "ramp_weeks": 6, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.conditions = experience.version.conditions if experience.version else []
        for condition in self.conditions:
            self.fields[f"condition_{condition['code']}"] = forms.ChoiceField(
                label=str(Words(condition["question"])),
                choices=YES_OR_NO,
                help_text=_("It must be yes before you start.") if condition.get("must") else "",
            )
        self.fields["owner"] = forms.ModelChoiceField(
            label=_("Who owns the trial?"),
            queryset=Person.objects.visible_to(person).filter(seats__plant=workshop.plant).distinct(),
            empty_label=_("Choose"),
        )
        self.fields["starts_on"] = DayField(label=_("Start date"))
        if workshop.lines:
            lines = [("", _("The whole workshop")), *((line, line) for line in workshop.lines)]
            self.fields["line"] = forms.ChoiceField(label=_("Line"), choices=lines, required=False)
        self._yardstick(person, experience)
        self._limits(experience, workshop)

    def _yardstick(self, person: Person, experience: Experience) -> None:
        """Fixed before the start, so that nobody chooses it after seeing the result."""
        metrics = Metric.objects.visible_to(person).filter(trades=experience.trade)
        self.fields["metric"] = forms.ModelChoiceField(
            label=_("Measured on"), queryset=metrics, initial=experience.metric_id, empty_label=None
        )
        self.fields["target"] = NumberField(
            label=_("Change you aim at (%)"),
            required=False,
            help_text=_("−30 means 30% less. It cannot be changed later."),
        )
        self.fields["ramp_weeks"] = forms.IntegerField(
            label=_("Weeks to get used to it"), min_value=0, max_value=52, help_text=_("They are not judged.")
        )

    def _limits(self, experience: Experience, workshop: Workshop) -> None:
        """Of everything that is watched, how much worse is still called no harm; of people hurt only if wanted."""
        watched = {metric.slug: metric for metric, _place in guarded(experience, workshop) if takes_limit(metric)}
        self.watched = sorted(watched.values(), key=lambda metric: metric.about_safety)
        for metric in self.watched:
            self.fields[f"limit_{metric.slug}"] = (
                self._of_people(metric, workshop) if metric.about_safety else self._of(metric)
            )

    def _of(self, metric: Metric) -> NumberField:
        return NumberField(
            label=_("%(metric)s may get worse by at most (%%)") % {"metric": metric},
            min_value=0,
            max_value=MOST * 100,
            initial=round(usual_limit(metric) * 100, 1),
        )

    def _of_people(self, metric: Metric, workshop: Workshop) -> NumberField:
        """Nobody agrees to injuries: agreed is what the numbers must rule out before anybody says "no harm"."""
        said = _(
            "50 means: surely no more than half as many again. It does not make the alarm any later. Left empty, "
            "none is agreed, and it is said once three times as many would have been seen."
        )
        return NumberField(
            label=_("%(metric)s: a rise by so much is to be surely ruled out before “no harm” is said (%%)")
            % {"metric": metric},
            help_text=" ".join(map(str, filter(None, (said, _what_can_be_told(metric, workshop))))),
            required=False,
            min_value=0,
            max_value=MOST_OF_PEOPLE * 100,
        )

    @property
    def taken_up(self) -> dict[str, Any]:
        """What `take_up` takes."""
        said = self.cleaned_data
        return {
            "owner": said["owner"],
            "starts_on": said["starts_on"],
            "line": said.get("line", ""),
            "answers": {each["code"]: said[f"condition_{each['code']}"] for each in self.conditions},
            "metric": said["metric"],
            "target": said["target"] / 100 if said["target"] is not None else None,
            "ramp_weeks": said["ramp_weeks"],
            "tolerances": {metric.slug: (said[f"limit_{metric.slug}"] or 0) / 100 for metric in self.watched},
        }


def _what_can_be_told(metric: Metric, workshop: Workshop) -> str:
    """Nobody agrees to a limit without knowing whether the numbers will ever bear it out."""
    from huzhu.adoptions.foreseeing import least_limit  # numbers, imported when somebody takes something up

    least = least_limit(metric, workshop) if metric.kind == Metric.Kind.COUNT else None
    if least is None:
        return ""
    if least > MOST_OF_PEOPLE:
        return str(_("As few as were hurt here so far, no limit can be told within three years."))
    percent = {"least": math.ceil(least * 20) * 5}
    return str(_("From the cases so far, less than %(least)s%% cannot be told here within three years.") % percent)


class DecisionForm(forms.Form):
    """A decision about an adoption, with its reason."""

    why = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed for stopping."),
    )
