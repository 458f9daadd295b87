"""Cutting text for search, the same way for what is written and for what is asked.

A run of Chinese becomes its overlapping pairs and, so that one character can be asked for, its last character; a Latin
word or a number stays whole. "换辊时间 in 1957" is "换辊 辊时 时间 间 in 1957".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
RUNS = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")
IS_HAN = re.compile(rf"[{HAN}]")


def runs(text: str) -> list[str]:
    """Chinese runs and Latin words, lower-cased, in order; full-width letters as plain ones."""
    return RUNS.findall(unicodedata.normalize("NFKC", text).lower())


def pieces(text: str) -> list[str]:
    found: list[str] = []
    for run in runs(text):
        if IS_HAN.match(run):
            found += [run[at : at + 2] for at in range(len(run) - 1)]
            found.append(run[-1])
        else:
            found.append(run)
    return found


def index_text(texts: Iterable[str]) -> str:
    return " ".join(piece for text in texts for piece in pieces(text))


def phrases(asked: str) -> list[tuple[list[str], bool]]:
    """What must all be found: pieces that follow each other, and whether the last is only a beginning."""
    found: list[tuple[list[str], bool]] = []
    for run in runs(asked):
        if IS_HAN.match(run) and len(run) > 1:
            found.append(([run[at : at + 2] for at in range(len(run) - 1)], False))
        else:
            found.append(([run], True))
    return found
