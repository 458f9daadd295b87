"""The Express as an Atom feed, for readers of feeds and for machines: signed in, or with a token as password."""

from __future__ import annotations

import base64
import binascii
from xml.etree import ElementTree as ET

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from huzhu.express.models import Story
from huzhu.people.models import Person
from huzhu.people.queries import token_of
from huzhu.web.policy import anyone, open_to

NEWEST = 50
ATOM = "http://www.w3.org/2005/Atom"


def reader_of(request: HttpRequest) -> Person | None:
    """By the session, by `Authorization: Bearer hz_…`, or by Basic with the token as the password."""
    if request.user.is_authenticated:
        return request.user if request.user.is_member else None
    scheme, _blank, rest = request.headers.get("Authorization", "").partition(" ")
    secret = rest.strip()
    if scheme.lower() == "basic":
        try:
            secret = base64.b64decode(secret, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return None
    token = token_of(secret) if secret and len(secret) <= 200 else None
    return token.person if token is not None and token.person.is_member else None


@open_to(anyone)
@require_safe
def express_feed(request: HttpRequest) -> HttpResponse:
    reader = reader_of(request)
    if reader is None:
        response = HttpResponse(status=401)
        response["WWW-Authenticate"] = 'Basic realm="Huzhu"'
        return response
    stories = Story.objects.visible_to(reader).filter(issued_at__isnull=False).select_related("workshop__plant")
    response = HttpResponse(_atom(request, list(stories.order_by("-issued_at", "-pk")[:NEWEST])))
    response["Content-Type"] = "application/atom+xml; charset=utf-8"
    response["Cache-Control"] = "private, no-store"
    return response


def _atom(request: HttpRequest, stories: list[Story]) -> bytes:
    here = request.build_absolute_uri("/express/feed.atom")
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": "zh" if translation.get_language() == "zh-hans" else "en"})
    ET.SubElement(feed, "id").text = here
    ET.SubElement(feed, "title").text = translation.gettext("Technical Innovation Express")
    ET.SubElement(feed, "link", {"rel": "self", "href": here})
    newest = max((story.changed_at for story in stories if story.changed_at), default=None)
    ET.SubElement(feed, "updated").text = newest.isoformat() if newest else "1970-01-01T00:00:00+00:00"
    for story in stories:
        entry = ET.SubElement(feed, "entry")
        address = request.build_absolute_uri(story.address)
        ET.SubElement(entry, "id").text = address
        ET.SubElement(entry, "title").text = _clean(str(story.title))
        ET.SubElement(entry, "link", {"href": address})
        for name, at in (("published", story.issued_at), ("updated", story.changed_at)):
            ET.SubElement(entry, name).text = at.isoformat() if at else ""
        ET.SubElement(ET.SubElement(entry, "author"), "name").text = str(story.workshop or "")
        ET.SubElement(entry, "category", {"term": story.urgency})
        ET.SubElement(entry, "category", {"term": story.state})
        parts = [story.correction, story.ended_why, story.problem, story.change, story.effect, story.risk]
        ET.SubElement(entry, "summary").text = _clean("\n".join(str(part) for part in parts if part))
    return ET.tostring(feed, encoding="utf-8", xml_declaration=True)


def _clean(text: str) -> str:
    """Without the characters that no XML may hold."""
    return "".join(c for c in text if c in "\t\n\r" or (ord(c) >= 32 and not 0xD800 <= ord(c) <= 0xDFFF))
