"""Forms of contracts and delegations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huzhu.adoptions.models import Adoption
from huzhu.contracts import rules
from huzhu.contracts.models import Contract, ContractItem, ContractVersion, Inspection, Promise
from huzhu.delegation import rules as delegation_rules
from huzhu.delegation.models import Delegation, Power, SafetyClass
from huzhu.experiences.models import Experience
from huzhu.metrics.models import Metric
from huzhu.people.models import Person
from huzhu.web.forms import DayField, NumberField, SeveralField, WordsField
from huzhu.workshops.models import Plant, Workshop


def own_workshops(person: Person) -> Any:
    """Workshops for which this person may draft."""
    pks = [
        each.pk
        for each in Workshop.objects.visible_to(person).filter(plant__in=person.plants)
        if person.holds(*rules.WRITERS, *rules.PLANT, workshop=each)
    ]
    return Workshop.objects.visible_to(person).filter(pk__in=pks).select_related("plant")


class DraftForm(forms.Form):
    title = WordsField(label=_("What is it about?"))
    first = forms.ModelChoiceField(label=_("For your workshop"), queryset=Workshop.objects.none(), empty_label=None)
    other = forms.ModelChoiceField(label=_("With"), queryset=Workshop.objects.none())
    third = forms.ModelChoiceField(
        label=_("And with"), queryset=Workshop.objects.none(), required=False,
        help_text=_("Only where a third side takes part."),
    )  # fmt: skip
    of_plants = forms.BooleanField(
        label=_("Not these workshops but their plants make it"), required=False,
        help_text=_("For the directors and chief engineers: the plants themselves sign and keep it."),
    )  # fmt: skip
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("Until"))
    preamble = WordsField(label=_("In what spirit?"), is_long=True, required=False)
    inspect_every = forms.IntegerField(label=_("Joint inspection every … months"), initial=3, min_value=1, max_value=24)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = own_workshops(person)
        self.fields["first"].queryset, self.fields["first"].initial = own, person.workshop or own.first()
        others = Workshop.objects.visible_to(person).exclude(plant__in=own.values("plant"))
        for name in ("other", "third"):
            self.fields[name].queryset = others.select_related("plant")
        if not person.holds(*rules.PLANT):
            del self.fields["of_plants"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("third") and said["third"] == said.get("other"):
            self.add_error("third", _("The third side is another one than the second."))
        return said


class ItemForm(forms.Form):
    """One promise. What is left open is asked for when the contract is proposed."""

    direction = forms.ChoiceField(label=_("Who helps whom?"))
    subject = WordsField(label=_("With what?"))
    help_form = forms.ChoiceField(label=_("How they help"), choices=Promise.Help.choices, initial="visit")
    metric = forms.ModelChoiceField(label=_("Measured by"), queryset=Metric.objects.none(), required=False)
    product = forms.CharField(label=_("Of which product"), required=False, max_length=80)
    baseline = NumberField(label=_("Where it stands now"), required=False)
    baseline_from_on = DayField(label=_("Measured from"), required=False)
    baseline_until_on = DayField(label=_("Measured until"), required=False)
    baseline_source = forms.CharField(label=_("Where the figure comes from"), required=False, max_length=200)
    target_kind = forms.ChoiceField(label=_("Kind of target"), choices=Promise.Kind.choices)
    target = NumberField(
        label=_("Target"), required=False, help_text=_("A value; or per cent, −30 for thirty per cent less.")
    )
    due_on = DayField(label=_("Due"), required=False)
    acceptor = forms.ModelChoiceField(
        label=_("Accepted by"), queryset=Person.objects.none(), required=False,
        help_text=_("Somebody of the side that is helped; never the helper."),
    )  # fmt: skip
    safety_class = forms.ChoiceField(label=_("Safety class"), choices=SafetyClass.choices, initial="C")
    effort = WordsField(label=_("What the helper gives"), required=False)
    commitment = forms.DecimalField(
        label=_("Its value in yuan"), required=False, min_value=0, max_digits=14, decimal_places=2, initial=0
    )
    evidence_wanted = WordsField(label=_("What will show that it is done?"), required=False)
    experience = forms.ModelChoiceField(label=_("Known way"), queryset=Experience.objects.none(), required=False)

    def __init__(self, *args: Any, person: Person, version: ContractVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sides = rules.sides(version.contract)
        pairs = [(a, b) for a in sides for b in sides if a.pk != b.pk]
        words = _("%(helper)s helps %(helped)s")
        self.sides = {f"{a.pk}-{b.pk}": (a, b) for a, b in pairs}
        self.fields["direction"].choices = [
            (f"{a.pk}-{b.pk}", str(words) % {"helper": a, "helped": b}) for a, b in pairs
        ]
        trades = [each.workshop.trade_id for each in sides if each.workshop]
        metrics = Metric.objects.visible_to(person).filter(about_safety=False)
        self.fields["metric"].queryset = metrics.filter(trades__in=trades).distinct() if trades else metrics
        people = Person.objects.visible_to(person).filter(seats__plant__in=[each.plant_id for each in sides])
        self.fields["acceptor"].queryset = people.distinct()
        known = Experience.objects.visible_to(person).exclude(state__in=("draft", "retired"))
        self.fields["experience"].queryset = known.filter(trade__in=trades) if trades else known

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("target") is not None and said.get("target_kind") == Promise.Kind.CHANGE:
            said["target"] = said["target"] / 100
        said["commitment"] = said.get("commitment") or 0
        if "direction" in said:
            said["helper"], said["helped"] = self.sides[said.pop("direction")]
        return said


def item_values(promise: Promise) -> dict[str, Any]:
    """What the form starts with."""
    names = [name for name in ItemForm.base_fields if name != "direction"]
    found = {name: getattr(promise, name) for name in names}
    found["direction"] = f"{promise.helper_id}-{promise.helped_id}"
    if promise.target is not None and promise.target_kind == Promise.Kind.CHANGE:
        found["target"] = round(promise.target * 100, 6)
    return found


class SignForm(forms.Form):
    """The hash of the text in view goes along, so that nobody signs another one."""

    agreed_hash = forms.CharField(widget=forms.HiddenInput(), max_length=64)


def _long(label: Any, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, required=required, widget=forms.Textarea(attrs={"rows": 3}))


class SuspendForm(forms.Form):
    why = _long(_("What is the danger?"))
    people_at_risk = _long(_("Who is at risk, and where?"))


class TextForm(forms.Form):
    text = _long(_("How does it go?"))


class ClaimForm(forms.Form):
    evidence = _long(_("What shows that it is done?"))


class DecisionForm(forms.Form):
    decision = _long(_("What was decided, and why?"))


class InspectionForm(forms.Form):
    day_on = DayField(label=_("On which day?"))
    third = forms.ModelChoiceField(label=_("Third plant"), queryset=Plant.objects.none(), empty_label=None)
    team = SeveralField(
        label=_("Team"), queryset=Person.objects.none(),
        help_text=_("Somebody of each side, and somebody of the third plant."),
    )  # fmt: skip

    def __init__(self, *args: Any, person: Person, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parties = [each.plant_id for each in rules.sides(contract)]
        self.fields["third"].queryset = Plant.objects.visible_to(person).exclude(pk__in=parties)
        offices = ("chief_engineer", "workshop_head", "workshop_engineer", "safety_officer")
        people = Person.objects.visible_to(person).filter(seats__role__in=offices)
        self.fields["team"].queryset = people.distinct()


class SheetForm(forms.Form):
    fact = _long(_("What is the fact?"))
    evidence = _long(_("Where is the evidence?"), required=False)
    gap = _long(_("What is missing to the promise?"), required=False)
    why = _long(_("Why?"), required=False)
    next_step = _long(_("What is the next step?"), required=False)

    def __init__(self, *args: Any, inspection: Inspection | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class ReachForm(forms.Form):
    """How far powers reach, and for how long."""

    powers = forms.MultipleChoiceField(
        label=_("Powers"), choices=Power.choices, widget=forms.CheckboxSelectMultiple,
        initial=["draft", "sign", "amend", "accept", "close"],
    )  # fmt: skip
    safety_class = forms.ChoiceField(label=_("Up to safety class"), choices=SafetyClass.choices, initial="B")
    ceiling = forms.DecimalField(
        label=_("Promises up to how many yuan in one contract?"),
        min_value=0,
        max_digits=14,
        decimal_places=2,
        initial=0,
    )
    since_on = DayField(label=_("From"))
    until_on = DayField(label=_("Until"))
    note = WordsField(label=_("Note"), required=False)


class DelegationForm(ReachForm):
    workshop = forms.ModelChoiceField(label=_("Workshop"), queryset=Workshop.objects.none(), empty_label=None)
    substitutes = SeveralField(label=_("Who stands in for the head?"), queryset=Person.objects.none(), required=False)
    field_order = ("workshop", "powers", "safety_class", "ceiling", "since_on", "until_on", "substitutes", "note")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Workshop.objects.visible_to(person).filter(plant__in=person.plants).select_related("plant")
        pks = [each.pk for each in own if delegation_rules.may_propose(person, each)]
        self.fields["workshop"].queryset = own.filter(pk__in=pks)
        people = Person.objects.visible_to(person).filter(seats__plant__in=person.plants)
        self.fields["substitutes"].queryset = people.distinct()


class SubstitutesForm(forms.Form):
    substitutes = SeveralField(
        label=_("Who stands in for the head?"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, person: Person, delegation: Delegation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.visible_to(person).filter(seats__plant=delegation.plant)
        self.fields["substitutes"].queryset = people.distinct()
        self.fields["substitutes"].initial = delegation.substitutes.all()


class KeepForm(forms.Form):
    """Which adoption keeps the promise."""

    adoption = forms.ModelChoiceField(label=_("What was taken up for it?"), queryset=Adoption.objects.none())

    def __init__(self, *args: Any, person: Person, promise: Promise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = Q(contract_item=None) | Q(contract_item__state__in=ContractItem.DROPPED)
        found = Adoption.objects.visible_to(person).of_users().filter(free, metric=promise.metric)
        helped = promise.helped
        found = (
            found.filter(workshop=helped.workshop) if helped.workshop else found.filter(workshop__plant=helped.plant)
        )
        self.fields["adoption"].queryset = found.select_related("experience", "workshop__plant")
