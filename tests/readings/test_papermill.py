"""A trade nobody had in mind: from dirty files of paper mills to a panel in which the change can be seen."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np

from huzhu.metrics import store
from huzhu.metrics.files.headings import propose_mapping
from huzhu.metrics.files.known import Known, KnownMetric, Named
from huzhu.metrics.files.plan import with_new
from huzhu.metrics.files.reading import read
from huzhu.metrics.files.tables import open_file
from tests.readings import papermill

NOBODY = Known(today=dt.date(2026, 12, 31))


def load(data: bytes, name: str, known: Known, directory: Path, batch: int) -> tuple[store.Written, Known]:
    opened = open_file(data, name)
    mapping = propose_mapping(opened, known).accept()
    return store.write(directory, batch, read(opened, mapping, known)), with_new(known, mapping)


def test_empty_alliance_learns_mills_machines_and_metrics_from_the_files(tmp_path: Path) -> None:
    first, known = load(papermill.gbk_csv(), "断纸.csv", NOBODY, tmp_path, 1)
    second, known = load(papermill.merged_workbook(), "断纸.xlsx", known, tmp_path, 2)
    assert {plant.names for plant in known.plants} == {(mill,) for mill in papermill.MILLS}
    assert [m.names for m in known.metrics] == [("断纸停机时间",), ("断纸次数",)]
    assert {w.trade for w in known.workshops} == {"纸机"}
    assert len(known.workshops) == 4
    assert (first.kept, first.refused) == (1372, 2)
    refused = store.read_refused(tmp_path, 1)
    assert [(r["row"], r["problem"]) for r in refused] == [(1427, "not_a_date"), (1428, "not_a_number")]
    assert (second.kept, second.refused) == (2768, 0)


def test_the_change_of_one_mill_stands_in_the_panel(tmp_path: Path) -> None:
    first, known = load(papermill.gbk_csv(), "断纸.csv", NOBODY, tmp_path, 1)
    second, known = load(papermill.merged_workbook(), "断纸.xlsx", known, tmp_path, 2)
    metric = known.metrics[0].slug
    panel = store.weekly_panel([first.path, second.path], metric)
    assert panel.values.shape == (4, papermill.WEEKS)
    assert panel.periods[0] == papermill.FIRST
    assert np.isfinite(panel.values).all()
    assert panel.n.max() <= 7
    east = next(w.slug for w in known.workshops if w.plant == known.plants[0].slug)
    change = [row[papermill.CHANGE :].mean() / row[: papermill.CHANGE].mean() - 1 for row in panel.values]
    place = panel.unit(east, "")
    assert abs(change[place] + 0.4) < 0.05
    assert all(abs(c) < 0.05 for i, c in enumerate(change) if i != place)


def test_own_plant_keeps_its_name_when_only_one_plant_speaks() -> None:
    own = Known(plants=(Named("east", ("东方造纸",)),), plant="east", metrics=(KnownMetric("x", ("断纸次数",)),))
    opened = open_file("东纸厂断纸统计\n日期,纸机,断纸次数\n2026-03-02,1号纸机,3\n".encode(), "a.csv")
    mapping = propose_mapping(opened, own)
    assert [name.sort for name in mapping.new] == ["workshops"]
    assert mapping.new[0].plant == "east"


def test_a_machine_named_only_in_the_last_rows_is_proposed() -> None:
    days = [papermill.FIRST + dt.timedelta(days=d % 300) for d in range(900)]
    rows = [f"{day},{1 + d // 300}号纸机,断纸停机时间,{30 + d % 7}" for d, day in enumerate(days)]
    opened = open_file("\n".join(["日期,纸机,指标,数值", *rows]).encode(), "a.csv")
    mapping = propose_mapping(opened, NOBODY)
    assert [n.name for n in mapping.new if n.sort == "workshops"] == ["1号纸机", "2号纸机", "3号纸机"]
    assert [n.name for n in mapping.new if n.sort == "metrics"] == ["断纸停机时间"]
