"""Help as a round counts it: to whom an adoption owes something, by what way, and what was measured to come of it."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone

from huzhu.adoptions.models import Adoption, Measurement
from huzhu.contracts.acting import promise_of
from huzhu.hazards.models import Hazard
from huzhu.metrics.disclosure import may_enter_score
from huzhu.workshops.models import Workshop

# What `helpers_of` reads beside the adoption's own row.
BEHIND = (
    "card__answers__workshop__plant", "remedies_of", "experience__remedies_of__workshop__plant",
    "experience__remedies_of__calls", "story_receipts__story__hazard__workshop__plant",
)  # fmt: skip
NO_WARNING = (Hazard.State.SUSPECTED, Hazard.State.REFUTED)


def helps(
    shops: set[str], since: datetime.date, starts_on: datetime.date, until: datetime.date
) -> list[dict[str, Any]]:
    """Adoptions that began since then, are still in use, and owe something to one of the entrants."""
    current = Measurement.objects.filter(is_current=True, guardrail=None).defer("chart")
    taken = (
        Adoption.objects.under_measurement()
        .filter(Q(ended_on=None) | Q(ended_on__gt=starts_on), starts_on__gte=since, starts_on__lte=until)
        .exclude(metric=None)
        .select_related(
            "experience__origin__plant", "workshop__plant", "metric", "learned_from__plant", "card__workshop",
            "visit_action__visit__host", "contract_item__contract",
        )
        .prefetch_related(
            Prefetch("measurements", current, to_attr="now"), "confirmations__helper", *BEHIND
        )
    )  # fmt: skip
    found = []
    for adoption in taken:
        assert adoption.metric is not None
        helpers = helpers_of(adoption)
        if may_enter_score(adoption.metric) and {each.slug for each in helpers} & shops:
            found.append(_help(adoption, helpers))
    return sorted(found, key=lambda each: each["adoption"])


def _help(adoption: Adoption, helpers: dict[Workshop, list[str]]) -> dict[str, Any]:
    said = {each.helper_id: each.is_true for each in adoption.confirmations.all()}
    measured = next(iter(adoption.now), None)  # type: ignore[attr-defined]
    result = measured.result if measured else {}
    on_scale = result.get("on_scale") or [None, None, None]
    relative = result.get("relative")
    assert adoption.metric is not None
    return {
        "adoption": adoption.journal_name,
        "address": f"/adoptions/{adoption.workshop.slug}/{adoption.slug}",
        "receiver": adoption.workshop.slug,
        "metric": adoption.metric.slug,
        "is_ranked": adoption.metric.is_ranked,
        "has_open_danger": _has_open_danger(adoption),
        "starts_on": adoption.starts_on.isoformat(),
        "evidence": measured.evidence if measured else "",
        "sign": result.get("sign", 0),
        "relative": relative if relative and None not in relative else None,
        "df": on_scale[2],
        "helpers": [
            {"workshop": shop.slug, "routes": sorted(routes), "confirmed": said.get(shop.pk),
             "dangers": _dangers_behind(adoption, shop)}
            for shop, routes in sorted(helpers.items(), key=lambda pair: pair[0].slug)
        ],
    }  # fmt: skip


def _has_open_danger(adoption: Adoption) -> bool:
    """What hurts people somewhere is no help until there is a remedy."""
    suspected = Hazard.objects.open().filter(Q(adoption=adoption) | Q(also_suspected=adoption))
    cured = (Hazard.State.REMEDIED, Hazard.State.ACCEPTED_RISK)
    return suspected.exclude(severity=Hazard.Severity.GOODS).exclude(state__in=cured).exists()


def helpers_of(adoption: Adoption) -> dict[Workshop, list[str]]:
    """Workshops of other plants to which an adoption owes something, and by what way it came from them."""
    found: dict[Workshop, list[str]] = {}

    def owes(shop: Workshop | None, way: str) -> None:
        if shop is not None and shop.plant_id != adoption.workshop.plant_id:
            found.setdefault(shop, []).append(way)

    owes(adoption.experience.origin, "experience")
    owes(adoption.learned_from, "taught")
    if adoption.card is not None:
        if adoption.card.kind == "offer":
            owes(adoption.card.workshop, "card")
        for answer in adoption.card.answers.all():
            if answer.chosen_at and answer.reply_to_id is None and answer.taken_back_at is None:
                owes(answer.workshop, "card")
    if adoption.visit_action is not None:
        owes(adoption.visit_action.visit.host, "visit")
    if adoption.contract_item is not None:
        owes(promise_of(adoption.contract_item).helper.workshop, "contract")
    if adoption.remedies_of.all():
        owes(adoption.experience.origin, "remedy")
    for warning in warnings_behind(adoption):
        owes(warning.workshop, "warning")
    return {shop: list(dict.fromkeys(ways)) for shop, ways in found.items()}


def warnings_behind(adoption: Adoption) -> list[Hazard]:
    """Dangers told by people of another plant that made the workshop take up the remedy: it was called because of the
    danger, or answered the express about it, before it began."""
    asked = [
        each for each in adoption.experience.remedies_of.all()
        if any(call.workshop_id == adoption.workshop_id and _came_before(call.called_at, adoption)
               for call in each.calls.all())
    ]  # fmt: skip
    told = [receipt.story.hazard for receipt in adoption.story_receipts.all() if receipt.story.hazard is not None]
    found = {each.pk: each for each in [*asked, *told]}
    return [
        each for each in found.values()
        if each.raised_by_id is not None and each.state not in NO_WARNING and _came_before(each.raised_at, adoption)
    ]  # fmt: skip


def _came_before(moment: datetime.datetime, adoption: Adoption) -> bool:
    return timezone.localdate(moment) <= adoption.starts_on


def _dangers_behind(adoption: Adoption, helper: Workshop) -> list[str]:
    """Whose warning or remedy the helper's part was: what earns by its gain here earns no fixed amount besides."""
    warned = [each for each in warnings_behind(adoption) if each.workshop_id == helper.pk]
    cured = list(adoption.remedies_of.all()) if adoption.experience.origin_id == helper.pk else []
    return sorted({each.journal_name for each in [*warned, *cured]})
