"""The exact text that is signed, built from a version. Every number is written as text, so that nothing rounds it."""

from __future__ import annotations

from typing import Any

from huzhu.contracts.acting import promised_in
from huzhu.contracts.models import ContractVersion, Party, Promise
from huzhu.contracts.sealing import TEXT_SCHEME


def text_of(version: ContractVersion, scheme: str = TEXT_SCHEME) -> dict[str, Any]:
    """`scheme`: an earlier form, where a text fixed in it is compared with the rows."""
    contract = version.contract
    parties = contract.parties.select_related("plant", "workshop__plant")
    since_2 = {
        "began_with": contract.began_with,
        "change_rule": {"signed_by": "all", "target_moves_freely_until_on": contract.late_from_on.isoformat()},
    }
    return (since_2 if scheme == TEXT_SCHEME else {}) | {
        "scheme": scheme,
        "number": contract.number,
        "version": version.number,
        "why": version.why,
        "title": dict(contract.title),
        "preamble": dict(contract.preamble),
        "level": contract.level,
        "starts_on": contract.starts_on.isoformat(),
        "ends_on": contract.ends_on.isoformat(),
        "inspect_every_months": str(contract.inspect_every),
        "parties": [_party(each) for each in parties],
        "items": [_item(each) for each in promised_in(version)],
    }


def _party(party: Party) -> dict[str, Any]:
    names = {"plant": dict(party.plant.name)}
    if party.workshop is not None:
        names["workshop"] = dict(party.workshop.name)
    return {"code": party.code, "plant": party.plant.slug, "names": names}


def _item(promise: Promise) -> dict[str, Any]:
    metric = promise.metric
    return {
        "number": str(promise.item.number),
        "helper": promise.helper.code,
        "helped": promise.helped.code,
        "subject": dict(promise.subject),
        "help_form": promise.help_form,
        "metric": metric.slug if metric else "",
        "metric_name": dict(metric.name) if metric else {},
        "unit": dict(metric.unit) if metric else {},
        "definition": str(promise.definition.number) if promise.definition else "",
        "definition_text": dict(promise.definition.text) if promise.definition else {},
        "product": promise.product,
        "baseline": _number(promise.baseline),
        "baseline_from_on": promise.baseline_from_on.isoformat() if promise.baseline_from_on else "",
        "baseline_until_on": promise.baseline_until_on.isoformat() if promise.baseline_until_on else "",
        "baseline_source": promise.baseline_source,
        "target_kind": promise.target_kind,
        "target": _number(promise.target),
        "due_on": promise.due_on.isoformat() if promise.due_on else "",
        "effort": dict(promise.effort),
        "commitment_yuan": str(promise.commitment),
        "safety_class": promise.safety_class,
        "acceptor": dict(promise.acceptor.name) if promise.acceptor else {},
        "evidence_wanted": dict(promise.evidence_wanted),
        "experience": promise.experience.slug if promise.experience else "",
        **({"in_place_of": str(promise.replaces.number)} if promise.replaces else {}),
    }


def _number(value: float | None) -> str:
    return "" if value is None else format(value, ".12g")
