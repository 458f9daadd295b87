"""Setting up: what there is, and one plain form for each thing that may be added."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from huzhu.metrics.codes import code_names, codes_in_use
from huzhu.metrics.models import Code
from huzhu.metrics.rules import may_define
from huzhu.people import actions as people_actions
from huzhu.people.models import Person, Seat
from huzhu.people.rules import may_register, may_seat
from huzhu.web.answers import one_form
from huzhu.web.forms import setup as forms
from huzhu.web.policy import members, open_to
from huzhu.workshops import actions
from huzhu.workshops.models import Alliance, Flow, Plant, Trade, Workshop
from huzhu.workshops.rules import may_equip, may_name_trades, may_set_up, may_set_up_plant

FORM = require_http_methods(["GET", "HEAD", "POST"])


def those_who_set_up(request: HttpRequest) -> bool:
    """The administrator and the secretariat."""
    return members(request) and may_set_up(request.user)


def those_who_set_up_a_plant(request: HttpRequest) -> bool:
    """Also the director, chief engineer and data steward of a plant."""
    return members(request) and (
        may_set_up(request.user) or request.user.holds("plant_director", "chief_engineer", "data_steward")
    )


def those_who_name_trades(request: HttpRequest) -> bool:
    return members(request) and may_name_trades(request.user)


def those_who_define(request: HttpRequest) -> bool:
    return members(request) and may_define(request.user)


def those_who_register(request: HttpRequest) -> bool:
    return members(request) and may_register(request.user)


@open_to(those_who_set_up_a_plant)
@require_safe
def setup_page(request: HttpRequest) -> HttpResponse:
    person = request.user
    workshops = Workshop.objects.visible_to(person).select_related("plant", "trade", "band")
    workshops = workshops.prefetch_related("equipment")
    by_plant: dict[int, list[Workshop]] = {}
    for workshop in workshops:
        by_plant.setdefault(workshop.plant_id, []).append(workshop)
    plants = [
        {"plant": plant, "workshops": by_plant.get(plant.pk, []), "may_add": may_set_up_plant(person, plant)}
        for plant in Plant.objects.visible_to(person)
    ]
    context = {
        "plants": plants,
        "trades": Trade.objects.visible_to(person).prefetch_related("bands", "equipment"),
        "flows": Flow.objects.visible_to(person).select_related("giver__plant", "receiver__plant"),
        "codes": _codes(),
        "may_name_codes": may_define(person),
        "may_set_up": may_set_up(person),
        "may_add_workshops": any(row["may_add"] for row in plants),
        "may_name_trades": those_who_name_trades(request),
        "may_register": may_register(person),
    }
    return render(request, "setup/page.html", context)


def _codes() -> list[dict[str, str]]:
    """Products and tasks of the readings, those without a name first."""
    named = code_names()
    address, sorts = reverse("setup_code"), dict(Code.Sort.choices)
    return [
        {
            "sort": str(sorts[sort]),
            "code": code,
            "name": str(named.found.get((sort, code), "")),
            "url": f"{address}?{urlencode({'sort': sort, 'code': code})}",
        }
        for sort, code in codes_in_use()
    ]


def _form(request: HttpRequest, form: Any, act: Any, heading: str, submit_word: str, **page: Any) -> HttpResponse:
    """One of the forms of this part; it leads back to the overview."""
    back = page.pop("back_url", reverse("setup"))
    return one_form(
        request,
        form,
        act,
        heading=heading,
        submit_word=submit_word,
        back_url=back,
        kicker=[{"text": _("Setting up"), "url": reverse("setup")}],
        **page,
    )


@open_to(those_who_set_up)
@FORM
def alliance_edit(request: HttpRequest) -> HttpResponse:
    alliance = Alliance.objects.visible_to(request.user).first() or Alliance()
    initial = {name: getattr(alliance, name) for name in ("name", "kind", "notice", "clock_on")}
    form = forms.AllianceForm(request.POST or None, initial=initial)

    def act(said: dict[str, Any]) -> str:
        actions.found_alliance(by=request.user, **said)
        return reverse("setup")

    return _form(request, form, act, _("The alliance"), _("Keep it so"))


@open_to(those_who_set_up)
@FORM
def plant_new(request: HttpRequest) -> HttpResponse:
    def act(said: dict[str, Any]) -> str:
        plant = actions.found_plant(by=request.user, **said)
        messages.success(request, _("Plant added: %(name)s.") % {"name": plant})
        return reverse("setup")

    return _form(request, forms.PlantForm(request.POST or None), act, _("Add a plant"), _("Add the plant"))


@open_to(those_who_set_up)
@FORM
def plant_calendar(request: HttpRequest, plant: str) -> HttpResponse:
    place = get_object_or_404(Plant.objects.visible_to(request.user), slug=plant)

    def act(said: dict[str, Any]) -> str:
        actions.set_calendar(place, by=request.user, **said)
        messages.success(request, _("The calendar is changed: %(plant)s.") % {"plant": place})
        return reverse("setup")

    form = forms.CalendarForm(request.POST if request.method == "POST" else None, plant=place)
    intro = _("Deadlines in working days and in shifts are counted by it, nearly all of those already running too.")
    heading = _("Calendar of %(plant)s") % {"plant": place}
    return _form(request, form, act, heading, _("Keep it so"), intro=intro)


@open_to(those_who_name_trades)
@FORM
def trade_new(request: HttpRequest) -> HttpResponse:
    def act(said: dict[str, Any]) -> str:
        trade = actions.name_trade(by=request.user, **said)
        messages.success(request, _("Trade added: %(name)s.") % {"name": trade})
        return reverse("setup")

    return _form(request, forms.TradeForm(request.POST or None), act, _("Add a trade"), _("Add the trade"))


@open_to(those_who_set_up)
@FORM
def band_new(request: HttpRequest) -> HttpResponse:
    def act(said: dict[str, Any]) -> str:
        actions.add_band(said.pop("trade"), by=request.user, **said)
        return reverse("setup")

    form = forms.BandForm(request.POST or None, person=request.user, initial={"trade": request.GET.get("trade")})
    return _form(request, form, act, _("Add a size band"), _("Add the size band"))


@open_to(those_who_name_trades)
@FORM
def equipment_new(request: HttpRequest) -> HttpResponse:
    def act(said: dict[str, Any]) -> str:
        kind = actions.name_equipment(by=request.user, **said)
        messages.success(request, _("Equipment added: %(name)s.") % {"name": kind})
        return reverse("setup")

    form = forms.EquipmentForm(
        request.POST or None, person=request.user, initial={"trades": [request.GET.get("trade")]}
    )
    return _form(request, form, act, _("Add a kind of equipment"), _("Add this kind"))


@open_to(members)
@FORM
def workshop_equip(request: HttpRequest, workshop: str) -> HttpResponse:
    found = Workshop.objects.visible_to(request.user).select_related("plant", "trade")
    place = get_object_or_404(found, slug=workshop)
    if not may_equip(request.user, place):
        raise Http404
    back = reverse("workshop_page", args=[place.slug])

    def act(said: dict[str, Any]) -> str:
        actions.equip(place, said["kinds"], by=request.user)
        return back

    form = forms.EquipForm(request.POST if request.method == "POST" else None, workshop=place)
    heading = _("Equipment of %(workshop)s") % {"workshop": place}
    return one_form(request, form, act, heading=heading, submit_word=_("Keep it so"), back_url=back)


@open_to(those_who_set_up_a_plant)
@FORM
def workshop_new(request: HttpRequest) -> HttpResponse:
    def act(said: dict[str, Any]) -> str:
        workshop = actions.open_workshop(said.pop("plant"), by=request.user, **said)
        messages.success(request, _("Workshop added: %(name)s.") % {"name": workshop})
        return reverse("setup")

    form = forms.WorkshopForm(request.POST or None, person=request.user, initial={"plant": request.GET.get("plant")})
    return _form(request, form, act, _("Add a workshop"), _("Add the workshop"))


@open_to(those_who_define)
@FORM
def code_new(request: HttpRequest) -> HttpResponse:
    """A product or task of the readings gets a name; naming it again renames it."""
    sort, code = request.GET.get("sort", ""), request.GET.get("code", "")
    known = Code.objects.visible_to(request.user).filter(sort=sort, code=code).first()
    initial = {"sort": sort, "code": code, "name": known.name if known else None}

    def act(said: dict[str, Any]) -> str:
        from huzhu.metrics.actions import name_code  # numbers come with it

        named = name_code(said["sort"], said["code"], name=said["name"], by=request.user)
        messages.success(request, _("Named: %(name)s.") % {"name": named})
        return f"{reverse('setup')}#codes"

    intro = _("Files may say the code or the name; pages show the name.")
    form = forms.CodeForm(request.POST or None, initial=initial)
    return _form(request, form, act, _("Name a product or a task"), _("Keep the name"), intro=intro)


@open_to(those_who_set_up_a_plant)
@FORM
def flow_new(request: HttpRequest) -> HttpResponse:
    def act(said: dict[str, Any]) -> str:
        actions.connect(said.pop("giver"), said.pop("receiver"), by=request.user, **said)
        return reverse("setup")

    intro = _("What goes wrong in one workshop can come from a gain in another: along the material, harm is watched.")
    form = forms.FlowForm(request.POST or None, person=request.user)
    return _form(request, form, act, _("Where material goes"), _("Add this flow"), intro=intro)


@open_to(those_who_register)
@require_safe
def people_list(request: HttpRequest) -> HttpResponse:
    person = request.user
    sees_names = person.holds("administrator", "secretariat")
    seats: dict[int, list[dict[str, Any]]] = {}
    held = Seat.objects.visible_to(person).held_on(timezone.localdate())
    for seat in held.select_related("workshop__plant", "plant"):
        row = {"seat": seat, "may_end": may_seat(person, seat.role, seat.plant)}
        seats.setdefault(seat.person_id, []).append(row)
    rows = []
    for each in Person.objects.visible_to(person):
        their = seats.get(each.pk, [])
        near = sees_names or any(row["seat"].plant_id in person.plants for row in their if row["seat"].plant_id)
        rows.append({"person": each, "seats": their, "shows_sign_in": near})
    context = {"people": rows, "may_register": may_register(person)}
    return render(request, "setup/people.html", context)


@open_to(those_who_register)
@FORM
def person_new(request: HttpRequest) -> HttpResponse:
    def act(said: dict[str, Any]) -> str:
        made = people_actions.register(by=request.user, **said)
        messages.success(request, _("%(name)s is registered. Now give a seat.") % {"name": made})
        return f"{reverse('setup_seat')}?person={made.pk}"

    form = forms.PersonForm(request.POST or None)
    return _form(request, form, act, _("Register a person"), _("Register"), back_url=reverse("setup_people"))


@open_to(those_who_register)
@FORM
def seat_new(request: HttpRequest) -> HttpResponse:
    def act(said: dict[str, Any]) -> str:
        people_actions.seat(
            said["person"], said["role"], by=request.user, workshop=said["workshop"], plant=said["plant"]
        )
        return reverse("setup_people")

    form = forms.SeatForm(request.POST or None, person=request.user, initial={"person": request.GET.get("person")})
    intro = _("What a person may do follows from the seats held. Alliance roles need neither workshop nor plant.")
    return _form(
        request, form, act, _("Give a seat"), _("Give the seat"), intro=intro, back_url=reverse("setup_people")
    )


@open_to(those_who_register)
@FORM
def seat_end(request: HttpRequest, seat: int) -> HttpResponse:
    place = get_object_or_404(Seat.objects.visible_to(request.user).select_related("plant", "person"), pk=seat)
    if not may_seat(request.user, place.role, place.plant):
        raise Http404

    def act(_said: dict[str, Any]) -> str:
        people_actions.unseat(place, by=request.user)
        messages.success(request, _("The seat has ended: %(seat)s.") % {"seat": place})
        return reverse("setup_people")

    heading = _("End the seat of %(person)s: %(seat)s") % {"person": place.person, "seat": place}
    form = Form(request.POST if request.method == "POST" else None)
    intro = _("From today on it gives no right. What was done with it stays written down.")
    page = {"intro": intro, "back_url": reverse("setup_people"), "is_grave": True}
    return _form(request, form, act, heading, _("End the seat"), **page)
