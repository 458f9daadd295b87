"""What a round counts, read from the rooms and written down as plain numbers: weekly values, help, promises, reports.

Nothing is judged here. The inputs of a finished round are kept as they were, so that its points can be computed again.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from huzhu.adoptions.models import Adoption
from huzhu.competitions import EARLIER_WEEKS
from huzhu.competitions.helped import NO_WARNING, helps
from huzhu.competitions.models import Round
from huzhu.contracts.acting import promise_of
from huzhu.contracts.models import Contract, ContractItem
from huzhu.contracts.queries import stands_still
from huzhu.hazards.models import Hazard
from huzhu.metrics.models import Metric, Series
from huzhu.workshops.clocks import today
from huzhu.workshops.models import Workshop

WEEK = datetime.timedelta(weeks=1)
MOSTLY = 0.8  # of the readings must name their product before the mix is taken out
Days = tuple[datetime.date, datetime.date]


def gather(conditions: dict[str, Any], baseline: Days, period: Days, until: datetime.date) -> dict[str, Any]:
    """The inputs for `scoring.score`."""
    entrants = _entrants(conditions)
    first = baseline[0] - WEEK * EARLIER_WEEKS
    since = datetime.date.fromisoformat(conditions["help"]["since_on"])
    if period[0].isoformat() != conditions["starts_on"]:  # the year before: help within its own windows
        since = min(since, baseline[0])
    counts_help = bool(conditions["weights"]["help"])
    shops = {each["workshop"] for each in entrants}
    return {
        "scheme": "huzhu-competition-inputs-1",
        "windows": {
            "baseline": [day.isoformat() for day in baseline],
            "period": [day.isoformat() for day in period],
            "until": until.isoformat(),
        },
        "entrants": entrants,
        "series": {
            each["metric"]: _series(each["metric"], entrants, first, until) for each in conditions["indicators"]
        },
        "helps": helps(shops, since, period[0], until) if counts_help else [],
        "reports": _reports(shops, since, until) if counts_help else [],
        "items": _items(shops, period, until) if conditions["weights"]["fulfilment"] else [],
    }


def _entrants(conditions: dict[str, Any]) -> list[dict[str, str]]:
    found = []
    shops = {each.slug: each for each in Workshop.objects.select_related("plant", "band")}
    for key in conditions["participants"]:
        slug, _, line = key.partition("/")
        shop = shops[slug]
        band = shop.band.slug if shop.band else ""
        found.append({"key": key, "workshop": slug, "line": line, "plant": shop.plant.slug, "band": band})
    return found


# Weekly values


def _series(
    metric: str, entrants: Sequence[dict[str, str]], first: datetime.date, until: datetime.date
) -> dict[str, Any]:
    slugs = {each["workshop"] for each in entrants}
    stored = Series.objects.filter(metric__slug=metric, workshop__slug__in=slugs, task="").select_related("workshop")
    rows = {(row.workshop.slug, row.line, row.product): row for row in stored}
    monday = first - datetime.timedelta(days=first.weekday())
    weeks = max((until - monday).days // 7 + 1, 1)
    products = sorted({product for _, _, product in rows if product})
    if not _name_their_products(rows, entrants, products):
        products = []
    return {
        "first_week": monday.isoformat(),
        "weeks": weeks,
        "products": products,
        "rows": {each["key"]: _row(rows, each, products, monday, weeks) for each in entrants},
    }


def _name_their_products(
    rows: dict[tuple[str, str, str], Series], entrants: Sequence[dict[str, str]], products: Sequence[str]
) -> bool:
    def readings(each: dict[str, str], product: str) -> int:
        row = rows.get((each["workshop"], each["line"], product))
        return sum(number or 0 for number in row.n) if row else 0

    whole = [readings(each, "") for each in entrants]
    named = [sum(readings(each, product) for product in products) for each in entrants]
    return len(products) > 1 and all(part >= MOSTLY * total for part, total in zip(named, whole, strict=True))


def _row(
    rows: dict[tuple[str, str, str], Series],
    entrant: dict[str, str],
    products: Sequence[str],
    monday: datetime.date,
    weeks: int,
) -> dict[str, Any]:
    place = entrant["workshop"], entrant["line"]
    whole = rows.get((*place, ""))
    values, weights = _weeks(whole, monday, weeks)
    several = [_weeks(rows.get((*place, product)), monday, weeks) for product in products]
    parts = {"values": [one for one, _ in several], "weights": [two for _, two in several]} if products else None
    breaks = [each["on"] for each in (whole.breaks if whole else []) if each.get("why") == "definition"]
    return {"values": values, "weights": weights, "by_product": parts, "breaks": sorted(set(breaks))}


def _weeks(row: Series | None, monday: datetime.date, weeks: int) -> tuple[list[float | None], list[float]]:
    values: list[float | None] = [None] * weeks
    weights = [0.0] * weeks
    if row is None:
        return values, weights
    shift = (row.first_week - monday).days // 7
    for at, value in enumerate(row.values):
        if 0 <= at + shift < weeks and value is not None:
            weight = row.exposure[at] if row.exposure[at] is not None else row.n[at]
            values[at + shift], weights[at + shift] = float(value), float(weight or 0)
    return values, weights


# What earns a fixed amount where nothing can be measured: nobody is hurt or spared for points


def _reports(shops: set[str], since: datetime.date, until: datetime.date) -> list[dict[str, Any]]:
    places = list(Workshop.objects.filter(slug__in=shops))
    found = [*_warnings(places, since, until), *_failures(places, since, until), *_remedies(places, since, until)]
    return sorted(found, key=lambda each: (each["on"], each["about"]))


def _warnings(places: Sequence[Workshop], since: datetime.date, until: datetime.date) -> Iterable[dict[str, Any]]:
    """Dangers that people of the workshop raised, however many were hurt, unless they turned out to be none."""
    raised = Hazard.objects.filter(
        workshop__in=places, raised_by__isnull=False, raised_at__date__gte=since, raised_at__date__lte=until
    )
    judged = raised.exclude(state__in=NO_WARNING).select_related("workshop")
    for each in judged:
        assert each.workshop is not None
        yield _report("warning", each.workshop, each.journal_name, each.address, timezone.localdate(each.raised_at))


def _failures(places: Sequence[Workshop], since: datetime.date, until: datetime.date) -> Iterable[dict[str, Any]]:
    """What was tried, measured to bring nothing or harm, and stopped with the reason written down for the others."""
    stopped = Adoption.objects.filter(
        workshop__in=places, state=Adoption.State.ROLLED_BACK, ended_on__gte=since, ended_on__lte=until,
        measurements__is_current=True, measurements__guardrail=None,
        measurements__evidence__in=("not_shown", "harmful"),
    ).exclude(decision_reason="")  # fmt: skip
    for each in stopped.select_related("workshop").distinct():
        address = f"/adoptions/{each.workshop.slug}/{each.slug}"
        yield _report("failure", each.workshop, each.journal_name, address, each.ended_on or until)


def _remedies(places: Sequence[Workshop], since: datetime.date, until: datetime.date) -> Iterable[dict[str, Any]]:
    """Remedies that removed a danger at another plant."""
    cured = Hazard.objects.filter(
        remedy__origin__in=places, state__in=(Hazard.State.REMEDIED, Hazard.State.VERIFIED_CLOSED),
        remedied_at__date__gte=since, remedied_at__date__lte=until,
    ).select_related("remedy__origin__plant", "workshop")  # fmt: skip
    for each in cured:
        assert each.remedy is not None and each.remedy.origin is not None and each.remedied_at is not None
        if each.workshop is not None and each.workshop.plant_id != each.remedy.origin.plant_id:
            yield _report(
                "remedy", each.remedy.origin, each.journal_name, each.address, timezone.localdate(each.remedied_at)
            )


def _report(kind: str, shop: Workshop, about: str, address: str, on: datetime.date) -> dict[str, Any]:
    return {"kind": kind, "workshop": shop.slug, "about": about, "address": address, "on": on.isoformat()}


# Promises


def _items(shops: set[str], period: Days, until: datetime.date) -> list[dict[str, Any]]:
    """Items that were due in the period so far, or kept in it before their day; what is due today is not late yet, and
    nothing falls due while its contract is suspended or after it has ended early."""
    starts_on, over = period[0], today() > period[1]
    contracts = Contract.objects.exclude(in_force_at=None)
    items = ContractItem.objects.counted().filter(contract__in=contracts).select_related("contract")
    found = []
    for item in items.exclude(state=ContractItem.State.WAIVED):
        promise = promise_of(item)
        sides = {side.workshop.slug for side in (promise.helper, promise.helped) if side.workshop} & shops
        kept = item.state == ContractItem.State.ACCEPTED
        due = promise.due_on
        settled = timezone.localdate(item.settled_at) if item.settled_at else None
        is_due = due is not None and starts_on <= due and (due <= until if over else due < until)
        is_due = is_due and due is not None and not _was_let_go(item.contract, due)
        if sides and (is_due or (kept and settled is not None and starts_on <= settled <= until)):
            found.append({"item": item.journal_name, "address": item.address, "workshops": sorted(sides), "kept": kept})
    return sorted(found, key=lambda each: each["item"])


def _was_let_go(contract: Contract, due: datetime.date) -> bool:
    """Was nobody bound to it on its day?"""
    if contract.state == Contract.State.TERMINATED and contract.ended_at is not None:
        return timezone.localdate(contract.ended_at) <= due
    return stands_still(contract, due)


def metrics_of(conditions: dict[str, Any]) -> list[Metric]:
    found = {
        each.slug: each for each in Metric.objects.filter(slug__in=[i["metric"] for i in conditions["indicators"]])
    }
    return [found[each["metric"]] for each in conditions["indicators"] if each["metric"] in found]


def windows(round_: Round) -> tuple[Days, Days]:
    day = datetime.date.fromisoformat
    first, last = round_.conditions["baseline"]
    return (day(first), day(last)), (round_.starts_on, round_.ends_on)
