"""From a file to readings that count.

Reading a file may take minutes; nothing is locked meanwhile. The Parquet file of a batch is written and synced first,
and counts from the moment its catalogue row says so, which is the last step and one short transaction: a load that is
killed leaves the batch waiting, and loading it again starts from the beginning.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Callable, Iterable
from collections.abc import Mapping as AnyMapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.journal.actions import record, verb
from huzhu.metrics import panels, refreshing, rules, stewarding, store, weekly
from huzhu.metrics.creating import create_new_names
from huzhu.metrics.files.headings import propose_mapping
from huzhu.metrics.files.mapping import ColumnMapping, Mapping, TableMapping
from huzhu.metrics.files.reading import read
from huzhu.metrics.files.tables import open_file
from huzhu.metrics.knowing import known_for
from huzhu.metrics.models import Batch, Metric, Part, Source
from huzhu.moves import move
from huzhu.people.models import Person
from huzhu.workshops.models import Plant, Workshop

Progress = Callable[[int, int], None]  # done, whole: bytes or rows of the file
MOST_LOOKED_OVER = 1_000_000  # readings
MOST_WARNINGS = 200
ROW_ROLES = {
    "metric": "metric",
    "unit": "unit",
    "workshop": "workshop",
    "line": "line",
    "product": "product",
    "task": "task",
    "shift": "shift",
    "started_at": "date",
    "ended_at": "end",
    "event": "event",
    "value": "value",
    "exposure": "exposure",
}


def receive_file(content: bytes | Path, *, name: str, plant: Plant | None, by: Person | None) -> Batch:
    """Take a file in and propose how to read it: a batch that waits for its mapping to be agreed.

    `plant` None: a file with readings of several plants (administrator only). A file that counts already comes back as
    the batch it is, and one that waits already likewise; `batch.is_repeat` says so and nothing changes, but that what
    nobody has agreed yet is proposed anew, by the names that are known now.
    Raises PermissionDenied, and `files.problems.FileRefused` for what is no table.
    """
    if by is not None and not rules.may_load(by, plant):
        raise PermissionDenied
    mark = _hash(content)
    known = Batch.objects.filter(plant=plant, file_hash=mark).exclude(state=Batch.State.TAKEN_BACK)
    if (repeat := known.order_by("-state", "pk").first()) is not None:
        repeat = _as_repeat(repeat, content)
        return _propose_anew(repeat, by=by) if _is_open(repeat) else repeat
    path = _take_in(content, mark)
    mapping = propose_mapping(open_file(path, name), known_for(plant))
    return _receive(name=name[-300:], mark=mark, mapping=mapping, plant=plant, by=by)


def _as_repeat(batch: Batch, content: bytes | Path) -> Batch:
    if batch.state == Batch.State.WAITING:
        _take_in(content, batch.file_hash)  # in case the first copy was lost
    batch.is_repeat = True
    return batch


def _hash(content: bytes | Path) -> str:
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with Path(content).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def inbox_path(mark: str) -> Path:
    return Path(settings.INBOX) / mark


def _take_in(content: bytes | Path, mark: str) -> Path:
    """A whole copy in the inbox, under its hash."""
    path = inbox_path(mark)
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{mark}.{os.getpid()}.part")
    with half.open("wb") as target:
        if isinstance(content, bytes):
            target.write(content)
        else:
            with Path(content).open("rb") as source:
                while piece := source.read(1 << 20):
                    target.write(piece)
        target.flush()
        os.fsync(target.fileno())
    half.replace(path)
    return path


@verb
def _receive(*, name: str, mark: str, mapping: Mapping, plant: Plant | None, by: Person | None) -> Batch:
    batch = Batch.objects.create(plant=plant, file_name=name, file_hash=mark, mapping=mapping.to_json(), loaded_by=by)
    details = {"file": name, "hash": mark}
    record("receive_file", batch, by=by, plant=plant.slug if plant else "-", details=details)
    batch.is_repeat = False
    return batch


def _is_open(batch: Batch) -> bool:
    """It waits, and no person has said yet how it is to be read."""
    return batch.state == Batch.State.WAITING and batch.source_id is None


@verb
def _propose_anew(batch: Batch, *, by: Person | None) -> Batch:
    found = _locked(batch)
    mapping = propose_mapping(open_file(inbox_path(found.file_hash), found.file_name), known_for(found.plant)).to_json()
    if _is_open(found) and mapping != found.mapping:
        found.mapping = mapping
        found.save(update_fields=["mapping"])
        record("propose_mapping", found, by=by, plant=_plant_of(found), details={"tables": len(mapping["tables"])})
    found.is_repeat = True
    return found


@verb
def agree_mapping(batch: Batch, mapping: Mapping, *, by: Person | None) -> Batch:
    """How the file is to be read, as a person confirmed or corrected it. Remembered for the next file of this shape."""
    batch = _locked(batch)
    if by is not None and not rules.may_load(by, batch.plant):
        raise PermissionDenied
    if batch.state != Batch.State.WAITING:
        raise ValidationError(_("This file is loaded already; its mapping cannot change."), code="state")
    batch.mapping = mapping.to_json()
    for table in mapping.tables:
        if table.use and table.fingerprint:
            source, _new = Source.objects.update_or_create(
                plant=batch.plant,
                fingerprint=table.fingerprint,
                defaults={"name": _source_name(batch, table), "mapping": asdict(table)},
            )
            batch.source = batch.source or source
    batch.save()
    record("agree_mapping", batch, by=by, plant=_plant_of(batch), details={"tables": len(mapping.tables)})
    return batch


def _source_name(batch: Batch, table: TableMapping) -> str:
    return f"{batch.file_name} · {table.sheet}"[-200:] if table.sheet else batch.file_name[-200:]


def load_batch(batch: Batch, *, by: Person | None, progress: Progress | None = None) -> Batch:
    """Read the file by its agreed mapping, write the batch, and make it count.

    Names that the mapping says are new are created first. Raises PermissionDenied; ValidationError when the batch does
    not wait; `FileRefused` when the file does not fit the mapping.
    """
    batch = Batch.objects.select_related("plant").get(pk=batch.pk)
    if by is not None and not rules.may_load(by, batch.plant):
        raise PermissionDenied
    if batch.state == Batch.State.LOADED:
        batch.is_repeat = True
        return batch
    mapping = create_new_names(Mapping.from_json(batch.mapping), plant=batch.plant, by=by)
    path = inbox_path(batch.file_hash)
    chunks = read(open_file(path, batch.file_name), mapping, known_for(batch.plant))
    written = store.write(Path(settings.READINGS), batch.pk, chunks, progress)
    return _commit(batch, mapping, written, by=by)


def _commit(batch: Batch, mapping: Mapping, written: store.Written, *, by: Person | None) -> Batch:
    """Look the batch over against what counts already, then make it count. One of which nothing was kept waits on."""
    if written.kept == 0:
        return _keep_nothing(batch, written, by=by)
    metrics = {each.slug: each for each in Metric.objects.filter(slug__in={part.metric for part in written.parts})}
    workshops = {
        each.slug: each for each in Workshop.objects.filter(slug__in={part.workshop for part in written.parts})
    }
    earlier = _earlier(written, metrics, workshops)
    found = {
        "kept": written.kept,
        "refused": written.refused,
        "corrected": panels.corrected(written.path, earlier),
        "notices": [asdict(notice) for notice in written.notices],
        "warnings": _warnings(batch, written, earlier),
    }
    parts = [(metrics[part.metric], workshops[part.workshop], part) for part in written.parts]
    return _make_it_count(batch, mapping, found, parts, by=by)


def _earlier(
    written: store.Written, metrics: AnyMapping[str, Metric], workshops: AnyMapping[str, Workshop]
) -> list[str]:
    """Files of counting batches that hold the same metrics of the same workshops."""
    held = Part.objects.filter(
        metric__in=metrics.values(), workshop__in=workshops.values(), batch__state=Batch.State.LOADED
    )
    return weekly.files_of(sorted(set(held.values_list("batch_id", flat=True))))


def _warnings(batch: Batch, written: store.Written, earlier: list[str]) -> list[dict[str, Any]]:
    """What a steward should look at. Looking needs the readings in memory, so very large loads go without."""
    if not 0 < written.kept <= MOST_LOOKED_OVER:
        return []
    found = stewarding.look_over(written.path, earlier, known_for(batch.plant))
    return json.loads(json.dumps([asdict(each) for each in found[:MOST_WARNINGS]], default=str))


@verb
def _keep_nothing(batch: Batch, written: store.Written, *, by: Person | None) -> Batch:
    """No value could be taken: the file does not count, and waits to be read in another way. What was refused stays
    beside it to be looked at."""
    batch = _locked(batch)
    if batch.state == Batch.State.WAITING:
        batch.refused, batch.notices = written.refused, [asdict(notice) for notice in written.notices]
        batch.save()
        details = {"file": batch.file_name, "refused": batch.refused}
        record("refuse_batch", batch, by=by, plant=_plant_of(batch), details=details)
    batch.is_repeat = False
    return batch


@verb
def _make_it_count(
    batch: Batch,
    mapping: Mapping,
    found: dict[str, Any],
    parts: list[tuple[Metric, Workshop, store.Part]],
    *,
    by: Person | None,
) -> Batch:
    """The last step of a load: from here on the readings count."""
    batch = _locked(batch)
    move(batch, "load_batch", rules.MOVES)
    twin = Batch.objects.filter(plant=batch.plant, file_hash=batch.file_hash, state=Batch.State.LOADED).first()
    if twin is not None:
        twin.is_repeat = True
        return twin
    for name, value in found.items():
        setattr(batch, name, value)
    batch.mapping, batch.loaded_by, batch.loaded_at = mapping.to_json(), by, timezone.now()
    batch.save()
    Part.objects.filter(batch=batch).delete()
    Part.objects.bulk_create(
        Part(
            batch=batch,
            metric=metric,
            workshop=workshop,
            plant_id=workshop.plant_id,
            first_on=part.first_at.date(),
            last_on=part.last_at.date(),
            rows=part.rows,
        )
        for metric, workshop, part in parts
    )
    for metric, trade in {(metric, workshop.trade_id) for metric, workshop, _part in parts}:
        metric.trades.add(trade)
    details = {"file": batch.file_name, "hash": batch.file_hash, "kept": batch.kept, "refused": batch.refused}
    record("load_batch", batch, by=by, plant=_plant_of(batch), details=details)
    _mark_parts_due(batch)
    mark = batch.file_hash
    transaction.on_commit(lambda: inbox_path(mark).unlink(missing_ok=True))
    batch.is_repeat = False
    return batch


@verb
def take_back_batch(batch: Batch, *, by: Person | None, why: str) -> Batch:
    """The batch does not count any longer. Its file stays, so that what was reported once can still be read."""
    batch = _locked(batch)
    if by is not None and not rules.may_take_back(by, batch):
        raise PermissionDenied
    if not why.strip():
        raise ValidationError({"why": _("Say why.")})
    move(batch, "take_back_batch", rules.MOVES)
    batch.taken_back_at, batch.why_taken_back = timezone.now(), why
    batch.save()
    record("take_back_batch", batch, by=by, plant=_plant_of(batch), details={"why": why})
    _mark_parts_due(batch)
    return batch


def load_rows(
    rows: Iterable[AnyMapping[str, Any]], *, plant: Plant | None, by: Person | None, name: str = "rows"
) -> Batch:
    """Load readings handed over as dicts, as one batch: the door for machines.

    Keys: metric, workshop, started_at and value; where there is something to say also line, product, task, shift,
    ended_at, exposure, event (a number that tells events of a day apart), unit. Names may be slugs or whatever a file
    may say. Refused rows are those of any file; the same rows again change nothing.
    """
    content, mapping = _as_file(rows)
    batch = receive_file_with(content, mapping, name=name, plant=plant, by=by)
    return batch if batch.is_repeat and batch.state == Batch.State.LOADED else load_batch(batch, by=by)


def receive_file_with(content: bytes, mapping: Mapping, *, name: str, plant: Plant | None, by: Person | None) -> Batch:
    """Take a file in whose mapping is known beforehand."""
    if by is not None and not rules.may_load(by, plant):
        raise PermissionDenied
    mark = _hash(content)
    known = Batch.objects.filter(plant=plant, file_hash=mark).exclude(state=Batch.State.TAKEN_BACK)
    if (repeat := known.order_by("-state", "pk").first()) is not None:
        return _as_repeat(repeat, content)
    _take_in(content, mark)
    return _receive(name=name[-300:], mark=mark, mapping=mapping, plant=plant, by=by)


def _as_file(rows: Iterable[AnyMapping[str, Any]]) -> tuple[bytes, Mapping]:
    """The rows as a text table with one column a key, and the mapping that reads it back."""
    given = list(rows)
    unknown = {key for row in given for key in row} - set(ROW_ROLES)
    if unknown:
        raise ValidationError(_("Unknown fields: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    used = [key for key in ROW_ROLES if any(row.get(key) not in (None, "") for row in given)]
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(used)
    for row in given:
        table.writerow(["" if row.get(key) is None else row[key] for key in used])
    columns = tuple(ColumnMapping(number, key, ROW_ROLES[key]) for number, key in enumerate(used))
    mapping = Mapping((TableMapping(sheet="", fingerprint="", heading_rows=1, first_row=2, columns=columns),))
    return text.getvalue().encode(), mapping


def _mark_parts_due(batch: Batch) -> None:
    refreshing.mark_due(batch.parts.values_list("metric_id", "workshop_id"))


def _locked(batch: Batch) -> Batch:
    return Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)


def _plant_of(batch: Batch) -> str:
    """Whose business a batch is, for the journal; "-" is nobody's but the program's."""
    return batch.plant.slug if batch.plant else "-"
