"""The demo's conferences: five were held, the fifth exchanged 56 ways and took four decisions, the sixth is called."""

import pytest

from huzhu.adoptions.models import Adoption
from huzhu.conferences.decided import Resolution
from huzhu.conferences.models import Conference, ExchangedItem, ItemAnswer
from huzhu.contracts.models import Contract
from huzhu.demo import load, load_conferences, load_contracts
from huzhu.demo.conferences_told import EARLIER, FIFTH
from huzhu.journal.queries import verify
from huzhu.notices.models import Notice
from huzhu.workshops.models import Workshop


@pytest.mark.django_db
def test_the_fifth_exchanges_56_and_every_answer_follows_what_was_taken_up() -> None:
    for step in ("Plants and workshops", "People and seats", "Indicators", "Experiences and who took them up"):
        load.STEPS[step](lambda done, known: None)
    for _again in range(2):  # a load that was cut off goes on, and a whole one changes nothing
        load_conferences.confer(lambda done, known: None)
    load_contracts.agree(lambda done, known: None)
    (began,) = Contract.objects.get().versions.get(state="in_force").content["began_with"]
    assert (began["sort"], began["number"]) == ("resolution", "2")
    assert "handed from the plants to the workshops" in began["title"]["en"]
    sixth = Conference.objects.get(state="called")
    assert [each.from_afar for each in sixth.delegates.order_by("-is_head")] == [False, True]
    assert sixth.call_in
    states = list(Conference.objects.order_by("ordinal").values_list("state", flat=True))
    assert states == ["archived"] * 4 + ["follow_up", "called"]
    fifth = Conference.objects.get(slug="fifth-conference")
    assert fifth.host.slug == "dalian"
    assert ExchangedItem.objects.filter(conference=fifth, state="listed").count() == 56
    decided = Resolution.objects.filter(conference=fifth)
    assert [each.state for each in decided] == ["under_way", "done", "done", "done"]
    assert all(each.votes.filter(choice="for").count() == 4 for each in decided)
    pages = ["/standings", "/delegations", "/express", "/cards"]
    assert [each.notes.get().address for each in decided] == pages
    for answer in ItemAnswer.objects.select_related("item"):
        used = Adoption.objects.filter(experience=answer.item.experience_id, workshop=answer.workshop_id)
        running = used.exclude(state="abandoned")
        assert running.exists() == (answer.disposition in ("already", "adopt", "trial"))
        if used.exists() and not running.exists():
            assert answer.disposition == "refuse"
    head = Workshop.objects.get(slug="dalian-medium-section").seats.get(role="workshop_head").person
    assert ItemAnswer.objects.waiting().filter(workshop=head.workshop, disposition="").count() >= 2
    old = [f"conference:{each.slug}" for each in Conference.objects.filter(state="archived")]
    assert not Notice.objects.filter(about__in=old, read_at=None, person=head).exists()
    assert verify().whole


def test_only_the_four_decisions_are_marked_as_the_articles() -> None:
    assert [each.is_stated for each in FIFTH.decisions] == [True] * 4
    assert not any(decision.is_stated for meeting in EARLIER for decision in meeting.decisions)
    assert all(meeting.note.zh and meeting.note.en for meeting in (*EARLIER, FIFTH))
