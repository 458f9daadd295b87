"""Every verb of delegations, contracts and conferences: on what it may fit now, by whom, and how it is done.

`find` gives the things on which it might succeed, `who` somebody who might do it; the verb itself decides. `every` is
all there is, for those who try it where it does not fit.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from huzhu.conferences import actions, attaching, delegates, exchanging, minuting, resolving
from huzhu.conferences.attached import Attachment
from huzhu.conferences.decided import Resolution
from huzhu.conferences.models import AgendaPoint, Conference, Delegate, ExchangedItem, ItemAnswer
from huzhu.conferences.rules import DROPPING
from huzhu.contracts import actions as contract_actions
from huzhu.contracts import drafting, fulfilling, handing_back, inspecting, signing, writing
from huzhu.contracts.acting import promise_of
from huzhu.contracts.models import (
    Contract,
    ContractItem,
    ContractSignature,
    ContractVersion,
    Inspection,
    Party,
    Sheet,
)
from huzhu.delegation import actions as delegating
from huzhu.delegation.models import Delegation, Power
from huzhu.delegation.overlapping import HOLDING
from huzhu.experiences.models import Experience
from huzhu.people.models import Person
from huzhu.words import words
from huzhu.workshops.models import Alliance, Plant
from tests import make
from tests.conferences import staging
from tests.contracts import staging as agreed

SECRETARY, COMMITTEE, PROGRAM = ("alliance", "secretariat"), ("alliance", "committee"), ("", "")
Who = tuple[str, str]
Find = Callable[[], QuerySet[Any]]


@dataclass(frozen=True)
class Act:
    """`do` takes (made, thing, person or None for the program, a number from 0 to 5 that varies it)."""

    verb: str
    find: Find
    who: Callable[[Any], Who]
    do: Callable[[make.Made, Any, Person, int], Any]
    every: Find


def today() -> datetime.date:
    return Alliance.objects.get().clock_on


def later(days: int) -> datetime.date:
    return today() + datetime.timedelta(days=days)


ACTS: dict[str, Act] = {}


def act(verb: str, find: Find, who: Callable[[Any], Who] | Who) -> Callable[[Any], Any]:
    def keep(do: Callable[..., Any]) -> Callable[..., Any]:
        finder = who if callable(who) else lambda _thing: who
        ACTS[verb] = Act(verb, find, finder, do, lambda: find().model.objects.order_by("pk"))
        return do

    return keep


def plain(verb: str, where: Any, find: Find, who: Callable[[Any], Who] | Who, **said: Any) -> None:
    """A verb that takes the thing, who, and always the same words."""
    act(verb, find, who)(lambda _made, thing, by, _n: getattr(where, verb.rpartition(".")[2])(thing, by=by, **said))


# Delegations

REACH = {"powers": list(Power.values), "ceiling": Decimal(5000), "safety_class": "A"}


def _plants() -> QuerySet[Any]:
    return Plant.objects.filter(slug__in=("dalian", "benxi"))


def _few(model: Any) -> Find:
    """The plants, as long as there are not too many of these for a short run."""
    return lambda: _plants() if model.objects.count() < 3 else _plants().none()


def _delegations(*states: str) -> Find:
    return lambda: Delegation.objects.filter(state__in=states)


def _of_plant(role: str) -> Callable[[Any], Who]:
    return lambda thing: (thing.plant.slug, role)


@act("propose_delegation", lambda: _plants().exclude(delegations__state__in=HOLDING),
     lambda plant: (plant.slug, "workshop_head"))  # fmt: skip
def _propose_delegation(made: make.Made, plant: Plant, by: Person, _n: int) -> Any:
    shop = made.workshops[f"{plant.slug}-medium-section"]
    return delegating.propose_delegation(shop, by=by, since_on=today(), until_on=later(300), **REACH)


@act("hand_over", lambda: Plant.objects.filter(slug="plant-c"), lambda plant: (plant.slug, "plant_director"))
def _hand_over(_made: make.Made, plant: Plant, by: Person, _n: int) -> Any:
    return delegating.hand_over(plant, by=by, since_on=today(), until_on=later(300), **REACH)


plain("grant", delegating, _delegations("proposed"), _of_plant("chief_engineer"))
plain("suspend_delegation", handing_back, _delegations("active"), _of_plant("safety_officer"), why="a doubt")
plain("delegating.resume", delegating, _delegations("suspended"), _of_plant("chief_engineer"))
plain(
    "revoke_delegation", handing_back, _delegations("active", "suspended"), _of_plant("plant_director"), why="rebuilt"
)
act("name_substitutes", _delegations("proposed", "active", "suspended"), _of_plant("chief_engineer"))(
    lambda made, one, by, n: delegating.name_substitutes(
        one, by=by, substitutes=[made.people[f"{one.plant.slug}-{('operator', 'workshop_engineer')[n % 2]}"]]
    )
)
plain(
    "expire_delegation", handing_back, lambda: Delegation.objects.filter(state="active", until_on__lt=today()), PROGRAM
)


# Contracts: the text


def _side(thing: Contract, person: Person | None, number: int = 0) -> Party:
    """The person's own side; for strangers, any."""
    sides = list(thing.parties.order_by("pk"))
    return next((each for each in sides if person is not None and each.plant_id in person.plants), sides[number % 2])


def _head(party: Party) -> Who:
    return party.plant.slug, "workshop_head"


def _contracts(*states: str) -> Find:
    return lambda: Contract.objects.filter(state__in=states)


def _versions(state: str, **values: Any) -> Find:
    standing = ("draft", "proposed", "in_force", "suspended")
    return lambda: ContractVersion.objects.filter(state=state, contract__state__in=standing, **values)


def _writer(version: ContractVersion) -> Who:
    return _head(version.written_for)


def _not_signed(version: ContractVersion) -> Who:
    signed = version.signatures.filter(objected_at=None).values("party")
    return _head(version.contract.parties.exclude(pk__in=signed).first() or version.written_for)


@act("draft_contract", _few(Contract), ("dalian", "workshop_head"))
def _draft(made: make.Made, _plant: Plant, by: Person, _n: int) -> Any:
    first, other = (made.workshops[f"{plant}-medium-section"] for plant in ("dalian", "benxi"))
    dates = {"starts_on": today(), "ends_on": later(90)}
    return drafting.draft_contract(first, [other], by=by, title=words(en="Together"), **dates)


@act("write_item", _versions("writing"), _writer)
def _write(made: make.Made, version: ContractVersion, by: Person, n: int) -> Any:
    """Another promise, another target for the one there is, or one in its place; grave ones too, so that plants can
    object."""
    contract, item = version.contract, version.contract.items.filter(promises__version=version).first()
    helper = ("benxi", "dalian")[n % 2] if item is None else promise_of(item).helper.plant.slug
    due = min(contract.ends_on, max(contract.starts_on, later(20)))
    values = {"item": item, "target": 30.0 - n, "due_on": due, "safety_class": "ABC"[n % 3]}
    if item is not None and contract.signed_at and n % 2:
        values |= {"item": None, "replaces": item}
    return agreed.promise(made, contract, version=version, by=by, helper=helper, **values)


@act("take_item_out", _versions("writing", promises__isnull=False), _writer)
def _take_out(_made: make.Made, version: ContractVersion, by: Person, _n: int) -> Any:
    promise = version.promises.order_by("-pk").first()
    if promise is None:
        raise ValidationError("nothing to take out")
    return writing.take_item_out(version, promise.item, by=by)


plain("propose", drafting, _versions("writing", promises__isnull=False), _writer)


@act(
    "write_version", _contracts("proposed", "in_force", "suspended"), lambda one: _head(one.parties.order_by("-pk")[0])
)
def _counter(_made: make.Made, contract: Contract, by: Person, n: int) -> Any:
    return drafting.write_version(contract, _side(contract, by, n), by=by, why="the new stand")


plain("drop_version", drafting, _versions("writing", number__gt=1), _writer, why="too much")


@act("sign", _versions("proposed"), _not_signed)
def _sign(_made: make.Made, version: ContractVersion, by: Person, n: int) -> Any:
    agreed_hash = version.hash or "not fixed"
    return signing.sign(version, _side(version.contract, by, n), by=by, agreed_hash=agreed_hash)


@act("object_to", lambda: ContractSignature.objects.filter(objects_until__isnull=False, objected_at=None),
     lambda one: (one.party.plant.slug, "chief_engineer"))  # fmt: skip
def _object(_made: make.Made, signature: ContractSignature, by: Person, _n: int) -> Any:
    return signing.object_to(signature, by=by, why="not with our crane")


plain("allow_late", signing, _versions("proposed", needs_committee=True, allowed_by=None), COMMITTEE)
plain("expire_unsigned", signing, _contracts("proposed"), PROGRAM)
act("begin_if_due", lambda: Contract.objects.filter(state="signed", starts_on__lte=today()), PROGRAM)(
    lambda _made, contract, _by, _n: signing.begin_if_due(contract)
)


# Contracts: their life


@act("reject", _contracts("proposed"), lambda one: _head(one.parties.order_by("-pk")[0]))
def _reject(_made: make.Made, contract: Contract, by: Person, n: int) -> Any:
    return contract_actions.reject(contract, _side(contract, by, n), by=by, why="not now")


@act("terminate", _contracts("signed", "in_force"),
     lambda one: _head(one.parties.exclude(pk=one.notice_by_id).order_by("pk")[0]))  # fmt: skip
def _terminate(_made: make.Made, contract: Contract, by: Person, n: int) -> Any:
    return contract_actions.terminate(contract, _side(contract, by, n), by=by, why="rebuilt")


SAFETY = ("benxi", "safety_officer")
plain("contracts.suspend", contract_actions, _contracts("in_force"), SAFETY, why="a hook", people_at_risk="the crew")
plain("contracts.resume", contract_actions, _contracts("suspended"), SAFETY, why="mended")
plain("appraise", contract_actions, lambda: Contract.objects.filter(state="in_force", ends_on__lt=today()), SECRETARY)
plain("conclude", contract_actions, _contracts("in_appraisal"), SECRETARY)


def _items(*states: str, also: tuple[str, ...] = ()) -> Find:
    return lambda: ContractItem.objects.filter(state__in=states, contract__state__in=("in_force", *also))


def _acceptor(item: ContractItem) -> Who:
    return promise_of(item).helped.plant.slug, "workshop_engineer"


def _helper(item: ContractItem) -> Who:
    return _head(promise_of(item).helper)


def _yet_to_ask(item: ContractItem) -> Who:
    promise = promise_of(item)
    return _head(promise.helped if item.waive_asked_by_id == promise.helper_id else promise.helper)


plain("begin_item", fulfilling, _items("planned"), _helper)
plain("report_progress", fulfilling, _items(*ContractItem.OPEN), _helper, text="half of it")
plain("block", fulfilling, _items("under_way"), _helper, why="no crane")
plain("unblock", fulfilling, _items("blocked"), _helper)
plain("claim", fulfilling, _items("under_way"), _helper, evidence="31 min")
plain("accept", fulfilling, _items("claimed_done", also=("in_appraisal",)), _acceptor)
plain("send_back", fulfilling, _items("claimed_done"), _acceptor, why="one line only")
plain("find_not_met", fulfilling, _items(*ContractItem.OPEN, also=("in_appraisal",)), _acceptor, why="no chocks")
act("claim_from_data", _items("planned", "under_way", "blocked"), PROGRAM)(
    lambda _made, item, _by, _n: fulfilling.claim_from_data(item, evidence="measured", effect={"evidence": "verified"})
)


@act("waive", _items(*ContractItem.OPEN, also=("in_appraisal",)), _yet_to_ask)
def _waive(_made: make.Made, item: ContractItem, by: Person, n: int) -> Any:
    return fulfilling.waive(item, _side(item.contract, by, n), by=by, why="not needed")


@act("call_inspection", _contracts("in_force", "in_appraisal"), SECRETARY)
def _call_inspection(made: make.Made, contract: Contract, by: Person, _n: int) -> Any:
    team = [made.people[f"{plant}-workshop_engineer"] for plant in staging.PLANTS]
    return inspecting.call_inspection(contract, by=by, third=made.plants["plant-c"], team=team, day_on=today())


INSPECTOR = ("plant-c", "workshop_engineer")


@act("write_sheet", lambda: Inspection.objects.filter(state="called"), INSPECTOR)
def _write_sheets(_made: make.Made, inspection: Inspection, by: Person, _n: int) -> Any:
    for item in inspection.contract.items.exclude(state="withdrawn"):
        inspecting.write_sheet(inspection, item, by=by, fact="two lines of three")


plain("hold_inspection", inspecting, lambda: Inspection.objects.filter(state="called", sheets__isnull=False), INSPECTOR)


@act("dispute", lambda: Sheet.objects.filter(inspection__state="held", disputed_at=None),
     lambda sheet: _head(promise_of(sheet.item).helper))  # fmt: skip
def _dispute(_made: make.Made, sheet: Sheet, by: Person, n: int) -> Any:
    return inspecting.dispute(sheet, _side(sheet.inspection.contract, by, n), by=by, why="counted twice")


plain("decide_dispute", inspecting, lambda: Sheet.objects.filter(disputed_at__isnull=False, decided_by=None), COMMITTEE,
      decision="one line stands")  # fmt: skip


# Conferences


def _conferences(*states: str) -> Find:
    return lambda: Conference.objects.filter(state__in=states)


def _points(*states: str, **values: Any) -> Find:
    return lambda: AgendaPoint.objects.filter(conference__state__in=states, **values)


@act("plan_conference", _few(Conference), SECRETARY)
def _plan(_made: make.Made, plant: Plant, by: Person, _n: int) -> Any:
    return actions.plan_conference(plant, by=by, starts_on=later(45), ends_on=later(46))


act("move_days", _conferences("planned"), SECRETARY)(
    lambda _made, one, by, _n: actions.move_days(one, by=by, starts_on=later(40), ends_on=later(41))
)
plain("add_agenda_point", actions, _conferences("planned", "called"), SECRETARY, text=words(en="Scales"))
plain("drop_agenda_point", actions, _points("planned", "called", kind="other"), SECRETARY)
plain(
    "note_agenda_point", actions, _points("in_session", said={}, kind="side_effects"), SECRETARY, said=staging.NO_HARM
)
plain("call", actions, lambda: Conference.objects.filter(state="planned", starts_on__gt=later(30)), SECRETARY)
plain("cancel", actions, _conferences("planned", "called"), SECRETARY, why="flood")
plain("archive", actions, _conferences("follow_up"), SECRETARY)
plain("open_conference", actions, lambda: Conference.objects.filter(state="called", starts_on__lte=today()), SECRETARY)
plain("adjourn", actions, _conferences("in_session"), SECRETARY)


@act("name_delegate", _conferences("planned", "called", "in_session"), ("benxi", "chief_engineer"))
def _name(made: make.Made, conference: Conference, by: Person, n: int) -> Any:
    """The chief engineer names himself as head, or a head of a workshop to come along."""
    plant = made.plants[staging.PLANTS[n % 3]] if by.plant is None else by.plant
    comes = by if n % 2 else made.people[f"{plant.slug}-workshop_head"]
    return delegates.name_delegate(conference, plant, comes, by=by, is_head=bool(n % 2), from_afar=n > 3)


plain("drop_delegate", delegates,
      lambda: Delegate.objects.filter(conference__state__in=("planned", "called"), is_head=False),
      lambda one: (one.plant.slug, "chief_engineer"))  # fmt: skip


@act("take_part", lambda: Delegate.objects.filter(conference__state__in=("planned", "called", "in_session")),
     lambda one: (one.plant.slug, "chief_engineer"))  # fmt: skip
def _take_part(_made: make.Made, one: Delegate, by: Person, n: int) -> Any:
    return delegates.take_part(one, by=by, from_afar=n < 3)


plain("say_call_in", delegates, _conferences("planned", "called", "in_session"), SECRETARY, call_in="411")


@act("hand_in", _conferences("planned", "called"), ("benxi", "workshop_head"))
def _hand_in(_made: make.Made, conference: Conference, by: Person, _n: int) -> Any:
    way = Experience.objects.exclude(exchanged__conference=conference).first()
    if way is None:
        raise ValidationError("all of them are there")
    return exchanging.hand_in(conference, way, by=by)


def _exchanged(state: str, *sitting: str) -> Find:
    return lambda: ExchangedItem.objects.filter(state=state, conference__state__in=sitting)


plain("screen", exchanging, _exchanged("submitted", "planned", "called"), SECRETARY)
plain("put_on_agenda", exchanging, _exchanged("screened", "planned", "called", "in_session"), SECRETARY)
plain("present", exchanging, _exchanged("on_agenda", "in_session"), SECRETARY)


@act("answer_item", ItemAnswer.objects.waiting, lambda one: (one.workshop.plant.slug, "workshop_head"))
def _answer(_made: make.Made, answer: ItemAnswer, by: Person, n: int) -> Any:
    how = ("adopt", "trial", "already", "refuse", "later", "nonsense")[n]
    said = {"reason": words(en="Our mill has three stands")} if how == "refuse" else {}
    return exchanging.answer_item(answer, by=by, disposition=how, **said)


def _resolutions(*states: str, **values: Any) -> Find:
    return lambda: Resolution.objects.filter(state__in=states, **values)


def _owner(one: Resolution) -> Who:
    return ("dalian", "chief_engineer") if one.owner_id else SECRETARY


def _yet_to_vote(one: Resolution) -> Who:
    cast = one.votes.values("plant")
    left = one.conference.delegates.filter(is_head=True).exclude(plant__in=cast).first()
    return (left.plant.slug if left else "dalian"), "chief_engineer"


plain("propose_resolution", resolving, _conferences("called", "in_session"), SECRETARY, text=words(en="Hand them over"))


@act("vote", _resolutions("proposed", conference__state="in_session"), _yet_to_vote)
def _vote(_made: make.Made, one: Resolution, by: Person, n: int) -> Any:
    return resolving.vote(one, by=by, choice=("for", "for", "for", "for", "against", "abstain")[n])


plain("close_vote", resolving, _resolutions("proposed", conference__state="in_session"), SECRETARY)


@act("assign", _resolutions("passed"), SECRETARY)
def _assign(made: make.Made, one: Resolution, by: Person, _n: int) -> Any:
    return resolving.assign(one, by=by, owner=made.people["dalian-chief_engineer"], due_on=later(9))


plain("resolving.begin", resolving, _resolutions("assigned"), _owner)


@act("report", _resolutions("passed", "assigned", "under_way"), SECRETARY)
def _report(_made: make.Made, one: Resolution, by: Person, _n: int) -> Any:
    """At the next conference, where there is one: it cannot sit before."""
    following = Conference.objects.filter(ordinal__gt=one.conference.ordinal, state__in=("planned", "called")).first()
    return resolving.report(one, by=by, text=words(en="Half of it"), at=following)


SEEN = words(en="Seen")
plain("finish", resolving, _resolutions("assigned", "under_way"), _owner, evidence=SEEN)
plain("lapse", resolving, lambda: Resolution.objects.filter(state__in=("assigned", "under_way"), due_on__lte=today()),
      SECRETARY, evidence=SEEN)  # fmt: skip
act("add_attachment", _conferences("planned", "called", "adjourned", "minutes_draft", "follow_up"), SECRETARY)(
    lambda _made, one, by, n: attaching.add_attachment(
        one, make.pdf(f"{n} of {one.attachments.count()}"), by=by, title=words(en="A drawing")
    )
)
act("drop_attachment", lambda: Attachment.objects.filter(conference__state__in=DROPPING), SECRETARY)(
    lambda _made, one, by, _n: attaching.drop_attachment(one, by=by)
)
plain("draft_minutes", minuting, _conferences("adjourned"), SECRETARY)
act("write_minutes", _conferences("minutes_draft"), SECRETARY)(
    lambda _made, one, by, n: minuting.write_minutes(one, by=by, text=words(en=f"{n}: they met"))
)
plain("publish_minutes", minuting, _conferences("minutes_approved"), SECRETARY)


def _yet_to_approve(one: Conference) -> Who:
    minutes = minuting.latest(one)
    left = minuting.waiting_approvals(minutes) if minutes else []
    return (left[0].slug if left else "dalian"), "chief_engineer"


plain("approve_minutes", minuting, _conferences("minutes_draft"), _yet_to_approve)
