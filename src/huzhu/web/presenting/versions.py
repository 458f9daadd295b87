"""What changed from one version of an experience to the next, word by word."""

from __future__ import annotations

import difflib
import re
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from huzhu.experiences.models import Version
from huzhu.web.presenting.effects import written
from huzhu.words import Words

WORDS = re.compile(r"[A-Za-z0-9.,°%µ³²/-]+|\s+|.", re.DOTALL)  # Chinese character by character


def changes(before: Version | None, after: Version) -> list[dict[str, Any]]:
    """The parts of the text with what was added and removed; of the first version everything is plain."""
    lines = [
        (_("Why it works"), "mechanism", [_text(before, "mechanism")], [_text(after, "mechanism")]),
        (_("How it is done"), "steps", _steps(before), _steps(after)),
        (_("What it needs, and where it does not fit"), "needs", _needs(before), _needs(after)),
        (_("Questions before the start"), "conditions", _conditions(before), _conditions(after)),
    ]
    return [
        {
            "heading": heading,
            "name": name,
            "lines": _lines(old, new) if before else [_plain(line) for line in new if line],
        }
        for heading, name, old, new in lines
        if any(old) or any(new)
    ]


def _text(version: Version | None, name: str) -> str:
    return str(getattr(version, name)) if version else ""


def _steps(version: Version | None) -> list[str]:
    steps = version.steps.shown if version else []
    return list(steps) if isinstance(steps, list) else [steps] if steps else []


def _needs(version: Version | None) -> list[str]:
    needs = version.needs if version else []
    return [_need(str(written(need["label"])), str(written(need["text"]))) for need in needs]


def _need(label: str, text: str) -> str:
    return _("%(label)s: %(text)s") % {"label": label, "text": text} if label and text else label or text


def _conditions(version: Version | None) -> list[str]:
    return [str(Words(condition["question"])) for condition in version.conditions] if version else []


def _plain(line: str) -> SafeString:
    return format_html("{}", line)


def _lines(old: list[str], new: list[str]) -> list[SafeString]:
    """Lines that were kept, added, removed or reworded; a reworded line shows its words."""
    found: list[SafeString] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [_plain(line) for line in new[c:d]]
            continue
        pairs = min(b - a, d - c)
        found += [_reworded(old[a + at], new[c + at]) for at in range(pairs)]
        found += [format_html("<del>{}</del>", line) for line in old[a + pairs : b] if line]
        found += [format_html("<ins>{}</ins>", line) for line in new[c + pairs : d] if line]
    return [line for line in found if line]


def _reworded(old: str, new: str) -> SafeString:
    a, b = WORDS.findall(old), WORDS.findall(new)
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
    if matcher.ratio() < 0.3:
        return format_html("<del>{}</del> <ins>{}</ins>", old, new)
    pieces: list[SafeString] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(_plain("".join(b[k:m])))
            continue
        if i < j:
            pieces.append(format_html("<del>{}</del>", "".join(a[i:j])))
        if k < m:
            pieces.append(format_html("<ins>{}</ins>", "".join(b[k:m])))
    return format_html_join("", "{}", ((piece,) for piece in pieces))
