"""An empty alliance from the terminal: set up, loaded, verified, served, each in a home of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Huzhu = Callable[..., subprocess.CompletedProcess[str]]
COMMAND = [sys.executable, "-c", "from huzhu.cli import main; main()"]


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HUZHU_", "DJANGO_"))}
    return {**kept, "HUZHU_HOME": str(home), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def huzhu(home: Path) -> Huzhu:
    def run(*words: object, code: int = 0, language: str = "C.UTF-8") -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [*COMMAND, *map(str, words)],
            capture_output=True,
            text=True,
            env=environment(home) | {"LC_ALL": language},
            cwd=home.parent,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode == code, done.stderr + done.stdout
        return done

    return run


@pytest.fixture(scope="module")
def alliance(huzhu: Huzhu, home: Path) -> Path:
    """Two paper mills as the template sets them up."""
    refused = huzhu("verify", code=1)
    assert "huzhu init" in refused.stderr
    done = huzhu("init", "--name", "纸业互助", "--name-en", "Paper help", "--admin", "root")
    assert re.search(r"Password\s+[a-z2-9]{5}-[a-z2-9]{5}-[a-z2-9]{5}", done.stdout)
    huzhu("template", "setup", home / "setup.toml")
    huzhu("setup", home / "setup.toml")
    return home


def rows_of(home: Path, query: str) -> list[tuple]:
    with sqlite3.connect(home / "huzhu.sqlite3") as connection:
        return connection.execute(query).fetchall()


def test_init_makes_one_alliance_and_one_administrator(alliance, huzhu):
    assert rows_of(alliance, "select count(*) from alliance") == [(1,)]
    assert rows_of(alliance, "select username, role from person join seat on seat.person_id = person.id") == [
        ("root", "administrator")
    ]
    assert "already" in huzhu("init", code=1).stderr
    assert rows_of(alliance, "select count(*) from person") == [(1,)]


def test_setting_up_again_changes_nothing(alliance, huzhu):
    before = rows_of(alliance, "select count(*) from journal_entry")
    assert rows_of(alliance, "select count(*) from workshop_equipment") == [(1,)]
    done = huzhu("setup", alliance / "setup.toml")
    assert re.search(r"workshops\s+0\s+2", done.stdout)
    assert rows_of(alliance, "select count(*) from journal_entry") == before


def test_a_port_there_cannot_be_is_told(alliance, huzhu):
    assert "--port" in huzhu("serve", "--port", "65536", code=2).stderr


def test_a_wrong_row_sets_up_nothing_and_is_told(alliance, huzhu, tmp_path):
    good, wrong = "paper-3,north,paper-machine,三号纸机,4.1", ",中国,paper-machine,四号,宽"
    (tmp_path / "车间.csv").write_bytes(f"代号,厂,工种,名称,规格\n{good}\n{wrong}\n".encode("gbk"))
    done = huzhu("setup", tmp_path / "车间.csv", code=1)
    assert "车间.csv 3" in done.stderr and "“中国”" in done.stderr and "nothing was set up" in done.stderr
    assert rows_of(alliance, "select count(*) from workshop") == [(2,)]
    assert "name: " not in done.stderr  # the field stands in a column of its own
    in_chinese = huzhu("setup", tmp_path / "车间.csv", code=1, language="zh_CN.UTF-8").stderr
    assert "plants里没有“中国”" in in_chinese and "什么也没设立" in in_chinese
    (tmp_path / "workshops.csv").write_text("slug,colour\na,red\n")
    assert "no field “colour”" in huzhu("setup", tmp_path / "workshops.csv", code=2).stderr


def test_load_shows_asks_keeps_and_says_what_is_wrong(alliance, huzhu, tmp_path):
    file = tmp_path / "readings.csv"
    huzhu("template", "readings", file)
    file.write_text(file.read_text("utf-8-sig") + "paper-1,1958-08-45,web-breaks,3,190.0,,newsprint\n")
    assert "--yes" in huzhu("load", file, code=1).stderr
    assert rows_of(alliance, "select count(*) from batch where state = 'loaded'") == [(0,)]
    listed = tmp_path / "refused.csv"
    done = huzhu("load", file, "--yes", "--refused", listed)
    assert "3 readings kept" in done.stdout and "1 refused" in done.stdout
    assert "1958-08-45" in listed.read_text("utf-8-sig")
    assert rows_of(alliance, "select count(*) from refresh where due_at is not null") == [(0,)]  # the work was done
    assert rows_of(alliance, "select count(*) from series") != [(0,)]
    again = huzhu("load", file, "--yes")
    assert "nothing changed" in again.stdout
    assert rows_of(alliance, "select count(*) from batch") == [(1,)]


def test_unknown_workshops_are_created_only_when_told(alliance, huzhu, tmp_path):
    file = tmp_path / "new.csv"
    days = [f"1958-{month:02}-{day:02}" for month in (1, 2, 3) for day in range(1, 28)]
    rows = [f"paper-{number},{day},web-breaks,4,150" for number in range(1, 8) for day in days]
    file.write_text("\n".join(["workshop,date,metric,value,exposure", *rows, "paper-8,1958-04-01,steam use,6,"]) + "\n")
    words = ["load", file, "--plant", "river", "--yes", "--later"]
    kept = huzhu(*words).stdout
    assert "81 readings kept" in kept and "“paper-7”" in kept and "“steam use”" in kept
    number = re.search(r"Batch (\d+)", kept)[1]
    huzhu("take-back", number, "--why", "once more, with the new machines")
    done = huzhu(*words, "--create")
    assert "568 readings kept" in done.stdout  # also those in the last row, far beyond what was looked at first
    assert rows_of(alliance, "select count(*) from workshop where slug like '%paper-8'") == [(1,)]
    assert rows_of(alliance, "select count(*) from metric") == [(2,)]


def test_a_batch_is_taken_back(alliance, huzhu, tmp_path):
    file = tmp_path / "wrong.csv"
    file.write_text("workshop,date,metric,value,exposure\npaper-2,1958-10-01,web-breaks,4,150\n")
    number = re.search(r"Batch (\d+)", huzhu("load", file, "--yes", "--later").stdout)[1]
    huzhu("take-back", number, "--why", "of another machine")
    assert rows_of(alliance, f"select state, why_taken_back from batch where id = {number}") == [
        ("taken_back", "of another machine")
    ]
    assert "no batch 999" in huzhu("take-back", 999, "--why", "x", code=2).stderr


def test_people_seats_passwords_and_tokens(alliance, huzhu):
    huzhu("person", "add", "li-wen", "--name", "李文", "--role", "workshop_head", "--at", "paper-1")
    nowhere = huzhu("person", "seat", "li-wen", "operator", "--at", "paper-99", code=2)
    assert "no workshop or plant “paper-99”" in nowhere.stderr
    assert "there are operator" in huzhu("person", "seat", "li-wen", "king", code=2).stderr
    before = rows_of(alliance, "select password from person where username = 'li-wen'")
    huzhu("person", "password", "li-wen")
    assert rows_of(alliance, "select password from person where username = 'li-wen'") != before
    secret = huzhu("token", "li-wen", "--write").stdout.strip()
    assert secret.startswith("hz_")
    assert secret not in str(rows_of(alliance, "select * from token"))
    assert "nobody" in huzhu("token", "nobody-at-all", code=2).stderr


def test_verify_finds_a_changed_entry_and_a_rewritten_chain(alliance, huzhu):
    head = re.search(r"Head (\d+:[0-9a-f]{64})", huzhu("verify").stdout)[1]
    huzhu("verify", "--head", head)
    assert "written anew" in huzhu("verify", "--head", head[:-1] + ("0" if head[-1] != "0" else "1"), code=1).stderr
    with sqlite3.connect(alliance / "huzhu.sqlite3") as connection:
        connection.execute("update journal_entry set by_name = 'Somebody' where number = 3")
    assert "broken at entry 3" in huzhu("verify", code=1).stderr
    with sqlite3.connect(alliance / "huzhu.sqlite3") as connection:
        connection.execute("update journal_entry set by_name = '' where number = 3")
    huzhu("verify")


ATTACHED = """
import datetime, io
from huzhu.conferences import actions, attaching
from huzhu.models import Plant
day = datetime.date(2030, 1, 7)
planned = actions.plan_conference(Plant.objects.first(), by=None, starts_on=day, ends_on=day)
taken_off = attaching.add_attachment(planned, io.BytesIO(b"%PDF-1.4 %%EOF"), by=None, title={"en": "Wrong one"})
attaching.add_attachment(planned, io.BytesIO(b"%PDF-1.7 %%EOF"), by=None, title={"en": "Drawing"})
attaching.drop_attachment(taken_off, by=None)
"""


def test_a_backup_comes_back_whole_and_a_damaged_one_does_not(alliance, huzhu, tmp_path):
    kept, again, file = tmp_path / "backup", tmp_path / "again", tmp_path / "readings.csv"
    huzhu("template", "readings", file)
    huzhu("load", file, "--yes")
    huzhu("manage", "shell", "-c", "from huzhu.notices.push import public_key; public_key()")  # makes the key for push
    huzhu("manage", "shell", "-c", ATTACHED)
    (alliance / "keys").mkdir(exist_ok=True)
    (alliance / "keys" / "north.pem").write_text("a plant's key")
    huzhu("backup", kept)
    assert "not an empty folder" in huzhu("backup", kept, code=2).stderr
    assert "there already" in huzhu("restore", kept, code=1).stderr
    done = subprocess.run(
        [*COMMAND, "restore", str(kept)], capture_output=True, text=True, env=environment(again), check=False
    )
    assert done.returncode == 0, done.stderr
    for table in ("journal_entry", "batch", "person", "series"):
        query = f"select * from {table} order by 1"
        assert rows_of(again, query) == rows_of(alliance, query)
    assert (again / "keys" / "north.pem").read_text() == "a plant's key"
    for own in ("secret-key", "push-key"):  # though the restoring program may have begun with new ones
        assert (again / own).read_text() == (alliance / own).read_text()
    (attached,) = (again / "photos").iterdir()
    assert attached.read_bytes() == b"%PDF-1.7 %%EOF"
    assert attached.suffix == ".pdf"
    readings = sorted((kept / "readings").iterdir())
    assert readings and all((again / "readings" / each.name).read_bytes() == each.read_bytes() for each in readings)
    readings[0].write_bytes(readings[0].read_bytes()[:-1])
    third = environment(tmp_path / "third")
    damaged = subprocess.run([*COMMAND, "restore", str(kept)], capture_output=True, text=True, env=third, check=False)
    assert damaged.returncode == 1
    assert f"{readings[0].name} is missing or changed" in damaged.stderr
    assert not (tmp_path / "third" / "huzhu.sqlite3").exists()


# Serving


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def status(port: int, path: str = "/accounts/login/", timeout: float = 60) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=timeout) as answer:
            return answer.status
    except urllib.error.HTTPError as problem:
        return problem.code


@pytest.fixture
def served(alliance: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = free_port()
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port), "--processes", "2"],
        stdout=subprocess.PIPE,
        text=True,
        env=environment(alliance),
        cwd=alliance,
    )
    line = process.stdout.readline()
    assert f"http://localhost:{port}/" in line
    yield process, port
    process.kill()
    process.wait()
    process.stdout.close()


def children(process: subprocess.Popen[str]) -> dict[int, str]:
    found = {}
    for entry in Path("/proc").iterdir():
        try:
            stat = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            if entry.name.isdigit() and int(stat[1]) == process.pid and stat[0] != "Z":
                found[int(entry.name)] = (entry / "cmdline").read_text().replace("\0", " ")
        except (OSError, IndexError, ValueError):
            continue
    return found


def until(true: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return bool(true())


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_serve_restarts_what_dies_and_stops_in_time(served):
    process, port = served
    assert status(port) == 200
    first = children(process)
    assert len(first) == 3
    for child in first:
        os.kill(child, signal.SIGKILL)
    assert status(port) == 200  # who comes meanwhile waits, and is not refused
    assert until(lambda: len(children(process)) == 3, 60)
    assert not set(first) & set(children(process))
    last = children(process)
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0
    assert time.monotonic() - began < 12  # it gives them five seconds; the rest is for a busy machine
    assert until(lambda: not any(Path(f"/proc/{child}").exists() for child in last), 10)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_children_end_with_a_killed_parent(served):
    process, port = served
    last = children(process)
    process.kill()
    process.wait()
    assert until(lambda: not any(Path(f"/proc/{child}").exists() for child in last), 10)
    with pytest.raises((urllib.error.URLError, ConnectionError)):
        status(port, timeout=2)


def test_a_taken_port_is_one_sentence(alliance, huzhu):
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        done = huzhu("serve", "--host", "127.0.0.1", "--port", one.getsockname()[1], code=1)
    assert "the port is taken" in done.stderr
