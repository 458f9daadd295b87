"""Photos on cards: read, turned upright, made smaller, and written anew without what the camera put into them.

A photo is opened as an untrusted file: only JPEG, PNG and WebP, at most
`MOST_PIXELS`. What is kept is a new JPEG of the pixels alone, named by its hash, so place, time and device of the
original are gone and the same picture is kept once. Other rooms keep their files in the same folder.
"""

from __future__ import annotations

import datetime
import hashlib
import io
import os
import tempfile
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from huzhu.cards import rules
from huzhu.cards.models import Card, Photo
from huzhu.journal.actions import record, verb
from huzhu.people.models import Person
from huzhu.workshops import clocks

FORMATS = ("JPEG", "PNG", "WEBP")
LONGEST_SIDE = 1600
MOST_PIXELS = 60_000_000
MOST_BYTES = 20 * 1024 * 1024
MOST_PHOTOS = 4
QUALITY = 80


def folder() -> Path:
    return Path(settings.HUZHU_HOME) / "photos"


def path_of(photo: Photo) -> Path:
    return folder() / f"{photo.hash}.jpg"


@verb
def add_photo(card: Card, file: IO[bytes], *, by: Person | None, at: datetime.datetime | None = None) -> Photo:
    """Put a picture on a card. The same picture twice is one."""
    card = Card.objects.select_for_update(of=("self",)).select_related("workshop__plant").get(pk=card.pk)
    if by is not None and not rules.is_asker(by, card):
        raise PermissionDenied
    if card.photos.count() >= MOST_PHOTOS:
        raise ValidationError({"photo": _("%(most)s photos are enough.") % {"most": MOST_PHOTOS}})
    content, (width, height) = cleaned(file)
    found = card.photos.filter(hash=hash_of(content)).first()
    if found is not None:
        return found
    name = keep(content)
    photo = Photo(card=card, hash=name, width=width, height=height, bytes=len(content), added_by=by)
    photo.added_at = at or clocks.now()
    photo.full_clean()
    photo.save()
    record("add_photo", photo, by=by, plant=card.workshop.plant.slug, details={"hash": name, "bytes": len(content)})
    return photo


def cleaned(file: IO[bytes]) -> tuple[bytes, tuple[int, int]]:
    """(a JPEG of the pixels alone, its size). Raises ValidationError for what is no such picture or too large."""
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValidationError({"photo": _("The photo is too large: at most 20 MB.")})
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ValidationError({"photo": _("The photo has too many pixels: at most 60 million.")})
            picture.draft("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
            plain = Image.new("RGB", upright.size, "white")
            plain.paste(upright, mask=upright.getchannel("A") if upright.mode in ("RGBA", "LA") else None)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise ValidationError({"photo": _("This is no photo that can be read: use JPEG, PNG or WebP.")}) from None
    kept = io.BytesIO()
    plain.save(kept, "JPEG", quality=QUALITY, optimize=True)
    return kept.getvalue(), plain.size


def hash_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def keep(content: bytes, ending: str = "jpg") -> str:
    """Whole or not at all: written beside and renamed, before the row that names it is committed. Its name, to which
    the ending belongs."""
    folder().mkdir(parents=True, exist_ok=True)
    name = hash_of(content)
    path = folder() / f"{name}.{ending}"
    if path.exists():
        return name
    handle, half = tempfile.mkstemp(dir=folder(), suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(half).replace(path)
    return name
