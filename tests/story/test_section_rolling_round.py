"""The mills of three plants compete by workshop, on the pages, from the draft to the banner.

The article: the fifth conference developed the competition of equipment into one among workshops of the same trade.
Benxi improved nothing this time and taught both others; Dalian halved its roll change. Who is ahead comes from data.
"""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from tests import make
from tests.competitions import staging

from huzhu.competitions import counting, running
from huzhu.competitions.lasting import Holding
from huzhu.competitions.models import Round
from huzhu.journal.queries import verify
from huzhu.work import do_due_work


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance()


class Somebody:
    """A person at a browser that follows every redirect."""

    def __init__(self, made: make.Made, place: str, role: str) -> None:
        self.client = Client(headers={"accept-language": "en"})
        self.client.force_login(made.person(place, role))

    def send(self, address: str, status: int = 200, **said: object) -> str:
        answer = self.client.post(address, said, follow=True)
        page = answer.content.decode()
        assert answer.status_code == status, page[max(page.find("error-summary"), 0) :][:1200]
        return page

    def see(self, address: str) -> str:
        answer = self.client.get(address)
        assert answer.status_code == 200, address
        return answer.content.decode()


def _draft(made: make.Made, secretary: Somebody) -> Round:
    said = {
        "title_en": "Section rolling, autumn 1958", "trade": made.trades["section-rolling"].pk, "kind": "workshop",
        "starts_on": staging.STARTS, "ends_on": staging.ENDS, "baseline_from_on": staging.BASELINE[0],
        "baseline_until_on": "1958-08-10", "weights": "30, 10, 10, 50", "help_since_on": "1957-01-01",
        "indicator_1": made.metrics["roll-change-time"].pk, "weight_1": 1,
    }  # fmt: skip
    assert "nobody can slacken in it" in secretary.send("/standings/new", status=422, **said)
    secretary.send("/standings/new", **said | {"baseline_until_on": staging.BASELINE[1]})
    return Round.objects.get()


def test_from_the_draft_to_the_banner(made: make.Made) -> None:
    staging.mills(made, {"dalian": 0.5})
    secretary, committee = Somebody(made, "alliance", "secretariat"), Somebody(made, "alliance", "committee")
    benxi, dalian = Somebody(made, "benxi", "workshop_head"), Somebody(made, "dalian", "workshop_head")
    round_ = _draft(made, secretary)
    at = round_.address
    assert dalian.client.get(f"{at}/conditions").status_code == 404, "a draft is its writers' own"
    assert "still being tried" in secretary.send(f"{at}/steps/consult", status=422)
    do_due_work()
    secretary.send(f"{at}/steps/consult")
    page = dalian.see(f"{at}/conditions")
    assert "What this rule would have done last year" in page
    dalian.send(f"{at}/comments/new", workshop=staging.mill(made, "dalian").pk, text_en="Does help count?")
    assert "1 comments have no answer" in secretary.send(f"{at}/steps/publish", status=422)
    secretary.send(f"{at}/comments/{round_.comments.get().pk}/answer", answer_en="Half of the points")
    secretary.send(f"{at}/steps/publish")
    _run(made, at, dalian, benxi)
    _finish(made, at, secretary, committee, dalian, benxi)
    assert verify().whole


def _run(made: make.Made, at: str, dalian: Somebody, benxi: Somebody) -> None:
    staging.it_is(staging.STARTS)
    taken = [staging.helped(made, at=plant, origin="benxi", gain=0.5) for plant in ("dalian", "plant-c")]
    taken += [staging.helped(made, at=plant, origin="benxi", gain=0.45) for plant in ("dalian", "plant-c")]
    do_due_work()
    staging.it_is(staging.ENDS)
    counting.count(Round.objects.get())
    assert "Dalian·Medium section is ahead" in dalian.see(at).replace(" Medium", "·Medium")
    for each in taken:
        receiver = Somebody(made, each.workshop.plant.slug, "workshop_head")
        assert (
            benxi.client.get(f"/adoptions/{each.workshop.slug}/{each.slug}/helped-by/benxi-medium-section").status_code
            == 404
        )
        receiver.send(f"/adoptions/{each.workshop.slug}/{each.slug}/helped-by/benxi-medium-section", is_true="yes")
    counting.count(Round.objects.get())
    page = benxi.see(at)
    own = Round.objects.get().result["entrants"]["benxi-medium-section"]
    assert own["parts"]["help"]["points"] > own["points"] / 2, "mostly for what it did for others"
    assert page.count("/adoptions/") >= 4, "every help leads to its source"


def _finish(
    made: make.Made, at: str, secretary: Somebody, committee: Somebody, dalian: Somebody, benxi: Somebody
) -> None:
    staging.it_is(staging.ENDS + datetime.timedelta(days=4))
    secretary.send(f"{at}/steps/freeze")
    kept = Round.objects.get()
    assert "Not checked by another plant yet" in secretary.send(f"{at}/steps/appraise", status=422)
    for plant, checker in (("dalian", benxi), ("benxi", dalian), ("plant-c", dalian)):
        checker.send(f"{at}/of/{plant}-medium-section/do/check", finding="the shift books agree")
    assert dalian.client.get(f"{at}/of/dalian-medium-section/do/check").status_code == 404, (
        "nobody checks the own plant"
    )
    secretary.send(f"{at}/steps/appraise")
    secretary.send(f"{at}/steps/open-objections")
    dalian.send(f"{at}/of/benxi-medium-section/do/dispute", why="one change is counted twice")
    assert "under review" in dalian.see(at)
    dispute = kept.standings.get(workshop__plant__slug="benxi").disputes.get()
    assert "not decided yet" in _late(committee, at)
    committee.send(f"/standings/disputes/{dispute.pk}/decide", is_upheld="no", decision="it is counted once")
    committee.send(f"{at}/steps/finalise")
    committee.send(f"{at}/steps/award")
    final = Round.objects.get()
    assert running.recompute(final) == final.result == kept.result
    assert final.awards["most_helpful"] == "benxi-medium-section"
    assert final.awards["biggest_improver"] == "dalian-medium-section"
    assert Holding.objects.get().workshop == staging.mill(made, final.awards["banner"].partition("-medium")[0])
    assert "has won the banner" in dalian.see(at)
    paper = dalian.client.get(f"{at}/of/benxi-medium-section/certificate.pdf")
    assert paper.content.startswith(b"%PDF")
    assert paper.content.count(b"/Type /Page\n") + paper.content.count(b"/Type /Page ") in (0, 1)
    assert "The circulating banner" in dalian.see("/standings/banners/section-rolling/workshop")


def _late(committee: Somebody, at: str) -> str:
    staging.it_is(staging.ENDS + datetime.timedelta(days=14))
    return committee.send(f"{at}/steps/finalise", status=422)
