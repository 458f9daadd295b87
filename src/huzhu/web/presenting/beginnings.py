"""What a contract began with: a card, a visit, a comparison, an item or a resolution of a conference.

It is kept under its journal name and looked up anew for every reader: who may not read it learns what sort of thing it
was, and nothing else. A comparison is named by its indicator; whom it is with stands in the address as `with`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huzhu.cards.models import Card
from huzhu.conferences.decided import Resolution
from huzhu.conferences.models import ExchangedItem
from huzhu.contracts import queries, rules
from huzhu.contracts.models import Contract, ContractVersion, Promise
from huzhu.metrics import queries as metric_queries
from huzhu.metrics.disclosure import Sight, sight
from huzhu.metrics.models import Metric
from huzhu.people.models import Person
from huzhu.visits.models import Visit
from huzhu.web.presenting.sentences import in_both
from huzhu.words import Words, long_date
from huzhu.workshops.models import Workshop

Thing = Card | Visit | Metric | ExchangedItem | Resolution
TITLE = gettext_lazy("%(metric)s: %(helper)s helps %(helped)s")
SOURCE = gettext_lazy("Own readings of the last %(weeks)s weeks; the target is as much better as %(helper)s is")


def thing_of(name: str, person: Person) -> Thing | None:
    """What the journal name stands for, if there is such a thing and this person may read it."""
    sort, _colon, rest = name[:200].partition(":")
    if sort == "card" and rest.isdecimal() and len(rest) < 10:
        cards = Card.objects.visible_to(person).select_related("workshop__plant", "helper__plant", "metric")
        return cards.filter(number=int(rest)).first()
    if sort == "visit":
        visits = Visit.objects.visible_to(person).select_related("host__plant", "metric", "experience")
        return visits.filter(slug=rest).first()
    if sort == "metric":
        return Metric.objects.visible_to(person).filter(slug=rest).first()
    return _of_conference(rest, person) if sort == "conference" else None


def _of_conference(rest: str, person: Person) -> ExchangedItem | Resolution | None:
    slug, _slash, tail = rest.partition("/")
    part, _slash, number = tail.partition("/")
    if not number.isdecimal() or len(number) > 5:
        return None
    at = {"conference__slug": slug, "number": int(number)}
    if part == "items":
        items = ExchangedItem.objects.visible_to(person).filter(**at)
        return items.select_related("conference", "experience__origin__plant", "experience__metric").first()
    resolutions = Resolution.objects.visible_to(person).filter(**at).select_related("conference")
    return resolutions.first() if part == "resolutions" else None


def lines(contract: Contract, person: Person) -> list[dict[str, Any]]:
    """For the page of the contract: [{lead, title, url}], title and url empty for those who may not read it."""
    names = [contract.card.journal_name] if contract.card else []
    names += [contract.came_from] if contract.came_from else []
    return [_line(name, contract, person) for name in names]


def _line(name: str, contract: Contract, person: Person) -> dict[str, Any]:
    sort = name.partition(":")[0] if "/resolutions/" not in name else "resolution"
    lead = {
        "card": _("A card"),
        "visit": _("A visit"),
        "metric": _("A comparison"),
        "conference": _("A way exchanged at a conference"),
        "resolution": _("A resolution of a conference"),
    }.get(sort, "")
    thing = thing_of(name, person)
    if thing is None:
        return {"lead": lead, "title": "", "url": ""}
    return {"lead": lead, "title": title_of(thing), "url": _address(thing, contract)}


def signed_words(said: dict[str, Any]) -> str:
    """One of those in the signed text, as a sentence for paper and for whoever is about to sign."""
    sentence = {
        "card": _("Card no. %(number)s: “%(title)s”"),
        "visit": _("The visit “%(title)s”"),
        "comparison": _("A comparison of the workshops: %(title)s"),
        "exchanged_item": _("%(conference)s, way no. %(number)s: “%(title)s”"),
        "resolution": _("%(conference)s, resolution no. %(number)s: “%(title)s”"),
    }[said["sort"]]
    words = {"title": Words(said["title"]), "conference": Words(said["conference"]), "number": said["number"]}
    return sentence % words


def signed_rows(text: dict[str, Any]) -> list[tuple[str, str]]:
    """[(name, sentence)] of a signed text: what it began with, and how it is changed. An older text says neither."""
    rows = [(_("Began with"), signed_words(each)) for each in text.get("began_with", ())]
    if "change_rule" in text:
        day = long_date(datetime.date.fromisoformat(text["change_rule"]["target_moves_freely_until_on"]))
        said = _("Only by an amendment that all sides sign; after %(day)s no target moves without the committee.")
        rows.append((_("How it is changed"), said % {"day": day}))
    return rows


def title_of(thing: Thing) -> Words:
    if isinstance(thing, Metric):
        return thing.name
    if isinstance(thing, ExchangedItem):
        return thing.experience.title
    return thing.text if isinstance(thing, Resolution) else thing.title


def _address(thing: Thing, contract: Contract) -> str:
    if isinstance(thing, Metric):
        shop = next((each.workshop for each in rules.sides(contract) if each.workshop), None)
        is_shown = shop is not None and thing.trades.filter(pk=shop.trade_id).exists()
        return reverse("compare_metric", args=[shop.trade.slug, thing.slug]) if is_shown and shop else ""
    if isinstance(thing, Visit):
        return reverse("meeting_page", args=[thing.slug])
    if isinstance(thing, ExchangedItem):
        return f"{thing.conference.address}#item-{thing.number}"
    return thing.address


# Links from there


def may_draft_for(person: Person, workshop: Workshop) -> bool:
    return person.holds(*rules.WRITERS, *rules.PLANT, workshop=workshop)


def draft_url(thing: Thing, person: Person, others: Iterable[Workshop | None], own: Workshop | None = None) -> str:
    """Where this reader drafts a contract from it, with one of `others`; "" where no two of other plants meet.
    `own` narrows it to one side."""
    wanted = [each for each in others if each is not None]
    mine = [each for each in ([own] if own else wanted) if may_draft_for(person, each)]
    for first in mine:
        other = next((each for each in wanted if each.plant_id != first.plant_id), None)
        if other is not None:
            return _url(thing, {"for": first.slug, "with": other.slug})
    return ""


def open_draft_url(thing: Thing, person: Person) -> str:
    """Where whoever drafts begins one from it, with whom they choose."""
    return _url(thing, {}) if rules.may_draft(person) else ""


def _url(thing: Thing, asked: dict[str, str]) -> str:
    return f"{reverse('contract_new')}?{urlencode({'from': thing.journal_name, **asked})}"


def by_thing(things: Iterable[Thing], person: Person) -> dict[str, list[dict[str, str]]]:
    """The contracts that began with each of them (by journal name), as far as this reader knows them."""
    found: dict[str, list[dict[str, str]]] = {}
    for each in queries.begun_with([thing.journal_name for thing in things], person):
        row = {"text": _("Contract no. %(number)s") % {"number": each.number}, "url": each.address}
        for name in (each.came_from, each.card.journal_name if each.card else ""):
            found.setdefault(name, []).append(row)
    return found


def contracts_from(thing: Thing, person: Person) -> list[dict[str, str]]:
    return by_thing([thing], person).get(thing.journal_name, [])


# What the forms start with


def draft_values(thing: Thing, first: Workshop | None, other: Workshop | None) -> dict[str, Any]:
    title: Any = title_of(thing)
    if isinstance(thing, Metric):
        names = {"metric": thing.name, "helper": other, "helped": first}
        title = in_both(TITLE, **names) if first and other else thing.name
    found = {"title": title, "first": first.pk if first else None, "other": other.pk if other else None}
    return {name: value for name, value in found.items() if value is not None}


def first_promise(version: ContractVersion, person: Person) -> dict[str, Any]:
    """What the form of the first promise starts with: no more than what led to the contract says itself."""
    contract = version.contract
    if version.promises.exists():
        return {}
    named = contract.came_from or (contract.card.journal_name if contract.card else "")
    thing = thing_of(named, person)
    sides = {each.workshop_id: each for each in rules.sides(contract) if each.workshop}
    if thing is None or isinstance(thing, Resolution) or len(sides) != 2:
        return {}
    helped, helper = _who(thing, version, list(sides))
    found = {
        "direction": f"{sides[helper].pk}-{sides[helped].pk}",
        "subject": title_of(thing) if not isinstance(thing, Metric) else contract.title,
        "acceptor": person.pk if sides[helped].plant_id in person.plants else None,
    }
    say: Callable[..., dict[str, Any]] = _SAY[type(thing)]
    return found | say(thing, sides[helper].workshop, sides[helped].workshop, person)


def _who(thing: Thing, version: ContractVersion, sides: list[int]) -> tuple[int, int]:
    """(helped, helper) by workshop. Where it does not say, whoever writes is helped."""
    assert version.written_for.workshop_id is not None
    helped: int = version.written_for.workshop_id
    if isinstance(thing, Card):
        asks = thing.kind == Card.Kind.ASK
        if thing.workshop_id in sides:
            helped = thing.workshop_id if asks else _other(thing.workshop_id, sides)
    elif isinstance(thing, Visit) and thing.host_id in sides:
        helped = _other(thing.host_id, sides)
    elif isinstance(thing, ExchangedItem) and thing.experience.origin_id in sides:
        helped = _other(thing.experience.origin_id, sides)
    return helped, _other(helped, sides)


def _other(one: int, sides: list[int]) -> int:
    return next(each for each in sides if each != one)


def _of_card(card: Card, _helper: Workshop, helped: Workshop, person: Person) -> dict[str, Any]:
    metric = card.metric
    found = {"experience": card.experience_id}
    if metric is None or metric.about_safety:
        return found
    found["metric"] = metric.pk
    if helped.pk == card.workshop_id and sight(metric, helped.plant_id, person) >= Sight.SUMMARY:
        found |= {"baseline": card.value_now, "target": card.value_wanted}
    return found


def _of_visit(visit: Visit, _helper: Workshop, _helped: Workshop, _person: Person) -> dict[str, Any]:
    return {"metric": visit.metric_id, "experience": visit.experience_id}


def _of_item(item: ExchangedItem, _helper: Workshop, _helped: Workshop, _person: Person) -> dict[str, Any]:
    metric = item.experience.metric
    is_target = metric is not None and not metric.about_safety
    return {"experience": item.experience_id, "metric": metric.pk if metric and is_target else None}


def _of_comparison(metric: Metric, helper: Workshop, helped: Workshop, person: Person) -> dict[str, Any]:
    """From the own readings, as they are, to as much better as the helper is, like with like."""
    strong = metric_queries.strong_where_weak(helped, person, metric)
    found = next((each for each in strong if each.other.workshop.pk == helper.pk), None)
    if found is None or found.own.value is None or metric.about_safety:
        return {"metric": None if metric.about_safety else metric.pk}
    until, weeks, relative = found.compared.until_on, found.compared.weeks, found.gap.relative
    values: dict[str, Any] = {"metric": metric.pk, "baseline": _short(found.own.value)}
    if until is not None:
        first = until - datetime.timedelta(weeks=weeks) + datetime.timedelta(days=1)
        values |= {"baseline_from_on": first, "baseline_until_on": until}
    if relative is not None:
        better = 1 + abs(relative) if metric.direction == Metric.Direction.UP else 1 - abs(relative)
        values |= {"target_kind": Promise.Kind.VALUE, "target": _short(found.own.value * better)}
        values["baseline_source"] = str(SOURCE) % {"weeks": weeks, "helper": helper}
    return values


def _short(value: float) -> float:
    """Three digits: more would be promised than is known."""
    return float(f"{value:.3g}")


_SAY: dict[type, Callable[..., dict[str, Any]]] = {
    Card: _of_card,
    Visit: _of_visit,
    ExchangedItem: _of_item,
    Metric: _of_comparison,
}
