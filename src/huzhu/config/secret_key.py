"""The server's secret key: made once, kept beside the data, readable by its owner only."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path


def kept_key(kept: Path) -> str:
    """The key in the file `kept`, made first if it is not there.

    Several processes begin at once on a new home. The file therefore appears with its key in it, never before, and
    whoever comes second takes the key of the first.
    """
    with contextlib.suppress(FileNotFoundError):
        return kept.read_text()
    kept.parent.mkdir(parents=True, exist_ok=True)
    handle, made = tempfile.mkstemp(dir=kept.parent, prefix=".secret-key-")  # mode 0600
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(made, kept)
    finally:
        os.unlink(made)
    return kept.read_text()
