"""Stored results read back into what pages are handed."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from huzhu.adoptions.shown import Amount, Counted, Effect


def effect_of(result: dict[str, Any], *, relative_only: bool) -> Effect | None:
    relative, points = amount_of(result.get("relative")), amount_of(result.get("change"))
    if relative is None and points is None:
        return None
    shown_as = result.get("shown_as", "relative")
    sign, main = result.get("sign", 0), points if shown_as == "points" else relative
    likely = result.get("likely") or (None, None)
    if relative_only and shown_as == "points":
        shown_as, likely = "relative", (None, None)
    return Effect(
        shown_as=shown_as,
        relative=relative,
        points=None if relative_only else points,
        likely_low=likely[0],
        likely_high=likely[1],
        is_good=None if not sign or main is None else main.value * sign > 0,
        chance_worse=result.get("chance_worse"),
    )


def amount_of(three: Sequence[float | None] | None) -> Amount | None:
    """From [value, low, high]; None where a number is missing."""
    if three is None or three[0] is None:
        return None
    value, low, high = three
    unbounded = float("inf")
    return Amount(value, -unbounded if low is None else low, unbounded if high is None else high)


def counted_of(stored: dict[str, Any] | None) -> Counted | None:
    if stored is None:
        return None
    return Counted(
        seen=stored["seen"],
        people=stored["people"],
        expected=stored.get("expected"),
        ratio=amount_of(stored.get("ratio")),
        weeks=stored.get("weeks", 0),
        exposure=stored.get("exposure"),
    )


def date_of(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
