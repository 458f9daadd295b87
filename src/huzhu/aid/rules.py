"""The life of a need and of a transfer, their clocks, and who may do what."""

from __future__ import annotations

from huzhu.aid.models import Need, Offer, Transfer
from huzhu.moves import Moves
from huzhu.people.models import Person
from huzhu.workshops.clocks import Clock
from huzhu.workshops.models import Plant

S = Transfer.State
N = Need.State

NEED_MOVES: Moves = {
    "close_need": (Need.STANDING, N.CLOSED),
    "let_lapse": ((N.OPEN, N.PARTLY_MATCHED), N.LAPSED),
}

MOVES: Moves = {
    "agree": ((S.OFFERED,), S.AGREED),
    "approve": ((S.AGREED,), S.APPROVED),
    "ship": ((S.APPROVED,), S.SHIPPED),
    "receive": ((S.SHIPPED,), S.RECEIVED),
    "accept": ((S.RECEIVED,), S.ACCEPTED),
    "reject": ((S.RECEIVED,), S.REJECTED),
    "put_into_use": ((S.ACCEPTED,), S.IN_USE),
    "send_back": ((S.IN_USE,), S.IN_USE),
    "take_back": ((S.IN_USE, S.REJECTED), S.RETURNED),  # in use: only once everything is back
    "settle": ((S.IN_USE,), S.SETTLED),
    "close": ((S.IN_USE, S.RETURNED, S.SETTLED), S.CLOSED),  # in use: only where nothing is owed
    "withdraw": ((S.OFFERED, S.AGREED, S.APPROVED), S.WITHDRAWN),
    "dispute": ((S.SHIPPED, S.RECEIVED, S.ACCEPTED, S.REJECTED, S.IN_USE, S.RETURNED), S.DISPUTED),
    "decide_dispute": ((S.DISPUTED,), S.SETTLED),
}

INSPECTION = Clock("aid.inspect", 1, "working_days")

HEADS = ("workshop_head", "chief_engineer", "plant_director")
CHIEFS = ("chief_engineer", "plant_director")
KEEPERS = ("workshop_head", "workshop_engineer", "team_leader", "data_steward", "chief_engineer")
INSPECTORS = ("workshop_engineer", "workshop_head", "chief_engineer")


def _holds_at(person: Person, plant: Plant | int, roles: tuple[str, ...]) -> bool:
    return person.holds(*roles, plant=plant)


def may_name_material(person: Person) -> bool:
    """Whoever may ask, offer or keep stock may name what they speak of."""
    return person.holds(*HEADS, "data_steward", "secretariat")


def may_count_stock(person: Person, plant: Plant | int) -> bool:
    """The plant's own keepers of figures."""
    return _holds_at(person, plant, ("data_steward", *HEADS))


def may_ask(person: Person, plant: Plant | int) -> bool:
    return _holds_at(person, plant, HEADS)


def may_close_need(person: Person, need: Need) -> bool:
    """The asking plant; a need past its day may also be let go by the secretariat."""
    return _holds_at(person, need.plant_id, HEADS)


def may_let_lapse(person: Person, need: Need) -> bool:
    return may_close_need(person, need) or person.holds("secretariat")


def may_offer(person: Person, plant: Plant | int) -> bool:
    return _holds_at(person, plant, HEADS)


def may_take(person: Person, offer: Offer, plant: Plant | int) -> bool:
    """A head of the plant that wants it; a plant does not lend to itself."""
    pk = plant.pk if isinstance(plant, Plant) else plant
    return pk != offer.giver_id and _holds_at(person, plant, HEADS)


def may_agree(person: Person, transfer: Transfer) -> bool:
    return _holds_at(person, transfer.receiver_id, HEADS)


def may_approve(person: Person, transfer: Transfer) -> bool:
    """The giver's chief engineer or director; a head of a workshop up to the plant's limit (checked by the verb).
    Nobody of the receiver's: they would give to themselves."""
    return transfer.receiver_id not in person.plants and _holds_at(person, transfer.giver_id, HEADS)


def approves_any_quantity(person: Person, transfer: Transfer) -> bool:
    return _holds_at(person, transfer.giver_id, CHIEFS)


def may_ship(person: Person, transfer: Transfer) -> bool:
    return _holds_at(person, transfer.giver_id, KEEPERS)


def may_receive(person: Person, transfer: Transfer) -> bool:
    return _holds_at(person, transfer.receiver_id, KEEPERS)


def may_inspect(person: Person, transfer: Transfer) -> bool:
    """An inspector of the receiver, who has no seat with the giver and had no hand in giving."""
    if transfer.giver_id in person.plants or person.pk in (transfer.approved_by_id, transfer.shipped_by_id):
        return False
    return _holds_at(person, transfer.receiver_id, INSPECTORS)


def may_use(person: Person, transfer: Transfer) -> bool:
    return _holds_at(person, transfer.receiver_id, KEEPERS)


def may_send_back(person: Person, transfer: Transfer) -> bool:
    return _holds_at(person, transfer.receiver_id, KEEPERS)


def may_take_back(person: Person, transfer: Transfer) -> bool:
    return _holds_at(person, transfer.giver_id, KEEPERS)


def may_settle(person: Person, transfer: Transfer) -> bool:
    """Only the giver can say that nothing is owed any more, and nobody who sits where it is owed."""
    return transfer.receiver_id not in person.plants and _holds_at(person, transfer.giver_id, HEADS)


def may_close(person: Person, transfer: Transfer) -> bool:
    return any(_holds_at(person, plant, HEADS) for plant in (transfer.giver_id, transfer.receiver_id))


def may_withdraw(person: Person, transfer: Transfer) -> bool:
    return may_close(person, transfer)


def may_dispute(person: Person, transfer: Transfer) -> bool:
    return may_close(person, transfer)


def may_decide_dispute(person: Person, transfer: Transfer) -> bool:
    """Neither end: the alliance's committee or secretariat, and nobody who sits at one of the plants."""
    if {transfer.giver_id, transfer.receiver_id} & person.plants:
        return False
    return person.holds("committee", "secretariat")
