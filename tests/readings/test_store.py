"""Batches: whole or not there at all, corrections win and the old value stays readable, weeks begin on Monday."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huzhu.metrics import store
from huzhu.metrics.files import blocks
from huzhu.metrics.files.headings import propose_mapping
from huzhu.metrics.files.keys import NOTHING, SCHEMA, settle, shared
from huzhu.metrics.files.reading import chunk_of_table, read, read_all
from huzhu.metrics.files.tables import open_file
from tests.readings.corpus import DM, DS, KNOWN, RCT, YIELD, text

HEAD = ["日期", "车间", "成材率%"]


def load(directory: Path, batch: int, rows: list[list[str]], head: list[str] | None = None) -> store.Written:
    opened = open_file(text([head or HEAD, *rows]), "a.csv")
    return store.write(directory, batch, read(opened, propose_mapping(opened, KNOWN), KNOWN))


def test_a_batch_says_what_it_holds(tmp_path: Path) -> None:
    rows = [["1958-08-04", "中型车间", "91"], ["1958-08-05", "小型车间", "92"], ["坏", "中型车间", "93"]]
    seen: list[tuple[int, int]] = []
    opened = open_file(text([HEAD, *rows]), "a.csv")
    written = store.write(tmp_path, 3, read(opened, propose_mapping(opened, KNOWN), KNOWN), lambda *at: seen.append(at))
    assert (written.kept, written.refused) == (2, 1)
    assert [(p.metric, p.workshop, p.rows) for p in written.parts] == [(YIELD, DM, 1), (YIELD, DS, 1)]
    assert written.parts[0].first_at == dt.datetime(1958, 8, 4)
    assert seen and all(0 <= done <= whole for done, whole in seen) and seen[-1][0] == seen[-1][1]
    table = pq.read_table(written.path)
    assert table.column_names == SCHEMA.names
    assert sorted(p.name for p in tmp_path.iterdir()) == ["3.parquet", "3.refused.parquet"]
    (refused,) = store.read_refused(tmp_path, 3)
    assert (refused["row"], refused["field"], refused["problem"]) == (4, "日期", "not_a_date")
    assert refused["sentence"] == "“坏” is not a date."


def test_the_same_rows_have_the_same_keys(tmp_path: Path) -> None:
    rows = [["1958-08-04", "中型车间", "91"], ["1958-08-05", "小型车间", "92"]]
    keys = [
        sorted(pq.read_table(load(tmp_path, n, r).path)["key"].to_pylist()) for n, r in ((1, rows), (2, rows[::-1]))
    ]
    assert keys[0] == keys[1]
    assert keys[0][0] != keys[0][1]


def test_keys_do_not_change_between_versions(tmp_path: Path) -> None:
    """Keys stand in files for good: these numbers may never change."""
    load(tmp_path, 1, [["1958-08-04", "中型车间", "91"]])
    assert pq.read_table(store.batch_path(tmp_path, 1))["key"].to_pylist() == [KEY_OF_1958]


KEY_OF_1958 = 8354694345091536314


def test_a_later_batch_corrects_and_the_old_value_stays(tmp_path: Path) -> None:
    first = load(tmp_path, 1, [["1958-08-04", "中型车间", "91"], ["1958-08-05", "中型车间", "92"]])
    second = load(tmp_path, 2, [["1958-08-05", "中型车间", "95"]])
    assert store.corrected(second.path, [first.path]) == 1
    panel = store.weekly_panel([first.path, second.path], YIELD, how="mean")
    assert panel.values.tolist() == [[93.0]] and panel.n.tolist() == [[2]]
    back = store.weekly_panel([first.path], YIELD, how="mean")
    assert back.values.tolist() == [[91.5]]
    key = pq.read_table(second.path)["key"][0].as_py()
    assert [(h["batch"], h["value"]) for h in store.history([first.path, second.path], key)] == [(0, 92.0), (1, 95.0)]
    in_other_order = store.weekly_panel([second.path, first.path], YIELD, how="mean")
    assert in_other_order.values.tolist() == [[91.5]]


def test_weeks_begin_on_monday(tmp_path: Path) -> None:
    days = ["1958-08-03", "1958-08-04", "1958-08-10", "1958-08-11", "1956-12-31", "1957-01-01"]
    written = load(tmp_path, 1, [[day, "中型车间", "90"] for day in days])
    panel = store.weekly_panel([written.path], YIELD, since=dt.date(1958, 1, 1))
    assert panel.periods == (dt.date(1958, 7, 28), dt.date(1958, 8, 4), dt.date(1958, 8, 11))
    assert panel.n.tolist() == [[1, 2, 1]]
    new_year = store.weekly_panel([written.path], YIELD, until=dt.date(1957, 6, 1))
    assert new_year.periods == (dt.date(1956, 12, 31),) and new_year.n.tolist() == [[2]]
    assert all(day.weekday() == 0 for day in panel.periods)


def test_panel_hows_units_and_missing_weeks(tmp_path: Path) -> None:
    table = pa.table(
        {
            "metric": [YIELD] * 4,
            "workshop": [DM, DM, DM, DS],
            "started_at": [dt.datetime(1958, 8, d) for d in (4, 5, 20, 4)],
            "value": [90.0, 96.0, 80.0, 70.0],
            "exposure": [1.0, 2.0, None, None],
        }
    )
    written = store.write(tmp_path, 1, [chunk_of_table(table, KNOWN)])
    panels = {
        how: store.weekly_panel([written.path], YIELD, by=("workshop",), how=how)
        for how in ("median", "mean", "weighted", "sum")
    }
    first_week = {how: panel.values[panel.unit(DM), 0] for how, panel in panels.items()}
    assert first_week == {"median": 93.0, "mean": 93.0, "weighted": 94.0, "sum": 186.0}
    weighted = panels["weighted"]
    assert weighted.values.shape == (2, 3)
    assert np.isnan(weighted.values[weighted.unit(DM), 1]) and weighted.n[weighted.unit(DM), 1] == 0
    assert weighted.exposure[weighted.unit(DM), 0] == 3.0
    assert weighted.values[weighted.unit(DS), 0] == 70.0
    assert store.weekly_panel([written.path], YIELD, [DS], period="month").periods == (dt.date(1958, 8, 1),)
    with pytest.raises(ValueError, match="how must be"):
        store.weekly_panel([written.path], YIELD, how="max")
    assert store.weekly_panel([], YIELD).units == ()


def test_versions_follow_the_definition_in_force(tmp_path: Path) -> None:
    rows = [[day, w, "66"] for day in ("1957-09-30", "1957-10-01") for w in ("中型车间", "本溪中型")]
    written = load(tmp_path, 1, rows, ["日期", "车间", "作业率%"])
    table = pq.read_table(written.path).to_pylist()
    found = {(r["workshop"], f"{r['started_at']:%m-%d}"): r["version"] for r in table}
    assert found == {
        (DM, "09-30"): 1,
        (DM, "10-01"): 2,
        ("benxi-medium-section", "09-30"): 1,
        ("benxi-medium-section", "10-01"): 1,
    }


def test_duplicates_and_conflicts_across_blocks(tmp_path: Path) -> None:
    """The same settling whether rows that share a slot come in one block or far apart, on disk or in memory."""
    rows = [[f"1958-{m:02d}-{d:02d}", "中型车间", f"{90 + d / 10}"] for m in range(1, 9) for d in range(1, 29)]
    rows += [rows[3], [*rows[100][:2], "50"], rows[3], [*rows[7][:2], "51"], [*rows[7][:2], "52"]]
    with patch.object(blocks, "BLOCK", 600):
        written = load(tmp_path, 1, rows)
        opened = open_file(text([HEAD, *rows]), "a.csv")
        table, refused, notices = read_all(opened, propose_mapping(opened, KNOWN), KNOWN)
    assert written.kept == len(table) == 224 - 2
    assert {n.code: n.count for n in written.notices} == {n.code: n.count for n in notices} == {"duplicates": 2}
    conflicts = [(r["row"], r["params"]["other"]) for r in store.read_refused(tmp_path, 1)]
    assert sorted(conflicts) == sorted((r.row, r.params["other"]) for r in refused)
    assert sorted(conflicts) == [(9, 229), (102, 227), (227, 102), (229, 9), (230, 9)]
    assert 50.0 not in pq.read_table(written.path)["value"].to_pylist()


def test_events_of_one_day_are_numbered_in_file_order(tmp_path: Path) -> None:
    rows = [["1958-08-04", "中型车间", v] for v in ("75", "62", "75")]
    first = load(tmp_path, 1, rows, ["日期", "车间", "换辊时间(分)"])
    assert first.kept == 3
    second = load(
        tmp_path, 2, [*rows[:1], ["1958-08-04", "中型车间", "60"], *rows[2:]], ["日期", "车间", "换辊时间(分)"]
    )
    assert store.corrected(second.path, [first.path]) == 1
    panel = store.weekly_panel([first.path, second.path], RCT, how="sum")
    assert (panel.values.tolist(), panel.n.tolist()) == ([[75 + 60 + 75]], [[3]])


def test_settle_on_nothing() -> None:
    slot = np.array([5, 3, 9], np.uint64)
    assert len(shared(slot)) == 0
    assert settle(slot, np.zeros(3, np.uint8), lambda places: {}) is NOTHING


def test_an_error_half_way_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> object:
        opened = open_file(text([HEAD, ["1958-08-04", "中型车间", "91"]]), "a.csv")
        yield from read(opened, propose_mapping(opened, KNOWN), KNOWN)
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError, match="disk is full"):
        store.write(tmp_path, 1, broken())
    assert list(tmp_path.iterdir()) == []


KILLED = """
    import sys, time
    from pathlib import Path
    from huzhu.metrics import store
    from huzhu.metrics.files.headings import propose_mapping
    from huzhu.metrics.files.reading import read
    from huzhu.metrics.files.tables import open_file
    from tests.readings.corpus import KNOWN

    def until_killed(chunks):
        for number, chunk in enumerate(chunks, start=1):
            yield chunk
            print("chunk", flush=True)
            if number == 3:
                time.sleep(600)

    from huzhu.metrics.files import blocks
    blocks.BLOCK = 20_000
    opened = open_file(Path(sys.argv[1]))
    store.write(Path(sys.argv[2]), 1, until_killed(read(opened, propose_mapping(opened, KNOWN), KNOWN)))
"""


def test_killed_half_way_nothing_counts(tmp_path: Path) -> None:
    """kill -9 while the batch is being written: no file under its name; `sweep` clears the rest; a second try works."""
    rows = [
        [f"1958-{m:02d}-{d:02d} {h:02d}:00", "中型车间", "75"]
        for m in range(1, 9)
        for d in range(1, 29)
        for h in range(24)
    ]
    source, target = tmp_path / "a.csv", tmp_path / "readings"
    source.write_bytes(text([["日期", "车间", "换辊时间(分)"], *rows]))
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": f"{root}:{root / 'src'}"}
    command = [sys.executable, "-c", textwrap.dedent(KILLED), str(source), str(target)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert [process.stdout.readline() for _ in range(3)] == [b"chunk\n"] * 3
        process.send_signal(signal.SIGKILL)
    left = {path.name for path in target.iterdir()}
    assert left and all(name.endswith(".part") for name in left)
    assert store.sweep(target) == len(left)
    opened = open_file(source)
    written = store.write(target, 1, read(opened, propose_mapping(opened, KNOWN), KNOWN))
    assert written.kept == len(rows)
    assert sorted(p.name for p in target.iterdir()) == ["1.parquet", "1.refused.parquet"]
