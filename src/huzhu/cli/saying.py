"""How the command speaks: one clear sentence for what went wrong, plain tables for what came out."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


class Refusal(Exception):
    """Ends the command with one sentence on the error channel. Code 2: what was asked is wrong; 1: it went wrong."""

    def __init__(self, sentence: str, code: int = 2) -> None:
        super().__init__(sentence)
        self.code = code


def reading_language() -> str:
    """The language the command speaks: HUZHU_LANGUAGE, else the terminal's, else English."""
    spoken = (os.environ.get(name) for name in ("HUZHU_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh-hans" if next(filter(None, spoken), "").lower().startswith("zh") else "en"


def gettext(sentence: str) -> str:
    """The sentence in that language. English needs no catalogue, and so no Django."""
    if reading_language() == "en":
        return sentence
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huzhu.config.settings")
    import django
    from django.apps import apps
    from django.utils import translation

    if not apps.ready:
        django.setup()
    with translation.override(reading_language()):
        return translation.gettext(sentence)


def console(*, error: bool = False) -> Console:
    """Where to print. Not on a terminal nothing is cut at 80 characters."""
    from rich.console import Console

    here = Console(stderr=error, highlight=False, soft_wrap=error)
    return here if here.is_terminal else Console(stderr=error, highlight=False, soft_wrap=error, width=160)


def table(*headings: str, rows: Iterable[Sequence[Any]], right: Sequence[int] = ()) -> Table:
    """A table without frames; the columns in `right` hold numbers."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(box=box.SIMPLE_HEAD if any(headings) else None, pad_edge=False)
    made.show_header = any(headings)
    for at, heading in enumerate(headings):
        made.add_column(heading, justify="right" if at in right else "left", overflow="fold")
    for row in rows:
        made.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    return made


def number(value: float | None, digits: int = 4) -> str:
    """For reading: so many significant digits, never an exponent for everyday sizes, a real minus sign."""
    if value is None or not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    size = math.floor(math.log10(abs(value)))
    text = f"{value:.{max(0, digits - 1 - size)}f}" if -5 <= size < 15 else f"{value:.{digits - 1}e}"
    return text.replace("-", "\N{MINUS SIGN}")


def percent(value: float | None) -> str:
    if value is None or not math.isfinite(value):
        return "–"
    return f"{100 * value:+.1f}%".replace("-", "\N{MINUS SIGN}")


def print_json(answer: Any) -> None:
    """Machine-readable, with null where there is no number."""
    print(json.dumps(_plain(answer), ensure_ascii=False, indent=2, allow_nan=False))


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.item() if hasattr(value, "item") else value
