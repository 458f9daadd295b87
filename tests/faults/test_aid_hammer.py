"""Two plants accept the same last tonne at the same moment: the books are right, on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.faults.hammer_aid import POOL, PROCESSES, ROUNDS

HERE = Path(__file__).parent
PROGRAM = [sys.executable, str(HERE / "hammer_aid.py")]


def hammered(home: Path, *command: str, **environment: str) -> dict[str, Any]:
    done = subprocess.run(
        [*command, *PROGRAM],
        env={**os.environ, "HUZHU_HOME": str(home), "HUZHU_DATABASE_URL": "", **environment},
        cwd=HERE.parents[1],
        capture_output=True,
        text=True,
        timeout=580,
        check=False,
    )
    if "PostgreSQL is not installed" in done.stdout:
        pytest.skip(done.stdout)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-6000:]
    return json.loads(done.stdout.strip().splitlines()[-1])


def check(found: dict[str, Any]) -> None:
    # Of everybody who took the last tonne, in every round exactly one got it.
    assert sum(found["last_tonnes"]) == ROUNDS, found
    assert len(found["last_tonnes"]) == PROCESSES
    assert sum(found["halves"]) == POOL * 2
    taken = found["after_taking"]
    assert [Decimal(each) for each in taken["taken"]] == [Decimal(1)] * ROUNDS + [POOL]
    quantity, reserved, minimum = map(Decimal, taken["stock"])
    assert reserved == ROUNDS + POOL
    assert quantity - reserved >= minimum
    # Every transfer was accepted once, however many accepted it, and lent once.
    count = found["after_taking"]["transfers"]
    accepted = found["after_accepting"]
    assert sum(found["accepted"]) == accepted["lent"] == count == ROUNDS + int(POOL * 2)
    assert Decimal(accepted["owed"]) == ROUNDS + POOL
    assert [Decimal(each) for each in accepted["stock"]] == [Decimal(70) - ROUNDS - POOL, 0, minimum]
    # What came back is booked once: the ledger, the transfers and the stock agree to the kilogram.
    end = found["at_the_end"]
    back = Decimal(end["acknowledged"])
    assert Decimal(end["owed"]) == ROUNDS + POOL - back == Decimal(end["still_owed"])
    assert sum(map(Decimal, found["sent"]), Decimal(0)) >= back > 0
    assert Decimal(end["stock"][0]) == Decimal(accepted["stock"][0]) + back
    assert end["whole"]


@pytest.mark.slow
def test_the_books_are_right_on_sqlite(tmp_path: Path) -> None:
    found = hammered(tmp_path)
    assert found["at_the_end"]["vendor"] == "sqlite"
    check(found)


@pytest.mark.slow
def test_the_books_are_right_on_postgresql(tmp_path: Path) -> None:
    found = hammered(tmp_path, str(HERE.parent / "postgres.sh"))
    assert found["at_the_end"]["vendor"] == "postgresql"
    check(found)
