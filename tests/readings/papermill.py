"""Paper machines' web breaks as four mills report them: a GBK CSV with remarks and totals, and a workbook with merged
headings. Made in code from a stated seed; mill 1's break time falls by 40 % from the sixtieth week on.
"""

from __future__ import annotations

import datetime as dt
import io
import random
from typing import Any

import xlsxwriter

FIRST = dt.date(2024, 9, 2)
WEEKS = 100
CHANGE = 60
MILLS = ("东纸厂", "西纸厂", "南纸厂", "北纸厂")
LEVEL = {"东纸厂": 46.0, "西纸厂": 28.0, "南纸厂": 38.0, "北纸厂": 41.0}


def minutes(mill: str, day: int, chance: random.Random) -> int:
    """Minutes lost by web breaks in a day of one machine."""
    level = LEVEL[mill] * (0.6 if mill == "东纸厂" and day >= CHANGE * 7 else 1.0)
    return max(1, round(chance.lognormvariate(0, 0.25) * level))


def gbk_csv(seed: int = 7, weeks: int = WEEKS) -> bytes:
    """东纸厂 and 西纸厂 by day and shift, with a title, monthly totals, stops, remarks and a few slips of the pen."""
    chance = random.Random(seed)
    lines = ["断纸停机日报汇总,,,,,", "制表：生产科,,,单位：见表头,,", "日期,厂名,纸机,班次,断纸停机时间(分),备注"]
    total = 0
    for day in range(weeks * 7):
        on = FIRST + dt.timedelta(days=day)
        for mill in MILLS[:2]:
            value = minutes(mill, day, chance)
            total += value
            remark = "换毛布" if day % 40 == 9 else ""
            lines.append(f"{_written(on, day)},{mill},1号纸机,{'甲乙丙'[day % 3]}班,{_spelled(value, day)},{remark}")
        if (on + dt.timedelta(days=1)).day == 1:
            lines.append(f"{on.month}月合计,,,,{total},")
            total = 0
    lines += ["昨天,东纸厂,1号纸机,甲班,30,", f"{FIRST},东纸厂,1号纸机,甲班,三十,", "注：停机指全线停机。,,,,,"]
    return "\r\n".join(lines).encode("gbk") + b"\r\n"


def _written(on: dt.date, day: int) -> str:
    return (f"{on}", f"{on.year}/{on.month}/{on.day}", f"{on.year}年{on.month}月{on.day}日")[day % 3]


def _spelled(value: int, day: int) -> str:
    if day % 50 == 13:
        return "停机"
    return f"{value // 60}小时{value % 60}分" if value >= 60 else f"{value}分" if day % 11 == 4 else str(value)


def merged_workbook(seed: int = 8, weeks: int = WEEKS) -> bytes:
    """南纸厂 and 北纸厂, a sheet each: title over everything, two heading rows, months written once, subtotals."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    for mill in MILLS[2:]:
        _sheet(book, mill, random.Random(f"{seed} {mill}"), weeks)
    book.add_worksheet("说明").write(0, 0, "各厂数据由生产科提供")
    book.close()
    return target.getvalue()


def _sheet(book: Any, mill: str, chance: random.Random, weeks: int) -> None:
    sheet = book.add_worksheet(mill)
    day_format = book.add_format({"num_format": "yyyy/m/d"})
    sheet.merge_range("A1:E1", f"{mill}断纸统计")
    for cells, words in (("A3:A4", "月份"), ("B3:B4", "日期"), ("C3:D3", "1号纸机"), ("E3:E4", "备注")):
        sheet.merge_range(cells, words)
    sheet.write("C4", "断纸停机时间(分)")
    sheet.write("D4", "断纸次数")
    row, start, month = 4, 4, FIRST.month
    for day in range(weeks * 7):
        on = FIRST + dt.timedelta(days=day)
        if on.month != month:
            _close_month(sheet, start, row, month)
            row, start, month = row + 1, row + 1, on.month
        sheet.write_datetime(row, 1, dt.datetime.combine(on, dt.time()), day_format)
        sheet.write(row, 2, minutes(mill, day, chance) if day % 45 != 20 else "—")
        sheet.write(row, 3, chance.randrange(4))
        row += 1
    _close_month(sheet, start, row, month)


def _close_month(sheet: Any, start: int, row: int, month: int) -> None:
    if row - start > 1:
        sheet.merge_range(start, 0, row - 1, 0, f"{month}月")
    sheet.write(row, 0, "小计")
    sheet.write_formula(row, 2, f"=SUM(C{start + 1}:C{row})", None, 999)
