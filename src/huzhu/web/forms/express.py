"""Telling what is new in a minute; checking, correcting, answering. One text is one input, in either language."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huzhu.adoptions.models import Adoption
from huzhu.cards.models import Card
from huzhu.experiences.models import Experience
from huzhu.express.models import Story, StoryReceipt
from huzhu.express.publishing import MOST_CARDS, MOST_STORIES
from huzhu.metrics.models import Metric
from huzhu.people.models import Person
from huzhu.web.forms import DayField, EquipmentField, SeveralField
from huzhu.web.forms.cards import WrittenField, places_of
from huzhu.words import LANGUAGES, Words
from huzhu.workshops.models import Equipment, SizeBand, Trade, Workshop

D = StoryReceipt.Disposition


class LinesField(WrittenField):
    """One step a line, kept as a list."""

    def clean(self, value: Any) -> Words:  # type: ignore[override]
        text = super().clean(value)
        lines = {
            language: [line.strip() for line in str(text[language]).splitlines() if line.strip()]
            for language in LANGUAGES
            if text.get(language)
        }
        return Words({language: several for language, several in lines.items() if several})


class StoryForm(forms.Form):
    """Two answers make a story; the rest may stay empty, and an engineer fills it in."""

    title = WrittenField(label=_("What is new?"), max_length=90, help_text=_("One line, as you would say it."))
    change = WrittenField(label=_("What did you change?"), is_long=True)
    effect = WrittenField(label=_("What did it bring?"), required=False, max_length=300)
    risk = WrittenField(
        label=_("What can go wrong, and where would it show?"),
        required=False,
        is_long=True,
        rows=2,
        help_text=_("“Nothing known” is an answer."),
    )
    drawing = forms.FileField(
        label=_("Photo or drawing"),
        required=False,
        help_text=_("Where and when it was taken is removed from it."),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    urgency = forms.ChoiceField(
        label=_("How urgent is it?"),
        choices=Story.Urgency.choices,
        initial=Story.Urgency.ORDINARY,
        widget=forms.RadioSelect,
    )
    problem = WrittenField(label=_("What was the trouble before?"), required=False, is_long=True)
    steps = LinesField(label=_("To do the same: one step a line"), required=False, is_long=True)
    needs = WrittenField(label=_("What must hold for it to work?"), required=False, is_long=True, rows=2)
    contact = WrittenField(label=_("Whom to ask"), required=False, max_length=120)
    metric = forms.ModelChoiceField(
        label=_("Indicator it shows in"),
        queryset=Metric.objects.none(),
        required=False,
        to_field_name="slug",
        empty_label=_("None, or I do not know"),
    )
    experience = forms.ModelChoiceField(
        label=_("Experience in which it is written down"),
        queryset=Experience.objects.none(),
        required=False,
        to_field_name="slug",
        empty_label=_("None yet"),
    )
    to_trades = SeveralField(
        label=_("For which trades?"),
        queryset=Trade.objects.all(),
        required=False,
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: your own trade, or all that have the equipment named below."),
    )
    to_bands = SeveralField(
        label=_("Only these sizes"),
        queryset=SizeBand.objects.select_related("trade"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    to_equipment = EquipmentField(label=_("Only those who have"), help_text=_("One of the kinds chosen is enough."))
    to_downstream = forms.BooleanField(label=_("And those who receive their material"), required=False)
    to_all = forms.BooleanField(label=_("To everybody"), required=False)
    act_by_on = DayField(label=_("A danger: to be dealt with by"), required=False)

    FIRST = ("workshop", "title", "change", "effect", "risk", "drawing")

    def __init__(self, *args: Any, person: Person, workshop: Workshop | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = places_of(person)
        if len(places) > 1 and workshop is None:
            self.fields["workshop"] = forms.ModelChoiceField(
                label=_("Whose idea is it?"),
                queryset=Workshop.objects.filter(pk__in=[each.pk for each in places]),
                to_field_name="slug",
                initial=places[0].slug,
                empty_label=None,
            )
        place = workshop or (places[0] if places else None)
        metrics = Metric.objects.visible_to(person)
        ways = Experience.objects.visible_to(person).exclude(state__in=("draft", "retired"))
        if place is not None:
            metrics, ways = metrics.filter(trades=place.trade_id), ways.filter(trade=place.trade_id)
        self.fields["metric"].queryset = metrics  # type: ignore[attr-defined]
        self.fields["experience"].queryset = ways  # type: ignore[attr-defined]
        self.fields["to_equipment"].queryset = Equipment.objects.visible_to(person)  # type: ignore[attr-defined]
        for name, model in (("to_bands", SizeBand), ("to_equipment", Equipment)):
            if not model.objects.exists():
                del self.fields[name]

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FIRST if name in self.fields]

    @property
    def rest(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in self.FIRST]


def initial_of(story: Story) -> dict[str, Any]:
    """A draft, as the form shows it again."""
    names = ("title", "change", "effect", "risk", "problem", "needs", "contact", "urgency", "to_downstream", "to_all")
    return {name: getattr(story, name) for name in (*names, "act_by_on")} | {
        "steps": "\n".join(story.steps.shown or []),
        "metric": story.metric.slug if story.metric else None,
        "experience": story.experience.slug if story.experience else None,
        "to_trades": [trade.slug for trade in story.to_trades.all()],
        "to_bands": [band.pk for band in story.to_bands.all()],
        "to_equipment": [kind.slug for kind in story.to_equipment.all()],
    }


class FactsForm(forms.Form):
    grade = forms.ChoiceField(
        label=_("How sure is the effect?"), choices=Story.Grade.choices, required=False, widget=forms.RadioSelect
    )


class RiskForm(forms.Form):
    risk = WrittenField(label=_("What can go wrong, and where would it show?"), is_long=True)


class CorrectForm(forms.Form):
    correction = WrittenField(label=_("What is different?"), is_long=True)


class WithdrawForm(forms.Form):
    why = WrittenField(label=_("Why?"), is_long=True)


class SupersedeForm(forms.Form):
    later = forms.IntegerField(label=_("Number of the story that stands in its place"), min_value=1)


class DisposeForm(forms.Form):
    disposition = forms.ChoiceField(
        label=_("What does your workshop do?"),
        choices=[each for each in D.choices if each[0]],
        widget=forms.RadioSelect,
    )
    reason = WrittenField(label=_("Why not; or which condition differs here"), required=False, is_long=True, rows=2)
    later_on = DayField(label=_("Later: decided by"), required=False)


class FinishForm(forms.Form):
    adoption = forms.ModelChoiceField(
        label=_("Measured as"), queryset=Adoption.objects.none(), required=False, empty_label=_("Not measured")
    )

    def __init__(self, *args: Any, receipt: StoryReceipt, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Adoption.objects.filter(workshop=receipt.workshop_id).select_related("experience", "workshop__plant")
        way = receipt.story.experience_id
        self.fields["adoption"].queryset = own.filter(experience=way) if way else own  # type: ignore[attr-defined]


class ArrangeForm(forms.Form):
    """Places by number: the first leads."""

    def __init__(self, *args: Any, stories: list[Story], placed: list[Story], cards: list[Card], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stories = {f"place_{story.number}": story for story in stories}
        places = [
            ("", _("Not in this issue")),
            ("1", _("Leads")),
            *((str(at), str(at)) for at in range(2, MOST_STORIES + 1)),
        ]
        for name, story in self.stories.items():
            at = placed.index(story) + 1 if story in placed else ""
            self.fields[name] = forms.ChoiceField(label=story.title, choices=places, required=False, initial=str(at))
        self.fields["cards"] = SeveralField(
            label=_("Cards that want help, at most %(most)s") % {"most": MOST_CARDS},
            queryset=Card.objects.filter(pk__in=[card.pk for card in cards]),
            required=False,
            to_field_name="number",
            widget=forms.CheckboxSelectMultiple,
        )

    @property
    def arranged(self) -> dict[str, Any]:
        said = self.cleaned_data
        chosen = sorted((said[name], name) for name in self.stories if said[name])
        return {"stories": [self.stories[name] for _place, name in chosen], "cards": list(said["cards"])}
