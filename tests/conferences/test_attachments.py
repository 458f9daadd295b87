"""Files of a conference: which, by whom, in which state; who reads them; and that the printed minutes name them."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from PIL import Image

from huzhu.cards import photos
from huzhu.conferences import actions, attaching, minuting
from huzhu.conferences.attached import Attachment
from huzhu.conferences.models import Conference
from huzhu.journal.models import Entry
from huzhu.journal.queries import verify
from huzhu.notices.models import Notice
from huzhu.people.models import Person
from huzhu.web.presenting import minutes_paper
from huzhu.words import Words, words
from tests import make
from tests.conferences import staging
from tests.contracts.staging import undone

OPEN = ("planned", "called", "in_session", "adjourned", "minutes_draft", "minutes_approved", "follow_up")
BEFORE_APPROVAL = OPEN[:5]
WHO = {"alliance-secretariat", "dalian-plant_director", "dalian-chief_engineer"}  # the last heads the host's delegation


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance()


def workbook(*more: str, kind: str = "xlsx") -> io.BytesIO:
    """The bones of a spreadsheet, with more members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        if kind == "ods":
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        for name in ("content.xml" if kind == "ods" else "xl/workbook.xml", *more):
            archive.writestr(name, "<a/>")
    file.seek(0)
    return file


@pytest.mark.parametrize("state", Conference.State.values)
def test_files_come_until_it_is_on_file_and_go_until_the_minutes_are_approved(made: make.Made, state: str) -> None:
    conference = staging.at_state(made, state)
    written = Entry.objects.count()
    if state not in OPEN:
        with pytest.raises(ValidationError, match="on file, or called off"):
            make.attachment(conference)
        assert (Attachment.objects.count(), Entry.objects.count()) == (0, written)
        return
    one = make.attachment(conference)
    entry = Entry.objects.get(verb="add_attachment")
    assert (entry.thing, entry.plant) == (one.journal_name, "dalian" if state == "planned" else "")
    assert entry.details["title"] == {"zh": "换辊图", "en": "Drawing of the roll change"}
    if state in BEFORE_APPROVAL:
        attaching.drop_attachment(one, by=None)
        assert not Attachment.objects.exists()
        assert Entry.objects.get(verb="drop_attachment").details == entry.details
        with pytest.raises(ValidationError, match="taken off already"):
            attaching.drop_attachment(one, by=None)
    else:
        with pytest.raises(ValidationError, match="it stays"):
            attaching.drop_attachment(one, by=None)
        assert one.is_late
    assert verify().whole


@pytest.mark.parametrize(("state", "why"), [("cancelled", "called off"), ("archived", "it stays")])
def test_what_was_attached_stays_when_it_is_called_off_or_on_file(made: make.Made, state: str, why: str) -> None:
    conference = staging.called(made) if state == "cancelled" else staging.at_state(made, "follow_up")
    one = make.attachment(conference)
    if state == "cancelled":
        actions.cancel(conference, by=None, why="flood")
    else:
        staging.STATES["archived"](made, conference)
    with pytest.raises(ValidationError, match=why):
        attaching.drop_attachment(one, by=None)
    assert conference.attachments.get() == one


@pytest.mark.parametrize("state", ["planned", "in_session"])
def test_who_may(made: make.Made, state: str) -> None:
    conference = staging.at_state(made, state)
    for name, known in made.people.items():
        person = Person.objects.get(pk=known.pk)
        with undone():
            if name in WHO:
                attaching.drop_attachment(make.attachment(conference, by=person), by=person)
                continue
            with pytest.raises(PermissionDenied):
                make.attachment(conference, by=person)
            one = make.attachment(conference)
            with pytest.raises(PermissionDenied):
                attaching.drop_attachment(one, by=person)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The file is empty"),
        (b"just words", "use PDF, JPEG, PNG, WebP, XLSX or ODS"),
        (b"<html><script>alert(1)</script>", "use PDF, JPEG, PNG, WebP, XLSX or ODS"),
        (b"GIF89a\x01\x00\x01\x00", "use PDF, JPEG, PNG, WebP, XLSX or ODS"),
        (b"MZ\x90\x00 a program", "use PDF, JPEG, PNG, WebP, XLSX or ODS"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old Excel", "use PDF, JPEG, PNG, WebP, XLSX or ODS"),
        (b"%PDF-1.7 and no end", "cut off"),
        (b"\xff\xd8\xff\xe0 cut off", "no photo that can be read"),
        (b"RIFF\x00\x00\x00\x00AVI a film", "no photo that can be read"),
        (b"PK\x03\x04 broken", "no spreadsheet that can be read"),
        (workbook("xl/vbaProject.bin").read(), "holds macros"),
        (workbook("Basic/Standard/Module1.xml", kind="ods").read(), "holds macros"),
        (workbook("more.zip").read(), "no spreadsheet that can be read"),
        (b"%PDF-" + bytes(photos.MOST_BYTES) + b"%%EOF", "at most 20 MB"),
    ],
)
def test_what_is_no_such_file_is_refused(made: make.Made, content: bytes, why: str) -> None:
    conference = staging.planned(made)
    written = Entry.objects.count()
    with pytest.raises(ValidationError) as refused:
        make.attachment(conference, file=io.BytesIO(content))
    assert why in refused.value.message_dict["file"][0]
    assert (Attachment.objects.count(), Entry.objects.count()) == (0, written)
    assert not photos.folder().exists()


def test_what_is_kept_is_what_came_but_a_picture_says_no_longer_where_it_was_taken(made: make.Made) -> None:
    conference = staging.planned(made)
    for file, kind in ((make.pdf(), "pdf"), (workbook(), "xlsx"), (workbook(kind="ods"), "ods")):
        one = make.attachment(conference, file=file)
        kept = attaching.path_of(one).read_bytes()
        assert (one.kind, kept, one.bytes) == (kind, file.getvalue(), len(kept))
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    one = make.attachment(conference, file=make.picture(4000, 2000, exif=exif))
    kept = attaching.path_of(one).read_bytes()
    assert b"SecretPhone" not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert picture.size == (1600, 800)
    assert make.attachment(conference, file=make.picture(30, 30, format="PNG")).kind == "jpg"
    assert make.attachment(conference, file=make.picture(31, 30, format="WEBP")).kind == "jpg"


def test_a_title_once_and_not_too_many(made: make.Made, monkeypatch: pytest.MonkeyPatch) -> None:
    conference, other = staging.called(made), staging.planned(made, host="benxi")
    with pytest.raises(ValidationError, match="in words"):
        make.attachment(conference, title=Words())
    with pytest.raises(ValidationError, match="not exchanged at this"):
        make.attachment(other, item=conference.items.get())
    make.attachment(conference, item=conference.items.get())
    with pytest.raises(ValidationError, match="attached already: “Drawing of the roll change”"):
        make.attachment(conference, title=words(en="Another name"))
    make.attachment(other)  # the same file at another conference is that one's
    monkeypatch.setattr(attaching, "MOST_ATTACHMENTS", 1)
    with pytest.raises(ValidationError, match="are enough"):
        make.attachment(conference, file=make.pdf("another"))


def test_nobody_has_approved_what_was_attached_since(made: make.Made) -> None:
    conference = staging.at_state(made, "minutes_draft")
    chiefs = {plant: made.person(plant, "chief_engineer") for plant in staging.PLANTS}
    minuting.approve_minutes(conference, by=chiefs["dalian"], number=1)
    Notice.objects.all().delete()
    one = make.attachment(conference)
    assert "approve" in Notice.objects.get(person=chiefs["dalian"]).text["en"]
    with pytest.raises(ValidationError, match="changed since you opened them"):
        minuting.approve_minutes(conference, by=chiefs["benxi"], number=1)
    for plant in staging.PLANTS[:2]:
        minuting.approve_minutes(conference, by=chiefs[plant], number=2)
    attaching.drop_attachment(one, by=None)
    assert minuting.latest(conference).approvals.count() == 0
    staging.approve_all(made, conference)
    assert staging.fresh(conference).state == "minutes_approved"
    first, *_between, last = conference.minutes.all()
    assert (last.number, last.text) == (3, first.text)


def test_only_those_who_know_the_conference_read_it(made: make.Made) -> None:
    conference = staging.planned(made)
    one = make.attachment(conference)
    address = f"{conference.address}/attachments/{one.pk}"

    def status(name: str, at: str = address) -> int:
        client = Client()
        client.force_login(made.people[name])
        return client.get(at).status_code

    knows = {"dalian-operator": 200, "alliance-committee": 200, "benxi-plant_director": 404}
    assert {name: status(name) for name in knows} == knows
    assert Client().get(address).status_code == 302
    other = staging.called(made, host="benxi")
    assert status("benxi-plant_director", other.address) == 200
    assert status("benxi-plant_director", f"{other.address}/attachments/{one.pk}") == 404  # not by another's address
    Conference.objects.filter(pk=conference.pk).update(state="called", called_at=staging.now())
    assert status("benxi-plant_director") == 200
    attaching.drop_attachment(one, by=None)
    assert status("dalian-operator") == 404


def test_a_file_is_saved_under_its_title_and_a_picture_opens(made: make.Made) -> None:
    conference = staging.planned(made)
    client = Client(headers={"accept-language": "en"})
    client.force_login(made.person("dalian", "operator"))
    saved = client.get(f"{conference.address}/attachments/{make.attachment(conference).pk}")
    assert saved["Content-Disposition"] == 'attachment; filename="Drawing of the roll change.pdf"'
    assert saved["Content-Type"] == "application/pdf"
    assert saved["X-Content-Type-Options"] == "nosniff"
    assert b"".join(saved.streaming_content) == make.pdf().getvalue()
    picture = client.get(f"{conference.address}/attachments/{make.attachment(conference, file=make.picture()).pk}")
    assert picture["Content-Disposition"].startswith("inline")
    assert picture["Content-Type"] == "image/jpeg"


def sent(**values: Any) -> dict[str, Any]:
    file = SimpleUploadedFile("a.pdf", make.pdf().read(), "application/pdf")
    return {"title_en": "Drawing", "title_zh": "图", "file": file} | values


def test_the_page_takes_shows_and_takes_off(made: make.Made) -> None:
    conference = staging.called(made)
    item = conference.items.get()
    client = Client(headers={"accept-language": "en"})
    client.force_login(made.person("dalian", "chief_engineer"))
    at = f"{conference.address}/attachments/new"
    for values, why in (
        (sent(title_zh="", title_en=""), "Write it in one of the two languages."),
        ({"title_en": "Drawing"}, "Choose a file."),
        (sent(file=SimpleUploadedFile("a.pdf", b"", "application/pdf")), "The file is empty."),
        (sent(file=SimpleUploadedFile("a.pdf", b"MZ", "application/pdf")), "use PDF, JPEG, PNG, WebP, XLSX or ODS"),
        (sent(item="77"), "Select a valid choice"),
    ):
        answer = client.post(at, values)
        assert answer.status_code == 422
        assert why in answer.content.decode(), answer.context["form"].errors
    assert not Attachment.objects.exists()
    assert client.post(at, sent(item=item.number)).status_code == 302
    one = Attachment.objects.get()
    assert (one.item, one.title, one.added_by) == (
        item, {"zh": "图", "en": "Drawing"}, made.person("dalian", "chief_engineer")
    )  # fmt: skip
    page = client.get(conference.address).content.decode()
    assert f'href="{conference.address}/attachments/{one.pk}"' in page
    assert f"Belongs to way no. {item.number}" in page
    assert "Take it off" in page
    reader = Client(headers={"accept-language": "zh"})
    reader.force_login(made.person("benxi", "operator"))
    page = reader.get(conference.address).content.decode()
    assert ">图</a>" in page
    assert "去掉" not in page
    assert reader.get(at).status_code == 404
    assert client.post(f"{conference.address}/attachments/{one.pk}/drop").status_code == 302
    assert "Nothing is attached yet." in client.get(conference.address).content.decode()


def test_the_printed_minutes_name_them(made: make.Made) -> None:
    conference = staging.at_state(made, "minutes_draft")
    make.attachment(conference, item=conference.items.get())
    staging.approve_all(made, conference)
    make.attachment(conference, file=make.picture(), title=words("合影", "All of them"))
    minutes, reader = minuting.latest(conference), made.person("alliance", "secretariat")
    way = conference.items.get()
    first, second = minutes_paper.content(minutes, reader)["attachments"]
    assert first == f"Drawing of the roll change (PDF). Belongs to way no. 1, “{way}”."
    assert second.startswith("All of them (Picture). Added on ")
    assert second.endswith(", after the minutes were approved.")
    with translation.override("zh-hans"):
        found = minutes_paper.content(minutes, reader)
    assert found["attached"] == "附件"
    assert found["attachments"][0].startswith("换辊图（PDF）。属于第1项办法")
    assert minutes_paper.minutes_pdf(minutes, reader).startswith(b"%PDF-")
