"""Loads in words: what was kept and refused, how a file is read, what to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.metrics.models import Batch, Metric
from huzhu.people.models import Person
from huzhu.web import charts, wording
from huzhu.web.forms.batches import CHOSEN_BY_ROLE, MappingForm, question_words
from huzhu.words import run_together
from huzhu.workshops.models import Alliance, Workshop

if TYPE_CHECKING:
    from huzhu.metrics.files.tables import Opened

SHOWN_REFUSED = 200
SHOWN_ROWS = 5
LONGEST_CELL = 60


def batch(found: Batch, person: Person) -> dict[str, Any]:
    """What `data/batch.html` reads."""
    from huzhu.metrics.catalogue import refused_rows

    rows = refused_rows(found, person, _, SHOWN_REFUSED) if found.refused else []
    return {
        "batch": found,
        "work": work(found) if found.is_in_line else None,
        "refused_rows": rows,
        "refused_more": max(0, found.refused - len(rows)),
        "parts": found.parts.select_related("metric", "workshop__plant").order_by("metric__slug", "workshop__slug"),
        "notices": [notice_words(each) for each in found.notices],
        "warnings": warnings(found),
    }


def work(found: Batch) -> dict[str, Any]:
    """How far the worker is with a file in line: reading its rows, then looking them over."""
    done, whole = found.progress.get("done", 0), found.progress.get("whole", 0)
    share = done / whole if whole else 0.0
    left = round(found.progress["seconds"] * (1 - share) / share) if share > 0.02 else None
    step = 2 if share >= 1 else 1
    return {
        "title": [_("Reading the rows"), _("Looking them over")][step - 1],
        "step": step,
        "steps": 2,
        "bar": charts.progress(done, whole or 1, label=_("How far the file is read")),
        "left": left if step == 1 else None,
    }


def notice_words(notice: dict[str, Any]) -> str:
    """Something left out or taken for granted without harm."""
    from huzhu.metrics.files.problems import NOTICES

    code = notice.get("code", "")
    filled = {"count": notice.get("count", 1), **notice.get("params", {})}
    sentence = _(NOTICES[code]) if code in NOTICES else code
    text = _filled(sentence, filled)
    return f"{notice['sheet']}: {text}" if notice.get("sheet") else text


def warnings(found: Batch) -> list[dict[str, str]]:
    """What a steward should look at: the sentence, and where, in the reader's language."""
    from huzhu.metrics.files.problems import WARNINGS

    metrics = {each.slug: str(each) for each in Metric.objects.filter(slug__in=_said(found, "metric"))}
    mine = Workshop.objects.select_related("plant").filter(slug__in=_said(found, "workshop"))
    workshops = {each.slug: str(each) for each in mine}
    rows = []
    for each in found.warnings:
        where = [metrics.get(each["metric"]), workshops.get(each["workshop"])]
        where += [_("line %(line)s") % {"line": each["line"]} if each["line"] else ""]
        if numbers := ("、" if wording.is_chinese() else ", ").join(str(row) for _sheet, row in each["rows"]):
            where.append(ngettext("row %(rows)s", "rows %(rows)s", len(each["rows"])) % {"rows": numbers})
        text = _filled(_(WARNINGS[each["code"]]), {"count": each["count"], **each["params"]})
        rows.append({"text": text, "where": " · ".join(filter(None, where))})
    return rows


def _said(found: Batch, name: str) -> set[str]:
    return {each[name] for each in found.warnings}


class _Dashes(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "–"


def _filled(sentence: str, values: dict[str, Any]) -> str:
    return sentence % _Dashes(values)


def opened(found: Batch) -> tuple[Opened | None, str]:
    """The waiting file, opened far enough to see its tables; or why it cannot be."""
    from huzhu.metrics.files.problems import FileRefused, explain
    from huzhu.metrics.files.tables import open_file
    from huzhu.metrics.loading import inbox_path

    path = inbox_path(found.file_hash)
    if not path.exists():
        return None, _("The file is not here any longer. Load it again.")
    try:
        return open_file(path, found.file_name), ""
    except FileRefused as refused:
        return None, run_together(explain(refused.code, refused.params, _))


def mapping_form(found: Batch, posted: Any, person: Person) -> MappingForm:
    from huzhu.metrics.files.mapping import Mapping
    from huzhu.metrics.knowing import known_for

    return MappingForm(posted, mapping=Mapping.from_json(found.mapping), known=known_for(found.plant), person=person)


def mapping(found: Batch, form: MappingForm, file: Opened) -> dict[str, Any]:
    """What `data/mapping.html` reads: tables with their questions, columns and first rows, and the new names."""
    by_sheet = {table.sheet: table for table in file.tables}
    tables = [_table(t, each, by_sheet.get(each.sheet), form) for t, each in enumerate(form.mapping.tables)]
    return {
        "batch": found,
        "tables": tables,
        "new_names": [_new_name(n, name, form) for n, name in enumerate(form.mapping.new)],
        "questions_open": sum(
            len(table["questions"]) + len(table["by_role"]) for table in tables if table["use"].value()
        ),
        "notices": [
            notice_words({"code": each.code, "sheet": each.sheet, "params": each.params}) for each in file.notices
        ],
        "kind": file.sniffed.kind,
    }


def _table(t: int, table: Any, shape: Any, form: MappingForm) -> dict[str, Any]:
    sample = shape.sample[:SHOWN_ROWS] if shape else ()
    return {
        "sheet": table.sheet,
        "remembered": table.remembered,
        "use": form[f"use_{t}"],
        "questions": [
            form[f"answer_{t}_{q}"] for q, each in enumerate(table.questions) if each.code not in CHOSEN_BY_ROLE
        ],
        "by_role": [
            run_together((question_words(each), _("Choose it in the table below.")))
            for each in table.questions
            if each.code in CHOSEN_BY_ROLE
        ],
        "whole": [form[f"{name}_{t}"] for name in ("workshop", "metric", "line", "year")],
        "columns": [_column(t, column, sample, form) for column in table.columns],
        "first_row": table.first_row,
        "title": shape.title if shape else "",
    }


def _column(t: int, column: Any, sample: Any, form: MappingForm) -> dict[str, Any]:
    at = f"{t}_{column.index}"
    values = [_cell(row[column.index]) if column.index < len(row) else "" for row in sample]
    return {
        "heading": column.heading,
        "values": values,
        "role": form[f"role_{at}"],
        "metric": form[f"of_{at}"] if f"of_{at}" in form.fields else None,
        "unit": form[f"unit_{at}"] if f"unit_{at}" in form.fields else None,
        "workshop": form[f"at_{at}"] if f"at_{at}" in form.fields else None,
        "period": column.period,
    }


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def _new_name(n: int, name: Any, form: MappingForm) -> dict[str, Any]:
    kinds = {
        "workshops": _("Workshop"),
        "metrics": _("Indicator"),
        "plants": _("Plant"),
        "products": _("Product"),
        "tasks": _("Task"),
    }
    parts = ("plant", "trade", "newtrade", "unit_of", "kind", "direction", "grain")
    return {
        "name": name.name,
        "sort": kinds.get(name.sort, name.sort),
        "accept": form[f"accept_{n}"] if f"accept_{n}" in form.fields else None,
        "fields": [form[f"{part}_{n}"] for part in parts if f"{part}_{n}" in form.fields],
    }


def template(metric: Metric | None, person: Person) -> tuple[list[str], list[Any]]:
    """Headings and one worked row for the reader's own workshop; the amount only where the metric has one."""
    alliance = Alliance.here()
    day = alliance.today.isoformat() if alliance else ""
    workshop = person.workshop or Workshop.objects.visible_to(person).filter(plant__in=person.plants).first()
    heading = f"{metric} ({metric.unit})" if metric and metric.unit else str(metric or _("Value"))
    columns: list[tuple[str, Any]] = [
        (_("Workshop"), str(workshop.name) if workshop else ""),
        (_("Date"), day),
        (_("Line"), workshop.lines[0] if workshop and workshop.lines else ""),
        (_("Product"), ""),
        (heading, 0),
    ]
    if metric and metric.exposure_unit:
        columns.append((_("Denominator (%(unit)s)") % {"unit": metric.exposure_unit}, ""))
    if metric and metric.about_safety:
        columns.append((_("Task"), ""))
    return [name for name, _value in columns], [value for _name, value in columns]


def kept_words(found: Batch) -> str:
    return _("%(kept)s kept, %(refused)s refused") % {
        "kept": wording.number(found.kept),
        "refused": wording.number(found.refused),
    }
