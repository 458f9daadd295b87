"""The papers in docs/ and the README speak of what is there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import typer.main

import huzhu
from huzhu.cli import app, main

ROOT = Path(__file__).parent.parent
SOURCE = Path(huzhu.__file__).parent
PAPERS = [*sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("*.md"))]
README = (ROOT / "README.md").read_text()
INSTALL = (ROOT / "docs" / "install.md").read_text()


def everything(*endings: str) -> str:
    files = [path for ending in endings for path in SOURCE.rglob(f"*.{ending}") if "migrations" not in path.parts]
    return "\n".join(path.read_text() for path in files)


def glossary() -> list[tuple[str, str, str]]:
    rows = re.findall(r"^\| (\S.*?) \| (\S.*?) \| `(\w+)` \|$", (ROOT / "docs" / "glossary.md").read_text(), re.M)
    assert len(rows) > 30
    return rows


def test_the_words_of_the_glossary_exist():
    code, chinese, english = everything("py"), everything("po", "py"), everything("po", "py", "html").casefold()
    missing = [
        word
        for zh, en, name in glossary()
        for word, there in (
            (zh, zh in chinese),
            (en, en.casefold() in english),
            (name, re.search(rf"\b{name}\b", code)),
        )
        if not there
    ]
    assert not missing
    assert len({zh for zh, _, _ in glossary()}) == len(glossary()) == len({en for _, en, _ in glossary()})


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(paper):
    for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", paper.read_text()):
        assert (paper.parent / target).exists(), f"{paper.name} links to {target}"


def said_commands() -> set[tuple[str, str]]:
    """(paper, command line) of every `huzhu ...` and `make ...` written in code."""
    found = set()
    for paper in PAPERS:
        text = paper.read_text().replace("\\\n", " ")
        lines = re.findall(r"^    (.*)$", text, re.M) + re.findall(r"`([^`\n]+)`", text)
        found |= {(paper.name, line.strip()) for line in lines}
    return found


def test_commands_and_their_options_exist():
    command = typer.main.get_command(app)
    checked = 0
    for paper, line in said_commands():
        found = re.match(r"(?:\.venv/bin/)?huzhu ([a-z][a-z-]*)(.*)", line)
        if not found or found[1] in {"manage"}:
            continue
        verb = command.commands.get(found[1])
        assert verb is not None, f"{paper}: huzhu {found[1]}"
        rest = found[2].split("#")[0]
        if hasattr(verb, "commands"):
            sub = rest.split()[0] if rest.split() else ""
            if not sub.isalpha():
                continue
            assert sub in verb.commands, f"{paper}: huzhu {found[1]} {sub}"
            verb = verb.commands[sub]
        known = {option for parameter in verb.params for option in parameter.opts}
        for option in re.findall(r"(?<!\S)--[a-z-]+", rest):
            assert option in known | {"--help"}, f"{paper}: huzhu {found[1]} {option}"
        checked += 1
    assert checked > 25


def test_every_make_target_said_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    for paper, line in said_commands():
        for word in re.findall(r"^make ([a-z]+)\b", line):
            assert word in targets, f"{paper}: make {word}"


def test_every_setting_is_told_and_nothing_else():
    told = set(re.findall(r"^\| `(HUZHU_\w+)`", INSTALL, re.M))
    used = set(re.findall(r"[\"'](HUZHU_[A-Z_]+)[\"']", everything("py")))
    assert told == used


def test_the_set_up_fields_are_told():
    from huzhu.cli.founding import FIELDS

    for table, fields in FIELDS.items():
        (row,) = re.findall(rf"^\| `{table}`.*?\| (.*?) \|", INSTALL, re.M)
        assert row.split(", ") == list(fields)


CALIFORNIA = Path(__file__).parent / "effects" / "data" / "california_prop99.csv"
ASKED = ["--unit", "state", "--time", "year", "--value", "packs", "--treated", "California", "--start", "1989"]


def answered(capsys, monkeypatch, *more: str) -> str:
    monkeypatch.setattr("sys.argv", ["huzhu", "effect", str(CALIFORNIA), *ASKED, *more])
    with pytest.raises(SystemExit) as end:
        main()
    assert not end.value.code
    return capsys.readouterr().out


def test_the_answer_in_the_readme_is_the_answer(capsys, monkeypatch):
    printed = [line.rstrip() for line in answered(capsys, monkeypatch).splitlines()]
    shown = re.findall(
        r"^    ((?:Treated|Effect|95% range|Relative|Seen,|Method|Status|Judged|Periods) .*)$", README, re.M
    )
    assert len(shown) == 9
    assert not set(shown) - set(printed)


def test_the_figures_in_the_readme_are_the_figures(capsys, monkeypatch):
    rows = re.findall(r"\| (\S+) \(published (\S+)\) \| `huzhu effect \.\.\. (.*?)` \|", README)
    assert len(rows) == 4
    for shown, published, options in rows:
        found = json.loads(answered(capsys, monkeypatch, *options.split(), "--json"))["estimate"]
        digits = len(shown.partition(".")[2])
        assert shown.replace("\N{MINUS SIGN}", "-") == f"{found:.{digits}f}"
        assert abs(found - float(published.replace("\N{MINUS SIGN}", "-"))) < 0.01
