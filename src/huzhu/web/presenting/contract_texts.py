"""What exactly is promised: one promise in words, as it is read before signing, and two texts side by side."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from huzhu.contracts import rules
from huzhu.contracts.acting import promised_in
from huzhu.contracts.models import Contract, ContractVersion, Promise
from huzhu.people.models import Person
from huzhu.web import wording
from huzhu.web.presenting import effects
from huzhu.web.templatetags.huzhu import language
from huzhu.words import Words

V = ContractVersion.State


def marked(words: Words) -> SafeString:
    """What a person wrote, with the mark of its language where that is not the reader's."""
    return format_html("<span{}>{}</span>", language(words), words)


def value_words(promise: Promise, value: float | None, *, is_target: bool = False) -> str:
    if value is None or promise.metric is None:
        return "–"
    if is_target and promise.target_kind == Promise.Kind.CHANGE:
        return f"{wording.number(value * 100, 0, signed=True)}%"
    return effects.amount_words(value, promise.metric)


def promise_lines(promise: Promise) -> dict[str, Any]:
    """A promise as it is read before signing: name and words, one a line, nothing left out."""
    metric, definition = promise.metric, promise.definition
    window = [day for day in (promise.baseline_from_on, promise.baseline_until_on) if day]
    lines = [
        (_("Who helps whom?"), _("%(helper)s helps %(helped)s") % {"helper": promise.helper, "helped": promise.helped}),
        (_("How they help"), promise.get_help_form_display()),
        (_("Measured by"), f"{metric} ({definition.number})" if metric and definition else str(metric or "–")),
        (_("Where it stands now"), value_words(promise, promise.baseline)),
        (_("Target"), value_words(promise, promise.target, is_target=True)),
        (_("Due"), wording.long_date(promise.due_on) if promise.due_on else "–"),
        (_("Accepted by"), str(promise.acceptor or "–")),
        (_("Safety class"), promise.get_safety_class_display()),
    ]
    if window:
        lines.insert(4, (_("Measured"), " – ".join(wording.long_date(day) for day in window)))
    said = (
        (_("Of which product"), promise.product),
        (_("Where the figure comes from"), promise.baseline_source),
        (_("What the helper gives"), promise.effort),
        (_("What will show that it is done?"), promise.evidence_wanted),
        (_("Known way"), promise.experience.title if promise.experience else ""),
    )
    for label, words in said:
        if words:
            lines.append((label, str(words)))
    if promise.replaces:
        lines.append((_("In the place of"), _("item %(number)s") % {"number": promise.replaces.number}))
    if promise.commitment:
        lines.append((_("Its value in yuan"), str(promise.commitment)))
    return {"number": promise.item.number, "subject": promise.subject, "lines": lines}


def compared(contract: Contract, version: ContractVersion | None, person: Person) -> dict[str, Any] | None:
    """A version beside the one before it, where they differ: who negotiates has both texts in view."""
    offered = contract.versions.filter(state=V.PROPOSED).first()
    newer = version if version is not None and version.state == V.WRITING else offered or version
    if newer is None or newer.number == 1 or not rules.belongs(person, contract):
        return None
    known = contract.versions.filter(number__lt=newer.number).exclude(state__in=(V.REFUSED, V.WRITING))
    older = known.filter(state=V.IN_FORCE).first() or known.order_by("-number").first()
    if older is None:
        return None
    before = {each.item_id: each for each in promised_in(older)}
    after = {each.item_id: each for each in promised_in(newer)}
    pks = sorted({*before, *after}, key=lambda pk: (before.get(pk) or after[pk]).item.number)
    rows = [
        {"number": (before.get(pk) or after[pk]).item.number, "old": _said(before.get(pk)), "new": _said(after.get(pk))}
        for pk in pks
    ]
    return {"older": older, "newer": newer, "rows": [row | {"differs": row["old"] != row["new"]} for row in rows]}


def _said(promise: Promise | None) -> list[str | SafeString]:
    """A promise in five short lines, so that two stand side by side."""
    if promise is None:
        return []
    values = {"helper": promise.helper, "helped": promise.helped}
    due = wording.long_date(promise.due_on) if promise.due_on else "–"
    return [
        marked(promise.subject),
        _("%(helper)s helps %(helped)s") % values,
        _("%(metric)s: from %(now)s to %(target)s")
        % {
            "metric": promise.metric or "–",
            "now": value_words(promise, promise.baseline),
            "target": value_words(promise, promise.target, is_target=True),
        },
        _("by %(day)s") % {"day": due},
        _("accepted by %(who)s") % {"who": promise.acceptor or "–"},
        str(promise.effort),
        _("in the place of item %(number)s") % {"number": promise.replaces.number} if promise.replaces else "",
    ]
