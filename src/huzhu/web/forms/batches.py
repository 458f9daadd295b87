"""Loading a file: choosing it, correcting how it is read, taking it back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.metrics.models import Metric
from huzhu.metrics.rules import may_define, may_load
from huzhu.people.models import Person
from huzhu.workshops.models import Plant, Trade, Workshop
from huzhu.workshops.rules import may_name_trades, may_set_up, may_set_up_plant

if TYPE_CHECKING:
    from huzhu.metrics.files.known import Known
    from huzhu.metrics.files.mapping import ColumnMapping, Mapping, NewName, Question, TableMapping

NUMBERS = ("value", "exposure")
DIVIDED = "divided"  # a value whose column counts: readings once divided by their exposure
CHOSEN_BY_ROLE = {"value", "date"}  # questions that are answered by saying what a column holds


class LoadForm(forms.Form):
    plant = forms.ModelChoiceField(
        label=gettext_lazy("Whose readings are these?"), queryset=Plant.objects.none(), empty_label=None
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV, Excel, OpenDocument or Parquet, as the plant keeps it. You see how it is read before anything counts."
        ),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plants = [plant.pk for plant in Plant.objects.visible_to(person) if may_load(person, plant)]
        self.fields["plant"].queryset = Plant.objects.visible_to(person).filter(pk__in=plants)
        if person.holds("administrator"):
            self.fields["plant"].required = False
            self.fields["plant"].empty_label = _("Several plants: the rows name them")
        if person.plant and person.plant.pk in plants:
            self.fields["plant"].initial = person.plant.pk

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.LARGEST_UPLOAD:
            limit = settings.LARGEST_UPLOAD // (1024 * 1024)
            raise forms.ValidationError(
                _("The file is larger than %(limit)s MB. Split it, for example by month.") % {"limit": limit}
            )
        return file


class TakeBackForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Why is it taken back?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


def role_choices() -> list[tuple[str, str]]:
    return [
        ("value", _("readings")),
        (DIVIDED, _("counts, to be divided by the amount they are of")),
        ("exposure", _("the amount they are of")),
        ("date", _("when")),
        ("time", _("time of day")),
        ("end", _("when it ended")),
        ("year", _("year")),
        ("month", _("month")),
        ("week", _("week")),
        ("workshop", _("workshop")),
        ("plant", _("plant")),
        ("line", _("line")),
        ("product", _("product")),
        ("task", _("task")),
        ("shift", _("shift")),
        ("event", _("number of the event")),
        ("metric", _("name of the indicator")),
        ("unit", _("unit")),
        ("ignore", _("leave it out")),
    ]


class MappingForm(forms.Form):
    """How a file is read, every guess open to correction. `corrected` is the mapping as posted."""

    def __init__(self, *args: Any, mapping: Mapping, known: Known, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mapping, self.known, self.person = mapping, known, person
        self.metrics = [("", _("Choose")), *_named(Metric, known.metrics), *_new(mapping.new, "metrics")]
        self.workshops = [("", _("the row says it")), *_named(Workshop, known.workshops)]
        self.workshops += _new(mapping.new, "workshops")
        self.was_seen = any(name.accept for name in mapping.new)
        for t, table in enumerate(mapping.tables):
            self._table_fields(t, table)
        for n, name in enumerate(mapping.new):
            self._name_fields(n, name)

    def _add(self, name: str, field: forms.Field, initial: Any) -> None:
        field.required = False
        field.initial = initial
        self.fields[name] = field

    def _table_fields(self, t: int, table: TableMapping) -> None:
        self._add(f"use_{t}", forms.BooleanField(label=_("Read this table")), table.use)
        for q, question in enumerate(table.questions):
            if question.code not in CHOSEN_BY_ROLE:
                self._add(f"answer_{t}_{q}", self._answer_field(question), question.proposed)
        workshop = table.constants.get("workshop", "")
        self._add(f"workshop_{t}", _choice(_("Workshop of the whole table"), self.workshops, workshop), workshop)
        metric = table.constants.get("metric", "")
        self._add(f"metric_{t}", _choice(_("Indicator of the whole table"), self.metrics, metric), metric)
        line = table.constants.get("line", "")
        self._add(f"line_{t}", forms.CharField(label=_("Line of the whole table"), max_length=40), line)
        year = forms.IntegerField(label=_("Year, where the dates have none"), min_value=1800, max_value=2200)
        self._add(f"year_{t}", year, table.year)
        for column in table.columns:
            self._column_fields(t, column)

    def _answer_field(self, question: Question) -> forms.Field:
        label = question_words(question)
        if not question.choices:
            return forms.CharField(label=label, max_length=100)
        names = dict([*self.metrics, *self.workshops])
        choices = [(choice, answer_words(question, choice, names)) for choice in question.choices]
        return forms.ChoiceField(label=label, choices=[("", _("Choose")), *choices])

    def _column_fields(self, t: int, column: ColumnMapping) -> None:
        at, said = f"{t}_{column.index}", {"heading": column.heading}
        present = DIVIDED if column.divided else column.role
        role = _choice(_("%(heading)s: what it holds") % said, role_choices(), present)
        self._add(f"role_{at}", role, present)
        if column.role in NUMBERS:
            metric = _choice(_("%(heading)s: indicator") % said, self.metrics, column.metric)
            self._add(f"of_{at}", metric, column.metric)
            unit = forms.CharField(label=_("%(heading)s: unit in the file") % said, max_length=40)
            self._add(f"unit_{at}", unit, column.unit)
        if column.workshop:
            place = _choice(_("%(heading)s: workshop") % said, self.workshops, column.workshop)
            self._add(f"at_{at}", place, column.workshop)

    def may_create(self, name: NewName) -> bool:
        """May this person add what the file names? Products and tasks are codes and need nobody's leave."""
        if name.sort == "metrics":
            return may_define(self.person)
        plant = Plant.objects.filter(slug=name.plant or self.known.plant).first()
        if name.sort == "workshops" and plant is not None:
            return may_set_up_plant(self.person, plant)
        return name.sort in ("products", "tasks") or may_set_up(self.person)

    def _name_fields(self, n: int, name: NewName) -> None:
        if not self.may_create(name):
            return
        self._add(
            f"accept_{n}",
            forms.BooleanField(label=_("Create it")),
            name.accept if self.was_seen else self._is_used(name),
        )
        if name.sort == "workshops":
            plants = [("", _("Choose")), *_named(Plant, self.known.plants)]
            self._add(f"plant_{n}", _choice(_("Plant"), plants, name.plant), name.plant or self.known.plant)
            trades = [(trade.slug, str(trade)) for trade in Trade.objects.all()]
            self._add(f"trade_{n}", _choice(_("Trade"), [("", _("Choose")), *trades], name.trade), name.trade)
            if may_name_trades(self.person):
                self._add(f"newtrade_{n}", forms.CharField(label=_("or a new trade"), max_length=80), "")
        if name.sort == "metrics":
            self._add(f"unit_of_{n}", forms.CharField(label=_("Unit"), max_length=40), name.unit)
            for field, label, choices in (
                ("kind", _("Kind"), Metric.Kind.choices),
                ("direction", _("What is better"), Metric.Direction.choices),
                ("grain", _("One reading for"), Metric.Grain.choices),
            ):
                self._add(f"{field}_{n}", forms.ChoiceField(label=label, choices=choices), getattr(name, field) or None)

    def _is_used(self, name: NewName) -> bool:
        """Before anybody has looked, what the file needs is proposed to be created."""
        columns = [column for table in self.mapping.tables for column in table.columns]
        return name.sort != "metrics" or any(column.metric == name.slug for column in columns)

    # What was posted

    def corrected(self) -> Mapping:
        """The mapping with everything that was posted."""
        said = self.cleaned_data
        tables = tuple(self._table(t, table, said) for t, table in enumerate(self.mapping.tables))
        new = tuple(self._name(n, name, said) for n, name in enumerate(self.mapping.new))
        return replace(self.mapping, tables=tables, new=new)

    def _table(self, t: int, table: TableMapping, said: dict[str, Any]) -> TableMapping:
        questions = table.questions
        for column in table.columns:
            changes = _changes(t, column, said)
            if changes:
                table = table.with_column(column.index, **changes)
        changed: dict[str, Any] = {"use": bool(said[f"use_{t}"])}
        if said[f"year_{t}"] is not None and said[f"year_{t}"] != table.year:
            changed["year"] = said[f"year_{t}"]
        constants = dict(table.constants)
        for name in ("workshop", "metric", "line"):
            if said[f"{name}_{t}"] != constants.get(name, ""):
                constants[name] = said[f"{name}_{t}"]
        if constants != dict(table.constants):
            changed["constants"] = {name: value for name, value in constants.items() if value}
        table = table.with_table(**changed)
        for q, question in enumerate(questions):
            if question in table.questions and said.get(f"answer_{t}_{q}"):
                table = table.answer(question, said[f"answer_{t}_{q}"])
        return _settled(table)

    def _name(self, n: int, name: NewName, said: dict[str, Any]) -> NewName:
        if f"accept_{n}" not in said:
            return replace(name, accept=False)
        changes: dict[str, Any] = {"accept": bool(said[f"accept_{n}"])}
        if name.sort == "workshops":
            changes |= {"plant": said[f"plant_{n}"], "trade": said.get(f"newtrade_{n}") or said[f"trade_{n}"]}
        if name.sort == "metrics":
            changes |= {
                "unit": said[f"unit_of_{n}"],
                **{each: said[f"{each}_{n}"] for each in ("kind", "direction", "grain")},
            }
        return replace(name, **changes)

    def say_what_is_open(self, mapping: Mapping) -> None:
        """Open questions as errors, at their fields."""
        for t, table in enumerate(mapping.tables):
            if not table.use:
                continue
            before = self.mapping.tables[t].questions
            for question in table.questions:
                field = f"answer_{t}_{before.index(question)}" if question in before else None
                if field in self.fields:
                    self.add_error(field, _("Answer this, or load without the rows that depend on it."))
                else:
                    self.add_error(None, question_words(question))
        for n, name in enumerate(mapping.new):
            if name.accept and name.sort == "workshops" and not name.trade:
                self.add_error(f"trade_{n}", _("Say which trade the workshop “%(name)s” is of.") % {"name": name.name})


def _named(model: type[Metric] | type[Workshop] | type[Plant], things: Iterable[Any]) -> list[tuple[str, str]]:
    """Slug and name in the reader's language of what the file may name."""
    slugs = {thing.slug for thing in things}
    rows = model.objects.filter(slug__in=slugs)
    return [(row.slug, str(row)) for row in (rows.select_related("plant") if model is Workshop else rows)]


def _new(names: Iterable[NewName], sort: str) -> list[tuple[str, str]]:
    return [(name.slug, _("new: %(name)s") % {"name": name.name}) for name in names if name.sort == sort]


def _choice(label: str, choices: list[tuple[str, str]], present: str) -> forms.ChoiceField:
    """A choice that can always hold what it holds now."""
    if present and present not in dict(choices):
        choices = [*choices, (present, present)]
    return forms.ChoiceField(label=label, choices=choices)


def _changes(t: int, column: ColumnMapping, said: dict[str, Any]) -> dict[str, Any]:
    at = f"{t}_{column.index}"
    role = said[f"role_{at}"] or (DIVIDED if column.divided else column.role)
    posted: dict[str, Any] = {"role": "value" if role == DIVIDED else role, "divided": role == DIVIDED}
    for name, prefix in (("metric", "of"), ("unit", "unit"), ("workshop", "at")):
        if f"{prefix}_{at}" in said:
            posted[name] = said[f"{prefix}_{at}"]
    now = asdict(column)
    return {name: value for name, value in posted.items() if value != now[name]}


def _settled(table: TableMapping) -> TableMapping:
    """Without the questions that the columns answer by now."""
    timed = any(table.of_role(role) for role in ("date", "week", "month")) or any(
        c.period for c in table.of_role("value")
    )
    answered = {"value": bool(table.of_role("value")), "date": timed}
    return replace(table, questions=tuple(q for q in table.questions if not answered.get(q.code)))


def question_words(question: Question) -> str:
    from huzhu.metrics.files.problems import QUESTIONS

    return _(QUESTIONS[question.code]) % {"sample": question.sample}


def answer_words(question: Question, choice: str, names: dict[str, str]) -> str:
    """A choice of a question in words."""
    return {
        "dmy": _("the day"),
        "mdy": _("the month"),
        ".": _("the point marks decimals"),
        ",": _("the comma marks decimals"),
        "h:mm": _("hours and minutes"),
        "mm:ss": _("minutes and seconds"),
    }.get(choice) or (
        {"1": _("fractions"), "%": _("already percent")}.get(choice, choice)
        if question.code == "percent"
        else names.get(choice, choice)
    )
