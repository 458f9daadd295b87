"""Photos: what the camera wrote is gone, the size is bounded, rubbish refused; who sees the card sees them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from huzhu.cards import photos
from huzhu.cards.models import Photo
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> make.Made:
    return make.alliance(("dalian", "benxi"))


def exif() -> Image.Exif:
    """As a phone writes it: held sideways, with a place and a device."""
    written = Image.Exif()
    written[0x0112] = 6  # turned by 90 degrees
    written[0x010F] = "SecretPhone"
    written.get_ifd(0x8825)[2] = (38.0, 54.0, 51.0)  # where it was taken
    return written


def test_place_and_device_are_gone_and_the_picture_stands_upright(made: make.Made) -> None:
    card = make.card(made)
    original = make.picture(60, 40, exif=exif())
    assert b"SecretPhone" in original.getvalue()
    photo = photos.add_photo(card, original, by=made.people["dalian-operator"])
    kept = photos.path_of(photo).read_bytes()
    assert b"SecretPhone" not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert not picture.getexif()
        assert picture.size == (photo.width, photo.height) == (40, 60)


def test_a_large_photo_is_made_smaller_and_the_same_one_is_kept_once(made: make.Made) -> None:
    card = make.card(made)
    photo = photos.add_photo(card, make.picture(4000, 3000), by=made.people["dalian-operator"])
    assert (photo.width, photo.height) == (1600, 1200)
    again = photos.add_photo(card, make.picture(4000, 3000), by=made.people["dalian-operator"])
    assert again == photo
    assert len(list(photos.folder().iterdir())) == 1


def test_a_see_through_png_gets_paper_behind_it(made: make.Made) -> None:
    file = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(file, "PNG")
    file.seek(0)
    content, size = photos.cleaned(file)
    with Image.open(io.BytesIO(content)) as picture:
        assert size == (20, 20)
        assert picture.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    "content", [b"", b"no picture", b"\xff\xd8\xff\xe0 cut off", b"<svg onload=alert(1)>", b"GIF89a\x01\x00\x01\x00"]
)
def test_what_is_no_photo_is_refused(made: make.Made, content: bytes) -> None:
    card = make.card(made)
    with pytest.raises(ValidationError) as refused:
        photos.add_photo(card, io.BytesIO(content), by=made.people["dalian-operator"])
    assert "photo" in refused.value.message_dict
    assert not Photo.objects.exists()
    assert not photos.folder().exists()


def test_bombs_and_crowds_are_refused(made: make.Made, monkeypatch: pytest.MonkeyPatch) -> None:
    card = make.card(made)
    monkeypatch.setattr(photos, "MOST_PIXELS", 1000)
    with pytest.raises(ValidationError):
        photos.cleaned(make.picture(100, 100))
    for number in range(photos.MOST_PHOTOS):
        photos.add_photo(card, make.picture(10 + number, 10), by=made.people["dalian-operator"])
    with pytest.raises(ValidationError):
        photos.add_photo(card, make.picture(30, 10), by=made.people["dalian-operator"])


def test_only_the_asker_adds_one_and_only_those_who_see_the_card_see_it(made: make.Made) -> None:
    card = make.card(made, sent=False)
    with pytest.raises(PermissionDenied):
        photos.add_photo(card, make.picture(), by=made.people["dalian-team_leader"])
    photo = make.photo(made, card)
    address = f"/cards/{card.number}/photos/{photo.pk}.jpg"
    for place, status in (("dalian", 200), ("benxi", 404)):
        client = Client()
        client.force_login(made.person(place, "workshop_head"))
        answer = client.get(address)
        assert answer.status_code == status
        if status == 200:
            assert answer["Content-Type"] == "image/jpeg"
            assert b"".join(answer.streaming_content) == photos.path_of(photo).read_bytes()
    assert Client().get(address).status_code == 302


def test_a_card_is_sent_with_its_photo_in_one_go(made: make.Made) -> None:
    client = Client()
    client.force_login(made.person("dalian", "operator"))
    said = {"title": "轧辊裂了", "reach": "trade", "urgency": "ordinary", "wanted_help": "advice"}
    bad = client.post("/cards/new", {**said, "photo": SimpleUploadedFile("a.jpg", b"rubbish", "image/jpeg")})
    assert bad.status_code == 422
    assert not Photo.objects.exists()
    good = client.post(
        "/cards/new", {**said, "photo": SimpleUploadedFile("a.jpg", make.picture().read(), "image/jpeg")}
    )
    assert good.status_code == 302
    assert Path(photos.path_of(Photo.objects.get())).exists()
