"""The Express as it is read and acted on: pages, the sheet of paper, what the program drafts, the cap of a week."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import translation

from huzhu.express import due, publishing, receiving
from huzhu.express.issues import ExpressIssue
from huzhu.express.models import Story, StoryReceipt
from huzhu.express.sending import send_next_held
from huzhu.web.presenting import express_paper
from huzhu.words import words
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> make.Made:
    return make.alliance(("dalian", "benxi"))


def browser(made: make.Made, name: str, language: str = "en") -> Client:
    client = Client()
    client.force_login(made.people[name])
    client.cookies["lang"] = language
    return client


def test_from_the_floor_to_the_answer(made: make.Made) -> None:
    """Told on a phone, checked, issued, answered in one tap, done: through the pages alone."""
    operator = browser(made, "dalian-operator")
    told = operator.post(
        "/express/share",
        {
            "title": "Rolls made ready outside",
            "change": "While the mill runs",
            "urgency": "ordinary",
            "risk": "Fingers",
        },
    )
    story = Story.objects.get()
    assert told["Location"] == story.address
    assert b"Rolls made ready outside" in operator.get(story.address).content
    engineer, officer = browser(made, "dalian-workshop_engineer"), browser(made, "dalian-safety_officer")
    assert engineer.post(f"{story.address}/facts", {"grade": "C"}).status_code == 302
    assert officer.post(f"{story.address}/risk", {"risk": "Fingers"}).status_code == 302
    editor = browser(made, "alliance-secretariat")
    assert editor.post(f"{story.address}/issue").status_code == 302
    head = browser(made, "benxi-workshop_head")
    front = head.get("/express").content.decode()
    assert "Say what your workshop does" in front
    answer = f"{story.address}/workshops/benxi-medium-section"
    assert head.post(f"{answer}/read").status_code == 302
    assert head.post(answer, {"disposition": "adopt"}).status_code == 302
    receipt = StoryReceipt.objects.get()
    assert (receipt.state, receipt.disposition) == ("disposed", "adopt")
    assert head.post(answer, {"disposition": "refuse"}).status_code == 422
    assert head.post(f"{answer}/done", {"adoption": ""}).status_code == 302
    assert StoryReceipt.objects.get().state == "done"
    editor.post("/express/compile")
    issue = ExpressIssue.objects.get()
    assert editor.get(f"{issue.address}/arrange").status_code == 200
    assert editor.post(f"{issue.address}/publish").status_code == 302
    assert "No. 1" in operator.get("/express", follow=True).content.decode()
    assert operator.get("/express/archive").status_code == 200
    for language in ("zh", "en"):
        assert browser(made, "benxi-operator", language).get(issue.address).status_code == 200


def test_one_page_whatever_is_on_it(made: make.Made) -> None:
    pytest.importorskip("typst")
    long = words(zh="换" * 700, en="Rolls are made ready while the mill runs. " * 60)
    first = make.story(made, change=long, urgency="urgent", title=words(zh="换" * 30, en="W" * 90))
    for at in range(3):
        make.story(made, title=words("办法", f"Way {at}"))
    issue = publishing.compile_issue()
    assert issue is not None and issue.in_order()[0] == first
    issue = publishing.publish_issue(issue, by=made.people["alliance-secretariat"])
    for code in ("zh-hans", "en"):
        with translation.override(code):
            made_pdf = express_paper.pdf(issue, made.people["benxi-operator"], "http://localhost/express/2")
        assert made_pdf.startswith(b"%PDF")
        assert re.search(rb"/Type\s*/Pages\s*/Count 1\D", made_pdf)


def test_the_week_has_a_cap_that_danger_ignores(made: make.Made) -> None:
    for at in range(5):
        make.story(made, title=words(en=f"Way {at}"))
    held = make.story(made, title=words(en="One too many")).receipts.get()
    assert held.state == "held"
    assert send_next_held() == 0
    danger = make.story(made, issued=False, urgency="safety")
    from huzhu.express import actions

    actions.issue_story(danger, by=made.people["dalian-safety_officer"])
    assert danger.receipts.get(workshop=made.workshops["benxi-medium-section"]).state == "sent"
    receipt = receiving.dispose(held, by=made.people["benxi-workshop_head"], disposition="already")
    assert receipt.state == "disposed"


def test_solved_cards_and_recalls_draft_their_story_once(made: make.Made) -> None:
    from huzhu.cards import actions as card_actions
    from huzhu.hazards import actions as hazard_actions

    card = make.card(made)
    answer = make.answer(made, card)
    asker = made.people["dalian-operator"]
    card_actions.try_answer(answer, by=asker)
    card_actions.close_card(card, by=asker, outcome="solved", result=words(en="Half the time"))
    way = make.experience(made)
    make.adoption(made, way, at="benxi")
    hazard = make.hazard(made)
    hazard_actions.acknowledge(hazard, by=made.people["dalian-safety_officer"], experience=way)
    assert due.do_due() >= 2
    sources = set(Story.objects.values_list("source", flat=True))
    assert sources == {"card", "recall"}
    count = Story.objects.count()
    due.do_due()
    assert Story.objects.count() == count
    recall = Story.objects.get(source="recall")
    assert recall.urgency == "safety" and recall.state == "draft"


def test_nothing_of_a_draft_leaks(made: make.Made) -> None:
    story = make.story(made, issued=False, title=words(en="Canary 731.4159"))
    stranger = browser(made, "benxi-workshop_head")
    assert stranger.get(story.address).status_code == 404
    assert b"731.4159" not in stranger.get("/express").content


def test_the_demo_tells_what_was_verified(made: make.Made) -> None:
    from django.utils import timezone

    from huzhu.adoptions.models import Measurement
    from huzhu.demo.load_express import tell_all

    way = make.experience(made)
    here = make.adoption(made, way, at="dalian")
    Measurement.objects.create(
        adoption=here,
        computed_at=timezone.now(),
        looked_at=timezone.now(),
        until_on=make.TODAY,
        method_version="1",
        fingerprint="f",
        status="estimated",
        evidence="verified",
        result={},
    )
    tell_all(lambda _done, _known: None)
    issue = ExpressIssue.objects.published().get(is_special=False)
    assert [story.adoption for story in issue.in_order()] == [here]
    due.do_due()
    assert Story.objects.filter(source="effect").count() == 1
    assert browser(made, "benxi-operator", "zh").get(issue.address).status_code == 200
