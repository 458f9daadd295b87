"""What the alliance already calls things, and how a name in a file finds its slug.

No Django here: the caller fills these from its tables (or leaves them empty for a first load).
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from huzhu.metrics.files.numbers import fold


@dataclass(frozen=True)
class Named:
    """A plant, trade, product or task: its slug and every name it goes by (Chinese, English, short, aliases)."""

    slug: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class KnownWorkshop:
    """A workshop. `lines` are the codes of its lines ("1", "2"); empty when it has only one."""

    slug: str
    names: tuple[str, ...] = ()
    plant: str = ""
    trade: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class KnownDefinition:
    """From `since` on (None: from the start) version `number` is measured, at `plant` or ("") everywhere."""

    number: int = 1
    since: dt.date | None = None
    plant: str = ""


@dataclass(frozen=True)
class KnownMetric:
    """A metric. `unit` is what readings are stored in; `exposure_unit` what its exposure counts, `per` how many of it a
    rate is for.

    kind: duration | share | rate | count | level; direction: down | up | band;
    grain: event | heat | shift | day | week | month.
    """

    slug: str
    names: tuple[str, ...] = ()
    unit: str = ""
    kind: str = "level"
    direction: str = "down"
    grain: str = "day"
    exposure_unit: str = ""
    definitions: tuple[KnownDefinition, ...] = (KnownDefinition(),)
    per: float = 1.0

    def version(self, plant: str, on: dt.date) -> int:
        """The definition in force at `plant` on a day: the newest that has begun, a plant's own before the common."""
        begun = [d for d in self.definitions if d.plant in ("", plant) and (d.since is None or d.since <= on)]
        if not begun:
            return 1
        return max(begun, key=lambda d: (d.since or dt.date.min, d.plant != "", d.number)).number


@dataclass(frozen=True)
class Known:
    """Everything a name in a file can mean, and mappings agreed before (fingerprint -> `TableMapping` JSON).

    `today` is the day it is for the alliance: readings after it are refused (None: no check).
    `plant` is the plant of the person who loads: names that several plants share mean its own.
    """

    plants: tuple[Named, ...] = ()
    trades: tuple[Named, ...] = ()
    workshops: tuple[KnownWorkshop, ...] = ()
    metrics: tuple[KnownMetric, ...] = ()
    products: tuple[Named, ...] = ()
    tasks: tuple[Named, ...] = ()
    remembered: Mapping[str, dict] = field(default_factory=dict)
    today: dt.date | None = None
    plant: str = ""

    def metric(self, slug: str) -> KnownMetric:
        """The metric of a slug; an unknown slug gives a plain daily level of that name."""
        return self._metrics.get(slug) or KnownMetric(slug)

    def workshop(self, slug: str) -> KnownWorkshop:
        return self._workshops.get(slug) or KnownWorkshop(slug)

    @cached_property
    def _metrics(self) -> dict[str, KnownMetric]:
        return {m.slug: m for m in self.metrics}

    @cached_property
    def _workshops(self) -> dict[str, KnownWorkshop]:
        return {w.slug: w for w in self.workshops}

    @cached_property
    def names(self) -> Names:
        return Names(self)

    def more(self, **added: Iterable) -> Known:
        """The same with more plants, workshops, metrics ... known (what a mapping says is to be created)."""
        return replace(self, **{kind: (*getattr(self, kind), *things) for kind, things in added.items()})


_PUNCTUATION = re.compile(r"[\s\-_/·.,:;()\[\]{}\"'“”‘’《》【】、]+")
_WORKSHOP_TAILS = ("车间", "車間", "工段", "分厂", "作业区", "workshop", "shop", "mill", "dept", "department")
_PLANT_TAILS = ("钢铁公司", "有限公司", "钢厂", "鋼廠", "工厂", "工廠", "厂", "廠", "公司", "plant", "works")


def norm(name: str) -> str:
    """A name without case, width, blanks and punctuation: "Medium-section Mill" and "medium section mill" are one."""
    return _PUNCTUATION.sub("", fold(name).casefold())


def stems(name: str, tails: tuple[str, ...]) -> set[str]:
    """A name as written and without its kind word: 中型车间 is also 中型."""
    whole = norm(name)
    return {whole, *(whole.removesuffix(tail) for tail in tails if len(whole) > len(tail) + 1)} - {""}


class Names:
    """Finds slugs by name. A name that means several things of a kind gives them all; the caller decides or refuses."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.plants = self._index(known.plants, _PLANT_TAILS)
        self.trades = self._index(known.trades, ())
        self.products = self._index(known.products, ())
        self.tasks = self._index(known.tasks, ())
        self.metrics = self._index(known.metrics, ())
        self.workshops = self._index(known.workshops, _WORKSHOP_TAILS)
        self._add_full_names()

    @staticmethod
    def _index(things: Iterable, tails: tuple[str, ...]) -> dict[str, set[str]]:
        index: dict[str, set[str]] = defaultdict(set)
        for thing in things:
            for name in (thing.slug, *thing.names):
                for stem in stems(name, tails):
                    index[stem].add(thing.slug)
        return dict(index)

    def _add_full_names(self) -> None:
        """大连中型, 大连钢厂中型车间, "Dalian medium-section mill": a plant's name before its workshop's."""
        plants = {plant.slug: {s for n in plant.names for s in stems(n, _PLANT_TAILS)} for plant in self.known.plants}
        for workshop in self.known.workshops:
            own = {s for n in workshop.names for s in stems(n, _WORKSHOP_TAILS)}
            for plant_stem in plants.get(workshop.plant, ()):
                for stem in own:
                    self.workshops.setdefault(plant_stem + stem, set()).add(workshop.slug)

    def find(self, kind: str, name: str) -> set[str]:
        """Slugs of `kind` (plants, trades, products, tasks, metrics) that go by `name`."""
        index = getattr(self, kind)
        wanted = norm(name)
        if kind == "plants":
            return set().union(*(index.get(s, set()) for s in stems(name, _PLANT_TAILS))) if wanted else set()
        return index.get(wanted, set())

    def find_workshop(self, name: str, plant: str = "") -> tuple[set[str], str]:
        """Workshops that go by `name` at `plant` ("" any), and the line the name carries ("小型2号线" -> "2")."""
        stem, line = split_line(name)
        for candidate, code in ((name, ""), (stem, line)):
            found = set().union(*(self.workshops.get(s, set()) for s in stems(candidate, _WORKSHOP_TAILS)))
            own = {slug for slug in found if plant in ("", self.known.workshop(slug).plant)}
            if own:
                return own, code
        return set(), ""


_LINE = re.compile(
    r"(?:[第#＃]?\s*([0-9一二三四五六七八九])\s*(?:号线|號線|#线|线|線|号机|#机|机列|列)|line\s*([0-9A-Za-z]+))$", re.I
)
_CHINESE_DIGIT = dict(zip("一二三四五六七八九", "123456789", strict=True))


def split_line(name: str) -> tuple[str, str]:
    """Parts a name into what stands before its line and the line's code: 小型一号线 -> (小型, "1")."""
    text = fold(name).strip()
    found = _LINE.search(text)
    if not found:
        return text, ""
    code = found.group(1) or found.group(2)
    return text[: found.start()].strip(" -_/·,，"), _CHINESE_DIGIT.get(code, code)
