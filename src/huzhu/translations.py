"""The Chinese of the interface: one part per area in `locale/zh/*.po`, put together for Django, which reads one file.

Done when the settings are loaded and a part is newer than the result, so that no step of its own can be forgotten. The
result lies beside the parts, or in `spare` where the package may not be written to.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

RESULT = Path("zh_Hans") / "LC_MESSAGES" / "django.mo"
PLURALS = "nplurals=1; plural=0;"


def compiled(folder: Path, spare: Path) -> Path:
    """The folder for LOCALE_PATHS that holds an up-to-date result for the parts in `folder`/zh."""
    parts = sorted((folder / "zh").glob("*.po"))
    newest = max((part.stat().st_mtime for part in [*parts, folder / "zh"]), default=0.0)
    for home in (folder, spare):
        result = home / RESULT
        if result.exists() and result.stat().st_mtime >= newest:
            return home
        try:
            _write(result, merged(parts))
        except OSError:
            continue
        return home
    return folder


def merged(parts: Iterable[Path]) -> bytes:
    """All parts as one compiled catalogue. Where two translate the same sentence, the first in order counts, though one
    with a plural before one without: it answers for both."""
    import polib  # only when something is to be done

    whole = polib.POFile()
    whole.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": "zh_Hans", "Plural-Forms": PLURALS}
    chosen: dict[tuple[str | None, str], polib.POEntry] = {}
    for part in parts:
        for entry in polib.pofile(str(part)):
            known = chosen.setdefault((entry.msgctxt, entry.msgid), entry)
            if entry.msgid_plural and not known.msgid_plural:
                chosen[entry.msgctxt, entry.msgid] = entry
    whole.extend(chosen.values())
    return whole.to_binary()


def _write(result: Path, content: bytes) -> None:
    """Whole or not at all: another process may be reading it."""
    result.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=result.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).replace(result)
