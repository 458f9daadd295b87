"""An issue as one A4 page in PDF. Shorts go before cards, cards before the picture and steps, and then
the type shrinks."""

from __future__ import annotations

import io
import json
import re
from importlib.resources import files
from typing import Any

import segno
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image

from huzhu.cards.models import Card
from huzhu.express.drawings import path_of
from huzhu.express.issues import ExpressIssue
from huzhu.express.models import Story, StoryReceipt
from huzhu.people.models import Person
from huzhu.web import wording
from huzhu.web.fonts import FACES, font_folder
from huzhu.web.presenting.story import kicker, shown_stories
from huzhu.words import reading_language
from huzhu.workshops.models import Plant

TEMPLATE = files("huzhu.web") / "papers" / "express.typ"
SIZES = ("12", "11", "10")  # points; smaller only once everything else has gone
SMALL = ("9", "8", "7")
DRAWN = (1000, 800)  # pixels


class NoPaper(Exception):
    """The typesetting package is not installed."""


def pdf(issue: ExpressIssue, person: Person, address: str) -> bytes:
    """The page in the reader's language, with what this reader may see; `address` stands in the code."""
    try:
        import typst
    except ImportError:
        raise NoPaper from None
    content = _content(issue, person, address)
    fonts = typst.Fonts(font_paths=[str(folder) for folder in map(font_folder, FACES) if folder])
    for data in _shorter(content):
        for size in SIZES if data["shorts"] or data["cards"] else (*SIZES, *SMALL):
            inputs = {"data": json.dumps(data, ensure_ascii=False), "size": size}
            compiler = typst.Compiler(str(TEMPLATE), font_paths=fonts, sys_inputs=inputs)
            if json.loads(compiler.query("<pages>", field="value")) == [1]:
                return bytes(compiler.compile(format="pdf"))
    raise ValueError(f"No. {issue.number} does not fit one page")


def _shorter(content: dict[str, Any]) -> list[dict[str, Any]]:
    """The same with less and less on it; the lead's own words go last."""
    versions = [content]
    for kept in (2, 1, 0):
        versions.append(content | {"shorts": content["shorts"][:kept]})
    bare = versions[-1] | {"cards": []}
    lead = content["lead"] | {"drawing": []}
    cut = [part[:900] for part in lead["text"]]
    return [
        *versions,
        bare,
        bare | {"lead": lead},
        bare | {"lead": lead | {"steps": lead["steps"][:3], "text": cut, "needs": "", "contact": ""}},
    ]


def _content(issue: ExpressIssue, person: Person, address: str) -> dict[str, Any]:
    stories = shown_stories(issue.in_order(), person)
    cards = Card.objects.visible_to(person).filter(issues=issue).select_related("workshop__plant").order_by("pk")
    out = timezone.localtime(issue.published_at or issue.compiled_at).date()
    down = issue.take_down_on
    joint = " · " if reading_language() == "zh" else ", "
    return {
        "lang": reading_language(),
        "name": _("Technical Innovation Express"),
        "number": _("No. %(number)s") % {"number": issue.number},
        "day": wording.long_date(out),
        "plants": joint.join(str(plant) for plant in Plant.objects.all()),
        "lead": _lead(stories[0]),
        "shorts": [_short(item) for item in stories[1:4]],
        "cards": [
            {
                "number": _("No. %(number)s") % {"number": card.number},
                "who": str(card.workshop),
                "title": str(card.title),
            }
            for card in cards[:3]
        ],
        "qr": _qr(address),
        "take_down": _("Take down on %(day)s.") % {"day": wording.long_date(down)} if down else "",
        "witness": _("Journal, entry %(number)s: %(hash)s")
        % {"number": issue.journal_number, "hash": issue.journal_hash or "-"},
        "words": _words(),
    }


def _words() -> dict[str, Any]:
    D = StoryReceipt.Disposition
    return {
        "danger": _("DANGER"),
        "corrected": _("Corrected:"),
        "same": _("To do the same"),
        "sure": _("How sure are we?"),
        "needs": _("Needs:"),
        "risk": _("What can go wrong:"),
        "ask": _("Ask:"),
        "also": _("Also new"),
        "wanted": _("Help wanted"),
        "slip": _("Answer slip"),
        "workshop": _("Workshop:"),
        "choices": [str(each.label) for each in D if each != D.NONE],
        "because": _("Because, or until:"),
        "signed": _("Signed:"),
        "scan": _("Scan to read more, ask, or take it up. No phone? Give the slip to your shift leader."),
        "edited": _("Edited by the secretariat from cards and measured results."),
    }


def _lead(item: dict[str, Any]) -> dict[str, Any]:
    story = item["story"]
    text = [str(each) for each in (story.problem, story.change, story.effect) if each]
    return {
        "kicker": kicker(story),
        "title": _lines(str(story.title)),
        "danger": story.is_safety,
        "drawing": _drawing(story),
        "readings": item["readings"],
        "correction": str(story.correction),
        "text": text,
        "steps": [str(step) for step in (story.steps.shown or [])][:6],
        "needs": str(story.needs),
        "risk": str(story.risk),
        "contact": str(story.contact),
        **_sure(item),
    }


def _lines(title: str) -> list[str]:
    """A headline of several short sentences stands in as many lines."""
    sentences = [each.strip() for each in re.split(r"(?<=[.!?。！？])(?=\s|[^\x00-\xff])", title) if each.strip()]
    return sentences if len(sentences) <= 3 and max(map(len, sentences), default=0) <= 46 else [title]


def _drawing(story: Story) -> list[int]:
    """The picture as the bytes of a smaller one: what a printer shows at half the width of a page."""
    if not story.drawing or not path_of(story).exists():
        return []
    out = io.BytesIO()
    with Image.open(path_of(story), formats=("JPEG",)) as picture:
        picture.thumbnail(DRAWN)
        picture.save(out, "JPEG", quality=80)
    return list(out.getvalue())


def _sure(item: dict[str, Any]) -> dict[str, str]:
    joint = "，" if reading_language() == "zh" else ", "
    return {
        "code": item["evidence"] or "measuring",
        "sure": str(item["sure"]),
        "effect": joint.join(filter(None, [str(item["effect"]), str(item["doubt"])])),
        "grade": item["grade_words"],
    }


def _short(item: dict[str, Any]) -> dict[str, str]:
    sure = _sure(item)
    return {"title": str(item["story"].title), "text": item["in_short"], "sure": sure["sure"], "code": sure["code"]}


def _qr(address: str) -> str:
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", xmldecl=False, scale=4, border=2)
    return out.getvalue().decode()
