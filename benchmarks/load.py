"""How fast a file of readings is loaded, side by side with DuckDB reading the same file into a table.

    python benchmarks/load.py [--rows 1000000] [--kind csv|gbk|parquet|dirty] [--keep]

Each way runs in a process of its own; the table says rows a second and the most memory the process held.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORKSHOPS = 300
DAYS = 730


def make(path: Path, rows: int, kind: str) -> None:
    """A file of daily readings by workshop, line, product and shift, as a large plant's system exports them."""
    import duckdb

    slots = 50 * 3 * 2
    header = "日期,车间,产线,产品,班次,换辊时间(分),检验量(t)"
    choose = f"""
        SELECT strftime(DATE '1956-09-01' + CAST(i // {slots} % {DAYS} AS INTEGER), '%Y-%m-%d') AS d,
               '第' || (i // ({slots} * {DAYS}) % {WORKSHOPS} + 1) || '车间' AS w, CAST(i % 2 + 1 AS VARCHAR) AS l,
               'P' || (i // 2 % 50) AS p, ['甲', '乙', '丙'][i // 100 % 3 + 1] AS s,
               {dirty(kind)} AS v, round(50 + random() * 100, 1) AS e
        FROM range({rows}) r(i)"""
    with duckdb.connect() as connection:
        if kind == "parquet":
            names = header.split(",")
            renamed = ", ".join(f'{a} AS "{b}"' for a, b in zip("dwlpsve", names, strict=True))
            connection.execute(f"COPY (SELECT {renamed} FROM ({choose})) TO '{path}' (FORMAT parquet)")
            return
        connection.execute(f"COPY ({choose}) TO '{path}.body' (FORMAT csv, HEADER false)")
    with open(path, "wb") as target, open(f"{path}.body", "rb") as body:
        encoding = "gb18030" if kind == "gbk" else "utf-8"
        target.write((header + "\n").encode(encoding))
        while block := body.readlines(1 << 24):
            data = b"".join(block)
            target.write(data.decode().encode(encoding) if kind == "gbk" else data)
    os.unlink(f"{path}.body")


def dirty(kind: str) -> str:
    """The value's text: for "dirty" one in two hundred is not plainly a number."""
    plain = "CAST(round(exp(4.5 + 0.3 * (random() + random() + random() - 1.5)), 1) AS VARCHAR)"
    return (
        f"CASE WHEN i % 200 = 7 THEN ['1小时20分', '—', '停机', '坏'][i // 200 % 4 + 1] ELSE {plain} END"
        if kind == "dirty"
        else plain
    )


def run_duckdb(path: Path, _: Path) -> dict:
    import duckdb

    start = time.perf_counter()
    with duckdb.connect() as connection:
        source = f"read_parquet('{path}')" if path.suffix == ".parquet" else f"read_csv('{path}', header=true)"
        connection.execute(f"CREATE TABLE readings AS SELECT * FROM {source}")
        (rows,) = connection.execute("SELECT count(*) FROM readings").fetchone()
    return {"rows": rows, "seconds": time.perf_counter() - start}


def run_huzhu(path: Path, directory: Path) -> dict:
    from huzhu.metrics import store
    from huzhu.metrics.files.headings import propose_mapping
    from huzhu.metrics.files.known import Known, KnownMetric, KnownWorkshop
    from huzhu.metrics.files.reading import read
    from huzhu.metrics.files.tables import open_file

    known = Known(
        workshops=tuple(KnownWorkshop(f"plant-{i}", (f"第{i}车间",), "plant") for i in range(1, WORKSHOPS + 1)),
        metrics=(KnownMetric("roll-change-time", ("换辊时间",), "min", "duration", "down", "shift"),),
    )
    start = time.perf_counter()
    opened = open_file(path)
    mapping = propose_mapping(opened, known)
    written = store.write(directory, "batch", read(opened, mapping, known))
    seconds = time.perf_counter() - start
    return {
        "rows": written.kept + written.refused,
        "seconds": seconds,
        "kept": written.kept,
        "refused": written.refused,
    }


RUNS = {"DuckDB: file into a table": run_duckdb, "Huzhu: file into a batch": run_huzhu}


def measured(name: str, path: Path, directory: Path) -> dict:
    """One run in a process of its own: rows, seconds, peak memory."""
    command = [sys.executable, __file__, "--run", name, "--path", str(path), "--directory", str(directory)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--kind", choices=("csv", "gbk", "parquet", "dirty"), default="csv")
    parser.add_argument("--run", help=argparse.SUPPRESS)
    parser.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--directory", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.run:
        result = RUNS[given.run](given.path, given.directory)
        result["mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(result))
        return
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / ("readings.parquet" if given.kind == "parquet" else "readings.csv")
        make(path, given.rows, given.kind)
        bare_path = path
        if given.kind == "gbk":  # DuckDB reads no GBK: it gets the same rows in UTF-8
            bare_path = path.with_name("utf8.csv")
            bare_path.write_bytes(path.read_bytes().decode("gb18030").encode())
        paths = dict(zip(RUNS, (bare_path, path), strict=True))
        print(f"{given.rows:,} rows, {given.kind}, {path.stat().st_size / 1e6:.0f} MB, {os.cpu_count()} processors")
        print(f"{'':28}{'seconds':>9}{'rows/s':>14}{'peak MB':>9}")
        results = {name: measured(name, paths[name], Path(directory) / "out") for name in RUNS}
    for name, result in results.items():
        print(f"{name:28}{result['seconds']:9.2f}{result['rows'] / result['seconds']:14,.0f}{result['mb']:9.0f}")
    bare, ours = (result["rows"] / result["seconds"] for result in results.values())
    last = results["Huzhu: file into a batch"]
    print(f"share of the bare engine: {ours / bare:.2f}; kept {last['kept']:,}, refused {last['refused']:,}")


if __name__ == "__main__":
    main()
