"""Channels: one's own, and for the administrator those that no longer answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huzhu.notices import channels, push
from huzhu.notices.models import Channel, Delivery, Message, Notice
from huzhu.web.answers import form_page, one_form, refusals
from huzhu.web.devices import DEVICE, YEAR, name_of
from huzhu.web.forms.channels import ChangeChannelForm, ChannelForm, DeviceForm
from huzhu.web.policy import members, open_to
from huzhu.words import reading_language

FORM = require_http_methods(["GET", "HEAD", "POST"])


def administrators(request: HttpRequest) -> bool:
    return members(request) and request.user.holds("administrator")


def _own(request: HttpRequest, number: int) -> Channel:
    return get_object_or_404(Channel, pk=number, person=request.user, ended_at=None)


def _rows(channels_shown: Any) -> list[dict[str, Any]]:
    return [
        {
            "channel": each,
            "goes": _goes(each),
            "problem": _(each.problem) if each.problem else "",
            "waiting": Message.objects.filter(channel=each, sent_at=None, due_at__isnull=False).count()
            + Delivery.objects.filter(channel=each, due_at__isnull=False).count(),
        }
        for each in channels_shown
    ]


def _goes(channel: Channel) -> str:
    """What goes there and when: "everything; the ordinary at 07:30; quiet from 21:00 to 06:30"."""
    urgency = Notice.Urgency(channel.least_urgency)
    parts = [
        {
            Notice.Urgency.DAILY: _("everything"),
            Notice.Urgency.SOON: _("what is urgent, and danger"),
            Notice.Urgency.DANGER: _("only danger to people"),
        }[urgency]
    ]
    if urgency == Notice.Urgency.DAILY:
        parts.append(_("the ordinary at %(time)s") % {"time": f"{channel.digest_at:%H:%M}"})
    if channel.quiet_from and channel.quiet_until and urgency != Notice.Urgency.DANGER:
        hours = {"start": f"{channel.quiet_from:%H:%M}", "end": f"{channel.quiet_until:%H:%M}"}
        parts.append(_("quiet from %(start)s to %(end)s") % hours)
    return ("；" if reading_language() == "zh" else "; ").join(parts)


@open_to(members)
@require_safe
def channel_list(request: HttpRequest) -> HttpResponse:
    return _list(request, DeviceForm(initial={"name": name_of(request)}))


def _list(request: HttpRequest, form: DeviceForm) -> HttpResponse:
    own = Channel.objects.filter(person=request.user, ended_at=None)
    here = request.COOKIES.get(DEVICE, "")
    context = {"rows": _rows(own), "is_all": False, "here": here, "push_key": push.public_key()}
    return form_page(request, "me/channels.html", form, **context)


@open_to(members)
@require_POST
def device_new(request: HttpRequest) -> HttpResponse:
    """This browser shows notices from now on."""
    form = DeviceForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        said["name"] = said["name"] or name_of(request)
        with refusals(form):
            channel = channels.add_device(by=request.user, **said)
            messages.success(request, _("Switched on here. The next news comes to this device, too."))
            response = redirect("channel_list")
            secure = request.is_secure()
            response.set_cookie(DEVICE, channel.device, max_age=YEAR, samesite="Lax", secure=secure, httponly=True)
            return response
    return _list(request, form)


@open_to(administrators)
@require_safe
def channel_health(request: HttpRequest) -> HttpResponse:
    """Every channel that failed lately or was given up; of whom, of what kind, since when; never the address."""
    failing = Channel.objects.filter(ended_at=None).exclude(problem="", dead_at=None).select_related("person")
    return render(request, "me/channels.html", {"rows": _rows(failing), "is_all": True})


@open_to(members)
@FORM
def channel_new(request: HttpRequest) -> HttpResponse:
    """The secret of a webhook stands in this one answer and nowhere else, so it is not redirected away."""
    form = ChannelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            channel, secret = channels.add_channel(by=request.user, **form.cleaned_data)
            if not secret:
                messages.success(request, _("Added. The next news goes there, too."))
                return redirect("channel_list")
            response = render(request, "me/token.html", {"token": channel, "secret": secret}, status=201)
            response["Cache-Control"] = "no-store"
            return response
    page = {"heading": _("Tell me elsewhere, too"), "submit_word": _("Add it"), "back_url": "/me/channels"}
    return form_page(request, "forms/page.html", form, **page)


channel_new.keeps_receipts = False  # type: ignore[attr-defined]  # a receipt would keep the secret


@open_to(members)
@FORM
def channel_edit(request: HttpRequest, channel: int) -> HttpResponse:
    found = _own(request, channel)
    initial = {name: getattr(found, name) for name in channels.CHANGEABLE}

    def act(said: dict[str, Any]) -> str:
        channels.change_channel(found, by=request.user, **said)
        return "/me/channels"

    return one_form(
        request,
        ChangeChannelForm(request.POST or None, initial=initial),
        act,
        heading=found.name,
        submit_word=_("Keep it"),
        back_url="/me/channels",
    )


@open_to(members)
@require_POST
def channel_end(request: HttpRequest, channel: int) -> HttpResponse:
    channels.end_channel(_own(request, channel), by=request.user)
    messages.success(request, _("Ended; its address is forgotten."))
    return redirect("channel_list")


@open_to(members)
@require_POST
def channel_revive(request: HttpRequest, channel: int) -> HttpResponse:
    found = get_object_or_404(Channel.objects.visible_to(request.user), pk=channel, ended_at=None)
    if not channels.may_revive(request.user, found):
        raise Http404
    channels.revive_channel(found, by=request.user)
    messages.success(request, _("What waits is tried again now."))
    return redirect("channel_list" if found.person_id == request.user.pk else "channel_health")
