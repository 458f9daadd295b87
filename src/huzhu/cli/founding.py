"""A set-up file: plants, trades, bands, equipment, workshops, metrics, flows as tables (docs/install.md shows one).

A workbook has one sheet a table; a TOML file one list of tables a table (`[[plants]]`); a CSV file is one table and is
named after it (`plants.csv`, `车间.csv`). Headings may be the field names or Chinese. Everything is one transaction.
What is there already, by its address word or its name, is left alone, so that the same file can be sent again.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huzhu.cli.saying import Refusal
from huzhu.cli.saying import gettext as _

if TYPE_CHECKING:
    from django.db.models import Model

    from huzhu.words import Words

TABLES: dict[str, tuple[str, ...]] = {  # names of the tables, in the order in which they are set up
    "plants": ("厂", "工厂", "plant"),
    "trades": ("工种", "trade"),
    "bands": ("规格档", "档", "size bands", "band"),
    "equipment": ("设备", "kinds of equipment"),
    "workshops": ("车间", "workshop"),
    "metrics": ("指标", "metric", "indicators"),
    "codes": ("代码", "品种和作业", "code"),
    "flows": ("物料流", "物流", "flow"),
}
NAMED = ("slug", "name", "name_en")
CALENDAR = {  # of a plant, each as a TOML file says it
    "rest": 'rest = ["Saturday", "Sunday"]',
    "days_off": 'days_off = ["1958-10-01"]',
    "shift_hours": "shift_hours = 8",
}
FIELDS: dict[str, tuple[str, ...]] = {
    "plants": (*NAMED, "short_name", "short_name_en", "note", "note_en", *CALENDAR),
    "trades": (*NAMED, "workshop_word", "workshop_word_en", "size_name", "size_name_en", "size_unit"),
    "bands": ("trade", *NAMED, "low", "high"),
    "equipment": (*NAMED, "trades"),
    "workshops": (*NAMED, "short_name", "short_name_en", "plant", "trade", "size", "band", "lines", "equipment"),
    "metrics": (
        *NAMED,
        *("trades", "unit", "unit_en", "kind", "direction", "grain", "disclosure", "text", "text_en", "aliases"),
        *("exposure_unit", "exposure_unit_en", "exposure_metric", "per", "about_safety", "tolerance"),
    ),
    "codes": ("sort", "code", "name", "name_en"),
    "flows": ("giver", "receiver", "material", "material_en"),
}
HEADINGS = {
    "代号": "slug",
    "code": "slug",
    "名称": "name",
    "名字": "name",
    "英文名": "name_en",
    "简称": "short_name",
    "英文简称": "short_name_en",
    "备注": "note",
    "休息日": "rest",
    "放假日": "days_off",
    "每班小时": "shift_hours",
    "工种": "trade",
    "适用工种": "trades",
    "厂": "plant",
    "车间叫法": "workshop_word",
    "规格名": "size_name",
    "规格单位": "size_unit",
    "规格": "size",
    "档": "band",
    "下限": "low",
    "上限": "high",
    "线": "lines",
    "产线": "lines",
    "设备": "equipment",
    "单位": "unit",
    "英文单位": "unit_en",
    "类型": "kind",
    "方向": "direction",
    "粒度": "grain",
    "公开": "disclosure",
    "定义": "text",
    "英文定义": "text_en",
    "别名": "aliases",
    "暴露单位": "exposure_unit",
    "暴露指标": "exposure_metric",
    "每": "per",
    "安全": "about_safety",
    "容许": "tolerance",
    "供方": "giver",
    "收方": "receiver",
    "物料": "material",
    "类别": "sort",
    "代码": "code",
}
CHOICES = {
    "时间": "duration",
    "比例": "share",
    "率": "rate",
    "人数": "count",
    "水平": "level",
    "越小越好": "down",
    "越大越好": "up",
    "保持": "band",
    "每次": "event",
    "炉次": "heat",
    "班": "shift",
    "日": "day",
    "周": "week",
    "月": "month",
    "公开": "open",
    "汇总": "summary",
    "只看变化": "change",
    "不公开": "hidden",
    "品种": "product",
    "作业": "task",
}
WEEKDAYS = {
    **{"monday": "一", "tuesday": "二", "wednesday": "三", "thursday": "四", "friday": "五", "saturday": "六"},
    "sunday": "日天",
}
NO_REST = {"none", "无"}  # in a cell, which when it is empty says nothing
YES, NO = {"1", "yes", "y", "true", "是", "x"}, {"", "0", "no", "n", "false", "否"}


@dataclass(frozen=True)
class Row:
    """One row of a set-up file: where it stands and what it says, empty fields left out."""

    table: str
    place: str
    fields: dict[str, str]

    def words(self, name: str) -> Words:
        from huzhu.cli.house import as_words

        return as_words(self.fields.get(name, ""), self.fields.get(f"{name}_en", ""))


@dataclass(frozen=True)
class Wrong:
    """What cannot be set up: where, which field, why and how to mend it."""

    place: str
    field: str
    why: str


class _Mistake(Exception):
    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field, self.why = field, why


# Reading


def read(path: Path) -> list[Row]:
    """Every row of a set-up file, whatever its format."""
    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise Refusal(_("%(file)s cannot be read: %(why)s.") % {"file": path, "why": problem.strerror}) from None
    kind = path.suffix.lower()
    if kind == ".toml":
        return list(_from_toml(raw, path.name))
    if kind in {".xlsx", ".xls", ".ods"}:
        return [
            row for name, cells in _sheets(raw, path.name) for row in _from_cells(_table(name, path.name), cells, name)
        ]
    if kind in {".csv", ".tsv", ".txt"}:
        cells = _csv_cells(raw, path.name)
        return list(_from_cells(_table(path.stem, path.name), cells, path.name))
    raise Refusal(
        _("%(file)s: a set-up file is a workbook (.xlsx), a .toml file, or one .csv file for each table.")
        % {"file": path.name}
    )


def _table(name: str, file: str) -> str:
    plain = re.sub(r"[\s_\-\d]+", " ", name).strip().casefold()
    for table, others in TABLES.items():
        if plain == table or plain in others:
            return table
    raise Refusal(
        _("%(file)s: “%(name)s” is none of the tables %(tables)s.")
        % {"file": file, "name": name, "tables": ", ".join(TABLES)}
    )


def _from_toml(raw: bytes, file: str) -> Iterator[Row]:
    try:
        document = tomllib.loads(raw.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise Refusal(_("%(file)s cannot be read: %(why)s.") % {"file": file, "why": problem}) from None
    for name, rows in document.items():
        table = _table(name, file)
        if not isinstance(rows, list):
            raise Refusal(
                _("%(file)s: write [[%(name)s]] above each row of the table %(name)s.") % {"file": file, "name": name}
            )
        for at, row in enumerate(rows, start=1):
            texts = {key: _listed(key, value) if isinstance(value, list) else str(value) for key, value in row.items()}
            yield _row(table, f"{name} {at}", texts)


def _listed(key: str, values: list[Any]) -> str:
    """`rest = []` is an answer: a plant that works on all days."""
    none = "none" if HEADINGS.get(key, key) == "rest" else ""
    return ", ".join(map(str, values)) or none


def _sheets(raw: bytes, file: str) -> Iterator[tuple[str, list[list[Any]]]]:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw))
        sheets = [(name, book.get_sheet_by_name(name).to_python()) for name in book.sheet_names]
    except Exception as problem:  # the reader's errors have no common base
        raise Refusal(_("%(file)s cannot be read as a workbook: %(why)s.") % {"file": file, "why": problem}) from None
    yield from ((name, cells) for name, cells in sheets if any(str(cell).strip() for row in cells for cell in row))


def _csv_cells(raw: bytes, file: str) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        first = text.split("\n", 1)[0]
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count)))
    raise Refusal(_("%(file)s is neither UTF-8 nor GBK text.") % {"file": file})


def _from_cells(table: str, cells: list[list[Any]], where: str) -> Iterator[Row]:
    if not cells:
        return
    headings = [str(each).strip() for each in cells[0]]
    for number, row in enumerate(cells[1:], start=2):
        texts = {heading: _text(cell) for heading, cell in zip(headings, row, strict=False) if heading}
        if any(texts.values()):
            yield _row(table, f"{where} {number}", texts)


def _text(cell: Any) -> str:
    """Spreadsheets turn codes into floats: 1.0 was written 1."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def _row(table: str, place: str, texts: dict[str, str]) -> Row:
    fields: dict[str, str] = {}
    for heading, text in texts.items():
        plain = re.sub(r"[\s\-]+", "_", heading.strip()).casefold()
        name = plain if plain in FIELDS[table] else HEADINGS.get(plain, plain)
        if name not in FIELDS[table]:
            raise Refusal(
                _("%(place)s: %(table)s have no field “%(field)s”; they have %(fields)s.")
                % {"place": place, "table": table, "field": heading, "fields": ", ".join(FIELDS[table])}
            )
        if text.strip():
            fields[name] = text.strip()
    return Row(table, place, fields)


# Setting up


@dataclass
class Result:
    """How many of each table were made, how many were there, and what was wrong."""

    made: dict[str, int] = field(default_factory=dict)
    there: dict[str, int] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)


def set_up(rows: list[Row], by: Any = None) -> Result:
    """All rows or, when one is wrong, none: everything wrong is in the result."""
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from huzhu.cli.house import by_field

    result = Result()
    order = list(TABLES)
    with transaction.atomic():
        for row in sorted(rows, key=lambda row: order.index(row.table)):
            try:
                made = _MAKERS[row.table](row, by)
            except _Mistake as mistake:
                result.wrong.append(Wrong(row.place, mistake.field, mistake.why))
            except ValidationError as problem:
                result.wrong += [Wrong(row.place, field, why) for field, why in by_field(problem)]
            else:
                counted = result.made if made else result.there
                counted[row.table] = counted.get(row.table, 0) + 1
        if result.wrong:
            transaction.set_rollback(True)
    return result


def _find(model: type[Model], text: str, field: str, table: str, **more: Any) -> Any:
    """By address word, else by a name in either language."""
    if not text:
        raise _Mistake(field, _("Say which of the %(table)s.") % {"table": table})
    several = list(model._default_manager.filter(**more))
    for alike in (
        lambda each: each.slug == text,
        lambda each: text in each.name.values(),
        lambda each: text in (str(each), *getattr(each, "short_name", {}).values()),
    ):
        found = [each for each in several if alike(each)]
        if len(found) == 1:
            return found[0]
        if found:
            raise _Mistake(
                field,
                _("“%(text)s” may be any of %(several)s; use the slug.")
                % {"text": text, "several": ", ".join(each.slug for each in found)},
            )
    raise _Mistake(
        field,
        _("There is no “%(text)s” among the %(table)s; add it, or mend the spelling.") % {"text": text, "table": table},
    )


def _is_there(model: type[Model], row: Row, **more: Any) -> bool:
    """By its address word if it has one, else by its name."""
    slug, names = row.fields.get("slug"), {row.fields.get("name"), row.fields.get("name_en")} - {None}
    there = model._default_manager.filter(**more)
    if slug:
        return there.filter(slug=slug).exists()
    return any(names & set(each.name.values()) for each in there)


def _number(row: Row, name: str) -> float | None:
    text = row.fields.get(name)
    if text is None:
        return None
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise _Mistake(name, _("“%(value)s” is not a number.") % {"value": text}) from None


def _choice(row: Row, name: str, choices: Any, default: str) -> str:
    text = row.fields.get(name)
    if text is None:
        return default
    found = CHOICES.get(text, text.casefold())
    if found not in choices.values:
        raise _Mistake(
            name, _("“%(text)s” is none of %(several)s.") % {"text": text, "several": ", ".join(choices.values)}
        )
    return found


def _yes(row: Row, name: str) -> bool:
    text = row.fields.get(name, "").casefold()
    if text not in YES | NO:
        raise _Mistake(name, _("“%(text)s” is neither yes nor no.") % {"text": text})
    return text in YES


def _several(text: str) -> list[str]:
    return [part for part in re.split(r"\s*[,;，、；]\s*", text) if part]


def _plant(row: Row, by: Any) -> bool:
    from huzhu.workshops import actions, models

    if _is_there(models.Plant, row):
        return False
    plant = actions.found_plant(
        name=row.words("name"),
        by=by,
        slug=row.fields.get("slug", ""),
        short_name=row.words("short_name"),
        note=row.words("note"),
    )
    _calendar(row, plant, by)
    return True


def _calendar(row: Row, plant: Any, by: Any) -> None:
    """What the row does not say of it stays as it is for a new plant."""
    from django.core.exceptions import ValidationError

    from huzhu.cli.house import spoken
    from huzhu.workshops import actions

    if not CALENDAR.keys() & row.fields.keys():
        return
    said = plant.calendar
    try:
        if "rest" in row.fields:
            said["rest"] = _weekdays(row)
        if "days_off" in row.fields:
            said["days_off"] = _several(row.fields["days_off"])
        if "shift_hours" in row.fields:
            said["shift_hours"] = _number(row, "shift_hours")
        actions.set_calendar(plant, by=by, **said)
    except (_Mistake, ValidationError) as problem:
        field = problem.field if isinstance(problem, _Mistake) else next(iter(problem.error_dict))
        why = problem if isinstance(problem, _Mistake) else spoken(ValidationError(problem.messages))
        said = _("%(plant)s: %(why)s For instance: %(example)s")
        raise _Mistake(field, said % {"plant": plant, "why": why, "example": CALENDAR[field]}) from None


def _weekdays(row: Row) -> list[int]:
    """Saturday, Sat, 星期六, 周六, 礼拜六."""
    text = row.fields["rest"]
    return [] if text.casefold() in NO_REST else [_weekday(each) for each in _several(text)]


def _weekday(text: str) -> int:
    plain = text.casefold()
    for number, (english, chinese) in enumerate(WEEKDAYS.items()):
        if plain in (english, english[:3]) or re.fullmatch(f"(星期|周|礼拜)[{chinese}]", plain):
            return number
    raise _Mistake("rest", _("“%(text)s” is not a weekday.") % {"text": text})


def _trade(row: Row, by: Any) -> bool:
    from huzhu.workshops import actions, models

    if _is_there(models.Trade, row):
        return False
    actions.name_trade(
        name=row.words("name"),
        by=by,
        slug=row.fields.get("slug", ""),
        workshop_word=row.words("workshop_word"),
        size_name=row.words("size_name"),
        size_unit=row.fields.get("size_unit", ""),
    )
    return True


def _band(row: Row, by: Any) -> bool:
    from huzhu.workshops import actions, models

    trade = _find(models.Trade, row.fields.get("trade", ""), "trade", "trades")
    if _is_there(models.SizeBand, row, trade=trade):
        return False
    low, high = _number(row, "low"), _number(row, "high")
    actions.add_band(trade, name=row.words("name"), by=by, slug=row.fields.get("slug", ""), low=low, high=high)
    return True


def _trades(row: Row) -> list[Any]:
    from huzhu.workshops.models import Trade

    return [_find(Trade, each, "trades", "trades") for each in _several(row.fields.get("trades", ""))]


def _equipment(row: Row, by: Any) -> bool:
    from huzhu.workshops import actions, models

    if _is_there(models.Equipment, row):
        return False
    actions.name_equipment(name=row.words("name"), trades=_trades(row), by=by, slug=row.fields.get("slug", ""))
    return True


def _workshop(row: Row, by: Any) -> bool:
    from huzhu.workshops import actions, models

    plant = _find(models.Plant, row.fields.get("plant", ""), "plant", "plants")
    if _is_there(models.Workshop, row, **({} if "slug" in row.fields else {"plant": plant})):
        return False
    trade = _find(models.Trade, row.fields.get("trade", ""), "trade", "trades")
    band = row.fields.get("band")
    actions.open_workshop(
        plant,
        trade=trade,
        name=row.words("name"),
        by=by,
        slug=row.fields.get("slug", ""),
        short_name=row.words("short_name"),
        size=_number(row, "size"),
        band=_find(models.SizeBand, band, "band", "size bands of the trade", trade=trade) if band else None,
        lines=_several(row.fields.get("lines", "")),
        equipment=[
            _find(models.Equipment, each, "equipment", "kinds of equipment")
            for each in _several(row.fields.get("equipment", ""))
        ],
    )
    return True


def _metric(row: Row, by: Any) -> bool:
    from huzhu.metrics import actions
    from huzhu.metrics.models import Metric
    from huzhu.workshops.models import Trade

    if _is_there(Metric, row):
        return False
    other = row.fields.get("exposure_metric")
    numbers = {name: value for name in ("per", "tolerance") if (value := _number(row, name)) is not None}
    actions.define_metric(
        name=row.words("name"),
        by=by,
        slug=row.fields.get("slug", ""),
        trades=_trades(row) or list(Trade.objects.all()),
        unit=row.words("unit"),
        kind=_choice(row, "kind", Metric.Kind, Metric.Kind.LEVEL),
        direction=_choice(row, "direction", Metric.Direction, Metric.Direction.DOWN),
        grain=_choice(row, "grain", Metric.Grain, Metric.Grain.DAY),
        disclosure=_choice(row, "disclosure", Metric.Disclosure, Metric.Disclosure.OPEN),
        text=row.words("text") or row.words("name"),
        aliases=_several(row.fields.get("aliases", "")),
        exposure_unit=row.words("exposure_unit"),
        exposure_metric=_find(Metric, other, "exposure_metric", "metrics") if other else None,
        about_safety=_yes(row, "about_safety"),
        **numbers,
    )
    return True


def _code(row: Row, by: Any) -> bool:
    from huzhu.metrics import actions
    from huzhu.metrics.models import Code

    sort, code = _choice(row, "sort", Code.Sort, Code.Sort.PRODUCT), row.fields.get("code", "")
    if Code.objects.filter(sort=sort, code=code).exists():
        return False
    actions.name_code(sort, code, name=row.words("name"), by=by)
    return True


def _flow(row: Row, by: Any) -> bool:
    from huzhu.workshops import actions
    from huzhu.workshops.models import Flow, Workshop

    giver, receiver = (_find(Workshop, row.fields.get(side, ""), side, "workshops") for side in ("giver", "receiver"))
    if Flow.objects.filter(giver=giver, receiver=receiver).exists():
        return False
    actions.connect(giver, receiver, by=by, material=row.words("material"))
    return True


_MAKERS: dict[str, Callable[[Row, Any], bool]] = {
    "plants": _plant,
    "trades": _trade,
    "bands": _band,
    "equipment": _equipment,
    "workshops": _workshop,
    "metrics": _metric,
    "codes": _code,
    "flows": _flow,
}
