"""An item that another one replaces in a version does not stand in that version as well."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from huzhu.contracts import drafting, writing
from tests import make
from tests.contracts import staging
from tests.contracts.staging import side


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance()


def test_what_is_replaced_is_not_written_into_the_same_version_again(made: make.Made) -> None:
    item = staging.item_at(made, "under_way")
    contract = item.contract
    version = drafting.write_version(contract, side(contract, "dalian"), by=None, why="the old line is closed")
    new = staging.promise(made, contract, version=version, replaces=item, target=35.0)
    with pytest.raises(ValidationError, match="stands in its place"):
        staging.promise(made, contract, version=version, item=item, target=40.0)
    client = Client()
    client.force_login(made.person("dalian", "workshop_head"))
    address = f"/contracts/{contract.number}/items/{item.number}/write"
    assert address not in client.get(contract.address).content.decode()

    writing.take_item_out(version, new.item, by=None)
    staging.promise(made, contract, version=version, item=item, target=40.0)
    assert address in client.get(contract.address).content.decode()
    assert [each.item.number for each in version.promises.order_by("item__number")] == [1, 2]
