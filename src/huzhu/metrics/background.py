"""Large files are read beside the pages: put in line by a person, loaded by the worker, who then tells the person.

A small file is loaded while its person waits. What takes longer stands in line as due work on its batch, under a lease
that is prolonged as the file is read, so that a killed worker loses nothing: the batch waits and is read again.
"""

from __future__ import annotations

import datetime
import time
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from huzhu.journal.actions import record, verb
from huzhu.metrics import rules
from huzhu.metrics.files.problems import FileRefused, explain
from huzhu.metrics.loading import inbox_path, load_batch
from huzhu.metrics.models import Batch
from huzhu.notices.actions import sentence, tell
from huzhu.people.models import Person
from huzhu.words import Words, run_together

LARGE = 2_000_000  # bytes; below, a page answers within a few seconds
NOTE_EVERY = 1.0  # seconds
LEASE = datetime.timedelta(minutes=10)


def is_large(batch: Batch) -> bool:
    path = inbox_path(batch.file_hash)
    return path.exists() and path.stat().st_size > LARGE


@verb
def put_in_line(batch: Batch, *, by: Person) -> Batch:
    """Ask for the file to be loaded by its agreed mapping. Asking twice changes nothing."""
    batch = Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if not rules.may_load(by, batch.plant):
        raise PermissionDenied
    if batch.state != Batch.State.WAITING:
        raise ValidationError(_("This file is loaded already; its mapping cannot change."), code="state")
    if batch.due_at is None:
        batch.due_at, batch.asked_by, batch.progress, batch.refusal = timezone.now(), by, {}, Words()
        batch.save()
        record("put_in_line", batch, by=by, plant=batch.plant.slug if batch.plant else "-")
    return batch


def ready() -> models.QuerySet[Batch]:
    return Batch.objects.filter(state=Batch.State.WAITING)


def load_waiting(batch: Batch) -> None:
    """Load one batch from the line and tell who asked what came of it."""
    asked_by = Person.objects.get(pk=batch.asked_by_id)
    try:
        loaded = load_batch(batch, by=asked_by, progress=_Noting(batch))
    except FileRefused as refused:
        code, params = refused.code, refused.params
        _refuse(batch, _in_both(lambda: run_together(explain(code, params, translation.gettext))))
    except (ValidationError, PermissionDenied) as problem:
        said = getattr(problem, "messages", None) or [_("You may not load readings of this plant.")]
        _refuse(batch, _in_both(lambda: run_together(said)))
    else:
        if loaded.state == Batch.State.WAITING:
            _refuse(batch, _in_both(lambda: translation.gettext("No value could be taken; the refused rows say why.")))
            return
        values = {"file": loaded.file_name, "kept": f"{loaded.kept:,}", "refused": f"{loaded.refused:,}"}
        text = sentence(_("“%(file)s” is loaded: %(kept)s values kept, %(refused)s refused."), values)
        tell([asked_by], about=loaded, text=text, address=f"/data/batches/{loaded.pk}")


@verb
def _refuse(batch: Batch, why: Words) -> None:
    """The file cannot be loaded as it is; trying again would not help."""
    Batch.objects.filter(pk=batch.pk).update(refusal=why, due_at=None, leased_until=None, progress={})
    text = sentence(_("“%(file)s” could not be loaded."), {"file": batch.file_name})
    tell(Person.objects.filter(pk=batch.asked_by_id), about=batch, text=text, address=f"/data/batches/{batch.pk}")


def _in_both(say: Any) -> Words:
    said = {}
    for language, code in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(code):
            said[language] = say()
    return Words(said)


class _Noting:
    """Writes how far the reading is, at most once a second, and holds the lease."""

    def __init__(self, batch: Batch) -> None:
        self.batch, self.begun, self.noted = batch, time.monotonic(), 0.0

    def __call__(self, done: int, whole: int) -> None:
        now = time.monotonic()
        if now - self.noted < NOTE_EVERY:
            return
        self.noted = now
        held, until = self.batch.leased_until, timezone.now() + LEASE
        progress = {"done": done, "whole": whole, "seconds": round(now - self.begun, 1)}
        mine = Batch.objects.filter(pk=self.batch.pk, leased_until=held)
        if mine.update(progress=progress, leased_until=until):
            self.batch.leased_until = until
