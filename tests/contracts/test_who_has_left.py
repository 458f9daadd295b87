"""Whoever has left a plant speaks for it no longer, though a contract or a delegation still names them."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from huzhu.contracts import fulfilling, rules, signing
from huzhu.contracts.acting import promise_of
from huzhu.delegation.authority import holders, substitutes_for
from huzhu.people.actions import seat, unseat
from huzhu.people.models import Person, Role
from tests import make
from tests.contracts import staging
from tests.contracts.staging import side


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance()


def moved(made: make.Made, who: str, to: str) -> Person:
    """Leaves the plant, and is an engineer at the mill of another one."""
    person = Person.objects.get(username=who)
    for place in person.seats.all():
        unseat(place, by=None)
    seat(person, Role.WORKSHOP_ENGINEER, by=None, workshop=made.workshops[f"{to}-medium-section"])
    return Person.objects.get(pk=person.pk)


def test_the_named_acceptor_accepts_while_he_belongs_to_the_helped_side(made: make.Made) -> None:
    item = staging.item_at(made, "claimed_done")
    gone = moved(made, "dalian-workshop_engineer", "plant-c")
    assert promise_of(item).acceptor == gone
    assert not rules.may_accept(gone, promise_of(item))
    with pytest.raises(PermissionDenied):
        fulfilling.accept(item, by=gone)
    assert fulfilling.accept(item, by=made.person("dalian", "workshop_head")).state == "accepted"


def test_a_substitute_who_has_left_signs_nothing(made: make.Made) -> None:
    staging.it_is(staging.DAY)
    mill, stays = made.workshops["dalian-medium-section"], made.person("dalian", "team_leader")
    named = [made.person("dalian", "workshop_engineer"), stays]
    held = staging.delegate(made, "dalian", substitutes=named)
    version = staging.offer(staging.drafted(made))
    gone = moved(made, "dalian-workshop_engineer", "benxi")
    assert not substitutes_for(gone, mill)
    assert set(holders(held)) == {made.person("dalian", "workshop_head"), stays}
    with pytest.raises(PermissionDenied):
        signing.sign(version, side(version.contract, "dalian"), by=gone)
    assert signing.sign(version, side(version.contract, "dalian"), by=stays).delegation == held
