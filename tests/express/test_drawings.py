"""The picture of a story: made safe like a card's, seen by whoever may read the story, printed on the sheet."""

from __future__ import annotations

import io
import os
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import translation
from PIL import Image

from huzhu.express import actions, drawings, publishing
from huzhu.express.models import Story
from huzhu.web.presenting import express_paper
from huzhu.words import words
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(settings, tmp_path) -> None:
    settings.HUZHU_HOME = tmp_path


@pytest.fixture
def made() -> make.Made:
    return make.alliance(("dalian", "benxi"))


def window(made: make.Made, name: str) -> Client:
    client = Client()
    client.force_login(made.people[name])
    client.cookies["lang"] = "en"
    return client


def test_told_with_a_photo_and_seen_by_those_who_may_read_it(made: make.Made) -> None:
    photo = make.picture(300, 200)
    photo.name = "mill.jpg"
    operator = window(made, "dalian-operator")
    said = {
        "title": "Rolls made ready",
        "change": "Outside",
        "risk": "Fingers",
        "urgency": "ordinary",
        "drawing": photo,
    }
    told = operator.post("/express/share", said)
    story = Story.objects.get()
    assert told["Location"] == story.address
    assert (story.drawing_width, story.drawing_height) == (300, 200)
    at = f"{story.address}/drawing.jpg"
    assert at in operator.get(story.address).content.decode()
    shown = operator.get(at)
    assert Image.open(io.BytesIO(b"".join(shown.streaming_content))).size == (300, 200)
    other = window(made, "benxi-operator")
    assert other.get(at).status_code == 404  # a draft is its plant's
    actions.check_facts(story, by=made.people["dalian-workshop_engineer"], grade="C")
    actions.check_risk(story, by=made.people["dalian-safety_officer"])
    actions.issue_story(story, by=made.people["alliance-secretariat"])
    assert other.get(at).status_code == 200
    assert at in other.get(story.address).content.decode()


def test_what_is_no_picture_is_refused_and_nothing_is_told_twice(made: make.Made) -> None:
    file = io.BytesIO(b"MZ not a picture")
    file.name = "mill.exe"
    said = {"title": "Rolls made ready", "change": "Outside", "urgency": "ordinary", "drawing": file}
    refused = window(made, "dalian-operator").post("/express/share", said)
    assert refused.status_code == 422
    assert "no photo that can be read" in refused.content.decode()
    assert "Rolls made ready" in refused.content.decode()
    assert not Story.objects.exists()


def test_only_a_draft_is_drawn_and_only_by_its_writers(made: make.Made) -> None:
    story = make.story(made, issued=False)
    with pytest.raises(PermissionDenied):
        drawings.draw(story, make.picture(), by=made.people["benxi-workshop_head"])
    first = drawings.draw(story, make.picture(), by=made.people["dalian-operator"]).drawing
    assert drawings.draw(story, make.picture(50, 50), by=made.people["dalian-operator"]).drawing != first
    with pytest.raises(ValidationError):
        drawings.draw(make.story(made), make.picture(), by=made.people["dalian-workshop_head"])


def test_the_sheet_shows_it_and_stays_one_page(made: make.Made) -> None:
    pytest.importorskip("typst")
    noise = io.BytesIO()
    Image.frombytes("RGB", (1600, 1200), os.urandom(1600 * 1200 * 3)).save(noise, "JPEG", quality=95)
    noise.seek(0)
    story = make.story(
        made, issued=False, urgency="safety", title=words("升降台翻钢板。无人受伤。", "It turns. Nobody hurt.")
    )
    drawings.draw(story, noise, by=made.people["dalian-operator"])
    actions.issue_story(story, by=made.people["dalian-safety_officer"])
    issue = story.issues.get()
    for code in ("zh-hans", "en"):
        with translation.override(code):
            content = express_paper._content(issue, made.people["benxi-operator"], "http://localhost/express/1")
            pdf = express_paper.pdf(issue, made.people["benxi-operator"], "http://localhost/express/1")
        assert len(content["lead"]["title"]) == 2  # a line for each sentence
        assert content["lead"]["drawing"]
        assert re.search(rb"/Subtype\s*/Image", pdf)
        assert re.search(rb"/Type\s*/Pages\s*/Count 1\D", pdf)
    assert publishing.stories_waiting() == [story]
