"""The same readings as real plants would send them: GBK, merged headings, Chinese dates, decimal commas, UTF-16."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from huzhu.demo.plants import PRODUCTS
from huzhu.demo.simulation import Batch, simulate

SHIFT = {"A": "甲", "B": "乙", "C": "丙", "": ""}
Row = dict[str, object]


def _rows(batches: list[Batch], plant: str, **wanted: str) -> list[Row]:
    """First readings of a plant in the second half of 1957 that have these words."""
    table = next(batch.table for batch in batches if batch.name == f"{plant}-1957")
    table = table.filter(pc.greater_equal(table["started_at"], pa.scalar(datetime(1957, 7, 1))))
    for column, word in wanted.items():
        table = table.filter(pc.equal(table[column], pa.scalar(word)))
    return table.to_pylist()


def _moment(row: Row) -> datetime:
    at = row["started_at"]
    assert isinstance(at, datetime)
    return at


def roll_change_log(batches: list[Batch], path: Path) -> None:
    """Benxi's log of roll changes: CSV in GBK, Chinese headings, dates as 1957年8月27日, a total line at the end."""
    rows = _rows(batches, "benxi", metric="roll-change-time", workshop="benxi-small-section")
    lines = ["本溪钢厂小型车间换辊记录", "序号,日期,班次,机列,品种,换辊时间（分）"]
    for number, row in enumerate(rows, start=1):
        at = _moment(row)
        product = PRODUCTS[str(row["product"])].zh
        day = f"{at.year}年{at.month}月{at.day}日"
        lines.append(f"{number},{day},{SHIFT[str(row['shift'])]},{row['line']},{product},{row['value']:g}")
    lines.append(f"合计,,,,,{sum(float(str(row['value'])) for row in rows):g}")
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("gbk"))


def rejects_with_commas(batches: list[Batch], path: Path) -> None:
    """Plant C's rejects: semicolons, decimal commas, thousands marks, English headings, UTF-8 with a mark in front."""
    rows = _rows(batches, "plant-c", metric="surface-rejects", workshop="plant-c-medium-section")
    lines = ["Date;Section;Surface rejects (%);Pieces inspected"]
    for row in rows:
        value = f"{row['value']:.2f}".replace(".", ",")
        pieces = f"{row['exposure']:,.0f}".replace(",", ".")
        lines.append(f"{_moment(row):%d.%m.%Y};{row['product']};{value};{pieces}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")


def heats_in_utf16(batches: list[Batch], path: Path) -> None:
    """Plant D's heats: tab-separated UTF-16 as an office program saves "Unicode text"."""
    rows = _rows(batches, "plant-d", metric="heat-time", workshop="plant-d-eaf")
    lines = ["日期\t钢类\t炉数\t平均冶炼时间/min"]
    for row in rows:
        at = _moment(row)
        steel = PRODUCTS[str(row["product"])].zh
        lines.append(f"{at.year}/{at.month}/{at.day}\t{steel}\t{row['exposure']:g}\t{row['value']:g}")
    path.write_bytes("\r\n".join(lines).encode("utf-16"))


def daily_report(batches: list[Batch], path: Path) -> None:
    """Dalian's daily report: one sheet a mill, a title, headings merged over three shifts, dates as Excel serials."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        title = book.add_format({"bold": True, "align": "center"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for sheet_name, kind in (("中型", "medium-section"), ("小型", "small-section")):
            sheet = book.add_worksheet(sheet_name)
            sheet.merge_range(0, 0, 0, 6, f"大连钢厂{sheet_name}车间日报", title)
            sheet.merge_range(1, 0, 2, 0, "日期", title)
            days: dict[datetime, int] = {}
            for block, (metric, heading) in enumerate(
                (("mill-availability", "作业率（%）"), ("output", "小时产量（t/h）"))
            ):
                first = 1 + 3 * block
                sheet.merge_range(1, first, 1, first + 2, heading, title)
                sheet.write_row(2, first, ["甲", "乙", "丙"], title)
                for row in _rows(batches, "dalian", metric=metric, workshop=f"dalian-{kind}"):
                    on = _moment(row).replace(hour=0)
                    line = 3 + days.setdefault(on, len(days))
                    sheet.write_datetime(line, 0, on, day)
                    sheet.write_number(line, first + "ABC".index(str(row["shift"])), float(str(row["value"])))


WRITERS: dict[str, Callable[[list[Batch], Path], None]] = {
    "benxi-换辊记录-gbk.csv": roll_change_log,
    "plant-c-rejects.csv": rejects_with_commas,
    "plant-d-炉次-utf16.txt": heats_in_utf16,
    "dalian-轧钢日报.xlsx": daily_report,
}


def write_plant_files(folder: Path, batches: list[Batch] | None = None) -> list[Path]:
    """Write all of them into the folder; the workbook needs the package xlsxwriter."""
    folder.mkdir(parents=True, exist_ok=True)
    batches = batches or simulate()
    for name, write in WRITERS.items():
        write(batches, folder / name)
    return [folder / name for name in WRITERS]
