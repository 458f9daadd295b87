"""A round and the resolution by which it is held: only one that was passed, shown to those who know the conference."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

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
