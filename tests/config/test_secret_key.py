"""The server's keys: however many begin at once on a new home, all hold the same one, and only its owner reads it."""

from __future__ import annotations

import base64
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from cryptography.hazmat.primitives.asymmetric import ec

from huzhu.config.secret_key import kept_key, new_push_key

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


def test_the_key_for_push_is_a_private_key_and_no_two_houses_share_it(tmp_path: Path) -> None:
    keys = [kept_key(tmp_path / name / "push-key", new_push_key) for name in ("one", "other")]
    numbers = {int.from_bytes(base64.urlsafe_b64decode(key + "="), "big") for key in keys}
    assert len(numbers) == 2
    for number in numbers:
        ec.derive_private_key(number, ec.SECP256R1())
    assert kept_key(tmp_path / "one" / "push-key", new_push_key) == keys[0]
