"""A round and the resolution by which it is held: only one that was passed, shown to those who know the conference."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from huzhu.competitions import drafting
from huzhu.competitions.models import Round
from huzhu.conferences.decided import Resolution
from huzhu.conferences.models import Conference
from huzhu.journal.models import Entry
from tests import make
from tests.competitions import staging
from tests.conferences import staging as conferences


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance(staging.PLANTS)


@pytest.fixture
def passed(made: make.Made) -> Resolution:
    session = conferences.in_session(made)
    proposed = conferences.propose(session)
    staging.mills(made)
    with pytest.raises(ValidationError, match="have not passed this resolution"):
        staging.draft(made, resolution=proposed)
    assert not Round.objects.exists()
    decided = conferences.assign(made, conferences.vote_all(made, proposed))
    staging.it_is(make.TODAY)
    return decided


def page(made: make.Made, place: str, role: str, address: str) -> str:
    client = Client(headers={"accept-language": "en"})
    client.force_login(made.person(place, role))
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_a_round_and_its_resolution_lead_to_each_other(made: make.Made, passed: Resolution) -> None:
    round_ = staging.to(made, staging.draft(made, resolution=passed), "published")
    assert Entry.objects.filter(verb="draft_round", details__resolution=passed.journal_name).count() == 1
    for address in (round_.address, f"{round_.address}/conditions"):
        assert f'href="{passed.address}"' in page(made, "dalian", "operator", address), address
    assert f'href="{round_.address}"' in page(made, "dalian", "operator", passed.conference.address)


def test_a_draft_does_not_show_beside_its_resolution(made: make.Made, passed: Resolution) -> None:
    round_ = staging.draft(made, resolution=passed)
    assert round_.address not in page(made, "dalian", "operator", passed.conference.address)
    assert round_.address in page(made, "alliance", "secretariat", passed.conference.address)


def test_who_does_not_know_the_conference_does_not_see_its_resolution(made: make.Made, passed: Resolution) -> None:
    round_ = staging.to(made, staging.draft(made, resolution=passed), "published")
    Conference.objects.filter(pk=passed.conference_id).update(state="cancelled", called_at=None)
    host = passed.conference.host.slug
    stranger = next(plant for plant in staging.PLANTS if plant != host)
    for address in (round_.address, f"{round_.address}/conditions"):
        assert passed.address not in page(made, stranger, "workshop_head", address)
        assert passed.address in page(made, "alliance", "secretariat", address)


def test_the_form_offers_what_was_passed(made: make.Made, passed: Resolution) -> None:
    conferences.propose(passed.conference)
    form = page(made, "alliance", "secretariat", "/standings/new")
    assert f'<option value="{passed.pk}">' in form
    assert form.count("<option value=", form.index('name="resolution"'), form.index("</select>", form.index('name="resolution"'))) == 2  # fmt: skip  # noqa: E501


# Named later


def test_a_resolution_is_named_until_the_round_begins(made: make.Made, passed: Resolution) -> None:
    secretary = made.person("alliance", "secretariat")
    round_ = staging.to(made, staging.draft(made), "published")
    mark = round_.hash
    with pytest.raises(PermissionDenied):
        drafting.link_resolution(round_, by=made.person("dalian", "workshop_head"), resolution=passed)
    client = Client(headers={"accept-language": "en"})
    client.force_login(secretary)
    at = f"{round_.address}/resolution"
    assert f'href="{at}"' in client.get(f"{round_.address}/conditions").content.decode()
    client.post(at, {"resolution": passed.pk})
    round_.refresh_from_db()
    assert (round_.resolution, round_.hash) == (passed, mark)
    assert f'href="{passed.address}"' in page(made, "dalian", "operator", round_.address)
    with pytest.raises(ValidationError, match="Nothing was changed"):
        drafting.link_resolution(round_, by=secretary, resolution=passed)
    with pytest.raises(ValidationError, match="Say why"):
        drafting.link_resolution(round_, by=secretary, resolution=None)
    drafting.link_resolution(round_, by=secretary, resolution=None, why="it is about another trade")
    drafting.link_resolution(round_, by=secretary, resolution=passed)
    said = [each.details["after"] for each in Entry.objects.filter(verb="link_resolution").order_by("pk")]
    assert said == [passed.journal_name, "", passed.journal_name]
    round_ = staging.to(made, round_, "running")
    with pytest.raises(ValidationError, match="has begun"):
        drafting.link_resolution(round_, by=secretary, resolution=None, why="too late")
    assert at not in client.get(f"{round_.address}/conditions").content.decode()


def test_only_what_was_passed_is_named_later(made: make.Made) -> None:
    proposed = conferences.propose(conferences.in_session(made))
    staging.mills(made)
    with pytest.raises(ValidationError, match="have not passed"):
        drafting.link_resolution(staging.draft(made), by=None, resolution=proposed)
