"""The certificate: in the reader's words, from the final list alone, on one sheet."""

from __future__ import annotations

import datetime

import pytest
from django.utils.translation import override

from huzhu.competitions.models import Standing
from huzhu.web import certificate
from tests import make
from tests.competitions import staging


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance(staging.PLANTS)


def test_it_is_an_award_and_no_quality_certificate(made: make.Made) -> None:
    staging.mills(made, {"dalian": 0.4})
    round_ = staging.to(made, staging.draft(made), "awarded")
    (key,) = {round_.awards["banner"]}
    standing = Standing.objects.select_related("round", "workshop__plant").get(round=round_, workshop__slug=key)
    with override("zh-hans"):
        said = certificate._data(standing, certificate.titles_of(standing))
        assert (said["kind"], said["lines"][0]) == ("奖状", "流动红旗")
    with override("en"):
        said = certificate._data(standing, certificate.titles_of(standing))
        assert (said["kind"], said["lines"][0]) == ("Certificate of award", "The circulating banner")
    assert said["hash"] == round_.inputs_hash
    assert said["day"].endswith(str((staging.ENDS + datetime.timedelta(days=14)).year))


def test_who_got_nothing_has_none_and_nobody_has_one_before_the_award(made: make.Made) -> None:
    staging.mills(made, {"dalian": 0.4, "benxi": 0.2})
    round_ = staging.to(made, staging.draft(made), "final")
    assert [certificate.certificate_pdf(each) for each in round_.standings.all()] == [None] * 3
    staging.to(made, round_, "awarded")
    round_.refresh_from_db()
    without = [each for each in round_.standings.all() if not certificate.titles_of(each)]
    assert without, "somebody got nothing"
    assert [certificate.certificate_pdf(each) for each in without] == [None] * len(without)
