"""Attachments: files that belong to a conference, or to a way exchanged there.

An attachment is opened as an untrusted file. Pictures are made safe and small as photos on cards are; a workbook is
unpacked into nothing as one with readings is; a PDF is only looked at. All are kept beside the photos. What is taken
off is nobody's to read any more, and no backup holds it.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from huzhu.cards.photos import MOST_BYTES, cleaned, folder, hash_of, keep
from huzhu.conferences import rules
from huzhu.conferences.actions import allow, locked, private_to
from huzhu.conferences.attached import Attachment
from huzhu.conferences.minuting import ask_anew
from huzhu.conferences.models import Conference, ExchangedItem
from huzhu.journal.actions import record, verb
from huzhu.metrics.files.problems import FileRefused
from huzhu.metrics.files.sniffing import MB, Limits, sniff
from huzhu.people.models import Person
from huzhu.words import Words
from huzhu.workshops.clocks import moment_of

Kind = Attachment.Kind
PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF")  # JPEG, PNG, WebP
WORKBOOK = Limits(unpacked=256 * MB)
MOST_ATTACHMENTS = 40


def path_of(attachment: Attachment) -> Path:
    return folder() / f"{attachment.hash}.{attachment.kind}"


@verb
def add_attachment(
    conference: Conference,
    file: IO[bytes],
    *,
    by: Person | None,
    title: Words,
    item: ExchangedItem | None = None,
    on: datetime.date | None = None,
) -> Attachment:
    """A file with a title in words. While the minutes wait for approval, every head of delegation is asked anew."""
    conference = locked(conference)
    allow(by is None or rules.may_attach(by, conference))
    if conference.state in Conference.ENDED:
        raise ValidationError(_("It is over and on file, or called off: nothing is attached any more."), code="state")
    if not title:
        raise ValidationError({"title": _("Say in words what it is.")})
    if item is not None and item.conference_id != conference.pk:
        raise ValidationError({"item": _("This was not exchanged at this conference.")})
    if conference.attachments.count() >= MOST_ATTACHMENTS:
        raise ValidationError({"file": _("%(most)s attachments are enough.") % {"most": MOST_ATTACHMENTS}})
    kind, content = _made_safe(file)
    if (known := conference.attachments.filter(hash=hash_of(content)).first()) is not None:
        raise ValidationError({"file": _("This file is attached already: “%(title)s”.") % {"title": known}})
    attachment = Attachment(conference=conference, item=item, title=title, kind=kind, hash=keep(content, kind))
    attachment.bytes, attachment.added_by, attachment.added_at = len(content), by, moment_of(on)
    attachment.full_clean()
    attachment.save()
    record("add_attachment", attachment, by=by, plant=private_to(conference), details=_details(attachment))
    ask_anew(conference, by, on)
    return attachment


@verb
def drop_attachment(attachment: Attachment, *, by: Person | None, on: datetime.date | None = None) -> None:
    """Taken off, until the minutes that name it are approved. The journal keeps what it was."""
    conference = locked(attachment.conference)
    allow(by is None or rules.may_attach(by, conference))
    if conference.state == Conference.State.CANCELLED:
        raise ValidationError(_("It was called off."), code="state")
    if conference.state not in rules.DROPPING:
        raise ValidationError(_("The minutes that name it are approved: it stays."), code="state")
    if not conference.attachments.filter(pk=attachment.pk).exists():
        raise ValidationError(_("It has been taken off already."), code="state")
    record("drop_attachment", attachment, by=by, plant=private_to(conference), details=_details(attachment))
    attachment.delete()
    ask_anew(conference, by, on)


def _details(attachment: Attachment) -> dict[str, object]:
    kept = {"title": dict(attachment.title), "hash": attachment.hash, "kind": attachment.kind}
    return kept | ({"item": attachment.item.number} if attachment.item else {})


def _made_safe(file: IO[bytes]) -> tuple[str, bytes]:
    """(kind, what is kept of it). Told apart by content, never by name."""
    content = file.read(MOST_BYTES + 1)
    if not content:
        raise ValidationError({"file": _("The file is empty.")})
    if len(content) > MOST_BYTES:
        raise ValidationError({"file": _("The file is too large: at most 20 MB.")})
    if content.startswith(b"%PDF-"):
        return Kind.PDF, _whole_pdf(content)
    if content.startswith(b"PK"):
        return _plain_workbook(content), content
    if content.startswith(PICTURES):
        return Kind.JPG, _clean_picture(content)
    raise ValidationError({"file": _("This cannot be attached: use PDF, JPEG, PNG, WebP, XLSX or ODS.")})


def _whole_pdf(content: bytes) -> bytes:
    if b"%%EOF" not in content[-2048:]:
        raise ValidationError({"file": _("The PDF is cut off: its end is missing.")})
    return content


def _clean_picture(content: bytes) -> bytes:
    try:
        return cleaned(io.BytesIO(content))[0]
    except ValidationError as problem:
        raise ValidationError({"file": problem.messages}) from None


def _plain_workbook(content: bytes) -> str:
    """Without macros: those who open it are to read it, not to run it."""
    try:
        kind = sniff(content, WORKBOOK).kind
    except FileRefused:
        raise ValidationError({"file": _("This is no spreadsheet that can be read: use XLSX or ODS.")}) from None
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if any("vbaProject" in name or name.startswith(("Basic/", "Scripts/")) for name in archive.namelist()):
            raise ValidationError({"file": _("The spreadsheet holds macros: save it without them.")})
    return kind
