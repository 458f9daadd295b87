"""Names a file brings: who may add them, and what the others are told."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from huzhu.metrics.creating import create_new_names
from huzhu.metrics.files.mapping import Mapping, NewName
from huzhu.metrics.models import Metric
from huzhu.workshops.models import Workshop
from tests import make

pytestmark = pytest.mark.django_db

GAS = NewName(sort="metrics", name="煤气单耗", slug="gas-per-tonne", accept=True, unit="m³/t")
WIRE = NewName(
    sort="workshops", name="新线材车间", slug="dalian-new-wire", accept=True, plant="dalian", trade="section-rolling"
)


def test_whoever_may_adds_what_the_file_names() -> None:
    made = make.alliance()
    steward = made.person("dalian", "data_steward")
    left = create_new_names(Mapping(tables=(), new=(GAS, WIRE)), plant=made.plants["dalian"], by=steward)
    assert left.new == ()
    assert Metric.objects.get(slug=GAS.slug).name == {"zh": "煤气单耗"}
    assert Workshop.objects.get(slug=WIRE.slug).plant == made.plants["dalian"]


@pytest.mark.parametrize("name", [GAS, WIRE])
def test_whoever_may_not_is_told_how_to_go_on(name: NewName) -> None:
    made = make.alliance()
    head = made.person("dalian", "workshop_head")
    with translation.override("en"), pytest.raises(ValidationError, match=f"“{name.name}” is new, and you may not"):
        create_new_names(Mapping(tables=(), new=(name,)), plant=made.plants["dalian"], by=head)
    assert not Metric.objects.filter(slug=name.slug).exists()
    assert not Workshop.objects.filter(slug=name.slug).exists()


def test_all_or_nothing() -> None:
    made = make.alliance()
    homeless = NewName(sort="workshops", name="某车间", slug="somewhere", accept=True)
    with pytest.raises(ValidationError):
        create_new_names(Mapping(tables=(), new=(GAS, homeless)), plant=None, by=made.person("dalian", "data_steward"))
    assert not Metric.objects.filter(slug=GAS.slug).exists()
