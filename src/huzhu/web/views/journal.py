"""The journal as its reader may see it: acts of the alliance and of the own plants, the newest first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huzhu.journal.models import Entry, Head
from huzhu.web.policy import members, open_to
from huzhu.web.presenting.acts import act_words

A_PAGE = 50


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
    shown = [{"entry": entry, "words": act_words(entry)} for entry in rows[:A_PAGE]]
    head = Head.objects.filter(pk=1).first()
    return render(request, "plain/journal.html", {"rows": shown, "older": older, "about": about, "head": head})
