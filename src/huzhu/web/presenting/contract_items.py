"""One item on the page of its contract: the promise, what was measured beside it, and its story."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huzhu.adoptions.queries import effects_of
from huzhu.contracts import queries
from huzhu.contracts.acting import promise_of
from huzhu.contracts.models import Contract, ContractItem, ContractVersion, Promise
from huzhu.people.models import Person
from huzhu.web import wording
from huzhu.web.presenting import effects
from huzhu.web.presenting.contract_acts import item_buttons, writing_buttons
from huzhu.web.presenting.contract_texts import value_words
from huzhu.web.presenting.contracts import days_words
from huzhu.workshops.clocks import today

S = Contract.State
V = ContractVersion.State


def item_row(item: ContractItem, contract: Contract, person: Person, writing: ContractVersion | None) -> dict[str, Any]:
    """`writing`: the version that this person's plant is writing, if any."""
    promise = promise_of(item)
    sees = queries.sees_numbers(person, promise, contract)
    days = (promise.due_on - today()).days if promise.due_on else None
    is_agreed = item.is_agreed
    runs = is_agreed and item.state in ContractItem.OPEN and contract.state in (*Contract.RUNNING, S.IN_APPRAISAL)
    runs = runs and not queries.stands_still(contract, promise.due_on)
    taken = list(item.adoptions.select_related("experience", "workshop__plant", "metric"))
    shown = effects_of(taken, person)
    counted = Promise.objects.exclude(version__in_force_at=None).select_related("item", "replaces", "metric")
    replaces = counted.filter(item=item).exclude(replaces=None).first()
    earlier = [
        each for each in item.promises.filter(version__state=V.SUPERSEDED).select_related("metric", "version")
        if (each.target, each.target_kind) != (promise.target, promise.target_kind)
    ]  # fmt: skip
    return {
        "item": item,
        "promise": promise,
        "state": item.get_state_display() if is_agreed else _offered_words(item),
        "baseline": value_words(promise, promise.baseline) if sees else _("not shared with you"),
        "target": value_words(promise, promise.target, is_target=True) if sees else _("not shared with you"),
        "replaces": replaces.replaces if replaces else None,
        "replaced_by": counted.filter(replaces=item).first() if item.state == ContractItem.State.SUPERSEDED else None,
        "earlier": [value_words(each, each.target, is_target=True) for each in earlier] if sees else [],
        "due": wording.long_date(promise.due_on) if promise.due_on else "–",
        "due_words": days_words(days) if runs and days is not None and days <= queries.SOON.days else "",
        "is_late": runs and days is not None and days < 0,
        "effects": [_effect(each, shown[each.pk]) for each in taken if each.pk in shown],
        "notes": [_note(each) for each in item.notes.select_related("by")],
        "buttons": item_buttons(item, promise, contract, person),
        "writing": writing_buttons(item, writing, person),
    }


def _offered_words(item: ContractItem) -> str:
    return _("Offered, not signed by all") if item.state in ContractItem.OPEN else _("Offered, and never agreed to")


def _effect(adoption: Any, found: Any) -> dict[str, Any]:
    short = effects.short_effect(found)
    url = reverse("adoption_page", args=[adoption.workshop.slug, adoption.slug])
    return {"title": adoption.experience.title, "url": url, **short}


def _note(note: Any) -> dict[str, Any]:
    word = {
        "begin_item": _("Begun"),
        "report_progress": _("Progress"),
        "block": _("Held up"),
        "unblock": _("Goes on"),
        "claim": _("Reported done"),
        "claim_from_data": _("Proposed for acceptance by the measured effect"),
        "accept": _("Accepted"),
        "send_back": _("Sent back"),
        "find_not_met": _("Not met"),
        "ask_to_waive": _("Asked to be let go"),
        "waive": _("Let go by both sides"),
        "withdraw": _("Withdrawn"),
        "supersede": _("Replaced by another item"),
    }[note.act]
    on = wording.short_date(timezone.localtime(note.at).date(), today())
    text = "" if note.act == "claim_from_data" else note.text
    return {"on": on, "word": word, "text": text, "by": note.by}
