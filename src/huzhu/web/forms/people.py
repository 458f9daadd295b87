"""One's own settings and keys."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

LANGUAGE_CHOICES = [("", _("As the browser")), ("zh", "中文"), ("en", "English")]
SCHEME_CHOICES = [("", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))]


class SettingsForm(forms.Form):
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGE_CHOICES, required=False)
    scheme = forms.ChoiceField(label=_("Light or dark"), choices=SCHEME_CHOICES, required=False)


class TokenForm(forms.Form):
    name = forms.CharField(label=_("What the key is for"), max_length=80)
    may_write = forms.BooleanField(label=_("It may also write: load readings."), required=False)
    days = forms.TypedChoiceField(
        label=_("How long it is valid"),
        coerce=int,
        initial=365,
        choices=[(30, _("30 days")), (365, _("one year")), (0, _("until it is revoked"))],
    )
