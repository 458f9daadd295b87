"""`huzhu backup DIR` and `huzhu restore DIR`: the whole house on one machine, while it runs.

The database comes first, as of one moment. A batch's file is written before its row and never changes, so every file
that this database names is there afterwards, whatever is loaded meanwhile.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from huzhu.cli.house import open_house
from huzhu.cli.saying import Refusal, console

DATABASE, LIST = "huzhu.sqlite3", "contents.json"
To = Annotated[Path, typer.Argument(metavar="FOLDER", help="A new or empty folder.")]
From = Annotated[Path, typer.Argument(metavar="FOLDER", help="As `huzhu backup` wrote it.")]


def backup(folder: To) -> None:
    """Back the house up: database, readings, waiting files, photos, attachments, keys. No server need stop for it."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refusal(f"{folder} is not an empty folder.")
    with open_house():
        from django.conf import settings

        database = _database_path()
        folder.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(folder / DATABASE)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
        home = Path(settings.HUZHU_HOME)
        keys = [*filter(Path.exists, [home / "secret-key", home / "push-key"]), *(home / "keys").glob("*")]
        for path in [*_named_files(folder / DATABASE, home), *keys]:
            copy = folder / path.relative_to(home)
            copy.parent.mkdir(exist_ok=True)
            shutil.copy2(path, copy)
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        contents = {str(path.relative_to(folder)): _hash(path) for path in files}
        (folder / LIST).write_text(json.dumps({"format": 1, "files": contents}, indent=1), encoding="utf-8")
        console().print(f"{folder}: {len(contents)} files, {sum(path.stat().st_size for path in files):,} bytes.")


def restore(folder: From) -> None:
    """Put a backup into an empty HUZHU_HOME, and check it."""
    contents = _contents(folder)
    with open_house(tables=False):
        from django.conf import settings

        database = _database_path()
        if database.exists():
            raise Refusal(f"{database} is there already; set HUZHU_HOME to an empty folder.", code=1)
        home = Path(settings.HUZHU_HOME)
        for name in sorted(
            contents, key=lambda name: name == DATABASE
        ):  # the database last: until then nothing is there
            copy = database if name == DATABASE else home / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            half = copy.with_name(copy.name + ".part")
            shutil.copy2(folder / name, half)
            half.replace(copy)
    with open_house():
        from huzhu.journal.queries import verify

        verdict = verify()
        if not verdict.whole:
            raise Refusal(f"Restored, but its journal is broken at entry {verdict.broken_at}.", code=1)
        console().print(f"Restored: {len(contents)} files; the journal is whole with {verdict.entries} entries.")


def _database_path() -> Path:
    from django.conf import settings

    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        raise Refusal("The records are in PostgreSQL: use pg_dump, then copy the readings (docs/operate.md).", code=1)
    return Path(str(database["NAME"]))


def _named_files(database: Path, home: Path) -> Iterator[Path]:
    """What the copied database speaks of: batches that were loaded, files that wait, photos on cards and stories,
    attachments of conferences."""
    with closing(sqlite3.connect(database)) as copied:
        rows = copied.execute("SELECT id, state, file_hash FROM batch").fetchall()
        kept = copied.execute(
            "SELECT hash || '.jpg' FROM card_photo UNION SELECT drawing || '.jpg' FROM express_story "
            "UNION SELECT hash || '.' || kind FROM conference_attachment"
        ).fetchall()
    yield from filter(Path.exists, (home / "photos" / name for (name,) in kept))
    for number, state, mark in rows:
        if state == "waiting":
            yield from filter(Path.exists, [home / "inbox" / mark])  # a lost one is sent again
            continue
        readings = home / "readings" / f"{number}.parquet"
        if not readings.exists():
            raise Refusal(f"The readings of batch {number} are missing: {readings}.", code=1)
        yield readings
        yield from filter(Path.exists, [readings.with_name(f"{number}.refused.parquet")])


def _contents(folder: Path) -> dict[str, str]:
    """The files of a backup, each found unchanged."""
    try:
        listed = json.loads((folder / LIST).read_text(encoding="utf-8"))
        contents: dict[str, str] = dict(listed["files"])
    except (OSError, ValueError, KeyError, TypeError):
        raise Refusal(f"{folder} is not a backup: it has no readable {LIST}.") from None
    for name, mark in contents.items():
        path = folder / name
        if folder.resolve() not in path.resolve().parents:
            raise Refusal(f"{folder} is not a backup: it names {name}.", code=1)
        if not path.is_file() or _hash(path) != mark:
            raise Refusal(f"The backup is damaged: {name} is missing or changed. Nothing was restored.", code=1)
    return contents


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
