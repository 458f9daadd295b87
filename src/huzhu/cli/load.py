"""`huzhu load FILE...`: readings from files, as the page "Load data" takes them in."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huzhu.cli.house import as_words, named, open_house, person_named
from huzhu.cli.saying import Refusal, console, table
from huzhu.cli.saying import gettext as _

if TYPE_CHECKING:
    from huzhu.metrics.files.mapping import ColumnMapping, Mapping, Question, TableMapping
    from huzhu.metrics.files.problems import FileRefused
    from huzhu.metrics.models import Batch
    from huzhu.people.models import Person
    from huzhu.workshops.models import Plant

MOST_SHOWN = 20


def load(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="CSV, TSV, Excel, OpenDocument or Parquet.")],
    plant: Annotated[str, typer.Option(help="Whose readings: the plant's address word or name.")] = "",
    by: Annotated[str, typer.Option("--as", help="Who loads (sign-in name); nobody: this program.")] = "",
    mapping: Annotated[Path | None, typer.Option(help="How to read it, as --write-mapping wrote it.")] = None,
    write_mapping: Annotated[Path | None, typer.Option(help="Write the proposed mapping here and stop.")] = None,
    answer: Annotated[list[str] | None, typer.Option(help="What the file leaves open, e.g. year=1958.")] = None,
    create: Annotated[bool, typer.Option("--create", help="Create unknown plants, workshops and metrics.")] = False,
    trade: Annotated[str, typer.Option(help="With --create: the trade of workshops that do not name one.")] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask; take what is proposed.")] = False,
    refused: Annotated[Path | None, typer.Option(help="Write refused rows to this CSV file.")] = None,
    later: Annotated[
        bool, typer.Option("--later", help="Leave the computing to `huzhu work` or `huzhu serve`.")
    ] = False,
) -> None:
    """Load readings: shows how each file will be read, asks, loads the good rows and lists the others."""
    for file in files:
        if not file.is_file():
            raise Refusal(_("There is no file %(file)s.") % {"file": file})
    with open_house():
        person = person_named(by) if by else None
        owner = _plant(plant, person, create)
        wishes = _Wishes(mapping, write_mapping, _answers(answer or []), create, trade, yes)
        failed = [file.name for file in files if not _load_one(file, owner, person, wishes, refused)]
        if write_mapping is None and not later:
            from huzhu.cli.work import with_progress

            with_progress()
        if failed:
            raise Refusal(_("Nothing could be taken from %(files)s.") % {"files": ", ".join(failed)}, code=1)


class _Wishes:
    """What the command line said about the mapping."""

    def __init__(
        self, given: Path | None, out: Path | None, answers: dict[str, str], create: bool, trade: str, yes: bool
    ) -> None:
        self.given, self.out, self.answers, self.create, self.trade, self.yes = given, out, answers, create, trade, yes


def _answers(given: list[str]) -> dict[str, str]:
    found = {}
    for text in given:
        field, equals, value = text.partition("=")
        if not equals:
            raise Refusal(_("--answer: wanted FIELD=VALUE, such as year=1958; got “%(text)s”.") % {"text": text})
        found[field.strip()] = value.strip()
    return found


def _plant(text: str, person: Person | None, create: bool) -> Plant | None:
    """The plant named; else the person's only one; else the alliance's only one; else None, and rows must name it."""
    from huzhu.workshops.actions import found_plant
    from huzhu.workshops.models import Plant

    everyone = list(Plant.objects.all())
    if text:
        if (found := named(Plant, text, "--plant")) is not None:
            return found
        if create:
            return found_plant(name=as_words(text), by=person)
        raise Refusal(
            _("--plant: there is no plant “%(text)s”; there are %(plants)s.")
            % {"text": text, "plants": ", ".join(each.slug for each in everyone)}
        )
    if person is not None and len(person.plants) == 1:
        return next(each for each in everyone if each.pk in person.plants)
    return everyone[0] if len(everyone) == 1 else None


def _load_one(file: Path, plant: Plant | None, person: Person | None, wishes: _Wishes, refused: Path | None) -> bool:
    """True when something of the file counts afterwards."""
    from huzhu.metrics import actions
    from huzhu.metrics.files.mapping import Mapping
    from huzhu.metrics.files.problems import FileRefused

    out = console()
    try:
        batch = actions.receive_file(file, name=file.name, plant=plant, by=person)
        if batch.is_repeat and batch.state == "loaded":
            out.print(
                _("%(file)s is loaded already, as batch %(batch)s; nothing changed.")
                % {"file": file.name, "batch": batch.pk},
                markup=False,
            )
            return True
        understood = _understood(Mapping.from_json(batch.mapping), file, wishes)
        if wishes.out is not None:
            wishes.out.write_text(json.dumps(understood.to_json(), ensure_ascii=False, indent=1), encoding="utf-8")
            out.print(
                _("%(file)s is written; correct it and load with --mapping %(file)s.") % {"file": wishes.out},
                markup=False,
            )
            return True
        actions.agree_mapping(batch, understood, by=person)
        with _bar(file) as progress:
            loaded = actions.load_batch(batch, by=person, progress=progress)
    except FileRefused as problem:
        raise Refusal(f"{file.name}: {_unread(problem)}", code=1) from None
    _report(loaded, refused)
    return loaded.state == "loaded"


def _unread(problem: FileRefused) -> str:
    from huzhu.metrics.files.problems import explain
    from huzhu.words import run_together

    return run_together(explain(problem.code, problem.params, _))


# The mapping: shown, answered, agreed


def _understood(mapping: Mapping, file: Path, wishes: _Wishes) -> Mapping:
    from huzhu.metrics.files.mapping import Mapping as Kept

    if wishes.given is not None:
        try:
            mapping = Kept.from_json(json.loads(wishes.given.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise Refusal(
                f"--mapping: {wishes.given} is not a mapping as --write-mapping writes it ({problem})."
            ) from None
    mapping = _with_new_names(mapping, wishes)
    _show_mapping(mapping, file)
    if wishes.out is not None:
        return mapping
    mapping = _with_answers(mapping, wishes)
    if not wishes.yes:
        if not sys.stdin.isatty():
            raise Refusal(
                _("Nothing was loaded: say --yes to load it like this, or --write-mapping to correct it."), code=1
            )
        if not typer.confirm(_("Load it like this?")):
            raise Refusal(_("Nothing was loaded."), code=1)
    return mapping


def _with_new_names(mapping: Mapping, wishes: _Wishes) -> Mapping:
    from dataclasses import replace

    if not wishes.create:
        return mapping
    mapping = mapping.accept()
    homeless = [each for each in mapping.new if each.sort == "workshops" and not each.trade]
    if homeless and not wishes.trade:
        names = ", ".join(f"“{each.name}”" for each in homeless)
        raise Refusal(_("--trade: say which trade the new workshops %(names)s are of.") % {"names": names})
    trades = {each.name: wishes.trade for each in homeless}
    new = tuple(replace(each, trade=trades.get(each.name, each.trade)) for each in mapping.new)
    return replace(mapping, new=new)


def _show_mapping(mapping: Mapping, file: Path) -> None:
    out = console()
    for one in mapping.tables:
        name = f"{file.name} · {one.sheet}" if one.sheet else file.name
        if not one.use:
            out.print(_("%(name)s: left out.") % {"name": name}, markup=False)
            continue
        rows = [(each.heading or _nameless(each), each.role, _details(each)) for each in one.columns]
        out.print(_("%(name)s, data from row %(row)s on:") % {"name": name, "row": one.first_row}, markup=False)
        out.print(table(_("Column"), _("Read as"), "", rows=rows))
        said = {**one.constants, "year": one.year, "month": one.month}
        if given := ", ".join(f"{key} {value}" for key, value in said.items() if value):
            out.print(_("For every row: %(given)s.") % {"given": given}, markup=False)
    if mapping.new:
        rows = [
            (each.sort, each.name, each.slug, _("created") if each.accept else _("left out")) for each in mapping.new
        ]
        out.print(_("Names nobody knows yet:"))
        out.print(table(_("New"), _("What it is called"), _("Address word"), "", rows=rows))


def _nameless(column: ColumnMapping) -> str:
    return _("column %(number)s") % {"number": column.index + 1}


def _details(column: ColumnMapping) -> str:
    """Whatever the column says beyond its role."""
    said = {"line": column.line, "unit": column.unit, "order": column.order}
    parts = [column.metric, column.workshop, column.line and _("line %(line)s") % said, column.product, column.period]
    parts += [column.unit and _("in %(unit)s") % said, _("decimal comma") if column.decimal == "," else ""]
    parts += [_("fractions shown as percent") if column.percent_cells else ""]
    parts += [_("divided by the amount beside it") if column.divided else ""]
    parts += [_("filled down") if column.fill_down else ""]
    parts += [_("order %(order)s") % said if column.role == "date" and column.order != "ymd" else ""]
    return ", ".join(filter(None, parts))


def _with_answers(mapping: Mapping, wishes: _Wishes) -> Mapping:
    """Answers from the command line; else asked at a terminal; else, with --yes, what is proposed."""
    for sheet, question in mapping.questions:
        mapping = mapping.with_table(_answered(mapping.table(sheet), question, wishes))
    return mapping


def _answered(one: TableMapping, question: Question, wishes: _Wishes) -> TableMapping:
    from huzhu.metrics.files.problems import QUESTIONS

    asked = _(QUESTIONS[question.code]) % {"sample": question.sample}
    value = wishes.answers.get(question.field, wishes.answers.get(question.code, ""))
    if not value and wishes.yes:
        value = question.proposed
    elif not value and sys.stdin.isatty():
        choices = f" [{', '.join(question.choices)}]" if question.choices else ""
        value = typer.prompt(asked + choices, default=question.proposed or None)
    if not value:
        console(error=True).print(
            _("Open: %(asked)s Say --answer %(field)s=...; rows that depend on it are refused.")
            % {"asked": asked, "field": question.field},
            markup=False,
        )
        return one
    if question.choices and value not in question.choices:
        raise Refusal(
            _("--answer %(field)s: “%(value)s” is none of %(choices)s.")
            % {"field": question.field, "value": value, "choices": ", ".join(question.choices)}
        )
    console().print(f"{asked} {value}", markup=False)
    try:
        return one.answer(question, value)
    except ValueError:
        raise Refusal(
            _("--answer %(field)s: “%(value)s” is not a whole number.") % {"field": question.field, "value": value}
        ) from None


# Loading and what came of it


@contextmanager
def _bar(file: Path) -> Iterator[Any]:
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn(file.name), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console(error=True), transient=True) as bar:
        task = bar.add_task("")
        yield lambda done, whole: bar.update(task, completed=done, total=whole)


def _report(batch: Batch, refused: Path | None) -> None:
    from django.conf import settings

    from huzhu.metrics import store

    out = console()
    said = _(
        "Batch %(batch)s: %(kept)s readings kept, %(corrected)s of them correct earlier ones; %(refused)s refused."
    )
    numbers = {"kept": batch.kept, "corrected": batch.corrected, "refused": batch.refused}
    out.print(said % {"batch": batch.pk, **numbers}, markup=False)
    _say_what_stands_out(batch)
    if not batch.refused:
        return
    rows = store.read_refused(Path(settings.READINGS), batch.pk, _, batch.refused)
    shown = _alike(rows)
    headings = (_("Sheet"), _("Row"), _("Field"), _("Value"), _("What is wrong"), _("How to mend it"))
    out.print(table(*headings, rows=shown[:MOST_SHOWN]))
    if len(shown) > MOST_SHOWN:
        out.print(_("and %(count)s more kinds; --refused FILE writes every row.") % {"count": len(shown) - MOST_SHOWN})
    if batch.kept:
        out.print(
            _("To read the file in another way, take it back first: huzhu take-back %(batch)s --why ...")
            % {"batch": batch.pk}
        )
    if refused is not None:
        _write_refused(refused, rows)


def _say_what_stands_out(batch: Batch) -> None:
    from huzhu.metrics.files.problems import NOTICES, WARNINGS

    for notice in batch.notices:
        sentence = _(NOTICES[notice["code"]]) % {"count": notice["count"], **notice["params"]}
        console().print(_("Note: %(sentence)s") % {"sentence": sentence}, markup=False)
    for warning in batch.warnings[:MOST_SHOWN]:
        sentence = _(WARNINGS[warning["code"]]) % {"count": warning["count"], **warning["params"]}
        where = " ".join(filter(None, [warning["metric"], warning["workshop"], warning["line"]]))
        if rows := ", ".join(str(row) for _sheet, row in warning["rows"]):
            where = _("%(where)s, row %(rows)s") % {"where": where, "rows": rows}
        console().print(_("Look at %(where)s: %(sentence)s") % {"where": where, "sentence": sentence}, markup=False)


def _alike(rows: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    """One line for all rows with the same thing wrong, those with the most first."""
    kinds: dict[tuple[str, ...], list[int]] = {}
    for row in rows:
        kind = (row["sheet"], row["field"], row["value"], row["sentence"], row["mend"])
        kinds.setdefault(kind, []).append(row["row"])
    lines = []
    for (sheet, *rest), numbers in sorted(kinds.items(), key=lambda each: (-len(each[1]), each[1][0])):
        some = ", ".join(map(str, numbers[:3]))
        lines.append((sheet, some if len(numbers) <= 3 else f"{some} ... ({len(numbers)})", *rest))
    return lines


def _write_refused(path: Path, rows: list[dict[str, Any]]) -> None:
    import csv

    from huzhu.web.answers import harmless

    names = ("sheet", "row", "field", "value", "sentence", "mend")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows([harmless(row[name]) for name in names] for row in rows)
    console().print(_("%(path)s holds the refused rows.") % {"path": path}, markup=False)
