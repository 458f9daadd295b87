"""A risk that is borne ends on its day: both are called, everybody sees it wait, and it can be taken up again."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from huzhu.adoptions import actions as taking
from huzhu.adoptions import rules as taking_rules
from huzhu.experiences.actions import flag_experience
from huzhu.hazards import actions
from huzhu.hazards.models import Hazard, Origin
from huzhu.hazards.reviewing import call_for_reviews
from huzhu.journal.models import Entry
from huzhu.notices.models import Notice
from huzhu.words import words
from huzhu.work import do_due_work
from huzhu.workshops.models import Alliance
from tests import make
from tests.hazards.test_states import WHY, danger, remedy_in_use
from tests.web.conftest import Visit, made, visit

__all__ = ["made", "visit"]
REVIEW = make.TODAY + datetime.timedelta(days=30)
TO_REVIEW = "Look again at the risk that is borne"


@pytest.fixture
def borne(made: make.Made) -> Hazard:
    officer, director = made.people["dalian-safety_officer"], made.people["dalian-plant_director"]
    hazard = actions.acknowledge(danger(made), by=officer)
    for person in (officer, director):
        hazard = actions.accept_risk(hazard, by=person, why=WHY, review_on=REVIEW)
    assert hazard.state == "accepted_risk"
    Notice.objects.all().delete()
    return hazard


def come(day: datetime.date) -> None:
    """Let a day come."""
    Alliance.objects.update(clock_on=day)


def called() -> set[str]:
    return {each.person.username for each in Notice.objects.all() if "looked at again" in each.text["en"]}


def test_before_its_day_nobody_is_called(borne: Hazard) -> None:
    come(REVIEW - datetime.timedelta(days=1))
    assert call_for_reviews() == 0
    assert not Notice.objects.exists()


def test_on_its_day_both_and_the_workshop_are_called_once_by_the_worker(borne: Hazard) -> None:
    come(REVIEW)
    do_due_work()
    do_due_work()
    assert {"dalian-safety_officer", "dalian-plant_director", "dalian-workshop_head"} <= called()
    assert not any(name.startswith("benxi") for name in called())
    assert Entry.objects.filter(verb="call_for_review").count() == 1


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_comes_back_on_home_and_when_overdue_under_tape_for_all(borne: Hazard, visit: Visit, language: str) -> None:
    to_do = {"en": TO_REVIEW, "zh": "复查签名承担的风险"}[language]
    waits = {"en": "nobody has looked at it again", "zh": "到现在没有人复查"}[language]
    officer, head = visit("dalian", "safety_officer", language), visit("dalian", "workshop_head", language)
    assert to_do not in officer.get("/").content.decode()
    come(REVIEW)
    assert to_do in officer.get("/").content.decode()
    assert to_do in visit("dalian", "plant_director", language).get("/").content.decode()
    assert to_do not in visit("benxi", "safety_officer", language).get("/").content.decode()
    come(REVIEW + datetime.timedelta(days=1))
    assert waits in visit("benxi", "operator", language).get(borne.address).content.decode()
    assert waits in head.get("/").content.decode()  # the tape is back over the workshop's Home


def test_nobody_is_woken_at_midnight_when_the_day_begins(borne: Hazard) -> None:
    assert borne.hurts_people
    come(REVIEW)
    assert call_for_reviews() == 1
    assert {each.urgency for each in Notice.objects.all()} == {Notice.Urgency.SOON}


def test_who_has_signed_anew_is_not_told_to_look_again(made: make.Made, borne: Hazard, visit: Visit) -> None:
    officer, director = visit("dalian", "safety_officer"), visit("dalian", "plant_director")
    later = REVIEW + datetime.timedelta(days=60)
    come(REVIEW)
    actions.accept_risk(borne, by=made.people["dalian-safety_officer"], why=WHY, review_on=later)
    assert TO_REVIEW not in officer.get("/").content.decode()
    assert TO_REVIEW in director.get("/").content.decode()
    other = words(en="The repair is put off")  # then it is the officer's again
    actions.accept_risk(borne, by=made.people["dalian-plant_director"], why=other, review_on=later)
    assert TO_REVIEW in officer.get("/").content.decode()
    assert TO_REVIEW not in director.get("/").content.decode()


def test_signed_anew_it_is_called_on_the_new_day_only(made: make.Made, borne: Hazard) -> None:
    come(REVIEW)
    assert call_for_reviews() == 1
    later = REVIEW + datetime.timedelta(days=60)
    for role in ("safety_officer", "plant_director"):
        actions.accept_risk(borne, by=made.people[f"dalian-{role}"], why=WHY, review_on=later)
    assert call_for_reviews() == 0
    come(later)
    assert call_for_reviews() == 1


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_nobody_contained_is_contained_before_a_remedy_is_sought(
    made: make.Made, borne: Hazard, visit: Visit, language: str
) -> None:
    first = {"en": "Contain it first.", "zh": "先把危险控制住。"}[language]
    officer, head = visit("dalian", "safety_officer", language), made.people["dalian-workshop_head"]
    assert f"{borne.address}/seek" not in officer.get(borne.address).content.decode()
    assert f"{borne.address}/contain" in officer.get(borne.address).content.decode()
    refused = officer.post(f"{borne.address}/seek", {"why_en": "A man was hurt", "why_zh": "有人受伤"})
    assert first in refused.content.decode()
    borne = actions.contain(borne, by=head, measure="guard", how=words(en="A fence"))
    assert (borne.state, borne.review_on, borne.risk_officer, dict(borne.risk_reason)) == ("contained", None, None, {})
    assert f"{borne.address}/seek" in officer.get(borne.address).content.decode()
    assert actions.seek_remedy(borne, by=head).state == "remedy_sought"


def test_contained_anew_what_was_done_for_its_cure_counts_no_longer(made: make.Made) -> None:
    officer, director = made.people["dalian-safety_officer"], made.people["dalian-plant_director"]
    fence = {"measure": "guard", "how": words(en="A fence")}
    hazard = actions.contain(actions.acknowledge(danger(made), by=officer), by=officer, **fence)
    hazard = actions.try_remedy(actions.seek_remedy(hazard, by=officer), by=officer, adoption=remedy_in_use(made))
    for person in (officer, director):
        hazard = actions.accept_risk(hazard, by=person, why=WHY, review_on=REVIEW)
    hazard = actions.contain(hazard, by=officer, **fence)
    assert (hazard.sought_at, hazard.tried_at, hazard.remedy) == (None, None, None)


def test_half_a_signature_does_not_outlive_the_danger_it_was_set_under(
    made: make.Made, borne: Hazard, visit: Visit
) -> None:
    officer, director = made.people["dalian-safety_officer"], made.people["dalian-plant_director"]
    later = REVIEW + datetime.timedelta(days=60)
    again = {"why": WHY, "review_on": later}
    actions.accept_risk(borne, by=officer, **again)
    page = visit("plant-c", "operator")
    assert "would bear the risk until" in page.get(borne.address).content.decode()
    hazard = actions.contain(borne, by=officer, measure="guard", how=words(en="A fence"))
    assert "would bear the risk until" not in page.get(borne.address).content.decode()
    assert actions.accept_risk(hazard, by=director, **again).state == "contained"
    hazard = actions.seek_remedy(hazard, by=officer)
    assert actions.accept_risk(hazard, by=officer, **again).state == "remedy_sought"
    assert actions.accept_risk(hazard, by=director, **again).state == "accepted_risk"


def test_borne_no_longer_a_remedy_is_sought_with_the_reason(made: make.Made, borne: Hazard, visit: Visit) -> None:
    officer = visit("dalian", "safety_officer")
    guard = {"measure": "guard", "how": words(en="A fence")}
    actions.contain(borne, by=made.people["dalian-safety_officer"], **guard)
    for role in ("safety_officer", "plant_director"):
        actions.accept_risk(borne, by=made.people[f"dalian-{role}"], why=WHY, review_on=REVIEW)
    assert "Why is the risk borne no longer?" in officer.get(f"{borne.address}/seek").content.decode()
    assert officer.post(f"{borne.address}/seek").status_code == 422
    assert officer.post(f"{borne.address}/seek", {"why_en": "A man was hurt"}).status_code == 302
    borne.refresh_from_db()
    assert (borne.state, borne.review_on, borne.risk_officer) == ("remedy_sought", None, None)
    assert Entry.objects.filter(verb="seek_remedy").latest("number").details["why"] == {"en": "A man was hurt"}
    assert borne.signatures.count() == 4  # who bore it stays known


class TestKept:
    """No way becomes the standard while a danger it is suspected of is open."""

    @pytest.mark.parametrize("by", ["adoption", "also_suspected"])
    def test_not_before_the_danger_ended(self, made: make.Made, by: str) -> None:
        used, officer = remedy_in_use(made), made.people["dalian-safety_officer"]
        hazard = danger(made)
        if by == "adoption":
            Hazard.objects.update(adoption=used)
        else:
            hazard.also_suspected.add(used)
        head = made.people["dalian-workshop_head"]
        with pytest.raises(ValidationError, match=str(hazard.number)):
            taking.keep(used, by=head)
        hazard.refresh_from_db()
        actions.refute(hazard, by=officer, evidence=words(en="Filmed a week"))
        assert taking.keep(used, by=head).state == "standardised"


def test_later_takers_are_led_through_the_remedy_also_without_the_warning(made: make.Made) -> None:
    way, remedy = make.experience(made), make.experience(made, title=words(en="Guard"), origin="plant-c")
    officer, place = made.people["benxi-safety_officer"], made.workshops["dalian-medium-section"]
    flag_experience(way, by=officer, flag="caution", why=words(en="A man was hurt"), remedy=remedy)
    way = flag_experience(way, by=officer, flag="", why=words(en="The cure is verified"))
    assert taking_rules.missing_remedy(way, place) == remedy
    adoption = taking.review_risk(make.adoption(made, way), by=None)
    with pytest.raises(ValidationError):
        taking.start(adoption, by=made.people["dalian-workshop_head"])
    taking.start(taking.review_risk(make.adoption(made, remedy), by=None), by=None)
    assert taking.start(adoption, by=made.people["dalian-workshop_head"]).state == "trial"


class TestProtected:
    """What few plants use or do would give the plant away; the holder of the name learns of it alone."""

    def test_an_experience_that_few_use_is_known_to_the_holder_only(self, made: make.Made, visit: Visit) -> None:
        used = remedy_in_use(made)
        holder = made.people["benxi-safety_officer"]
        hazard = danger(made, experience=used.experience, is_protected=True, holder=holder)
        assert hazard.experience is None
        assert Origin.objects.get().experience == used.experience
        assert used.experience.slug not in str(Entry.objects.filter(verb="raise_hazard").latest("number").details)
        assert "Guard at the table" in visit("benxi", "safety_officer").get(hazard.address).content.decode()
        assert "Guard at the table" not in visit("plant-c", "safety_officer").get(hazard.address).content.decode()
        assert "。 " not in visit("benxi", "safety_officer", "zh").get(hazard.address).content.decode()

    def test_one_that_many_use_is_named(self, made: make.Made) -> None:
        way = make.experience(made)
        for plant in ("dalian", "benxi", "plant-c"):
            taking.start(taking.review_risk(make.adoption(made, way, at=plant), by=None), by=None)
        assert danger(made, experience=way, is_protected=True).experience == way

    def test_a_task_of_a_trade_that_is_not_named_is_not_either(self, made: make.Made) -> None:
        lone = make.workshop_actions.name_trade(slug="wire", name=words("线材", "Wire"), by=None)
        place = make.workshop_actions.open_workshop(
            made.plants["dalian"], trade=lone, name=words("线材", "Wire"), by=None
        )
        hazard = actions.raise_hazard(
            by=made.people["dalian-operator"], title=words(en="Loop"), severity="could", workshop=place,
            task="coiling", is_protected=True,
        )  # fmt: skip
        assert (hazard.trade, hazard.task) == (None, "")
        assert danger(made, task="shearing", is_protected=True).task == "shearing"
        assert timezone.localdate(hazard.raised_at) == make.TODAY
