"""Who hears of what. Danger to people is told at once, at any hour."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from huzhu.hazards.models import Call, Hazard
from huzhu.notices.actions import seated, sentence, tell
from huzhu.notices.models import Notice
from huzhu.people.models import Person, Role
from huzhu.workshops.models import Plant, Workshop

ENGINEERS = (Role.WORKSHOP_HEAD, Role.WORKSHOP_ENGINEER)


def _urgency(hazard: Hazard) -> int:
    return Notice.Urgency.DANGER if hazard.hurts_people else Notice.Urgency.SOON


def _officers(plants: Iterable[Plant]) -> list[Person]:
    return seated(Role.SAFETY_OFFICER, plants=plants)


def _engineers(hazard: Hazard) -> list[Person]:
    """Of the workshop that came to harm and of those that were called."""
    called = [call.workshop for call in hazard.calls.select_related("workshop")]
    places: list[Workshop] = [*called, *([hazard.workshop] if hazard.workshop else [])]
    return seated(*ENGINEERS, workshops=places) if places else []


def of_a_new_danger(hazard: Hazard) -> None:
    """The plant's safety officer, the heads of the workshop harmed and of the one that changed something. A report that
    names no plant goes to the safety officers of all plants, since each must ask whether it is theirs."""
    if hazard.workshop is None:
        people = _officers(Plant.objects.all())
        text = sentence(_("A danger was reported under protection: %(title)s"), {"title": hazard.title})
        tell(people, about=hazard, text=text, address=hazard.address, urgency=_urgency(hazard))
        return
    places = {hazard.workshop, *([hazard.adoption.workshop] if hazard.adoption else [])}
    people = _officers({place.plant for place in places})
    people += seated(*ENGINEERS, workshops=places)
    text = sentence(_("Danger at %(where)s: %(title)s"), {"where": hazard.workshop, "title": hazard.title})
    tell(people, about=hazard, text=text, address=hazard.address, urgency=_urgency(hazard))


def of_a_call(hazard: Hazard, calls: Iterable[Call]) -> None:
    """Every workshop called hears it with what it must do; the safety officers of all plants hear it once."""
    for call in calls:
        people = seated(*ENGINEERS, workshops=[call.workshop])
        text = sentence(
            _("“%(experience)s” may be dangerous: %(title)s. Say what you do at %(where)s."),
            {"experience": hazard.experience, "title": hazard.title, "where": call.workshop},
        )
        tell(people, about=hazard, text=text, address=hazard.address, urgency=_urgency(hazard))
    text = sentence(
        _("All who use “%(experience)s” are called: %(title)s"),
        {"experience": hazard.experience, "title": hazard.title},
    )
    tell(_officers(Plant.objects.all()), about=hazard, text=text, address=hazard.address, urgency=_urgency(hazard))


def of_a_remedy(hazard: Hazard) -> None:
    """What helps follows those who were called."""
    text = sentence(
        _("A remedy is being tried: “%(remedy)s”, against: %(title)s"), {"remedy": hazard.remedy, "title": hazard.title}
    )
    people = _engineers(hazard) + _officers(Plant.objects.all())
    tell(people, about=hazard, text=text, address=hazard.address, urgency=Notice.Urgency.SOON)


def of_a_cure_to_verify(hazard: Hazard) -> None:
    """The safety officers of the other plants: one of them closes it once the readings bear it out."""
    others = Plant.objects.exclude(pk=hazard.workshop.plant_id) if hazard.workshop else Plant.objects.all()
    text = sentence(
        _("Remedied; the safety officer of another plant closes it when the readings bear it out: %(title)s"),
        {"title": hazard.title},
    )
    tell(_officers(others), about=hazard, text=text, address=hazard.address)


def of_a_review(hazard: Hazard) -> None:
    """Those who bear a risk, and the workshop that lives with it, on the day on which it is looked at again. The day
    begins at midnight, and it is theirs all day: nobody is woken for it."""
    assert hazard.workshop is not None  # nobody accepts a risk for people of an unnamed place
    people = seated(Role.SAFETY_OFFICER, Role.PLANT_DIRECTOR, plants=[hazard.workshop.plant])
    people += seated(*ENGINEERS, workshops=[hazard.workshop])
    text = sentence(
        _("Today the risk that is borne is to be looked at again: %(title)s. Sign anew, or seek a remedy."),
        {"title": hazard.title},
    )
    tell(people, about=hazard, text=text, address=hazard.address, urgency=Notice.Urgency.SOON)


def of_an_end(hazard: Hazard) -> None:
    """Whoever raised it by name, and those who had to act, learn how it ended."""
    people = [hazard.raised_by] if hazard.raised_by else []
    origin = getattr(hazard, "origin", None)
    people += [origin.person] if origin else []
    people += _officers([hazard.workshop.plant]) if hazard.workshop else []
    people += _engineers(hazard)
    texts = {
        Hazard.State.VERIFIED_CLOSED: _("The cure is verified: %(title)s"),
        Hazard.State.REFUTED: _("No danger after all, with evidence: %(title)s"),
        Hazard.State.ACCEPTED_RISK: _("The risk is accepted by name until its review: %(title)s"),
    }
    text = sentence(texts[Hazard.State(hazard.state)], {"title": hazard.title})
    tell(people, about=hazard, text=text, address=hazard.address)
