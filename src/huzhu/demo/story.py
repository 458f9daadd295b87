# ruff: noqa: E501 (a table reads better with one row a line)
"""The story of the demo: advanced experiences, and who took them up when. Words only; no effect stands here.

What the article says is in `stated` of an experience and shown apart ("In the article"); the rest is illustrative.
Effects come from the engine, never from this file. Cases carry the numbers of the project's list of worked cases.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from huzhu.demo.people import head_of
from huzhu.demo.plants import Said

Pairs = tuple[tuple[Said, Said], ...]


@dataclass(frozen=True)
class Condition:
    """A question that whoever takes the experience up answers; with `must`, only a yes lets them begin."""

    code: str
    question: Said
    must: bool = True


@dataclass(frozen=True)
class Text:
    """One version of how it works and how it is done."""

    written_on: date
    mechanism: Said
    steps: tuple[Said, ...]
    why: Said | None = None


@dataclass(frozen=True)
class Experience:
    """A way of doing something. `expected` is what its authors expect, as a fraction (-0.5: halved); `product` the only
    product it acts on, or the only task where it is measured by people hurt."""

    case: int
    slug: str
    title: Said
    trade: str
    summary: Said
    texts: tuple[Text, ...]
    needs: Pairs = ()
    conditions: tuple[Condition, ...] = ()
    touches: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()
    metric: str = ""
    product: str = ""
    origin: str = ""
    origin_note: Said | None = None
    expected: tuple[float | None, float | None] = (None, None)
    stated: Said | None = None
    remedy: str = ""
    warning: Said | None = None

    @property
    def is_described(self) -> bool:
        """Complete enough to be tried by others; the rest are titles that were handed in."""
        return bool(self.needs and self.touches and self.metric)


@dataclass(frozen=True)
class Adoption:
    """An experience taken up. `state` is where it stands at the end of 1958."""

    case: int
    experience: str
    workshop: str
    starts_on: date
    weeks: int
    line: str = ""
    state: str = "in_use"
    target: float | None = None
    learned_from: str = ""
    why: Said | None = None

    @property
    def decided_on(self) -> date:
        return self.starts_on - timedelta(days=14)

    @property
    def owner(self) -> str:
        """Sign-in name of whoever answers for it: the head of the workshop."""
        return head_of(self.workshop)


_M, _S = "medium-section", "small-section"
_HEATED, _TABLE, _QUICK_M, _QUICK_S = (
    "heat-the-ingot-head", "turning-plate-on-the-lifting-table", "quick-roll-change-medium", "quick-roll-change-small",
)  # fmt: skip
ADOPTIONS = (
    Adoption(1, _HEATED, "benxi-casting", date(1957, 1, 21), 8, state="standardised", target=0.02),
    *(Adoption(1, _HEATED, f"{plant}-casting", date(1957, 7, 15), 8, state="abandoned", target=0.02) for plant in ("dalian", "plant-c", "plant-d")),
    Adoption(2, _TABLE, "benxi-blooming", date(1957, 11, 4), 3, state="standardised", target=-0.5, learned_from="dalian-blooming"),
    Adoption(3, _QUICK_M, f"dalian-{_M}", date(1957, 7, 15), 6, state="standardised", target=-0.4),
    Adoption(4, _QUICK_S, f"dalian-{_S}", date(1957, 8, 12), 5, "1", "standardised", target=-0.3),
    Adoption(4, _QUICK_S, f"dalian-{_S}", date(1957, 9, 9), 5, "2", "standardised", target=-0.3),
    Adoption(3, _QUICK_M, f"plant-c-{_M}", date(1958, 2, 24), 8, target=-0.3),
    Adoption(3, _QUICK_M, f"plant-d-{_M}", date(1958, 11, 3), 8, state="trial", target=-0.3),
    Adoption(6, "bucket-charging", "plant-d-eaf", date(1957, 2, 4), 4, target=-0.05),
    Adoption(7, "oxygen-assisted-melting", "dalian-eaf", date(1957, 5, 6), 10, target=-0.1),
    Adoption(7, "oxygen-assisted-melting", "benxi-eaf", date(1957, 10, 7), 10, target=-0.1),
    Adoption(8, "hot-fettling", "plant-d-open-hearth", date(1957, 3, 4), 4, target=-0.05),
    Adoption(9, "common-grooves", f"plant-c-{_S}", date(1957, 12, 2), 4, target=-0.2),
    Adoption(10, "hard-facing-of-rolls", f"dalian-{_M}", date(1957, 6, 3), 6, target=0.3),
    Adoption(11, "guides-pre-assembled", f"dalian-{_M}", date(1958, 1, 6), 4, target=-0.25),
    Adoption(12, "hot-charging-of-ingots", "benxi-blooming", date(1958, 5, 5), 4, target=-0.1, learned_from="plant-c-blooming"),
    Adoption(13, "annealing-with-forging-heat", "dalian-forge", date(1957, 11, 11), 4, target=-0.15),
    Adoption(14, "stacked-heat-treatment-racks", "plant-c-heat-treatment", date(1958, 3, 3), 4, target=0.15),
    Adoption(15, "insulated-skid-pipes", f"dalian-{_M}", date(1958, 6, 16), 3, target=-0.08),
    Adoption(15, "insulated-skid-pipes", f"benxi-{_M}", date(1958, 8, 4), 3, target=-0.08),
    Adoption(15, "insulated-skid-pipes", f"plant-d-{_M}", date(1958, 9, 1), 3, target=-0.08),
    Adoption(16, "one-set-of-crane-signals", "benxi-transport", date(1957, 9, 2), 4, target=-0.2),
    Adoption(16, "one-set-of-crane-signals", "dalian-transport", date(1957, 10, 2), 4, target=-0.2),
    Adoption(16, "one-set-of-crane-signals", "plant-c-transport", date(1957, 11, 2), 4, target=-0.2),
    Adoption(16, "one-set-of-crane-signals", "plant-d-transport", date(1957, 12, 2), 4, target=-0.2),
    Adoption(18, "new-mould-coating", "plant-c-casting", date(1957, 12, 30), 0, "2", target=-0.1,
             why=Said("上月结疤多，先在二线试。", "Many scabs last month; tried on line 2 first.")),
    Adoption(19, "shift-consumption-board", "plant-d-eaf", date(1957, 6, 3), 2, target=-0.05),
    Adoption(24, "air-tube-for-samples", "plant-c-eaf", date(1958, 3, 3), 2, target=-0.03),
    Adoption(37, "finishing-groove-life-card", f"benxi-{_M}", date(1958, 2, 3), 4, target=0.1),
    Adoption(37, "finishing-groove-life-card", f"dalian-{_M}", date(1958, 12, 8), 4, state="trial", target=0.1),
    Adoption(45, "sand-seal-of-bogie-furnace", "plant-d-heat-treatment", date(1958, 1, 6), 3, target=-0.05),
    Adoption(49, "lubrication-chart", "plant-c-blooming", date(1957, 9, 2), 4, target=0.1),
)  # fmt: skip
WITHOUT_EFFECT = (18, 24, 37, 45, 49)  # what the simulation puts nothing into


def experiences() -> Iterator[Experience]:
    """All experiences of the demo, in the order of their cases."""
    from huzhu.demo.story_rolling import ROLLING
    from huzhu.demo.story_steel import STEEL
    from huzhu.demo.story_titles import TITLES

    yield from sorted([*ROLLING, *STEEL, *TITLES], key=lambda experience: experience.case)
