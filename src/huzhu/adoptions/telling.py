"""Whoever gave an answer or received a visit hears what it led to: that it was taken up, and what it did.

Each hears as much as the metric's disclosure lets them see of the adopter's values. Called inside the verb that knows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huzhu.adoptions.models import Adoption
from huzhu.adoptions.reading import effect_of
from huzhu.adoptions.shown import Effect
from huzhu.cards.telling import givers as givers_of_answers
from huzhu.metrics.disclosure import Sight, sight
from huzhu.notices.actions import sentence, tell
from huzhu.people.models import Person
from huzhu.visits.telling import givers as givers_at_a_visit

WITH_NUMBERS: dict[str, str | Promise] = {
    "verified": _(
        "Proven: %(who)s took up “%(title)s” after “%(source)s”; %(metric)s %(change)s, surely %(range)s "
        "(peers: %(peers)s)."
    ),
    "probable": _(
        "Very likely: %(who)s took up “%(title)s” after “%(source)s”; %(metric)s %(change)s, most likely %(range)s "
        "(peers: %(peers)s)."
    ),
    "not_shown": _("No effect to be seen yet of “%(title)s”, which %(who)s took up after “%(source)s”."),
    "harmful": _(
        "“%(title)s”, which %(who)s took up after “%(source)s”, does harm; %(metric)s %(change)s, surely %(range)s "
        "(peers: %(peers)s)."
    ),
}
WITHOUT: dict[str, str | Promise] = {
    "verified": _("Proven: “%(title)s”, which %(who)s took up after “%(source)s”, works there."),
    "probable": _("“%(title)s”, which %(who)s took up after “%(source)s”, very likely works there."),
    "not_shown": WITH_NUMBERS["not_shown"],
    "harmful": _("“%(title)s”, which %(who)s took up after “%(source)s”, does harm there."),
}


def _gave(adoption: Adoption) -> tuple[list[Person], Any]:
    """Who gave, at the visit and on the card behind it, and what it came from; nobody where there was neither."""
    people: list[Person] = []
    source: Any = ""
    if adoption.card is not None:
        people, source = givers_of_answers(adoption.card), adoption.card.title
    if adoption.visit_action is not None:
        visit = adoption.visit_action.visit
        people, source = [*givers_at_a_visit(visit), *people], visit.title
    return list({person.pk: person for person in people}.values()), source


def _address(adoption: Adoption) -> str:
    return f"/adoptions/{adoption.workshop.slug}/{adoption.slug}"


def is_taken_up(adoption: Adoption) -> None:
    people, source = _gave(adoption)
    values = {"who": adoption.workshop, "title": adoption.experience.title, "source": source}
    text = sentence(_("%(who)s takes up “%(title)s” after “%(source)s”."), values)
    tell(people, about=adoption, text=text, address=_address(adoption))


def what_became_of_it(adoption: Adoption, evidence: str, result: dict[str, Any]) -> None:
    """The engine has said something new about the adoption's own metric."""
    metric = adoption.metric
    people, source = _gave(adoption)
    if metric is None or evidence not in WITH_NUMBERS or not people:
        return
    values = {
        "who": adoption.workshop,
        "title": adoption.experience.title,
        "source": source,
        "metric": metric,
        "peers": result.get("peer_count", 0),
    }
    for relative_only, group in _by_sight(adoption, people).items():
        effect = None if relative_only is None else effect_of(result, relative_only=relative_only)
        figures = _figures(effect, evidence)
        text = sentence((WITH_NUMBERS if figures else WITHOUT)[evidence], values | figures)
        tell(group, about=adoption, text=text, address=_address(adoption))


def _by_sight(adoption: Adoption, people: Iterable[Person]) -> dict[bool | None, list[Person]]:
    """Who sees the whole effect (False), who only the relative one (True), who none of it (None)."""
    metric = adoption.metric
    assert metric is not None
    groups: dict[bool | None, list[Person]] = {}
    for person in people:
        seen = sight(metric, adoption.workshop.plant_id, person)
        key = None if seen < Sight.CHANGE else seen < Sight.SUMMARY
        groups.setdefault(key, []).append(person)
    return groups


def _figures(effect: Effect | None, evidence: str) -> dict[str, str]:
    """What it changed, never without its range: 19 chances in 20, or where it is only probable 4 in 5; empty where the
    reader may not see both."""
    if effect is None or effect.main is None:
        return {}
    limits = (effect.main.low, effect.main.high)
    if evidence == "probable":
        if effect.likely_low is None or effect.likely_high is None:
            return {}
        limits = (effect.likely_low, effect.likely_high)
    is_share = effect.shown_as == "relative"
    low, high = (_figure(each, is_share) for each in sorted(limits))
    return {"change": _figure(effect.main.value, is_share), "range": f"{low} … {high}"}


def _figure(value: float, is_share: bool) -> str:
    text = f"{value:+.0%}" if is_share else f"{value:+.1f}"
    return text.replace("-", "−")
