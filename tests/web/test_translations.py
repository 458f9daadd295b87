"""Both languages are complete: each sentence in code and templates has its Chinese, said the same everywhere."""

from __future__ import annotations

import ast
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils.translation.template import templatize

from huzhu import translations

PACKAGE: Path = settings.PACKAGE
PARTS = sorted((PACKAGE / "locale" / "zh").glob("*.po"))
CALLS = {"_": 1, "gettext": 1, "gettext_lazy": 1, "gettext_noop": 1, "ngettext": 1, "ngettext_lazy": 1, "_lazy": 1}
FIELDS = re.compile(r"%\((\w+)\)")


def sentences(source: str) -> Iterator[str]:
    """The message ids in Python source."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute) and node.args:
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            first = node.args[0]
            if name in CALLS and isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value:
                yield first.value


def template_sentences(path: Path) -> Iterator[str]:
    """The message ids in a template, by way of the calls Django's own extraction turns it into."""
    for call in re.findall(
        r"n?gettext\((?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|[^()])*\)", templatize(path.read_text())
    ):
        yield from sentences(re.sub(r"\s*\n\s*", " ", call).replace(" u'", " '").replace("(u'", "('"))


def wanted() -> dict[str, str]:
    """Every message id with the file it stands in."""
    found: dict[str, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in path.parts:
            found |= {text: path.name for text in sentences(path.read_text())}
    for path in sorted((PACKAGE / "web" / "templates").rglob("*.html")):
        found |= {text: str(path.relative_to(PACKAGE / "web")) for text in template_sentences(path)}
    return found


def entries() -> list[tuple[str, polib.POEntry]]:
    return [(part.name, entry) for part in PARTS for entry in polib.pofile(str(part))]


def test_every_sentence_has_its_chinese() -> None:
    known = {entry.msgid for _, entry in entries() if entry.msgstr or entry.msgstr_plural.get(0)}
    missing = sorted(f"{where}: {text}" for text, where in wanted().items() if text not in known)
    assert missing == []


def plurals(source: str) -> Iterator[tuple[str, str]]:
    """One and several, of the calls in Python source."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("ngettext", "ngettext_lazy"):
            one, several, *_count = node.args
            if isinstance(one, ast.Constant) and isinstance(several, ast.Constant):
                yield str(one.value), str(several.value)


def test_a_plural_is_known_as_one() -> None:
    known = {(entry.msgid, entry.msgid_plural) for _, entry in entries()}
    asked = {pair for path in PACKAGE.rglob("*.py") for pair in plurals(path.read_text())}
    assert len(asked) > 20
    assert asked - known == set()


def test_the_extraction_sees_both_kinds_of_source() -> None:
    found = wanted()
    assert "Skip to the content" in found  # a template
    assert "%(mid)s%% shorter" in found  # a module
    assert "%(more)s more" in found  # a plural in a template


def test_one_sentence_is_said_in_one_way() -> None:
    said: dict[tuple[str | None, str], set[str]] = {}
    for _, entry in entries():
        said.setdefault((entry.msgctxt, entry.msgid), set()).add(entry.msgstr or entry.msgstr_plural.get(0, ""))
    assert {key: ways for key, ways in said.items() if len(ways) > 1} == {}


def test_fields_are_those_of_the_english() -> None:
    wrong = []
    for part, entry in entries():
        chinese = entry.msgstr or entry.msgstr_plural.get(0, "")
        allowed = set(FIELDS.findall(entry.msgid)) | set(FIELDS.findall(entry.msgid_plural or ""))
        if set(FIELDS.findall(chinese)) - allowed:
            wrong.append((part, entry.msgid))
    assert wrong == []


def test_no_space_between_characters_and_figures() -> None:
    spaced = re.compile(r"[\u4e00-\u9fff] (?:\d|%\()|(?:\d|\)s) [\u4e00-\u9fff]")
    assert [(part, e.msgstr) for part, e in entries() if spaced.search(e.msgstr)] == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "zh").mkdir()
    (tmp_path / "zh" / "a.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Home"\nmsgstr "首页"\n'
    )
    return tmp_path


def test_parts_are_put_together_again_when_one_changes(folder: Path, tmp_path: Path) -> None:
    spare = tmp_path / "spare"
    result = translations.compiled(folder, spare) / translations.RESULT
    assert [e.msgstr for e in polib.mofile(str(result))] == ["首页"]
    before = result.stat().st_mtime_ns
    translations.compiled(folder, spare)
    assert result.stat().st_mtime_ns == before
    part = folder / "zh" / "b.po"
    part.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Data"\nmsgstr "数据"\n')
    later = time.time() + 5
    os.utime(part, (later, later))
    translations.compiled(folder, spare)
    assert {e.msgstr for e in polib.mofile(str(result))} == {"首页", "数据"}


def test_of_two_that_say_the_same_the_plural_counts(folder: Path, tmp_path: Path) -> None:
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    (folder / "zh" / "b.po").write_text(head + 'msgid "week"\nmsgstr "周"\n')
    (folder / "zh" / "c.po").write_text(head + 'msgid "week"\nmsgid_plural "weeks"\nmsgstr[0] "周"\n')
    result = translations.compiled(folder, tmp_path / "spare") / translations.RESULT
    assert {e.msgid: e.msgid_plural for e in polib.mofile(str(result))} == {"Home": "", "week": "weeks"}


def test_a_package_that_may_not_be_written_to_uses_the_spare_folder(folder: Path, tmp_path: Path) -> None:
    (folder / "zh_Hans").write_text("in the way")  # a file where the folder would stand
    home = translations.compiled(folder, tmp_path / "spare")
    assert home == tmp_path / "spare"
    assert (home / translations.RESULT).exists()
