"""What I was told: the bell; and what counts as having read it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from huzhu.notices.actions import read_all_notices, read_notice, read_notices_about
from huzhu.notices.models import Notice
from huzhu.web.policy import members, open_to
from huzhu.web.presenting.notices import rows
from huzhu.web.presenting.tiles import spelt

MOST = 200


def seen(request: HttpRequest, thing: Any) -> None:
    """Whoever opens it has read the notice about it. Not an act of the alliance; written only when there is one."""
    if request.user.notices.filter(about=thing.journal_name, read_at=None).exists():
        read_notices_about(thing, by=request.user)


@open_to(members)
@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    own = Notice.objects.visible_to(request.user)
    unread = own.unread().count()
    text = _("You have read everything you were told.")
    if unread:
        text = ngettext("%(count)s thing is new to you.", "%(count)s things are new to you.", unread)
    context = {
        "headline": [text % {"count": spelt(unread)}],
        "unread": unread,
        "notices": rows(own[:MOST]),
    }
    return render(request, "notices/list.html", context)


@open_to(members)
@require_POST
def notice_read(request: HttpRequest, notice: int) -> HttpResponse:
    """Opening what a notice speaks of is having read it."""
    found = get_object_or_404(Notice.objects.visible_to(request.user), pk=notice)
    read_notice(found, by=request.user)
    return redirect(found.address if request.POST.get("then") != "stay" else "notice_list")


@open_to(members)
@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    read_all_notices(by=request.user)
    return redirect("notice_list")
