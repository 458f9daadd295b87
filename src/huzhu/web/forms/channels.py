"""Where a person wants to be told outside these pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huzhu.notices.models import Channel, Notice


def _time(label: Any, **kwargs: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, **kwargs)


class ChannelSettingsForm(forms.Form):
    """What may be changed later: everything but kind and address."""

    name = forms.CharField(label=_("Name of the channel"), max_length=60, help_text=_("By which you know it again."))
    least_urgency = forms.TypedChoiceField(
        label=_("What goes there?"),
        coerce=int,
        initial=Notice.Urgency.DAILY,
        widget=forms.RadioSelect,
        choices=[
            (Notice.Urgency.DAILY, _("Everything: the ordinary once a day, what is urgent at once")),
            (Notice.Urgency.SOON, _("Only what is urgent, and danger")),
            (Notice.Urgency.DANGER, _("Only danger to people")),
        ],
    )
    digest_at = _time(_("The ordinary, once a day at"), initial="07:30")
    quiet_from = _time(_("Quiet from"), required=False)
    quiet_until = _time(_("Quiet until"), required=False, help_text=_("Danger to people comes at any hour."))
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("As in my settings")), ("zh", "中文"), ("en", "English")]
    )


class ChannelForm(ChannelSettingsForm):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[each for each in Channel.Kind.choices if each[0] != Channel.Kind.PUSH]
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=1000,
        help_text=_(
            "The e-mail address, or that of the robot or machine as its service shows it. It is kept encrypted."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    field_order = ("kind", "address", "name", "least_urgency", "digest_at", "quiet_from", "quiet_until", "language")


class SaidByBrowser(forms.HiddenInput):
    """Said anew with each attempt: a page that refused one does not carry it back."""

    def format_value(self, value: Any) -> None:
        return None


class DeviceForm(forms.Form):
    """What a browser says of itself once its person has switched notices on; the script of the page fills it in."""

    name = forms.CharField(label=_("Name of this device"), max_length=60, required=False)
    endpoint = forms.CharField(max_length=1000, widget=SaidByBrowser)
    p256dh = forms.CharField(max_length=120, widget=SaidByBrowser)
    auth = forms.CharField(max_length=60, widget=SaidByBrowser)


class ChangeChannelForm(ChannelSettingsForm):
    is_paused = forms.BooleanField(label=_("Pause: nothing goes there for now"), required=False)
