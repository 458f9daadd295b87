"""An experience is written down, shared, completed and warned of; a draft stays at home."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests import make

from huzhu.experiences import actions
from huzhu.experiences.models import Experience
from huzhu.journal.models import Entry
from huzhu.words import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> make.Made:
    return make.alliance(("dalian", "benxi"))


def test_a_draft_is_seen_by_its_own_plant_only(made: make.Made) -> None:
    draft = make.experience(made, shared=False)
    assert draft in Experience.objects.visible_to(made.person("benxi", "operator"))
    assert draft not in Experience.objects.visible_to(made.person("dalian", "operator"))
    assert draft not in Experience.objects.visible_to(made.person("alliance", "secretariat"))


def test_what_is_drafted_is_journalled_for_its_own_plant_only(made: make.Made) -> None:
    make.experience(made, shared=False)
    entries = Entry.objects.filter(verb__in=("draft_experience", "write_version"))
    assert {entry.plant for entry in entries} == {"benxi"}
    assert not Entry.objects.visible_to(made.person("dalian", "workshop_head")).filter(pk__in=entries).exists()


def test_an_operator_writes_it_down_and_the_head_shares_it(made: make.Made) -> None:
    operator, head = made.people["benxi-operator"], made.people["benxi-workshop_head"]
    origin = made.workshops["benxi-medium-section"]
    draft = actions.draft_experience(title=words("好办法", "A way"), trade=origin.trade, origin=origin, by=operator)
    actions.write_version(draft, by=operator, mechanism=words(en="because"), steps=words(en=["do it"]))
    with pytest.raises(PermissionDenied):
        actions.share_experience(draft, by=operator)
    shared = actions.share_experience(draft, by=head)
    assert shared.state == Experience.State.SUBMITTED
    assert shared.shared_by == operator  # the credit stays with the author


def test_a_person_of_another_plant_cannot_change_it(made: make.Made) -> None:
    shared = make.experience(made)
    with pytest.raises(PermissionDenied):
        actions.write_version(
            shared,
            by=made.people["dalian-workshop_head"],
            mechanism=words(en="x"),
            steps=words(en=[]),
            why=words(en="y"),
        )


def test_a_second_version_says_why_and_the_first_stays(made: make.Made) -> None:
    shared = make.experience(made)
    with pytest.raises(ValidationError):
        actions.write_version(shared, by=None, mechanism=words(en="x"), steps=words(en=["x"]))
    actions.write_version(shared, by=None, mechanism=words(en="x"), steps=words(en=["x"]), why=words(en="safer"))
    assert [version.number for version in shared.versions.all()] == [1, 2]


def test_described_means_complete(made: make.Made) -> None:
    shared = make.experience(made)
    shared.touches.clear()
    with pytest.raises(ValidationError) as refused:
        actions.describe_experience(shared, by=None)
    assert set(refused.value.message_dict) == {"touches"}
    shared.touches.add(made.metrics["surface-rejects"])
    assert actions.describe_experience(shared, by=None).state == Experience.State.DESCRIBED


def test_nobody_recommends_the_own_way(made: make.Made) -> None:
    shared = make.experience(made)
    Experience.objects.filter(pk=shared.pk).update(state="verified_at_origin")
    with pytest.raises(PermissionDenied):
        actions.recommend_experience(shared, by=made.people["benxi-chief_engineer"])
    assert actions.recommend_experience(shared, by=made.people["dalian-chief_engineer"]).state == "recommended"


def test_a_warning_is_never_put_up_or_taken_down_without_name_and_reason(made: make.Made) -> None:
    shared = make.experience(made)
    officer = made.people["dalian-safety_officer"]
    with pytest.raises(ValidationError):
        actions.flag_experience(shared, by=officer, flag="caution", why=words())
    with pytest.raises(PermissionDenied):
        actions.flag_experience(shared, by=made.people["benxi-workshop_head"], flag="", why=words(en="no need"))
    actions.flag_experience(shared, by=officer, flag="caution", why=words(en="people slipped"))
    entry = Entry.objects.get(verb="flag_experience")
    assert entry.by_person == officer.pk
    assert entry.details["why"] == {"en": "people slipped"}
