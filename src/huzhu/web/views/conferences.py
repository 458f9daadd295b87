"""Conferences: one conference, and a plain form or a button for each step."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from huzhu.conferences import actions, delegates, exchanging, minuting, rules
from huzhu.conferences.decided import Minutes
from huzhu.conferences.models import AgendaPoint, Conference, Delegate, ItemAnswer
from huzhu.people.models import Person
from huzhu.web.answers import one_form
from huzhu.web.forms import ReasonForm
from huzhu.web.forms import conferences as forms
from huzhu.web.forms.express import DisposeForm
from huzhu.web.policy import members, open_to
from huzhu.web.presenting import conference as presenting
from huzhu.web.presenting import conference_agenda, conference_ledger, conferences
from huzhu.web.verbs import FORM, Verbs, plain
from huzhu.words import Words


def those_who_plan(request: HttpRequest) -> bool:
    """The secretariat; directors for their own plants."""
    return members(request) and conferences.may_plan(request.user)


def conference_of(request: HttpRequest, slug: str) -> Conference:
    return get_object_or_404(Conference.objects.visible_to(request.user).select_related("host"), slug=slug)


@open_to(members)
@require_safe
def conference_page(request: HttpRequest, conference: str) -> HttpResponse:
    found = conference_of(request, conference)
    show = request.GET.get("show", "all")
    show = show if show in conference_ledger.SHOW else "all"
    return render(request, "conferences/page.html", presenting.page(found, request.user, show))


@open_to(members)
@require_safe
def conference_minutes_paper(request: HttpRequest, conference: str) -> HttpResponse:
    """The latest version that this reader may see, on A4."""
    from huzhu.web.presenting.minutes_paper import minutes_pdf

    found = conference_of(request, conference)
    minutes = Minutes.objects.visible_to(request.user).filter(conference=found).order_by("-number").first()
    if minutes is None:
        raise Http404
    response = HttpResponse(minutes_pdf(minutes, request.user), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.slug}-minutes-{minutes.number}.pdf"'
    return response


@open_to(those_who_plan)
@FORM
def conference_new(request: HttpRequest) -> HttpResponse:
    person = request.user

    def act(said: dict[str, Any]) -> str:
        made = actions.plan_conference(said.pop("host"), by=person, **said)
        messages.success(request, _("Planned. Put on the agenda what the data proposes, then call it."))
        return made.address

    return one_form(
        request,
        forms.PlanForm(request.POST or None, person=person, initial={"host": person.plant}),
        act,
        heading=_("Plan a conference"),
        intro=_("It is called at least twenty working days before its first day."),
        submit_word=_("Plan it"),
        back_url=reverse("meeting_list"),
        kicker=[{"text": _("Meetings"), "url": reverse("meeting_list")}],
    )


verbs = Verbs(
    name="conference",
    find=conference_of,
    back=lambda found: (str(found.title), found.address),
    template="conferences/page.html",
    page=presenting.page,
)
conference_call = verbs.button(rules.may_organise, lambda found, person: actions.call(found, by=person))
conference_open = verbs.button(rules.may_organise, lambda found, person: actions.open_conference(found, by=person))
conference_adjourn = verbs.button(rules.may_organise, lambda found, person: actions.adjourn(found, by=person))
conference_archive = verbs.button(rules.may_archive, lambda found, person: actions.archive(found, by=person))
conference_minutes_draft = verbs.button(
    rules.may_write_minutes, lambda found, person: minuting.draft_minutes(found, by=person)
)
conference_minutes_publish = verbs.button(
    rules.may_write_minutes, lambda found, person: minuting.publish_minutes(found, by=person)
)
conference_cancel = verbs.form(
    rules.may_organise,
    plain(ReasonForm),
    lambda found, person, said: actions.cancel(found, by=person, **said),
    gettext_lazy("Call the conference off"),
    gettext_lazy("Call it off and tell them"),
)
conference_days = verbs.form(
    rules.may_organise,
    lambda data, conference, **_unused: forms.DaysForm(
        data, initial={"starts_on": conference.starts_on, "ends_on": conference.ends_on}
    ),
    lambda found, person, said: actions.move_days(found, by=person, **said),
    gettext_lazy("Other days"),
    gettext_lazy("Move it"),
)
conference_point_new = verbs.form(
    rules.may_organise,
    plain(forms.AgendaForm),
    lambda found, person, said: actions.add_agenda_point(found, by=person, **said),
    gettext_lazy("A point of the agenda"),
    gettext_lazy("Put it on the agenda"),
)


def _may_name(person: Person, found: Conference) -> bool:
    return person.plant is not None and rules.may_name(person, person.plant)


def _name(found: Conference, person: Person, said: dict[str, Any]) -> None:
    delegates.name_delegate(
        found, person.plant, said["person"], by=person, is_head=said["is_head"], from_afar=said["from_afar"]
    )


conference_delegate_new = verbs.form(
    _may_name,
    forms.DelegateForm,
    _name,
    gettext_lazy("Who comes for your plant?"),
    gettext_lazy("Name them"),
    gettext_lazy("One of them heads the delegation and has its vote."),
)


conference_call_in = verbs.form(
    rules.may_organise,
    lambda data, conference, **_unused: forms.CallInForm(data, initial={"call_in": conference.call_in}),
    lambda found, person, said: delegates.say_call_in(found, by=person, **said),
    gettext_lazy("How do those from afar call in?"),
    gettext_lazy("Write it down"),
)


def _hand_in(found: Conference, person: Person, said: dict[str, Any]) -> None:
    for experience in said["experiences"]:
        exchanging.hand_in(found, experience, by=person)


conference_hand_in = verbs.form(
    lambda person, found: person.holds(*rules.ENGINEERS, "secretariat"),
    forms.HandInForm,
    _hand_in,
    gettext_lazy("Hand in what others can use"),
    gettext_lazy("Hand it in"),
    gettext_lazy("Only what has been shared can be handed in: the others must be able to read it."),
)
conference_minutes_write = verbs.form(
    rules.may_write_minutes,
    lambda data, conference, **_unused: forms.MinutesForm(data, initial={"text": _latest_text(conference)}),
    lambda found, person, said: minuting.write_minutes(found, by=person, **said),
    gettext_lazy("Write the minutes"),
    gettext_lazy("Keep this version"),
    gettext_lazy("Another version asks every head of delegation to approve it anew."),
)


def _latest_text(conference: Conference) -> Words:
    minutes = minuting.latest(conference)
    return minutes.text if minutes else Words()


@open_to(members)
@require_POST
def conference_minutes_approve(request: HttpRequest, conference: str) -> HttpResponse:
    """The number of the version that was read goes along: nobody approves what they have not seen."""
    found = conference_of(request, conference)
    if not rules.may_approve(request.user, found):
        raise Http404
    read = request.POST.get("number", "")
    number = int(read) if read.isdecimal() and len(read) < 6 else 0
    act = lambda: minuting.approve_minutes(found, by=request.user, number=number)  # noqa: E731
    return verbs.done_or_refused(request, found, act, "#minutes")


def _point(request: HttpRequest, conference: str, number: int) -> tuple[Conference, AgendaPoint]:
    found = conference_of(request, conference)
    if not rules.may_organise(request.user, found):
        raise Http404
    return found, get_object_or_404(found.agenda, number=number)


@open_to(members)
@require_POST
def conference_point_take(request: HttpRequest, conference: str) -> HttpResponse:
    """Put on the agenda what the data proposes; it is found again by its source, never taken from the form."""
    found, person = conference_of(request, conference), request.user
    if not rules.may_organise(person, found):
        raise Http404
    source = request.POST.get("source", "")
    one = next((each for each in conference_agenda.proposed(found, person) if each.source == source), None)

    def act() -> None:
        if one is not None:
            values = {"text": one.text, "kind": one.kind, "address": one.address, "source": one.source}
            actions.add_agenda_point(found, by=person, **values)

    return verbs.done_or_refused(request, found, act, "#agenda")


@open_to(members)
@FORM
def conference_point_note(request: HttpRequest, conference: str, point: int) -> HttpResponse:
    found, one = _point(request, conference, point)
    return verbs.form_page(
        request,
        found,
        forms.SaidForm(request.POST or None, initial={"said": one.said}),
        lambda said: actions.note_agenda_point(one, by=request.user, **said),
        heading=str(one),
        submit_word=_("Write it down"),
    )


@open_to(members)
@require_POST
def conference_point_drop(request: HttpRequest, conference: str, point: int) -> HttpResponse:
    found, one = _point(request, conference, point)
    return verbs.done_or_refused(request, found, lambda: actions.drop_agenda_point(one, by=request.user), "#agenda")


@open_to(members)
@require_POST
def conference_delegate_drop(request: HttpRequest, conference: str, delegate: int) -> HttpResponse:
    found = conference_of(request, conference)
    one = get_object_or_404(Delegate.objects.visible_to(request.user), conference=found, pk=delegate)
    if not rules.may_name(request.user, one.plant):
        raise Http404
    return verbs.done_or_refused(request, found, lambda: delegates.drop_delegate(one, by=request.user))


@open_to(members)
@require_POST
def conference_delegate_part(request: HttpRequest, conference: str, delegate: int) -> HttpResponse:
    """`from_afar`: "yes" for somebody who calls in, anything else for a seat in the room."""
    found = conference_of(request, conference)
    one = get_object_or_404(Delegate.objects.visible_to(request.user), conference=found, pk=delegate)
    if not rules.may_take_part(request.user, one):
        raise Http404
    from_afar = request.POST.get("from_afar") == "yes"
    act = lambda: delegates.take_part(one, by=request.user, from_afar=from_afar)  # noqa: E731
    return verbs.done_or_refused(request, found, act, "#delegates")


@open_to(members)
@FORM
def conference_items(request: HttpRequest, conference: str, step: str) -> HttpResponse:
    """Several ways one step on: looked through, put on the agenda, heard."""
    found, person = conference_of(request, conference), request.user
    acts = {"screen": exchanging.screen, "agenda": exchanging.put_on_agenda, "present": exchanging.present}
    if step not in acts or not presenting.may_step(step, found, person):
        raise Http404
    words = {
        "screen": (_("Look through what was handed in"), _("These can be presented")),
        "agenda": (_("Put ways on the agenda"), _("Put these on the agenda")),
        "present": (_("Tick off what was heard"), _("These were heard")),
    }[step]

    def act(said: dict[str, Any]) -> None:
        for item in said["items"]:
            acts[step](item, by=person)

    form = forms.ItemsForm(request.POST or None, conference=found, state=presenting.ITEM_STEPS[step])
    return verbs.form_page(request, found, form, act, heading=words[0], submit_word=words[1])


@open_to(members)
@FORM
def conference_answer(request: HttpRequest, conference: str, item: int, workshop: str) -> HttpResponse:
    """One tap from the page, or the form where a reason or a day is wanted."""
    found, person = conference_of(request, conference), request.user
    rows = ItemAnswer.objects.visible_to(person).filter(item__conference=found, item__number=item)
    rows = rows.select_related("item__experience", "item__conference", "workshop__plant")
    answer = get_object_or_404(rows, workshop__slug=workshop)
    if not rules.may_answer(person, answer):
        raise Http404
    asked = {"disposition": request.GET.get("disposition") or answer.disposition, "reason": answer.reason}
    return verbs.form_page(
        request,
        found,
        DisposeForm(request.POST or None, initial=asked | {"later_on": answer.later_on}),
        lambda said: exchanging.answer_item(answer, by=person, **said),
        heading=answer.item.experience,
        intro=_("What does %(who)s do about it?") % {"who": answer.workshop},
        submit_word=_("Answer"),
    )
