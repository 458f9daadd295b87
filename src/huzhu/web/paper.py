"""A signed contract on paper: typst, fonts embedded, the same text in the reader's language, every signature named."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext as _

from huzhu.contracts.models import Promise
from huzhu.contracts.sealing import canonical, fingerprint, hash_of
from huzhu.delegation.models import SafetyClass
from huzhu.web import wording
from huzhu.web.presenting.beginnings import signed_rows
from huzhu.web.typesetting import pdf_of
from huzhu.words import Words, reading_language


def contract_pdf(text: dict[str, Any], signatures: list[dict[str, Any]]) -> bytes:
    """The fixed text and its signatures as a PDF. Only what is in the text is printed: nothing is read anew."""
    return pdf_of("contract.typ", _data(text, signatures))


def _said(words: dict[str, str]) -> str:
    return str(Words(words))


def _data(text: dict[str, Any], signatures: list[dict[str, Any]]) -> dict[str, Any]:
    names = {each["code"]: _party(each) for each in text["parties"]}
    values = {"first": _day(text["starts_on"]), "last": _day(text["ends_on"]), "months": text["inspect_every_months"]}
    period = _("From %(first)s to %(last)s; inspected jointly every %(months)s months.") % values
    rows = [_("%(name)s: %(said)s") % {"name": name, "said": said} for name, said in signed_rows(text)]
    why = _("Why this version: %(why)s") % {"why": text["why"]} if text["why"] else ""
    return {
        "lang": reading_language(),
        "kicker": _("Technical assistance contract no. %(number)s, version %(version)s")
        % {"number": text["number"], "version": text["version"]},
        "title": _said(text["title"]),
        "parties": "   ·   ".join(names.values()),
        "paragraphs": [each for each in (_said(text["preamble"]), period, *rows, why) if each],
        "items": [_item(each, names) for each in text["items"]],
        "signatures_title": _("Signatures"),
        "signatures": [_signature(each, names) for each in signatures],
        "unsigned": _("Not signed yet."),
        "seal_words": _("SHA-256 of the text. Check the file of this contract with: huzhu verify contract.json"),
        "hash": hash_of(text),
        "foot": f"{text['number']} / {text['version']} · {len(canonical(text))}",
    }


def _day(iso: str) -> str:
    return wording.long_date(datetime.date.fromisoformat(iso)) if iso else ""


def _party(each: dict[str, Any]) -> str:
    names = [_said(each["names"]["plant"])]
    if "workshop" in each["names"]:
        names.append(_said(each["names"]["workshop"]))
    return "，".join(names) if reading_language() == "zh" else ", ".join(names)


def _item(each: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    unit = _said(each["unit"])
    target = each["target"]
    if each["target_kind"] == Promise.Kind.CHANGE:
        target, unit_of_target = format(float(target) * 100, "+.6g").replace("-", "−"), "%"
    else:
        unit_of_target = unit
    window = " – ".join(_day(day) for day in (each["baseline_from_on"], each["baseline_until_on"]) if day)
    both = {"helper": names[each["helper"]], "helped": names[each["helped"]]}
    lines = [
        (_("Who helps whom?"), _("%(helper)s helps %(helped)s") % both),
        (_("How they help"), str(Promise.Help(each["help_form"]).label)),
        (_("Measured by"), f"{_said(each['metric_name'])} ({each['definition']})"),
        (_("What it counts"), _said(each["definition_text"])),
        (_("Of which product"), each["product"]),
        (_("Where it stands now"), f"{each['baseline']} {unit}" + (f" ({window})" if window else "")),
        (_("Where the figure comes from"), each["baseline_source"]),
        (_("Target"), f"{target}{'' if unit_of_target == '%' else ' '}{unit_of_target}"),
        (_("Due"), _day(each["due_on"])),
        (_("Accepted by"), _said(each["acceptor"])),
        (_("Safety class"), str(SafetyClass(each["safety_class"]).label)),
        (_("What the helper gives"), _said(each["effort"])),
        (_("Its value in yuan"), each["commitment_yuan"] if float(each["commitment_yuan"]) else ""),
        (_("What will show that it is done?"), _said(each["evidence_wanted"])),
        (_("Known way"), each["experience"]),
        (_("In the place of"), _("item %(number)s") % {"number": each["in_place_of"]} if "in_place_of" in each else ""),
    ]
    return {"heading": f"{each['number']}. {_said(each['subject'])}", "lines": [line for line in lines if line[1]]}


def _signature(each: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    said = each["statement"]
    values = {"who": _said(said["name"]), "at": said["signed_at"].replace("T", " ")[:16]}
    number = said["authority"].rpartition("no. ")[2] if "delegation no." in said["authority"] else ""
    authority = (
        _("acted under delegation no. %(number)s") % {"number": number} if number else _("acted for the plant itself")
    )
    journal = _("journal %(number)s") % {"number": said["journal"]["number"]}
    return {
        "name": names[said["party"]],
        "lines": [
            _("Signed by %(who)s, %(at)s") % values,
            f"{authority} · {journal}",
            _("Key %(key)s") % {"key": fingerprint(each["public_key"])},
        ],
    }
