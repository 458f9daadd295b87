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
from tests.readings.corpus import KNOWN, Case, all_cases

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
