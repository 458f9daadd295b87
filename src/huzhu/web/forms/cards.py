"""Asking, answering, closing. One text is one input here: which language it is in shows in its letters."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huzhu.cards.models import Card
from huzhu.cards.rules import FLOOR, PLANT
from huzhu.experiences.models import Experience
from huzhu.metrics.models import Metric
from huzhu.people.models import Person
from huzhu.web.forms import DayField, NumberField, SeveralField
from huzhu.words import Words, reading_language
from huzhu.workshops.models import Trade, Workshop

CHINESE = re.compile(r"[\u3400-\u9fff]")
LONGEST = 2000
CHECKED = forms.CheckboxSelectMultiple


def written(text: str) -> Words:
    """What was typed, under the language it was typed in: Chinese where there is a Chinese character."""
    text = text.strip()
    if not text:
        return Words()
    if CHINESE.search(text):
        return Words(zh=text)
    return Words(en=text) if re.search(r"[A-Za-z]{2}", text) else Words({reading_language(): text})


class WrittenField(forms.CharField):
    """A text in one language, given as `Words`."""

    def __init__(self, *, is_long: bool = False, rows: int = 3, **kwargs: Any) -> None:
        if is_long:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**{"max_length": LONGEST, **kwargs})

    def clean(self, value: Any) -> Words:  # type: ignore[override]
        return written(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, Words) else value


def places_of(person: Person) -> list[Workshop]:
    """The workshops in whose name the reader may write a card; their own first."""
    seats = [seat.workshop for seat in person.seats_now if seat.workshop and seat.role in FLOOR]
    if person.holds(*PLANT):
        plants = [seat.plant_id for seat in person.seats_now if seat.role in PLANT]
        of_plant = Workshop.objects.filter(plant__in=plants).select_related("plant", "trade")
        seats += [each for each in of_plant if each not in seats]
    return list(dict.fromkeys(seats))


class AskForm(forms.Form):
    """Three answers make a card; everything else is filled in by itself or may stay empty."""

    title = WrittenField(label=_("What is the trouble?"), max_length=90, help_text=_("One line, as you would say it."))
    tried = WrittenField(label=_("What have you tried?"), required=False, is_long=True, rows=2)
    machine = WrittenField(label=_("Which machine?"), required=False, max_length=120)
    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        help_text=_("Where and when it was taken is removed from it."),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    urgency = forms.ChoiceField(
        label=_("How urgent is it?"),
        choices=Card.Urgency.choices,
        initial=Card.Urgency.ORDINARY,
        widget=forms.RadioSelect,
    )
    reach = forms.ChoiceField(label=_("Who is asked?"), choices=Card.Reach.choices, widget=forms.RadioSelect)
    to = SeveralField(label=_("Workshops"), queryset=Workshop.objects.none(), required=False)
    about = forms.ModelChoiceField(
        label=_("Indicator it shows in"),
        queryset=Metric.objects.none(),
        required=False,
        to_field_name="slug",
        empty_label=_("None, or I do not know"),
    )
    what = WrittenField(label=_("More about it"), required=False, is_long=True)
    value_wanted = NumberField(label=_("Value you want to reach"), required=False)
    wanted_help = forms.ChoiceField(label=_("What would help most?"), choices=Card.Help.choices)
    wanted_by_on = DayField(label=_("Needed by"), required=False)
    signed = forms.CharField(
        label=_("Name under the card"), required=False, max_length=60, help_text=_("Yours, or your shift's.")
    )
    may_quote = forms.BooleanField(
        label=_("Once it is solved, others may read it and the Express may quote it"), required=False, initial=True
    )

    FIRST = ("title", "tried", "machine")
    REST = ("what", "about", "value_wanted", "wanted_help", "wanted_by_on", "signed", "may_quote")

    def __init__(self, *args: Any, person: Person, workshop: Workshop, is_offer: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_offer = is_offer
        places = places_of(person)
        if len(places) > 1:
            self.fields["workshop"] = forms.ModelChoiceField(
                label=_("In the name of"),
                queryset=Workshop.objects.filter(pk__in=[each.pk for each in places]).select_related("plant"),
                initial=workshop.pk,
                to_field_name="slug",
                empty_label=None,
            )
        others = Workshop.objects.visible_to(person).exclude(pk=workshop.pk).select_related("plant", "trade")
        self.fields["to"].queryset = others.order_by("plant", "pk")  # type: ignore[attr-defined]
        metrics = Metric.objects.visible_to(person).filter(trades=workshop.trade).order_by("about_safety", "slug")
        self.fields["about"].queryset = metrics  # type: ignore[attr-defined]
        self.fields["to"].to_field_name = "slug"  # type: ignore[attr-defined]
        # Who is clearly strong in the chosen indicator is shown at once; without scripts, on the card's page.
        self.fields["about"].widget.attrs |= {
            "hx-get": reverse("card_helpers"),
            "hx-target": "#helpers-holder",
            "hx-include": "[name=workshop]",
        }
        if is_offer:
            self._as_offer(person, workshop)

    def _as_offer(self, person: Person, workshop: Workshop) -> None:
        self.fields["title"].label = _("What do you offer?")
        self.fields["what"].label = _("How does it help?")
        self.fields["reach"].label = _("Who is it for?")
        for name in ("tried", "value_wanted", "wanted_help", "urgency", "wanted_by_on"):
            del self.fields[name]
        shared = Experience.objects.visible_to(person).filter(origin=workshop).exclude(state="retired")
        self.fields["experience"] = forms.ModelChoiceField(
            label=_("Experience"), queryset=shared, required=False, to_field_name="slug", empty_label=_("None yet")
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("reach") == Card.Reach.WORKSHOPS and not said.get("to"):
            self.add_error("to", _("Name at least one workshop."))
        return said

    def fields_named(self, names: tuple[str, ...]) -> list[forms.BoundField]:
        return [self[name] for name in names if name in self.fields]

    @property
    def first(self) -> list[forms.BoundField]:
        return self.fields_named(("title", "what", "machine", "experience") if self.is_offer else self.FIRST)

    @property
    def rest(self) -> list[forms.BoundField]:
        names = ("about", "signed", "may_quote", "workshop") if self.is_offer else (*self.REST, "workshop")
        return self.fields_named(names)

    @property
    def asked(self) -> dict[str, Any]:
        """What `draft_card` takes."""
        said = self.cleaned_data
        reach = said["reach"]
        values = {name: said[name] for name in ("title", "machine", "what", "signed", "may_quote")}
        for name in ("tried", "urgency", "value_wanted", "wanted_help", "wanted_by_on", "experience"):
            if name in self.fields:
                values[name] = said[name]
        return values | {
            "kind": Card.Kind.OFFER if self.is_offer else Card.Kind.ASK,
            "metric": said["about"],
            "to": [] if reach == Card.Reach.ALL else said["to"],  # who names workshops asks them, whatever stood there
            "to_all": reach == Card.Reach.ALL,
        }


class AnswerForm(forms.Form):
    """An answer proper: advice, what must hold, what can go wrong, and the way it is written down as."""

    text = WrittenField(label=_("What helped you?"), is_long=True)
    preconditions = WrittenField(
        label=_("What must hold for it to work?"), is_long=True, rows=2, help_text=_("“Nothing special” is an answer.")
    )
    risk = WrittenField(
        label=_("What can go wrong?"), is_long=True, rows=2, help_text=_("“Nothing known” is an answer.")
    )
    experience = forms.ModelChoiceField(
        label=_("Experience in which it is written down"),
        queryset=Experience.objects.none(),
        required=False,
        to_field_name="slug",
        empty_label=_("None yet"),
    )

    def __init__(self, *args: Any, person: Person, card: Card, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shared = Experience.objects.visible_to(person).exclude(state__in=("draft", "retired")).select_related("trade")
        self.fields["experience"].queryset = shared.filter(trade=card.workshop.trade_id)  # type: ignore[attr-defined]


class ReplyForm(forms.Form):
    text = WrittenField(label=_("What do you want to say?"), is_long=True)


class CloseForm(forms.Form):
    """How it ended: the asker's word."""

    outcome = forms.ChoiceField(
        label=_("Did it help?"),
        choices=[("solved", _("Solved")), ("partly", _("Partly solved")), ("not_solved", _("Not solved"))],
        widget=forms.RadioSelect,
    )
    value_after = NumberField(label=_("Value now"), required=False)
    result = WrittenField(label=_("What came of it, or why not"), required=False, is_long=True)
    thanks = WrittenField(label=_("Thanks to"), required=False, max_length=300)

    def __init__(self, *args: Any, card: Card, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if card.metric is None:
            del self.fields["value_after"]
        else:
            self.fields["value_after"].label = _("%(metric)s now (%(unit)s)") % {
                "metric": card.metric,
                "unit": card.metric.unit,
            }
        if card.state == Card.State.ANSWERED:  # nothing was tried, so nothing was solved by it
            self.fields["outcome"].choices = [("not_solved", _("Not solved"))]  # type: ignore[attr-defined]
            self.initial["outcome"] = "not_solved"


class WhyForm(forms.Form):
    why = WrittenField(label=_("Why?"), is_long=True, rows=2)


class DuplicateForm(forms.Form):
    earlier = forms.IntegerField(label=_("Number of the earlier card"), min_value=1)


class ForwardForm(forms.Form):
    to = SeveralField(label=_("Workshops"), queryset=Workshop.objects.none(), to_field_name="slug")

    def __init__(self, *args: Any, person: Person, card: Card, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Workshop.objects.visible_to(person).exclude(pk=card.workshop_id)
        self.fields["to"].queryset = others.select_related("plant", "trade")  # type: ignore[attr-defined]


class PhotoForm(forms.Form):
    photo = forms.FileField(label=_("Photo"), widget=forms.FileInput(attrs={"accept": "image/*"}))


class DeputyForm(forms.Form):
    """A team leader who may send the workshop's cards to other plants."""

    person = forms.ModelChoiceField(label=_("Team leader"), queryset=Person.objects.none(), empty_label=_("Choose"))

    def __init__(self, *args: Any, workshops: list[Workshop], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leaders = Person.objects.filter(seats__workshop__in=workshops, seats__role="team_leader", is_active=True)
        self.fields["person"].queryset = leaders.distinct()  # type: ignore[attr-defined]


class FilterForm(forms.Form):
    """Which cards the board shows."""

    fit = forms.BooleanField(required=False)
    mine = forms.BooleanField(required=False)
    trade = forms.ModelChoiceField(queryset=Trade.objects.all(), required=False, to_field_name="slug")
    help = forms.ChoiceField(choices=[("", ""), *Card.Help.choices], required=False)
