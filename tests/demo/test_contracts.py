"""The demo's contracts: handed over by one act a plant, agreed between two mills, kept as far as it is told."""

import pytest

from huzhu.contracts.models import Contract
from huzhu.contracts.sealing import read_file, written_file
from huzhu.contracts.signing import standing_signatures
from huzhu.delegation.models import Delegation
from huzhu.demo import load, load_contracts
from huzhu.demo.timeline import LAST
from huzhu.journal.models import Entry
from huzhu.journal.queries import verify
from huzhu.workshops.models import Alliance, Workshop


@pytest.mark.django_db
def test_the_plants_hand_over_and_two_mills_agree() -> None:
    for step in ("Plants and workshops", "People and seats", "Indicators", "Experiences and who took them up"):
        load.STEPS[step](lambda done, known: None)
    for _again in range(2):  # a load that was cut off goes on, and a whole one changes nothing
        load_contracts.agree(lambda done, known: None)
    assert Alliance.objects.get().clock_on == LAST
    assert Entry.objects.filter(verb="hand_over_contracts").count() == 4
    assert Delegation.objects.filter(state="active").count() == Workshop.objects.count()
    contract = Contract.objects.get()
    assert (contract.state, contract.number) == ("in_force", "1958-1")
    text = contract.versions.get()
    signatures = [
        {"statement": each.statement, "public_key": each.public_key, "signature": each.signature}
        for each in standing_signatures(text)
    ]
    found = read_file(written_file(text.content, signatures))
    assert found.holds
    assert len(found.signed) == 2
    assert [each.state for each in contract.items.all()] == ["planned", "blocked", "under_way"]
    assert contract.items.get(number=1).adoptions.count() == 1
    inspection = contract.inspections.get()
    assert (inspection.state, inspection.sheets.count(), inspection.third.slug) == ("held", 3, "plant-c")
    assert verify().whole
