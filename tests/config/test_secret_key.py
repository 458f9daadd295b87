"""The server's keys: however many begin at once on a new home, all hold the same one, and only its owner reads it."""

from __future__ import annotations

import base64
import errno
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from huzhu import kept_keys
from huzhu.kept_keys import kept_key
from huzhu.notices import push

TOGETHER = 8


def no_link(made: str, kept: Path) -> None:
    """As exFAT answers."""
    raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), str(kept))


@pytest.mark.parametrize("has_links", [True, False])
def test_all_that_begin_at_once_hold_one_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool) -> None:
    if not has_links:
        monkeypatch.setattr(os, "link", no_link)
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


@pytest.mark.parametrize("has_links", [True, False])
def test_it_stays_and_is_for_its_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool) -> None:
    if not has_links:
        monkeypatch.setattr(os, "link", no_link)
    kept = tmp_path / "secret-key"
    assert kept_key(kept) == kept_key(kept) == kept.read_text()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_one_that_was_never_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_keys, "PATIENCE", 0.05)
    (tmp_path / "secret-key").touch()
    with pytest.raises(OSError, match="secret-key is empty"):
        kept_key(tmp_path / "secret-key")


def test_the_key_for_push_is_a_private_key_and_no_two_houses_share_it(tmp_path: Path) -> None:
    keys = [kept_key(tmp_path / name / "push-key", push.new_key) for name in ("one", "other")]
    numbers = {int.from_bytes(base64.urlsafe_b64decode(key + "="), "big") for key in keys}
    assert len(numbers) == 2
    for number in numbers:
        ec.derive_private_key(number, ec.SECP256R1())
    assert kept_key(tmp_path / "one" / "push-key", push.new_key) == keys[0]


def test_the_key_for_push_is_made_when_it_is_needed(settings: Any, tmp_path: Path) -> None:
    settings.PUSH_KEY = ""
    assert not (tmp_path / "push-key").exists()
    assert push.public_key() == push.public_key() and (tmp_path / "push-key").exists()
    own = push.public_key()
    settings.PUSH_KEY = push.new_key()
    assert push.public_key() != own


def test_with_a_key_given_nothing_is_written_to_begin(tmp_path: Path) -> None:
    """A home that may only be read, its records in PostgreSQL."""
    given = {"HUZHU_SECRET_KEY": "x" * 50, "HUZHU_PUSH_KEY": "", "HUZHU_HOME": str(tmp_path)}
    given["HUZHU_DATABASE_URL"] = "postgresql://huzhu@db.example/huzhu"
    done = subprocess.run(
        [sys.executable, "-c", "import huzhu.config.settings"], env={**os.environ, **given}, check=False
    )
    assert done.returncode == 0
    assert not {file.name for file in tmp_path.iterdir()} & {"secret-key", "push-key"}
