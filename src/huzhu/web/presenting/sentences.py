"""Small matters of grammar, and which day it is."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from huzhu.web import wording
from huzhu.workshops.models import Alliance


def inside(name: Any) -> str:
    """A name as it stands inside an English sentence: small letter first, unless it is an abbreviation."""
    text = str(name)
    if wording.is_chinese() or len(text) < 2 or not text[0].isascii() or text[1].isupper():
        return text
    return text[0].lower() + text[1:]


def listed(names: Iterable[str]) -> str:
    """Names one after another, with the comma of the reader's language."""
    return ("、" if wording.is_chinese() else ", ").join(names)


def today() -> datetime.date:
    """The day it is in the alliance."""
    alliance = Alliance.objects.first()
    return alliance.today if alliance else timezone.localdate()
