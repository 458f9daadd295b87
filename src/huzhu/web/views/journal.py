"""The journal as its reader may see it: acts of the alliance and of the own plants, the newest first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huzhu.journal.models import Entry, Head
from huzhu.web.policy import members, open_to

A_PAGE = 50


def verb_words(verb: str) -> str:
    """What was done, as a past fact; an act without words of its own appears under its code."""
    return {
        "found_alliance": _("Alliance set up or changed"),
        "found_plant": _("Plant added"),
        "name_trade": _("Trade added"),
        "add_band": _("Size band added"),
        "open_workshop": _("Workshop added"),
        "connect": _("Material flow written down"),
        "register": _("Person registered"),
        "seat": _("Seat given"),
        "unseat": _("Seat ended"),
        "change_settings": _("Own settings changed"),
        "issue_token": _("Key for a machine made"),
        "revoke_token": _("Key for a machine revoked"),
        "define_metric": _("Indicator defined"),
        "change_definition": _("Definition of an indicator changed"),
        "receive_file": _("File received"),
        "load_batch": _("Readings loaded"),
        "refuse_batch": _("No reading of a file could be taken"),
        "name_code": _("A product or task named"),
        "take_back_batch": _("Readings taken back"),
        "propose_mapping": _("Mapping of a source proposed anew"),
        "agree_mapping": _("Mapping of a source agreed"),
        "draft_experience": _("Experience written down"),
        "write_version": _("Version of an experience written"),
        "share_experience": _("Experience shared"),
        "describe_experience": _("Experience described for others to try"),
        "verify_at_origin": _("Experience verified where it comes from"),
        "recommend_experience": _("Experience recommended"),
        "flag_experience": _("Warning put up or taken down"),
        "retire_experience": _("Experience withdrawn"),
        "take_up": _("Experience taken up"),
        "review_risk": _("Risk reviewed and signed"),
        "start": _("Trial started"),
        "put_into_use": _("Put into full use"),
        "keep": _("Kept as standard"),
        "stop": _("Stopped"),
        "abandon": _("Not started after all"),
        "measure": _("Effect measured"),
        "read_guardrail": _("Guardrail read"),
        "change_disclosure": _("Who sees an indicator changed"),
        "reset_password": _("Password set anew"),
        "load_demo": _("Demo loaded"),
        **_of_dangers(),
    }.get(verb, verb)


def _of_dangers() -> dict[str, str]:
    return {
        "raise_hazard": _("Danger raised"),
        "suspect": _("The readings point to a change"),
        "suspect_too": _("Another change is suspected too"),
        "say_seen_here": _("Danger seen here too"),
        "acknowledge": _("Danger taken on"),
        "name_cause": _("Suspicion named"),
        "recall": _("Everybody who may be hit by the same is called"),
        "ask_for_remedy": _("A card asks who has a remedy"),
        "answer_call": _("Call about a danger answered"),
        "contain": _("Danger contained"),
        "seek_remedy": _("A remedy is sought"),
        "try_remedy": _("A remedy is on trial"),
        "mark_remedied": _("The remedy is in full use"),
        "verify_and_close": _("The cure is verified and the danger closed"),
        "refute": _("Danger refuted"),
        "sign_risk": _("A risk signed by one of two"),
        "accept_risk": _("The risk is accepted by both"),
    }


@open_to(members)
@require_safe
def journal_page(request: HttpRequest) -> HttpResponse:
    entries = Entry.objects.visible_to(request.user).order_by("-number")
    about = request.GET.get("about", "")[:200]
    if about:
        entries = entries.filter(thing=about)
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 15:
        entries = entries.filter(number__lt=int(before))
    rows = list(entries[: A_PAGE + 1])
    older = rows[A_PAGE - 1].number if len(rows) > A_PAGE else None
    shown = [{"entry": entry, "words": verb_words(entry.verb)} for entry in rows[:A_PAGE]]
    head = Head.objects.filter(pk=1).first()
    return render(request, "plain/journal.html", {"rows": shown, "older": older, "about": about, "head": head})
