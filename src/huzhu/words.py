"""Words in two languages, kept as they were written.

A name, a sentence or a list of steps that a person wrote is stored as `{"zh": ..., "en": ...}`; one side may be
missing. Shown, it appears in the reader's language when that side was written and otherwise in the other one, and
`language` says which, so that the page can mark it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LANGUAGES = ("zh", "en")


def reading_language() -> str:
    """The reader's language, "zh" or "en"."""
    return "zh" if (get_language() or "").startswith("zh") else "en"


def run_together(sentences: Iterable[Any]) -> str:
    """Sentences one after another: English puts a blank between them, Chinese nothing."""
    return ("" if reading_language() == "zh" else " ").join(str(each) for each in sentences)


MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def long_date(day: datetime.date) -> str:
    """27 August 2026 / 2026年8月27日."""
    if reading_language() == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


class Words(dict[str, Any]):
    """`{"zh": text, "en": text}`; as a string, the text for the present reader."""

    @property
    def language(self) -> str:
        """The language in which the present reader gets it."""
        first = reading_language()
        if self.get(first):
            return first
        return next((other for other in LANGUAGES if self.get(other)), first)

    @property
    def shown(self) -> Any:
        """What the present reader gets: text, or a list where a list was written; "" when nothing was."""
        return self.get(self.language) or ""

    @property
    def is_translated(self) -> bool:
        """False when the reader gets it in the other language because nobody wrote it in theirs."""
        return self.language == reading_language()

    def __str__(self) -> str:
        shown = self.shown
        return shown if isinstance(shown, str) else "\n".join(map(str, shown))

    def __bool__(self) -> bool:
        return any(self.get(language) for language in LANGUAGES)

    __hash__ = None  # type: ignore[assignment]


def words(zh: Any = "", en: Any = "") -> Words:
    """Shorthand: `words("换辊", "Roll change")`."""
    return Words({language: text for language, text in (("zh", zh), ("en", en)) if text})


class WordsField(models.JSONField):
    """A JSON column that comes back as `Words`. A plain string is taken as written in both languages' absence of a
    translation: it is stored under the reader's present language."""

    description = "words in Chinese and English"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", Words)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Words | str:
        found = super().from_db_value(value, expression, connection)
        return found if isinstance(found, str) else Words(found or {})  # one side, asked for by `name__zh`

    def to_python(self, value: Any) -> Words:
        if isinstance(value, str):
            return Words({reading_language(): value}) if value else Words()
        return Words(value or {})

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(dict(self.to_python(value)))

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        if not isinstance(value, dict) or set(value) - set(LANGUAGES):
            raise ValidationError(_("Words are kept by language: zh and en."))
        super().validate(dict(value), model_instance)
