"""The server's own keys: each made once, kept beside the data, readable by its owner only."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

PATIENCE = 2.0  # seconds for another process to write a key of some hundred bytes


def new_secret() -> str:
    """What signs sessions and seals addresses."""
    return secrets.token_urlsafe(50)


def kept_key(kept: Path, new: Callable[[], str] = new_secret) -> str:
    """The key in the file `kept`, made first if it is not there.

    Several processes begin at once on a new home. The file therefore appears with its key in it, never before, and
    whoever comes second takes the key of the first. Where the file system knows no hard links (exFAT, some mounts) it
    is made empty and written at once, and whoever comes between waits. Raises OSError where nothing may be written, and
    where the file stays empty.
    """
    with contextlib.suppress(FileNotFoundError):
        return _read(kept)
    kept.parent.mkdir(parents=True, exist_ok=True)
    key = new()
    handle, made = tempfile.mkstemp(dir=kept.parent, prefix=f".{kept.name}-")  # mode 0600
    try:
        _write(handle, key)
        with contextlib.suppress(FileExistsError):
            _put(made, kept, key)
    finally:
        os.unlink(made)
    return _read(kept)


def _put(made: str, kept: Path, key: str) -> None:
    """Raises FileExistsError where another was first."""
    try:
        os.link(made, kept)
    except FileExistsError:
        raise
    except OSError:
        _write(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), key)


def _write(handle: int, key: str) -> None:
    with os.fdopen(handle, "w") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())


def _read(kept: Path) -> str:
    until = time.monotonic() + PATIENCE
    while not (key := kept.read_text()):
        if time.monotonic() > until:
            raise OSError(f"{kept} is empty: put back the one from the backup; delete it if there never was another.")
        time.sleep(0.01)
    return key
