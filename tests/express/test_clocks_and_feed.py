"""By when something is done about a story, who sees that it was not; the week that compiles itself; the feed."""

from __future__ import annotations

import base64
import datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.utils import timezone

from huzhu.adoptions.models import Measurement
from huzhu.express import actions, clocks, publishing, receiving
from huzhu.express.drafting import draft_from_facts
from huzhu.express.issues import ExpressIssue
from huzhu.express.models import Story, StoryReceipt
from huzhu.hazards.models import Hazard
from huzhu.notices.models import Notice
from huzhu.people import actions as people
from huzhu.web.presenting.express import overdue_dangers
from huzhu.words import words
from huzhu.workshops import clocks as house_clocks
from huzhu.workshops.models import Workshop
from tests import make

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def made() -> make.Made:
    return make.alliance(("dalian", "benxi", "plant-c"))


def sent(made: make.Made, urgency: str, **values: Any) -> StoryReceipt:
    story = make.story(made, issued=False, urgency=urgency, **values)
    if urgency == "safety":
        story = actions.issue_story(story, by=made.people["dalian-safety_officer"])
    else:
        actions.check_facts(story, by=None, grade="C")
        actions.check_risk(story, by=None)
        story = actions.issue_story(story, by=None)
    return story.receipts.get(workshop=made.workshops["benxi-medium-section"])


@pytest.mark.parametrize(("urgency", "days"), [("ordinary", 5), ("urgent", 3), ("safety", 2)])
def test_each_class_has_its_time_in_working_days(made: make.Made, urgency: str, days: int) -> None:
    receipt = sent(made, urgency)
    by = clocks.answer_by(receipt)
    assert receipt.sent_at is not None
    assert by == house_clocks.working_days_later(receipt.sent_at, days, receipt.workshop.plant)
    assert not clocks.is_overdue(receipt, receipt.sent_at)
    assert clocks.is_overdue(receipt, by)


def test_a_danger_is_acknowledged_in_hours_and_done_by_its_day(made: make.Made) -> None:
    on = make.TODAY + datetime.timedelta(days=30)
    receipt = sent(made, "safety", act_by_on=on)
    assert receipt.sent_at is not None
    assert clocks.read_by(receipt) == receipt.sent_at + datetime.timedelta(hours=4)
    assert clocks.is_overdue(receipt, receipt.sent_at + datetime.timedelta(hours=4))
    receipt = receiving.read_story(receipt, by=made.people["benxi-workshop_engineer"])
    assert clocks.read_by(receipt) is None
    receipt = receiving.dispose(receipt, by=made.people["benxi-workshop_head"], disposition="adopt")
    by = clocks.answer_by(receipt)
    assert by is not None and by.date() == on
    assert not clocks.is_overdue(receipt, by - datetime.timedelta(minutes=1))
    assert clocks.is_overdue(receipt, by)
    receipt = receiving.finish(receipt, by=made.people["benxi-workshop_head"])
    assert not clocks.is_overdue(receipt, by)


def test_an_overdue_danger_is_seen_by_everybody_and_nothing_else_is(made: make.Made) -> None:
    late = house_clocks.now() + datetime.timedelta(days=30)
    sent(made, "ordinary", title=words(en="Ordinary"))
    sent(made, "safety", title=words(en="Danger"))
    for name in ("plant-c-operator", "dalian-operator", "alliance-committee"):
        rows = overdue_dangers(made.people[name], late)
        assert {str(row["receipt"].workshop.slug) for row in rows} == {
            "benxi-medium-section",
            "plant-c-medium-section",
        }
        assert all(row["is_late"] and row["receipt"].story.is_safety for row in rows)
    assert overdue_dangers(made.people["dalian-operator"], house_clocks.now()) == []


def test_a_draft_is_checked_within_a_working_day(made: make.Made) -> None:
    story = make.story(made, issued=False)
    plant = made.plants["dalian"]
    assert clocks.check_by(story) == house_clocks.working_days_later(story.drafted_at, 1, plant)
    actions.check_facts(story, by=None, grade="C")
    assert clocks.check_by(Story.objects.get(pk=story.pk)) is not None
    actions.check_risk(story, by=None)
    assert clocks.check_by(Story.objects.get(pk=story.pk)) is None


def test_the_week_compiles_itself_once_and_a_week_apart(made: make.Made) -> None:
    assert publishing.compile_when_due() is None  # nothing is new
    make.story(made)
    first = publishing.compile_when_due()
    assert first is not None and publishing.compile_when_due() is None
    publishing.publish_issue(first, by=made.people["alliance-secretariat"])
    make.story(made, title=words(en="Another"))
    assert publishing.compile_when_due() is None
    ExpressIssue.objects.update(published_at=house_clocks.now() - clocks.WEEK)
    again = publishing.compile_when_due()
    assert again is not None and [str(each.title["en"]) for each in again.in_order()] == ["Another"]


def test_a_verified_effect_and_a_remedy_draft_their_own(made: make.Made) -> None:
    way = make.experience(made)
    here = make.adoption(made, way, at="dalian")
    looked = {"computed_at": timezone.now(), "looked_at": timezone.now(), "until_on": make.TODAY}
    Measurement.objects.create(
        adoption=here, method_version="1", fingerprint="f", status="estimated", evidence="verified", result={}, **looked
    )
    hazard = make.hazard(made)
    Hazard.objects.filter(pk=hazard.pk).update(state="remedied", remedy=way)
    assert draft_from_facts() == 2
    assert draft_from_facts() == 0
    drafted = {story.source: story for story in Story.objects.all()}
    assert set(drafted) == {"effect", "remedy"}
    assert (drafted["effect"].adoption, drafted["effect"].grade) == (here, "A")
    assert (drafted["remedy"].hazard, drafted["remedy"].urgency) == (hazard, "urgent")


def test_a_need_keeps_its_label_and_is_never_cut(made: make.Made) -> None:
    """“Not for: rimmed steel” without its label would say the opposite."""
    from huzhu.express.drafting import MOST_NEEDED, _needs

    needs = [
        {"label": words("不适用", "Not for"), "text": words("沸腾钢", "Rimmed steel")},
        {"label": words(), "text": words("长" * 200, "long " * 80)},
        {"text": words("煤气", "Gas")},
    ]
    assert dict(_needs(needs)) == {"zh": "不适用：沸腾钢；煤气", "en": "Not for: Rimmed steel; Gas"}
    assert dict(_needs([])) == {}
    assert all(len(text) <= MOST_NEEDED[language] for language, text in _needs(needs * 20).items())


@pytest.mark.parametrize("change", ["correct", "withdraw", "supersede"])
def test_a_change_follows_whoever_runs_the_experience_too(made: make.Made, change: str) -> None:
    """Benxi took the way up without having answered; Plant C has nothing to do with it."""
    way = make.experience(made, origin="dalian")
    story = make.story(made, experience=way)
    make.adoption(made, way, at="benxi")
    later = make.story(made, title=words(en="Later"))
    Notice.objects.all().delete()
    engineer, why = made.people["dalian-workshop_engineer"], words(en="The figure was wrong")
    if change == "correct":
        actions.correct_story(story, by=engineer, correction=why)
    elif change == "withdraw":
        actions.withdraw_story(story, by=engineer, why=why)
    else:
        actions.supersede_story(story, later, by=engineer)
    told = set(Notice.objects.values_list("person__username", flat=True))
    assert told == {"benxi-workshop_head", "benxi-workshop_engineer"}


def entries(client: Client, **headers: str) -> list[ET.Element]:
    answer = client.get("/express/feed.atom", headers=headers)
    assert answer["Content-Type"].startswith("application/atom+xml")
    return ET.fromstring(answer.content).findall(f"{ATOM}entry")


def test_the_feed_tells_what_was_issued_and_when_it_changed(made: make.Made) -> None:
    story = make.story(made)
    make.story(made, issued=False, title=words(en="Draft 731.4159"))
    reader = Client()
    reader.force_login(made.people["benxi-operator"])
    (entry,) = entries(reader)
    first = entry.findtext(f"{ATOM}updated")
    assert entry.findtext(f"{ATOM}id", "").endswith(story.address)
    assert datetime.datetime.fromisoformat(first or "") == story.issued_at
    actions.correct_story(story, by=None, correction=words(en="Two mills \x0b only"))
    (entry,) = entries(reader)
    assert entry.findtext(f"{ATOM}updated", "") > str(first)
    assert "Two mills  only" in entry.findtext(f"{ATOM}summary", "")
    assert entry.findtext(f"{ATOM}published") == first


def test_a_machine_reads_the_feed_with_a_token_and_a_stranger_does_not(made: make.Made) -> None:
    make.story(made)
    steward = made.people["benxi-data_steward"]
    _token, secret = people.issue_token(steward, by=steward, name="reader")
    basic = base64.b64encode(f"reader:{secret}".encode()).decode()
    assert len(entries(Client(), authorization=f"Basic {basic}")) == 1
    assert len(entries(Client(), authorization=f"Bearer {secret}")) == 1
    for wrong in ("Bearer hz_nothing", "Basic !!", "Basic " + base64.b64encode(b"a:b").decode(), ""):
        assert Client().get("/express/feed.atom", headers={"authorization": wrong}).status_code == 401


def test_the_paper_carries_the_head_of_the_journal(made: make.Made) -> None:
    from django.utils import translation

    from huzhu.web.presenting.express_paper import _content

    make.story(made)
    issue = publishing.publish_issue(publishing.compile_issue(), by=None)  # type: ignore[arg-type]
    for language in ("zh-hans", "en"):
        with translation.override(language):
            content = _content(issue, made.people["benxi-operator"], "http://localhost/express/1")
        assert len(issue.journal_hash) == 64
        assert issue.journal_hash in content["witness"] and str(issue.journal_number) in content["witness"]
        assert len(content["words"]["choices"]) == 7 and "<svg" in content["qr"]
    assert Workshop.objects.count() == 9
