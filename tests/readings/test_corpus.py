"""Every file of the corpus gives exactly the readings it should: no wrong value, nothing lost, every refusal named."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from huzhu.metrics.files.headings import propose_mapping
from huzhu.metrics.files.mapping import Mapping
from huzhu.metrics.files.problems import PROBLEMS, QUESTIONS, FileRefused, explain
from huzhu.metrics.files.reading import read_all
from huzhu.metrics.files.tables import open_file
from tests.readings.corpus import KNOWN, Case, all_cases, plain_sheet, text, workbook

CASES = all_cases()


def answered(mapping: Mapping, answers: dict[str, Any]) -> Mapping:
    """The mapping with every open question about these fields answered."""
    for sheet, question in mapping.questions:
        if question.field in answers:
            mapping = mapping.with_table(mapping.table(sheet).answer(question, answers[question.field]))
    return mapping


def kept_of(table: Any) -> Counter:
    rows = table.select(["metric", "workshop", "line", "started_at", "value"]).to_pylist()
    return Counter(
        (r["metric"], r["workshop"], r["line"], r["started_at"].isoformat(timespec="minutes"), round(r["value"], 9))
        for r in rows
    )


def expected(case: Case) -> Counter:
    return Counter((m, w, line, day if "T" in day else day + "T00:00", round(v, 9)) for m, w, line, day, v in case.kept)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    if case.problem:
        with pytest.raises(FileRefused) as refused:
            open_file(case.data, case.file)
        assert refused.value.code == case.problem
        assert all(explain(refused.value.code, refused.value.params))
        return
    opened = open_file(case.data, case.file)
    mapping = propose_mapping(opened, KNOWN)
    assert sorted(question.code for _, question in mapping.questions) == sorted(case.asked)
    assert all(question.code in QUESTIONS for _, question in mapping.questions)
    assert Mapping.from_json(mapping.to_json()) == mapping
    mapping = answered(mapping.accept() if case.accept else mapping, case.answers)
    table, refused, notices = read_all(opened, mapping, KNOWN)
    assert kept_of(table) == expected(case)
    assert sorted(r.code for r in refused) == sorted(case.refused)
    assert all(r.code in PROBLEMS and r.row > 0 and all(explain(r.code, r.params)) for r in refused)
    assert set(case.notices) <= {notice.code for notice in notices}


def test_corpus_is_large() -> None:
    assert len(CASES) >= 250
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", [c for c in CASES if c.kept and not c.answers], ids=str)
def test_the_same_mapping_is_remembered(case: Case) -> None:
    """A file of the same form is understood the same way again, from JSON, with nothing asked that was answered."""
    opened = open_file(case.data, case.file)
    mapping = propose_mapping(opened, KNOWN)
    stored = {table["fingerprint"]: table for table in mapping.to_json()["tables"]}
    again = propose_mapping(opened, replace(KNOWN, remembered=stored))
    assert [t.columns for t in again.tables] == [t.columns for t in mapping.tables]
    assert all(table.remembered for table in again.tables)


@pytest.mark.parametrize("careful", [False, True], ids=["columns", "rows"])
def test_counts_are_divided_alike_both_ways(careful: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole columns and row by row give the same digits."""
    rows = [["日期", "车间", "千锭时", "断头数(根)"]]
    rows += [[f"1958-{1 + i // 28:02d}-{1 + i % 28:02d}", "中型车间", f"{397.3 + i}", f"{113 + i}"] for i in range(200)]
    if careful:
        monkeypatch.setattr("huzhu.metrics.files.columnwise.needs_order", lambda plan: True)
    opened = open_file(text(rows), "a.csv")
    table, refused, _ = read_all(opened, propose_mapping(opened, KNOWN), KNOWN)
    assert not refused
    assert table["value"].to_pylist() == [(113 + i) / (397.3 + i) * 100 for i in range(200)]
    assert table["exposure"].to_pylist() == [397.3 + i for i in range(200)]


def test_a_sheet_named_after_a_workshop_nobody_knows_brings_it() -> None:
    rows = [["日期", "换辊时间"], ["1958-08-27", "75"], ["1958-08-28", "62"]]
    opened = open_file(workbook(lambda book: plain_sheet(book, "三纺车间", rows)), "a.xlsx")
    mapping = propose_mapping(opened, KNOWN)
    (shop,) = mapping.new
    assert (shop.sort, shop.name, mapping.tables[0].constants["workshop"]) == ("workshops", "三纺车间", shop.slug)
    assert not mapping.questions
    table, _, _ = read_all(opened, mapping.accept(), KNOWN)
    assert table["workshop"].to_pylist() == [shop.slug] * 2


def test_under_a_heading_of_what_the_metric_is_named_by_both() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("八月")
        sheet.merge_range("A1:A2", "日期")
        sheet.merge_range("B1:B2", "车间")
        sheet.merge_range("C1:D1", "细纱")
        for place, words in ((2, "断头数（根）"), (3, "停台")):
            sheet.write(1, place, words)
        for row in range(2, 6):
            for place, cell in enumerate((f"1958-08-{25 + row}", "中型车间", 100 + row, row)):
                sheet.write(row, place, cell)

    mapping = propose_mapping(open_file(workbook(fill), "a.xlsx"), replace(KNOWN, metrics=()))
    assert [name.name for name in mapping.new] == ["细纱断头数", "细纱停台"]
