"""Forms of competitions."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from huzhu.competitions import gating
from huzhu.competitions.decided import Gate
from huzhu.competitions.drafting import DECIDED
from huzhu.competitions.models import Round
from huzhu.competitions.text import MOST_INDICATORS, WEIGHTS
from huzhu.conferences.decided import Resolution
from huzhu.metrics.disclosure import may_enter_score
from huzhu.metrics.models import Metric
from huzhu.people.models import Person
from huzhu.web.forms import DayField, NumberField, WordsField
from huzhu.web.presenting.standings_table import ground_words
from huzhu.workshops.models import Trade, Workshop

LONG = forms.Textarea(attrs={"rows": 3})


def rankable(trade: Trade | None = None) -> Any:
    """Indicators that may bring points."""
    metrics = Metric.objects.filter(trades=trade) if trade else Metric.objects.all()
    return metrics.filter(pk__in=[each.pk for each in metrics if each.is_ranked and may_enter_score(each)]).distinct()


class ConditionsForm(forms.Form):
    """The conditions of a round; the yardsticks come from the year before."""

    title = WordsField(label=_("What is it called?"))
    starts_on = DayField(label=_("Period from"))
    ends_on = DayField(label=_("Period until"))
    baseline_from_on = DayField(label=_("Baseline from"))
    baseline_until_on = DayField(
        label=_("Baseline until"), help_text=_("Over for six weeks at least, so that nobody can slacken in it.")
    )
    weights = forms.CharField(
        label=_("Points for improvement, level, promises kept, help"),
        initial=", ".join(f"{each:g}" for each in WEIGHTS.values()),
        help_text=_("Four numbers that add up to 100."),
    )
    help_since_on = DayField(label=_("Help counts from"), required=False)
    any_serious_injury = forms.BooleanField(
        label=_("Any fatal or serious injury withholds the award"), required=False,
        help_text=_("Otherwise only one where management failed, as confirmed, or a safety action was overdue."),
    )  # fmt: skip
    award = WordsField(label=_("What is awarded?"), required=False)

    def __init__(self, *args: Any, trade: Trade | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = kwargs.get("initial", {}).get("chosen", {})
        for number in range(1, MOST_INDICATORS + 1):
            slug, weight = list(chosen.items())[number - 1] if number <= len(chosen) else (None, None)
            start = Metric.objects.filter(slug=slug).first() if slug else None
            self.fields[f"indicator_{number}"] = forms.ModelChoiceField(
                rankable(trade), label=_now("Indicator %(number)s") % {"number": number}, required=number == 1,
                initial=start,
            )  # fmt: skip
            self.fields[f"weight_{number}"] = NumberField(
                label=_now("Its weight"), required=False, min_value=0, initial=weight
            )

    def clean_weights(self) -> dict[str, float]:
        try:
            numbers = [
                float(each) for each in self.cleaned_data["weights"].replace("，", ",").replace("、", ",").split(",")
            ]
        except ValueError:
            numbers = []
        if len(numbers) != len(WEIGHTS):
            raise ValidationError(_now("Write four numbers with commas between them, as 30, 10, 10, 50."))
        return dict(zip(WEIGHTS, numbers, strict=True))

    def said(self) -> dict[str, Any]:
        """What the verbs take."""
        data = dict(self.cleaned_data)
        numbers = range(1, MOST_INDICATORS + 1)
        pairs = [(data.pop(f"indicator_{n}"), data.pop(f"weight_{n}")) for n in numbers]
        return {
            "title": data["title"],
            "starts_on": data["starts_on"],
            "ends_on": data["ends_on"],
            "baseline": (data["baseline_from_on"], data["baseline_until_on"]),
            "weights": data["weights"],
            "award": data["award"],
            "any_serious_injury": data["any_serious_injury"],
            "indicators": [(metric, 1.0 if weight is None else weight) for metric, weight in pairs if metric],
            "help_since_on": data["help_since_on"] or data["starts_on"],
        }


class DraftRoundForm(ConditionsForm):
    trade = forms.ModelChoiceField(label=_("Trade"), queryset=Trade.objects.none(), empty_label=None)
    kind = forms.ChoiceField(label=_("Between"), choices=Round.Kind.choices, initial=Round.Kind.WORKSHOP)
    resolution = forms.ModelChoiceField(
        label=_("Decided by"), queryset=Resolution.objects.none(), required=False, empty_label=_("No resolution"),
        help_text=_("The decision of a conference by which this competition is held."),
    )  # fmt: skip
    field_order = ("title", "trade", "kind")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trade"].queryset = Trade.objects.visible_to(person)
        _offer_resolutions(self.fields["resolution"], person)

    def said(self) -> dict[str, Any]:
        return {**super().said(), **{name: self.cleaned_data[name] for name in ("trade", "kind", "resolution")}}


def _offer_resolutions(field: Any, person: Person) -> None:
    decided = Resolution.objects.visible_to(person).filter(state__in=DECIDED).select_related("conference")
    field.queryset = decided.order_by("-conference__ordinal", "number")
    field.label_from_instance = _resolution_words


class ResolutionForm(forms.Form):
    resolution = forms.ModelChoiceField(
        label=_("Decided by"), queryset=Resolution.objects.none(), required=False, empty_label=_("No resolution"),
        help_text=_("The decision of a conference by which this competition is held."),
    )  # fmt: skip
    why = forms.CharField(
        label=_("Why?"), max_length=2000, widget=LONG, required=False,
        help_text=_("Where another one was named before."),
    )  # fmt: skip

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_resolutions(self.fields["resolution"], person)


def _resolution_words(resolution: Resolution) -> str:
    values = {"title": resolution.conference.title, "number": resolution.number, "text": resolution.text}
    return _now("%(title)s, resolution %(number)s: %(text)s") % values


class ReviseForm(ConditionsForm):
    why = forms.CharField(label=_("Why?"), max_length=2000, widget=LONG)

    def said(self) -> dict[str, Any]:
        return {**super().said(), "why": self.cleaned_data["why"]}


def conditions_values(round_: Round) -> dict[str, Any]:
    """What a form of these conditions starts with."""
    rule, day = round_.conditions, datetime.date.fromisoformat
    return {
        "title": round_.title,
        "starts_on": day(rule["starts_on"]),
        "ends_on": day(rule["ends_on"]),
        "baseline_from_on": day(rule["baseline"][0]),
        "baseline_until_on": day(rule["baseline"][1]),
        "weights": ", ".join(f"{each:g}" for each in rule["weights"].values()),
        "help_since_on": day(rule["help"]["since_on"]),
        "award": rule["award"],
        "any_serious_injury": rule.get("any_serious_injury", False),
        "chosen": {each["metric"]: round(each["weight"], 4) for each in rule["indicators"]},
    }


class CommentForm(forms.Form):
    workshop = forms.ModelChoiceField(label=_("For your workshop"), queryset=Workshop.objects.none(), empty_label=None)
    text = WordsField(label=_("What do you and your crew think of it?"), is_long=True)

    def __init__(self, *args: Any, workshops: list[Workshop], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Workshop.objects.filter(pk__in=[each.pk for each in workshops]).select_related("plant")
        self.fields["workshop"].queryset, self.fields["workshop"].initial = found, found.first()


class AnswerCommentForm(forms.Form):
    answer = WordsField(label=_("What is done about it, or why not?"), is_long=True)


class FindingForm(forms.Form):
    finding = forms.CharField(label=_("What did you look at, and what did you find?"), max_length=4000, widget=LONG)


class DisputeForm(forms.Form):
    why = forms.CharField(label=_("Which count is wrong, and why?"), max_length=4000, widget=LONG)


class DecideDisputeForm(forms.Form):
    is_upheld = forms.TypedChoiceField(
        label=_("Is the count wrong?"), coerce=lambda said: said == "yes",
        choices=[("yes", _("Yes, it is wrong")), ("no", _("No, it stands"))],
    )  # fmt: skip
    decision = forms.CharField(label=_("What was decided, and why?"), max_length=4000, widget=LONG)


class WithholdForm(forms.Form):
    ground = forms.ChoiceField(label=_("On what ground?"))
    failing = forms.ChoiceField(
        label=_("With a serious injury: what did those who lead fail in?"), required=False,
        choices=[("", "–"), *[each for each in Gate.Failing.choices if each[0]]],
    )  # fmt: skip
    facts = forms.CharField(label=_("What is proven, and by what?"), max_length=4000, widget=LONG)

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = gating.open_grounds(round_)
        has_switch = bool(round_.conditions.get("any_serious_injury"))
        self.fields["ground"].choices = [(code, ground_words(code, has_switch)) for code in allowed]
        if not any(gating.wants_failing(round_, each) for each in allowed):
            del self.fields["failing"]


class GateForm(forms.Form):
    is_upheld = forms.TypedChoiceField(
        label=_("Does the ground hold?"), coerce=lambda said: said == "yes",
        choices=[("yes", _("Yes, the award is withheld")), ("no", _("No, there is no ground"))],
    )  # fmt: skip
    why = forms.CharField(label=_("Why?"), max_length=4000, widget=LONG)


class ConfirmHelpForm(forms.Form):
    is_true = forms.TypedChoiceField(
        label=_("Did their help lead to it?"), coerce=lambda said: said == "yes",
        choices=[("yes", _("Yes, it did")), ("no", _("No, it had no part in it"))],
    )  # fmt: skip
    why = WordsField(label=_("A word of thanks, or why not"), required=False)
