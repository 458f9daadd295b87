"""Cards: the board, one card, asking, and every step of a card as one button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huzhu.cards import actions, photos, queries, rules
from huzhu.cards.models import Answer, Card, Deputy, Photo
from huzhu.web.answers import REFUSED, one_form, refusals
from huzhu.web.forms.cards import (
    AnswerForm,
    CloseForm,
    DeputyForm,
    DuplicateForm,
    FilterForm,
    ForwardForm,
    PhotoForm,
    ReplyForm,
    WhyForm,
    places_of,
)
from huzhu.web.policy import members, open_to
from huzhu.web.presenting import card as one
from huzhu.web.presenting import cards as presenting
from huzhu.web.presenting.codes import qr_of

FORM = require_http_methods(["GET", "HEAD", "POST"])


def those_who_name_deputies(request: HttpRequest) -> bool:
    return members(request) and any(rules.may_name_deputy(request.user, each) for each in places_of(request.user))


def card_of(request: HttpRequest, number: int) -> Card:
    found = Card.objects.visible_to(request.user).select_related(
        "workshop__plant",
        "workshop__trade",
        "asked_by",
        "metric",
        "experience",
        "helper__plant",
        "to_trade",
        "duplicate_of",
    )
    return get_object_or_404(found, number=number)


@open_to(members)
@require_safe
def card_list(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    column = request.GET.get("column", "waiting")
    chosen = column if column in presenting.COLUMNS else "waiting"
    return render(
        request, "cards/list.html", presenting.board(request.user, said, chosen, request.GET.get("whole") == "1")
    )


@open_to(members)
@require_safe
def card_page(request: HttpRequest, card: int) -> HttpResponse:
    return _page(request, card_of(request, card))


def _page(request: HttpRequest, card: Card, **forms: Any) -> HttpResponse:
    """The card with its forms; one that was refused comes back filled in."""
    person = request.user
    context = one.page(card, person)
    if context["may_answer"]:
        context["answer_form"] = forms.get("answer_form") or AnswerForm(person=person, card=card)
    bound = next((form for form in forms.values() if form.is_bound and form.errors), None)
    context["form"] = bound
    return render(request, "cards/page.html", context, status=REFUSED if bound else 200)


@open_to(members)
@require_safe
def card_print(request: HttpRequest, card: int) -> HttpResponse:
    """One card on A6, with a code that opens it on a phone."""
    found = card_of(request, card)
    address = request.build_absolute_uri(found.address)
    return render(
        request, "cards/print.html", one.page(found, request.user) | {"address": address, "qr": qr_of(address)}
    )


@open_to(members)
@require_safe
def card_board(request: HttpRequest) -> HttpResponse:
    """The board on one A1 sheet."""
    address = request.build_absolute_uri(reverse("card_list"))
    context = presenting.print_board(request.user) | {"address": address, "qr": qr_of(address)}
    for column in context["columns"]:
        for tile in column["tiles"]:
            tile["qr"] = qr_of(request.build_absolute_uri(tile["url"]))
    return render(request, "cards/board.html", context)


@open_to(members)
@require_safe
def card_clinic(request: HttpRequest) -> HttpResponse:
    return render(request, "cards/clinic.html", presenting.clinic(request.user))


# One button, one verb


def _button(act: Callable[[Card, HttpRequest], str], may: Callable[[Any, Card], bool]) -> Any:
    """A view for a verb without a form. `act` gives the sentence that says what happened."""

    @open_to(members)
    @require_POST
    def view(request: HttpRequest, **named: int) -> HttpResponse:
        (number,) = named.values()
        found = card_of(request, number)
        if not may(request.user, found):
            raise Http404
        try:
            said = act(found, request)
        except PermissionDenied:
            raise Http404 from None
        except ValidationError as problem:
            messages.error(request, " ".join(problem.messages))
            return redirect(found.address)
        messages.success(request, said)
        return redirect(found.address)

    return view


def _issue(card: Card, request: HttpRequest) -> str:
    done = actions.issue_card(card, by=request.user)
    return sent_words(done)


def sent_words(card: Card) -> str:
    """Where a card that was sent has got to."""
    if card.waits_for_head:
        return _("Sent inside the plant. One tap of the head sends it to the others.")
    return _("Sent. You are told as soon as somebody answers.")


def _send_across(card: Card, request: HttpRequest) -> str:
    actions.send_across(card, by=request.user)
    return _("Sent to the other plants.")


def _acknowledge(card: Card, request: HttpRequest) -> str:
    actions.acknowledge_card(card, by=request.user)
    return _("They know that you are on it.")


def _take_offer(card: Card, request: HttpRequest) -> str:
    actions.take_offer(card, by=request.user)
    return _("Who offered it hears that you try it.")


def may_send_across(person: Any, card: Card) -> bool:
    return rules.may_send_across(person, card.workshop)


def may_take(person: Any, card: Card) -> bool:
    return card.kind == Card.Kind.OFFER and rules.may_try(person, card)


card_issue = _button(_issue, rules.may_issue)
card_across = _button(_send_across, may_send_across)
card_acknowledge = _button(_acknowledge, rules.may_answer)
card_take_offer = _button(
    _take_offer, lambda person, card: card.kind == Card.Kind.OFFER and rules.may_try(person, card)
)


@open_to(members)
@require_POST
def card_answer(request: HttpRequest, card: int) -> HttpResponse:
    found = card_of(request, card)
    if not rules.may_answer(request.user, found):
        raise Http404
    form = AnswerForm(request.POST, person=request.user, card=found)
    if form.is_valid():
        with refusals(form):
            actions.answer_card(found, by=request.user, **form.cleaned_data)
            messages.success(request, _("Thank you. You are told what became of it."))
            return redirect(found.address)
    return _page(request, found, answer_form=form)


@open_to(members)
@require_POST
def card_try(request: HttpRequest, card: int, answer: int) -> HttpResponse:
    """Choose an answer; where it is written down as an experience, go on to take it up."""
    found, chosen = _answer_of(request, card, answer)
    if not rules.may_try(request.user, found):
        raise Http404
    try:
        actions.try_answer(chosen, by=request.user)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect(found.address)
    messages.success(request, _("%(workshop)s hears that you try it.") % {"workshop": chosen.workshop})
    chosen.refresh_from_db()
    return redirect(one.take_up_url(chosen, found, request.user) or found.address)


def _answer_of(request: HttpRequest, card: int, answer: int) -> tuple[Card, Answer]:
    found = card_of(request, card)
    chosen = get_object_or_404(
        found.answers.select_related("workshop__plant", "experience"), pk=answer, taken_back_at=None
    )
    return found, chosen


@open_to(members)
@FORM
def card_reply(request: HttpRequest, card: int, answer: int) -> HttpResponse:
    found, below = _answer_of(request, card, answer)
    if not rules.may_reply(request.user, found):
        raise Http404

    def act(said: dict[str, Any]) -> str:
        actions.reply(below, by=request.user, text=said["text"])
        return found.address

    return one_form(
        request,
        ReplyForm(request.POST or None),
        act,
        heading=_("Reply"),
        intro=f"{below.workshop}：{below.text}" if below.text.language == "zh" else f"{below.workshop}: {below.text}",
        submit_word=_("Send"),
        back_url=found.address,
    )


@open_to(members)
@require_POST
def card_take_back(request: HttpRequest, card: int, answer: int) -> HttpResponse:
    found, own = _answer_of(request, card, answer)
    if not rules.may_take_back(request.user, own):
        raise Http404
    try:
        actions.take_back_answer(own, by=request.user)
        messages.success(request, _("Taken back."))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect(found.address)


def _end(
    form_for: Callable[[HttpRequest, Card], Any],
    act: Callable[[Card, HttpRequest, dict[str, Any]], Card],
    may: Callable[[Any, Card], bool],
    **page: Any,
) -> Any:
    """A view for a verb that takes a reason or a result."""

    @open_to(members)
    @FORM
    def view(request: HttpRequest, card: int) -> HttpResponse:
        found = card_of(request, card)
        if not may(request.user, found):
            raise Http404

        def do(said: dict[str, Any]) -> str:
            act(found, request, said)
            return found.address

        words = {name: str(text) for name, text in page.items()}
        kicker = [{"text": str(found.title), "url": found.address}]
        return one_form(request, form_for(request, found), do, kicker=kicker, back_url=found.address, **words)

    return view


def _close(card: Card, request: HttpRequest, said: dict[str, Any]) -> Card:
    done = actions.close_card(card, by=request.user, **said)
    messages.success(request, _("Closed. Everybody who answered is told."))
    return done


def _withdraw(card: Card, request: HttpRequest, said: dict[str, Any]) -> Card:
    return actions.withdraw_card(card, by=request.user, why=said["why"])


def _duplicate(card: Card, request: HttpRequest, said: dict[str, Any]) -> Card:
    earlier = Card.objects.visible_to(request.user).filter(number=said["earlier"]).first()
    if earlier is None:
        raise ValidationError({"earlier": _("There is no such card.")})
    return actions.mark_duplicate(card, earlier, by=request.user)


card_close = _end(
    lambda request, card: CloseForm(request.POST or None, card=card),
    _close,
    rules.may_close,
    heading=_("How did it end?"),
    intro=_("A result, as a figure or in words; or the reason why not."),
    submit_word=_("Close the card"),
)
card_withdraw = _end(
    lambda request, card: WhyForm(request.POST or None),
    _withdraw,
    rules.may_close,
    heading=_("Withdraw the card"),
    submit_word=_("Withdraw it"),
)
card_duplicate = _end(
    lambda request, card: DuplicateForm(request.POST or None),
    _duplicate,
    rules.may_mark_duplicate,
    heading=_("It was asked before"),
    submit_word=_("Point to the earlier card"),
)


@open_to(members)
@require_POST
def card_forward(request: HttpRequest, card: int) -> HttpResponse:
    found = card_of(request, card)
    if not rules.may_forward(request.user, found):
        raise Http404
    form = ForwardForm(request.POST, person=request.user, card=found)
    if form.is_valid():
        with refusals(form):
            actions.forward_card(found, form.cleaned_data["to"], by=request.user)
            messages.success(request, _("Sent to them."))
            return redirect(found.address)
    messages.error(request, " ".join(problem for several in form.errors.values() for problem in several))
    return redirect(found.address)


@open_to(members)
@require_POST
def card_add_photo(request: HttpRequest, card: int) -> HttpResponse:
    found = card_of(request, card)
    if not rules.is_asker(request.user, found):
        raise Http404
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        with refusals(form):
            photos.add_photo(found, form.cleaned_data["photo"], by=request.user)
            return redirect(found.address)
    messages.error(request, " ".join(problem for several in form.errors.values() for problem in several))
    return redirect(found.address)


@open_to(members)
@require_safe
def card_photo(request: HttpRequest, card: int, photo: int) -> HttpResponseBase:
    found = get_object_or_404(Photo.objects.visible_to(request.user), pk=photo, card__number=card)
    path = photos.path_of(found)
    if not path.exists():
        raise Http404
    response = FileResponse(path.open("rb"), content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=86400"
    return response


@open_to(those_who_name_deputies)
@FORM
def card_deputies(request: HttpRequest) -> HttpResponse:
    """Team leaders who may send cards to other plants for the head."""
    person = request.user
    places = [each for each in places_of(person) if rules.may_name_deputy(person, each)]

    def act(said: dict[str, Any]) -> str:
        leader = said["person"]
        place = next(each for each in places if leader.holds("team_leader", workshop=each))
        actions.name_deputy(place, leader, by=person)
        return reverse("card_deputies")

    acting = Deputy.objects.visible_to(person).acting().filter(workshop__in=places)
    return one_form(
        request,
        DeputyForm(request.POST or None, workshops=places),
        act,
        template="cards/deputies.html",
        deputies=acting.select_related("person", "workshop__plant", "named_by"),
    )


@open_to(those_who_name_deputies)
@require_POST
def card_deputy_end(request: HttpRequest, deputy: int) -> HttpResponse:
    found = get_object_or_404(Deputy.objects.visible_to(request.user), pk=deputy)
    if not rules.may_name_deputy(request.user, found.workshop):
        raise Http404
    actions.end_deputy(found, by=request.user)
    return redirect("card_deputies")


@open_to(members)
@require_safe
def card_alike(request: HttpRequest) -> HttpResponse:
    """Cards like what is being typed: a fragment for the form."""
    text = request.GET.get("title", "")[:200]
    return render(request, "cards/_alike.html", {"alike": queries.alike(text, request.user)})
