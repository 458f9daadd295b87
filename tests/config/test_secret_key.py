"""The secret key: however many begin at once on a new home, all hold the same one, and only its owner reads it."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from huzhu.config.secret_key import kept_key

TOGETHER = 8


def test_all_that_begin_at_once_hold_one_key(tmp_path: Path) -> None:
    barrier = Barrier(TOGETHER)

    def begin(kept: Path) -> str:
        barrier.wait()
        return kept_key(kept)

    with ThreadPoolExecutor(TOGETHER) as pool:
        for number in range(60):
            kept = tmp_path / str(number) / "secret-key"
            keys = set(pool.map(begin, [kept] * TOGETHER))
            assert len(keys) == 1
            assert len(keys.pop()) > 50
            assert [file.name for file in kept.parent.iterdir()] == ["secret-key"]


def test_it_stays_and_is_for_its_owner_only(tmp_path: Path) -> None:
    kept = tmp_path / "secret-key"
    assert kept_key(kept) == kept_key(kept) == kept.read_text()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
