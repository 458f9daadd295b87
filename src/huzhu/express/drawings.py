"""The picture of a story, a sketch or a photo: made safe and small as photos on cards are, and kept beside them."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from huzhu.cards.photos import cleaned, folder, keep
from huzhu.express import rules
from huzhu.express.models import Story
from huzhu.express.moments import allow, locked_story
from huzhu.journal.actions import record, verb
from huzhu.people.models import Person


def path_of(story: Story) -> Path:
    return folder() / f"{story.drawing}.jpg"


@verb
def draw(story: Story, file: IO[bytes], *, by: Person | None) -> Story:
    """Put a picture into a draft, in the place of the one before. What is checked is checked with it."""
    story = locked_story(story)
    if by is not None:
        allow(rules.may_write(by, story))
    if story.state != Story.State.DRAFT:
        raise ValidationError(_("It has been issued; correct it instead."), code="state")
    try:
        content, (story.drawing_width, story.drawing_height) = cleaned(file)
    except ValidationError as problem:
        raise ValidationError({"drawing": problem.messages}) from None
    story.drawing = keep(content)
    story.full_clean()
    story.save()
    plant = story.workshop.plant.slug if story.workshop else ""
    record("draw", story, by=by, plant=plant, details={"hash": story.drawing})
    return story
