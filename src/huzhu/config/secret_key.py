"""The server's own keys: each made once, kept beside the data, readable by its owner only."""

from __future__ import annotations

import base64
import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path


def new_secret() -> str:
    """What signs sessions and seals addresses."""
    return secrets.token_urlsafe(50)


def new_push_key() -> str:
    """By which browsers' push services know this house: a private key on P-256, its number in base64."""
    from cryptography.hazmat.primitives.asymmetric import ec

    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()


def kept_key(kept: Path, new: Callable[[], str] = new_secret) -> str:
    """The key in the file `kept`, made first if it is not there.

    Several processes begin at once on a new home. The file therefore appears with its key in it, never before, and
    whoever comes second takes the key of the first.
    """
    with contextlib.suppress(FileNotFoundError):
        return kept.read_text()
    kept.parent.mkdir(parents=True, exist_ok=True)
    handle, made = tempfile.mkstemp(dir=kept.parent, prefix=f".{kept.name}-")  # mode 0600
    try:
        with os.fdopen(handle, "w") as file:
            file.write(new())
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(made, kept)
    finally:
        os.unlink(made)
    return kept.read_text()
