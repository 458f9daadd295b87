"""Home of those who look after more than one workshop: a plant, its safety, the alliance."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huzhu.adoptions import queries as adoption_queries
from huzhu.adoptions.models import Adoption
from huzhu.adoptions.shown import EffectPage
from huzhu.experiences.models import Experience
from huzhu.metrics import queries
from huzhu.metrics.models import Comparison, Metric
from huzhu.metrics.shown import Compared
from huzhu.people.models import Person
from huzhu.web import wording
from huzhu.web.presenting import indicators, todo
from huzhu.web.presenting.news import news
from huzhu.web.presenting.workshop import taken_row
from huzhu.workshops.clocks import today
from huzhu.workshops.models import Plant, Workshop

SHOWN_TAKEN = 12


def plant_home(person: Person, plant: Plant) -> dict[str, Any]:
    """Chief engineer, director, data steward: the plant's workshops first, decisions next."""
    from huzhu.web.presenting.home import banner, empty

    workshops = list(Workshop.objects.visible_to(person).filter(plant=plant).select_related("plant", "trade"))
    pages = [page for each in adoption_queries.effects_at(workshops, person).values() for page in each]
    rows = [_plant_row(workshop, person) for workshop in workshops]
    reported = any(row["reports"] for row in rows)
    return {
        "banner": banner(person, workshops),
        "headline": [plant_headline(plant, rows)],
        "standfirst": [],
        "empty": None if reported else empty(person),
        "plant_title": _("Where your workshops are clearly weak and strong"),
        "plant_note": ngettext("%(count)s workshop", "%(count)s workshops", len(rows)) % {"count": len(rows)},
        "plant_workshops": rows,
        "todo": todo.for_person(person, pages),
        **_taken(pages, person),
        **news(person, None),
        "main_blocks": ["home/_plant.html", "home/_taken_up.html"],
        "side_blocks": ["home/_todo.html", "home/_express.html"],
    }


def _plant_row(workshop: Workshop, person: Person) -> dict[str, Any]:
    matrix = queries.matrix(workshop.trade, Comparison.Basis.LIKE_WITH_LIKE, person, own=workshop)
    return {
        "name": str(workshop.name),
        "trade": str(workshop.trade),
        "url": reverse("workshop_page", args=[workshop.slug]),
        "weak": _named(matrix.lines, "clearly_worse"),
        "strong": _named(matrix.lines, "clearly_better"),
        "reports": any(line.own and line.own.status not in ("not_reported", "not_shared") for line in matrix.lines),
    }


def _named(lines: tuple[Compared, ...], verdict: str) -> list[dict[str, str]]:
    return [
        {"name": str(line.metric), "url": indicators.address(line)}
        for line in lines
        if line.is_ranked and line.own is not None and line.own.verdict == verdict
    ]


def plant_headline(plant: Plant, rows: list[dict[str, Any]]) -> str:
    weak = sum(bool(row["weak"]) for row in rows)
    if not any(row["reports"] for row in rows):
        return _("Nothing has been reported for %(plant)s yet.") % {"plant": plant}
    if not weak:
        return _("No workshop of %(plant)s is clearly weak anywhere.") % {"plant": plant}
    return ngettext(
        "%(count)s workshop of %(plant)s is clearly weak somewhere.",
        "%(count)s workshops of %(plant)s are clearly weak somewhere.",
        weak,
    ) % {"count": weak, "plant": plant}


def _taken(pages: list[EffectPage], person: Person) -> dict[str, Any]:
    newest = sorted(pages, key=lambda page: page.adoption.starts_on, reverse=True)[:SHOWN_TAKEN]
    rows = [taken_row(each, person) | {"source": str(each.adoption.workshop)} for each in newest]
    note = ngettext("%(count)s so far", "%(count)s so far", len(pages)) % {"count": len(pages)} if pages else ""
    return {"taken_up": rows, "taken_up_note": note}


def safety_home(person: Person) -> dict[str, Any]:
    """Open dangers in all plants first, then guardrails on watch and what starts soon at the own plant."""
    from huzhu.web.presenting.home import banner

    own = list(Workshop.objects.visible_to(person).filter(plant__in=person.plants).select_related("plant", "trade"))
    everywhere = list(Workshop.objects.visible_to(person))
    pages = [page for each in adoption_queries.effects_at(own, person).values() for page in each]
    dangers, watched = _warnings(person), _watched(person, everywhere)
    return {
        "banner": banner(person, own),
        "standfirst": [],
        "dangers": dangers,
        "watched": watched,
        "starting": _starting(person),
        "todo": todo.for_person(person, pages),
        **_taken(pages, person),
        **news(person, None, remedies_only=True),
        "main_blocks": ["home/_dangers.html", "home/_watched.html", "home/_taken_up.html"],
        "side_blocks": ["home/_todo.html", "home/_express.html"],
    }


def _starting(person: Person) -> list[dict[str, Any]]:
    """What is to start at the own plant within a week."""
    day = today()
    found = Adoption.objects.visible_to(person).filter(
        workshop__plant__in=person.plants,
        state__in=(Adoption.State.PLANNED, Adoption.State.RISK_REVIEWED),
        starts_on__range=(day, day + datetime.timedelta(days=7)),
    )
    return [
        {
            "title": str(each.experience.title),
            "url": reverse("adoption_page", args=[each.workshop.slug, each.slug]),
            "note": f"{each.workshop} · {wording.short_date(each.starts_on, day)}",
            "is_danger": bool(each.experience.flag),
            "word": str(each.experience.get_flag_display()) if each.experience.flag else str(each.get_state_display()),
        }
        for each in found.select_related("experience", "workshop__plant").order_by("starts_on", "pk")
    ]


def _warnings(person: Person) -> list[dict[str, Any]]:
    """Warnings that stand, the oldest first."""
    flagged = Experience.objects.visible_to(person).exclude(flag="").exclude(state=Experience.State.RETIRED)
    return [
        {
            "title": str(each.title),
            "url": reverse("experience_page", args=[each.slug]),
            "note": _("with a remedy: %(remedy)s") % {"remedy": each.remedy.title}
            if each.remedy
            else _("without a remedy"),
            "code": "harmful",
            "people": True,
            "word": str(each.get_flag_display()),
        }
        for each in flagged.select_related("remedy").order_by("pk")
    ]


def _watched(person: Person, workshops: list[Workshop]) -> list[dict[str, Any]]:
    """Readings that are harmful or on watch, the gravest first; of each adoption the gravest."""
    found: dict[int, dict[str, Any]] = {}
    for adoption, reading in adoption_queries.waiting_guardrails(person, workshops):
        row = {
            "title": str(adoption.experience.title),
            "url": reverse("adoption_page", args=[adoption.workshop.slug, adoption.slug]),
            "note": _("%(metric)s at %(where)s") % {"metric": reading.metric, "where": reading.workshop},
            "code": reading.reading,
            "people": reading.is_danger,
            "word": "",
        }
        found.setdefault(adoption.pk, row)
    return list(found.values())


def secretariat_home(person: Person) -> dict[str, Any]:
    """Secretariat, committee, administrator: what waits for them, in rounds and contracts too, and who takes part."""
    plants = _participation(person)
    waiting = [*todo.for_person(person, []), *_to_look_after(person)]
    taking_part = sum(bool(row["shared"] or row["taken"]) for row in plants)
    return {
        "banner": None,
        "headline": [_alliance_headline(len(plants), taking_part)],
        "standfirst": [],
        "empty": None if plants else _no_plant(),
        "plants": plants,
        "todo": waiting,
        **news(person, None),
        "main_blocks": ["home/_participation.html"] if plants else [],
        "side_blocks": ["home/_todo.html", "home/_express.html"],
    }


def _alliance_headline(plants: int, taking_part: int) -> str:
    if not plants:
        return _("The alliance has no plant yet.")
    if taking_part == plants:
        return ngettext("The %(count)s plant takes part.", "All %(count)s plants take part.", plants) % {
            "count": plants
        }
    values = {"taking_part": taking_part, "count": plants}
    return (
        ngettext(
            "%(taking_part)s of %(count)s plant takes part so far.",
            "%(taking_part)s of %(count)s plants take part so far.",
            plants,
        )
        % values
    )


def _no_plant() -> dict[str, str]:
    return {
        "title": _("Begin with the plants."),
        "text": _("Then trades and workshops; or load a file, and what it names can be added on the way."),
        "url": reverse("setup_plant"),
        "link_word": _("Add a plant"),
        "second_url": reverse("setup"),
        "second_word": _("Setting up"),
    }


def _participation(person: Person) -> list[dict[str, Any]]:
    """Plants by what they shared and took up from others, in four queries."""
    shared = dict(
        Experience.objects.visible_to(person)
        .exclude(state=Experience.State.DRAFT)
        .order_by()
        .values_list("origin__plant")
        .annotate(Count("pk"))
    )
    taken = Adoption.objects.visible_to(person).order_by().values_list("workshop__plant")
    foreign = dict(taken.exclude(Q(learned_from=None) | Q(learned_from__plant=None)).annotate(Count("pk")))
    workshops = dict(Workshop.objects.visible_to(person).order_by().values_list("plant").annotate(Count("pk")))
    return [
        {
            "name": str(plant),
            "workshops": workshops.get(plant.pk, 0),
            "shared": shared.get(plant.pk, 0),
            "taken": foreign.get(plant.pk, 0),
        }
        for plant in Plant.objects.visible_to(person)
    ]


def _to_look_after(person: Person) -> list[dict[str, Any]]:
    """Experiences at a step that somebody should push, and indicators nobody has defined."""
    submitted = Experience.objects.visible_to(person).filter(state=Experience.State.SUBMITTED).count()
    found = []
    if submitted:
        text = ngettext(
            "%(count)s experience is not described yet", "%(count)s experiences are not described yet", submitted
        )
        found.append(_item(text % {"count": submitted}, f"{reverse('experience_list')}?state=submitted"))
    proven = Experience.objects.visible_to(person).filter(state=Experience.State.VERIFIED_AT_ORIGIN).count()
    if proven:
        text = ngettext(
            "%(count)s proven experience waits for a recommendation",
            "%(count)s proven experiences wait for a recommendation",
            proven,
        )
        found.append(_item(text % {"count": proven}, f"{reverse('experience_list')}?state=verified_at_origin"))
    without_trade = Metric.objects.visible_to(person).filter(trades=None, exposes=None).count()
    if without_trade:
        text = ngettext(
            "%(count)s indicator belongs to no trade", "%(count)s indicators belong to no trade", without_trade
        )
        found.append(_item(text % {"count": without_trade}, reverse("indicator_list")))
    return found


def _item(text: str, url: str) -> dict[str, Any]:
    return {"text": text, "url": url, "due": "", "is_late": False}
