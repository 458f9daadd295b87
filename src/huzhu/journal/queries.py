"""Is the chain whole?"""

from __future__ import annotations

from dataclasses import dataclass

from huzhu.journal.models import GENESIS, Entry, Head


@dataclass(frozen=True)
class Verdict:
    """What `verify` found: the number of entries read and, if broken, the first place and the reason."""

    entries: int
    broken_at: int | None = None
    reason: str = ""

    @property
    def whole(self) -> bool:
        return self.broken_at is None


def verify(known_head: tuple[int, str] | None = None) -> Verdict:
    """Walk the chain from the first entry.

    `known_head` is (number, hash) noted down earlier, for instance on paper: a chain that was rewritten as a whole is
    consistent in itself and is found out only by a head kept elsewhere.
    """
    previous, count = GENESIS, 0
    for entry in Entry.objects.order_by("number").iterator(chunk_size=2000):
        count += 1
        if entry.number != count:
            return Verdict(count, count, "missing")
        if entry.previous_hash != previous:
            return Verdict(count, entry.number, "not chained")
        if entry.computed_hash() != entry.hash:
            return Verdict(count, entry.number, "changed")
        if known_head and entry.number == known_head[0] and entry.hash != known_head[1]:
            return Verdict(count, entry.number, "rewritten")
        previous = entry.hash
    head = Head.objects.filter(pk=1).first()
    if head and (head.number != count or head.hash != previous):
        return Verdict(count, count + 1, "cut short")
    if known_head and known_head[0] > count:
        return Verdict(count, count + 1, "cut short")
    return Verdict(count)
