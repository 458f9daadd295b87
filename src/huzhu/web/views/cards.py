"""Cards: the board, one card, asking, and every step of a card as one button."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from huzhu.cards import actions, photos, queries, rules
from huzhu.cards.models import Answer, Card, Deputy, Photo
from huzhu.people.models import Person
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
from huzhu.web.verbs import FORM, Verbs, plain


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


def _with_answer(card: Card, person: Person) -> dict[str, Any]:
    """What the page of a card reads, with an empty form for whoever may answer."""
    context = one.page(card, person)
    if context["may_answer"]:
        context["answer_form"] = AnswerForm(person=person, card=card)
    return context


verbs = Verbs(
    name="card",
    find=card_of,
    back=lambda found: (str(found.title), found.address),
    template="cards/page.html",
    page=_with_answer,
)


@open_to(members)
@require_safe
def card_page(request: HttpRequest, card: int) -> HttpResponse:
    return render(request, "cards/page.html", _with_answer(card_of(request, card), request.user))


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


def sent_words(card: Card) -> str:
    """Where a card that was sent has got to."""
    if card.waits_for_head:
        return _("Sent inside the plant. One tap of the head sends it to the others.")
    return _("Sent. You are told as soon as somebody answers.")


def may_send_across(person: Any, card: Card) -> bool:
    return rules.may_send_across(person, card.workshop)


def may_take(person: Any, card: Card) -> bool:
    return card.kind == Card.Kind.OFFER and rules.may_try(person, card)


card_issue = verbs.button(rules.may_issue, lambda card, person: actions.issue_card(card, by=person), sent_words)
card_across = verbs.button(
    may_send_across,
    lambda card, person: actions.send_across(card, by=person),
    gettext_lazy("Sent to the other plants."),
)
card_acknowledge = verbs.button(
    rules.may_answer,
    lambda card, person: actions.acknowledge_card(card, by=person),
    gettext_lazy("They know that you are on it."),
)
card_take_offer = verbs.button(
    may_take,
    lambda card, person: actions.take_offer(card, by=person),
    gettext_lazy("Who offered it hears that you try it."),
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
    context = one.page(found, request.user) | {"answer_form": form, "form": form}
    return render(request, "cards/page.html", context, status=REFUSED)


@open_to(members)
@require_POST
def card_try(request: HttpRequest, card: int, answer: int) -> HttpResponse:
    """Choose an answer; where it is written down as an experience, go on to take it up."""
    found, chosen = _answer_of(request, card, answer)
    if not rules.may_try(request.user, found):
        raise Http404
    form = Form(request.POST)
    if form.is_valid():
        with refusals(form):
            actions.try_answer(chosen, by=request.user)
            messages.success(request, _("%(workshop)s hears that you try it.") % {"workshop": chosen.workshop})
            chosen.refresh_from_db()
            return redirect(one.take_up_url(chosen, found, request.user) or found.address)
    return verbs.refused(request, found, form)


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

    return verbs.form_page(
        request,
        found,
        ReplyForm(request.POST or None),
        lambda said: actions.reply(below, by=request.user, **said),
        heading=_("Reply"),
        intro=f"{below.workshop}：{below.text}" if below.text.language == "zh" else f"{below.workshop}: {below.text}",
        submit_word=_("Send"),
    )


@open_to(members)
@require_POST
def card_take_back(request: HttpRequest, card: int, answer: int) -> HttpResponse:
    found, own = _answer_of(request, card, answer)
    if not rules.may_take_back(request.user, own):
        raise Http404
    act = lambda: actions.take_back_answer(own, by=request.user)  # noqa: E731
    return verbs.done_or_refused(request, found, act, said=_("Taken back."))


def _duplicate(card: Card, person: Person, said: dict[str, Any]) -> Card:
    earlier = Card.objects.visible_to(person).filter(number=said["earlier"]).first()
    if earlier is None:
        raise ValidationError({"earlier": _("There is no such card.")})
    return actions.mark_duplicate(card, earlier, by=person)


card_close = verbs.form(
    rules.may_close,
    lambda data, card, **_unused: CloseForm(data, card=card),
    lambda card, person, said: actions.close_card(card, by=person, **said),
    gettext_lazy("How did it end?"),
    gettext_lazy("Close the card"),
    gettext_lazy("A result, as a figure or in words; or the reason why not."),
    gettext_lazy("Closed. Everybody who answered is told."),
)
card_withdraw = verbs.form(
    rules.may_close,
    plain(WhyForm),
    lambda card, person, said: actions.withdraw_card(card, by=person, **said),
    gettext_lazy("Withdraw the card"),
    gettext_lazy("Withdraw it"),
)
card_duplicate = verbs.form(
    rules.may_mark_duplicate,
    plain(DuplicateForm),
    _duplicate,
    gettext_lazy("It was asked before"),
    gettext_lazy("Point to the earlier card"),
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
    return verbs.refused(request, found, form)


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
    return verbs.refused(request, found, form)


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
