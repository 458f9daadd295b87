"""Loading on the page: seen before it counts, kept and refused, taken back; downloads that harm nobody."""

from __future__ import annotations

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests import make
from tests.web.conftest import Visit

from huzhu.metrics import background
from huzhu.metrics.loading import inbox_path
from huzhu.metrics.models import Batch, Metric
from huzhu.notices.models import Notice
from huzhu.web.answers import harmless
from huzhu.work import claim, do_due_work
from huzhu.workshops.models import Workshop

GOOD = [f"Medium section,1958-0{month}-{day:02d},{60 + day}" for month in (5, 6) for day in range(1, 29)]
FILE = "\r\n".join(
    ["Workshop,Date,Roll change time (min)", *GOOD, "Medium section,=1+1,12", "Medium section,1958-07-01,long"]
)


def upload(client: Client, made: make.Made, content: str = FILE, name: str = "daily.csv") -> str:
    file = SimpleUploadedFile(name, content.encode(), content_type="text/csv")
    answer = client.post("/data/load", {"plant": made.plants["dalian"].pk, "file": file, "form_key": "k"})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def as_shown(page: str) -> dict[str, str]:
    """What a browser would send back of the form as it stands."""
    fields: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = (re.search(rf'{part}="([^"]*)"', tag) for part in ("name", "value"))
        if name and 'type="checkbox"' in tag:
            fields |= {name[1]: "on"} if " checked" in tag else {}
        elif name:
            fields[name[1]] = value[1] if value else ""
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        fields[name] = chosen[1] if chosen else ""
    return fields


def loaded(made: make.Made, visit: Visit, content: str = FILE) -> Batch:
    client = visit("dalian", "data_steward")
    address = upload(client, made, content)
    page = client.get(address).content.decode()
    answer = client.post(address, {**as_shown(page), "go": "load"})
    assert answer.status_code == 302, answer.content.decode()
    return Batch.objects.get()


def test_a_file_is_shown_before_anything_counts(made: make.Made, visit: Visit) -> None:
    client = visit("dalian", "data_steward")
    address = upload(client, made)
    page = client.get(address).content.decode()
    assert "Roll change time" in page
    assert "1958-05-01" in page
    assert Batch.objects.get().state == Batch.State.WAITING


def test_good_rows_are_kept_and_refused_ones_say_how_to_mend_them(made: make.Made, visit: Visit) -> None:
    batch = loaded(made, visit)
    assert (batch.state, batch.kept, batch.refused) == (Batch.State.LOADED, len(GOOD), 2)
    client = visit("dalian", "operator")
    page = client.get(f"/data/batches/{batch.pk}").content.decode().replace("\u00a0", " ")
    assert "56 values kept, 2 refused." in page
    assert "is not a number" in page
    answer = client.get(f"/data/batches/{batch.pk}/refused.csv")
    table = b"".join(answer.streaming_content).decode()
    assert table.startswith("\ufeff")
    assert ",'=1+1," in table
    assert ",=1+1" not in table


def test_what_deserves_a_look_is_a_sentence_with_its_place(made: make.Made, visit: Visit) -> None:
    hours = ["Medium section,1958-06-29,1.1", "Medium section,1958-06-30,1.2"]
    batch = loaded(made, visit, "\n".join(["Workshop,Date,Roll change time (min)", *GOOD, *hours]))
    page = visit("dalian", "data_steward").get(f"/data/batches/{batch.pk}").content.decode().replace("\u00a0", " ")
    assert "2 values are about 1/60 times the usual" in page
    assert "rows 58, 59" in page
    assert "unit_slip" not in page
    assert '<span class="badge badge--worse"><svg' in page  # its mark is coloured, in the dark too
    chinese = visit("dalian", "data_steward").get(f"/data/batches/{batch.pk}?lang=zh").content.decode()
    assert "第58、59行" in chinese


def test_a_first_row_without_a_number_is_data_and_no_heading(made: make.Made, visit: Visit) -> None:
    rows = [
        f"1958-06-0{n} 06:00,1958-06-0{n} 07:00,{value},Medium section" for n, value in ((1, "idle"), (2, 62), (3, 63))
    ]
    batch = loaded(made, visit, "\n".join(["Start,End,Roll change time (min),Workshop", *rows]))
    assert (batch.kept, batch.refused) == (2, 1)
    page = visit("dalian", "data_steward").get(f"/data/batches/{batch.pk}").content.decode()
    assert "“idle” is not a number" in page


def test_the_same_file_again_changes_nothing(made: make.Made, visit: Visit) -> None:
    batch = loaded(made, visit)
    assert upload(visit("dalian", "data_steward"), made) == f"/data/batches/{batch.pk}"
    assert Batch.objects.count() == 1


def test_unknown_names_are_created_on_the_way(made: make.Made, visit: Visit) -> None:
    rows = [f"一号纸机,1958-06-{day:02d},{day % 5}" for day in range(1, 29)]
    client = visit("dalian", "data_steward")
    address = upload(client, made, "\r\n".join(["车间,日期,断纸次数（次）", *rows]), "断纸.csv")
    fields = as_shown(client.get(address).content.decode())
    fields |= {name: "纸机" for name in fields if name.startswith("newtrade_")}
    answer = client.post(address, {**fields, "go": "load"})
    assert answer.status_code == 302, answer.content.decode()
    made_here = Workshop.objects.filter(plant=made.plants["dalian"]).select_related("trade")
    assert "纸机" in {workshop.trade.name.get("zh") for workshop in made_here}
    assert Metric.objects.filter(name__zh__icontains="断纸").exists()
    assert Batch.objects.get().kept == len(rows)


def test_an_open_question_is_asked_and_not_guessed(made: make.Made, visit: Visit) -> None:
    rows = [f"Medium section,0{1 + day % 9}/0{1 + day % 7}/1958,{60 + day}" for day in range(20)]
    client = visit("dalian", "data_steward")
    address = upload(client, made, "\r\n".join(["Workshop,Date,Roll change time (min)", *rows]))
    page = client.get(address).content.decode()
    fields = as_shown(page)
    assert any(name.startswith("answer_") for name in fields)
    refused = client.post(address, {**fields, "go": "load"})
    assert refused.status_code == 422
    assert "put the day or the month first?" in refused.content.decode()
    answered = {**fields, **{name: "dmy" for name in fields if name.startswith("answer_")}}
    assert client.post(address, {**answered, "go": "load"}).status_code == 302
    assert Batch.objects.get().kept > 0


def test_what_is_no_table_is_refused_with_a_reason(made: make.Made, visit: Visit) -> None:
    file = SimpleUploadedFile("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(2000), content_type="image/png")
    answer = visit("dalian", "data_steward").post("/data/load", {"plant": made.plants["dalian"].pk, "file": file})
    assert answer.status_code == 422
    assert 'href="#id_file"' in answer.content.decode()
    assert not Batch.objects.exists()


def test_a_load_is_taken_back_with_a_reason(made: make.Made, visit: Visit) -> None:
    batch = loaded(made, visit)
    client = visit("dalian", "data_steward")
    assert client.post(f"/data/batches/{batch.pk}/take-back", {"why": ""}).status_code == 422
    assert client.post(f"/data/batches/{batch.pk}/take-back", {"why": "Wrong month"}).status_code == 302
    page = client.get(f"/data/batches/{batch.pk}").content.decode()
    assert "This load was taken back." in page
    assert "Wrong month" in page


def test_a_loader_of_another_plant_cannot_load_for_this_one(made: make.Made, visit: Visit) -> None:
    file = SimpleUploadedFile("daily.csv", FILE.encode())
    answer = visit("benxi", "data_steward").post("/data/load", {"plant": made.plants["dalian"].pk, "file": file})
    assert answer.status_code == 422
    assert not Batch.objects.exists()


def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    made: make.Made, visit: Visit, settings: pytest.FixtureRequest
) -> None:
    settings.LARGEST_UPLOAD = 10
    client = visit("dalian", "data_steward")
    answer = client.post("/data/load", {"file": SimpleUploadedFile("big.csv", b"a,b\n" * 600_000)})
    assert answer.status_code == 413
    assert "The file is too large" in answer.content.decode()
    small = client.post(
        "/data/load", {"plant": made.plants["dalian"].pk, "file": SimpleUploadedFile("s.csv", b"a,b\n" * 40)}
    )
    assert small.status_code == 422


def test_a_template_opens_in_excel_and_names_the_own_workshop(visit: Visit) -> None:
    answer = visit("dalian", "workshop_head").get("/data/template.csv?metric=roll-change-time")
    lines = b"".join(answer.streaming_content).decode()
    assert lines.startswith("\ufeffWorkshop,Date,Line,Product,Roll change time (min)")
    assert "Medium section,1958-08-27" in lines
    assert visit("dalian", "workshop_head").get("/data/template.csv?metric=nothing").status_code == 404


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", " ="])
def test_no_cell_becomes_a_formula(start: str) -> None:
    assert harmless(f"{start}1+1").startswith("'")
    assert harmless(-4.5) == -4.5
    assert harmless("plain") == "plain"


@pytest.fixture
def in_line(made: make.Made, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> tuple[Client, Batch]:
    """A file that counts as large, confirmed and in line."""
    monkeypatch.setattr("huzhu.metrics.background.LARGE", 10)
    client = visit("dalian", "data_steward")
    address = upload(client, made)
    answer = client.post(address, {**as_shown(client.get(address).content.decode()), "go": "load"})
    batch = Batch.objects.get()
    assert answer["Location"] == f"/data/batches/{batch.pk}"
    return client, batch


def test_a_large_file_is_loaded_beside_the_pages_and_its_person_is_told(in_line: tuple[Client, Batch]) -> None:
    client, batch = in_line
    page = client.get(f"/data/batches/{batch.pk}")
    assert "This file is being loaded." in page.content.decode()
    assert page["Refresh"] == "3"
    assert batch.state == Batch.State.WAITING
    do_due_work()
    page = client.get(f"/data/batches/{batch.pk}")
    assert "Refresh" not in page
    assert "56 values kept, 2 refused." in page.content.decode()
    (told,) = Notice.objects.filter(address=f"/data/batches/{batch.pk}")
    assert told.person == batch.asked_by
    assert "留下56个数值" in told.text["zh"]


def test_a_large_file_of_which_the_worker_died_is_loaded_by_the_next_one(in_line: tuple[Client, Batch]) -> None:
    _client, batch = in_line
    assert claim(background.ready()) is not None  # and its worker is killed
    do_due_work()
    batch.refresh_from_db()
    assert batch.state == Batch.State.WAITING
    Batch.objects.update(leased_until=timezone.now())  # ten minutes later
    do_due_work()
    batch.refresh_from_db()
    assert (batch.state, batch.kept) == (Batch.State.LOADED, 56)


def test_a_large_file_that_cannot_be_loaded_says_why_and_is_not_tried_again(in_line: tuple[Client, Batch]) -> None:
    client, batch = in_line
    path = inbox_path(batch.file_hash)
    path.write_bytes(b"%PDF-1.7 this is no table")
    do_due_work()
    batch.refresh_from_db()
    assert (batch.state, batch.due_at) == (Batch.State.WAITING, None)
    page = client.get(f"/data/batches/{batch.pk}").content.decode()
    assert "This file could not be loaded." in page
    assert batch.refusal["en"] in html.unescape(page)
    assert Notice.objects.filter(address=f"/data/batches/{batch.pk}").count() == 1


STRANGE = "\r\n".join(["Workshop,Date,Roll change time (min)", "Unheard of,1958-05-01,61", "Unheard of,1958-05-02,62"])


def test_a_load_that_kept_nothing_says_so_and_stays_open(made: make.Made, visit: Visit) -> None:
    client = visit("dalian", "data_steward")
    address = upload(client, made, STRANGE)
    fields = {name: value for name, value in as_shown(client.get(address).content.decode()).items()}
    without = {name: value for name, value in fields.items() if not name.startswith("accept_")}
    answer = client.post(address, {**without, "go": "anyhow"})
    page = client.get(answer["Location"]).content.decode()
    assert "No value was kept, 2 were refused: nothing of this file counts." in page
    assert address in page
    assert Batch.objects.get().state == "waiting"
    assert "Nothing kept: it does not count" in client.get("/data").content.decode()


def test_only_those_who_may_add_a_workshop_are_offered_to(made: make.Made, visit: Visit) -> None:
    address = upload(visit("dalian", "data_steward"), made, STRANGE)
    offered = visit("dalian", "data_steward").get(address).content.decode()
    withheld = visit("dalian", "workshop_head").get(address).content.decode()
    assert "Create it" in offered
    assert "or a new trade" in offered
    assert "Create it" not in withheld
    assert "You may not add it" in withheld
