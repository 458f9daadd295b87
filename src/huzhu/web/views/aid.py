"""Material aid: needs, offers, transfers, stock and balances; a plain form for each step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huzhu.aid import actions, rules, transfers
from huzhu.aid.models import Need, Offer, Transfer
from huzhu.people.models import Person
from huzhu.web.answers import one_form, refusals
from huzhu.web.forms import ReasonForm
from huzhu.web.forms import aid as forms
from huzhu.web.policy import members, open_to
from huzhu.web.presenting import aid as presenting
from huzhu.web.presenting import transfer as transfer_presenting

FORM = require_http_methods(["GET", "HEAD", "POST"])
Rule = Callable[[Person, Transfer], bool]


def those_who_ask(request: HttpRequest) -> bool:
    """Heads, chief engineers and directors."""
    return members(request) and any(rules.may_ask(request.user, pk) for pk in request.user.plants)


def those_who_count(request: HttpRequest) -> bool:
    return members(request) and any(rules.may_count_stock(request.user, pk) for pk in request.user.plants)


def those_who_name(request: HttpRequest) -> bool:
    return members(request) and rules.may_name_material(request.user)


def _kicker() -> list[dict[str, str]]:
    return [{"text": _("Material aid"), "url": reverse("aid")}]


@open_to(members)
@require_safe
def aid_page(request: HttpRequest) -> HttpResponse:
    return render(request, "aid/list.html", presenting.page(request.user) | {"kicker": []})


def _need(request: HttpRequest, number: int) -> Need:
    found = Need.objects.visible_to(request.user).select_related("plant", "material", "workshop__plant")
    return get_object_or_404(found, number=number)


@open_to(members)
@require_safe
def need_page(request: HttpRequest, need: int) -> HttpResponse:
    found = presenting.need_page(_need(request, need), request.user)
    return render(request, "aid/need.html", found | {"kicker": _kicker()})


@open_to(those_who_ask)
@FORM
def need_new(request: HttpRequest) -> HttpResponse:
    def act(said: dict[str, Any]) -> str:
        need = actions.ask_for_material(said.pop("plant"), said.pop("material"), by=request.user, **said)
        messages.success(request, _("Asked. The other plants have been told."))
        return reverse("aid_need", args=[need.number])

    return one_form(
        request,
        forms.NeedForm(request.POST or None, person=request.user),
        act,
        heading=_("What are you short of?"),
        submit_word=_("Ask the other plants"),
        back_url=reverse("aid"),
        kicker=[*_kicker(), {"text": _("Name a material"), "url": reverse("aid_material_new")}],
    )


@open_to(members)
@FORM
def need_close(request: HttpRequest, need: int) -> HttpResponse:
    found = _need(request, need)
    if not rules.may_close_need(request.user, found):
        raise Http404

    def act(said: dict[str, Any]) -> str:
        actions.close_need(found, by=request.user, **said)
        messages.success(request, _("Closed. Everybody who gave has been told."))
        return reverse("aid_need", args=[found.number])

    form = forms.ResultForm(request.POST or None)
    back = reverse("aid_need", args=[found.number])
    return one_form(
        request, form, act, heading=_("Close the need"), submit_word=_("Close it"), back_url=back, kicker=_kicker()
    )


@open_to(members)
@FORM
def need_lapse(request: HttpRequest, need: int) -> HttpResponse:
    found = _need(request, need)
    if not rules.may_let_lapse(request.user, found):
        raise Http404

    def act(said: dict[str, Any]) -> str:
        actions.let_lapse(found, by=request.user, **said)
        return reverse("aid_need", args=[found.number])

    form = ReasonForm(request.POST or None)
    back = reverse("aid_need", args=[found.number])
    return one_form(
        request,
        form,
        act,
        heading=_("Let the need lapse"),
        submit_word=_("Let it lapse"),
        back_url=back,
        kicker=_kicker(),
    )


@open_to(those_who_ask)
@FORM
def offer_new(request: HttpRequest) -> HttpResponse:
    """An open offer, or one for the need that the address names."""
    number = request.GET.get("need", "")
    need = _need(request, int(number)) if number.isdecimal() else None
    form = forms.OfferForm(request.POST or None, person=request.user, need=need)

    def act(said: dict[str, Any]) -> str:
        offer = actions.offer_material(said.pop("plant"), said.pop("material"), by=request.user, need=need, **said)
        messages.success(request, _("Offered."))
        return reverse("aid_offer", args=[offer.pk])

    intro = presenting.need_page(need, request.user)["headline"][0] if need else ""
    return one_form(
        request,
        form,
        act,
        heading=_("What can you spare?"),
        intro=intro,
        submit_word=_("Offer it"),
        back_url=reverse("aid"),
        kicker=_kicker(),
    )


def _offer(request: HttpRequest, pk: int) -> Offer:
    found = Offer.objects.visible_to(request.user).select_related("giver", "material", "exchange_material", "need")
    return get_object_or_404(found, pk=pk)


@open_to(members)
@require_safe
def offer_page(request: HttpRequest, aid_offer: int) -> HttpResponse:
    found = presenting.offer_page(_offer(request, aid_offer), request.user)
    return render(request, "aid/offer.html", found | {"kicker": _kicker()})


@open_to(members)
@FORM
def offer_take(request: HttpRequest, aid_offer: int) -> HttpResponse:
    found = _offer(request, aid_offer)
    if not any(rules.may_take(request.user, found, pk) for pk in request.user.plants):
        raise Http404

    def act(said: dict[str, Any]) -> str:
        taken = actions.take_offer(found, said.pop("plant"), by=request.user, **said)
        messages.success(request, _("Agreed and reserved; the giver approves it."))
        return reverse("aid_transfer", args=[taken.pk])

    return one_form(
        request,
        forms.TakeForm(request.POST or None, person=request.user, offer=found),
        act,
        heading=_("Take some of it"),
        intro=presenting.offer_page(found, request.user)["headline"][0],
        submit_word=_("Take it"),
        back_url=reverse("aid_offer", args=[found.pk]),
        kicker=_kicker(),
    )


@open_to(members)
@require_POST
def offer_withdraw(request: HttpRequest, aid_offer: int) -> HttpResponse:
    found = _offer(request, aid_offer)
    if not rules.may_offer(request.user, found.giver_id):
        raise Http404
    form = Form(request.POST)
    with refusals(form):
        actions.withdraw_offer(found, by=request.user)
        return redirect("aid_offer", found.pk)
    context = presenting.offer_page(found, request.user) | {"form": form, "kicker": _kicker()}
    return render(request, "aid/offer.html", context, status=422)


@open_to(members)
@require_safe
def stock_page(request: HttpRequest) -> HttpResponse:
    return render(request, "aid/stock.html", presenting.stock_page(request.user) | {"kicker": _kicker()})


@open_to(those_who_count)
@FORM
def stock_count(request: HttpRequest) -> HttpResponse:
    def act(said: dict[str, Any]) -> str:
        actions.count_stock(said.pop("plant"), said.pop("material"), by=request.user, **said)
        return reverse("aid_stock")

    return one_form(
        request,
        forms.StockForm(request.POST or None, person=request.user),
        act,
        heading=_("Count your stock"),
        intro=_("Nothing below the minimum is ever promised away."),
        submit_word=_("Write it down"),
        back_url=reverse("aid_stock"),
        kicker=_kicker(),
    )


@open_to(those_who_name)
@FORM
def material_new(request: HttpRequest) -> HttpResponse:
    def act(said: dict[str, Any]) -> str:
        material = actions.name_material(by=request.user, **said)
        messages.success(request, _("Named: %(name)s.") % {"name": material})
        return reverse("aid")

    return one_form(
        request,
        forms.MaterialForm(request.POST or None),
        act,
        heading=_("Name a material"),
        submit_word=_("Name it"),
        back_url=reverse("aid"),
        kicker=_kicker(),
    )


@open_to(members)
@require_safe
def balance_page(request: HttpRequest) -> HttpResponse:
    return render(request, "aid/balance.html", presenting.balance_page(request.user) | {"kicker": _kicker()})


def _transfer(request: HttpRequest, pk: int) -> Transfer:
    found = Transfer.objects.visible_to(request.user).select_related(
        "giver", "receiver", "material", "owed_material", "offer", "need", "approved_by", "shipped_by", "accepted_by"
    )
    return get_object_or_404(found, pk=pk)


@open_to(members)
@require_safe
def transfer_page(request: HttpRequest, transfer: int) -> HttpResponse:
    found = transfer_presenting.transfer_page(_transfer(request, transfer), request.user)
    return render(request, "aid/transfer.html", found | {"kicker": _kicker()})


def _button(may: Rule, act: Callable[..., Any]) -> Any:
    """A verb that needs no words, posted from the page of the transfer."""

    @open_to(members)
    @require_POST
    def view(request: HttpRequest, transfer: int) -> HttpResponse:
        found = _transfer(request, transfer)
        if not may(request.user, found):
            raise Http404
        form = Form(request.POST)
        with refusals(form):
            act(found, by=request.user)
            messages.success(request, _("Written down."))
            return redirect("aid_transfer", found.pk)
        context = transfer_presenting.transfer_page(_transfer(request, transfer), request.user)
        return render(request, "aid/transfer.html", context | {"form": form, "kicker": _kicker()}, status=422)

    return view


def _form_view(may: Rule, form_of: Callable[[Any, Transfer], Form], act: Callable[..., Any], heading: Any) -> Any:
    """A page with the form of one verb; the form's fields are the verb's words."""

    @open_to(members)
    @FORM
    def view(request: HttpRequest, transfer: int) -> HttpResponse:
        found = _transfer(request, transfer)
        if not may(request.user, found):
            raise Http404

        def do(said: dict[str, Any]) -> str:
            act(found, by=request.user, **said)
            messages.success(request, _("Written down."))
            return reverse("aid_transfer", args=[found.pk])

        page = transfer_presenting.transfer_page(found, request.user)
        return one_form(
            request,
            form_of(request.POST or None, found),
            do,
            heading=str(heading),
            intro=page["headline"][0],
            submit_word=str(heading),
            back_url=reverse("aid_transfer", args=[found.pk]),
            kicker=_kicker(),
        )

    return view


def _plain(form: type[Form]) -> Callable[[Any, Transfer], Form]:
    return lambda data, _transfer: form(data)


aid_agree = _form_view(
    rules.may_agree,
    lambda data, transfer: forms.AgreeForm(data, initial={"quantity": transfer.quantity}),
    actions.agree,
    gettext_lazy("Take it"),
)
aid_approve = _button(rules.may_approve, transfers.approve)
aid_ship = _form_view(
    rules.may_ship,
    lambda data, transfer: forms.ShipForm(data, initial={"certificate": transfer.certificate}),
    transfers.ship,
    gettext_lazy("Send it off"),
)
aid_receive = _button(rules.may_receive, transfers.receive)
aid_accept = _form_view(
    rules.may_inspect, _plain(forms.InspectForm), transfers.accept, gettext_lazy("Inspected: accept it")
)
aid_reject = _form_view(rules.may_inspect, _plain(ReasonForm), transfers.reject, gettext_lazy("Refuse it: quality"))
aid_put_into_use = _button(rules.may_use, transfers.put_into_use)
aid_send_back = _form_view(
    rules.may_send_back,
    lambda data, transfer: forms.SendBackForm(data, initial={"quantity": transfer.still_owed}),
    transfers.send_back,
    gettext_lazy("Send some back"),
)
aid_take_back = _button(rules.may_take_back, transfers.take_back)
aid_settle = _form_view(
    rules.may_settle, _plain(forms.HowForm), transfers.settle, gettext_lazy("It is settled otherwise")
)
aid_close = _button(rules.may_close, transfers.close)
aid_withdraw = _form_view(rules.may_withdraw, _plain(ReasonForm), transfers.withdraw, gettext_lazy("Step back from it"))
aid_dispute = _form_view(rules.may_dispute, _plain(ReasonForm), transfers.dispute, gettext_lazy("Dispute it"))
aid_decide = _form_view(
    rules.may_decide_dispute, _plain(forms.HowForm), transfers.decide_dispute, gettext_lazy("Decide the dispute")
)
