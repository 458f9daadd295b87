"""A signed contract on paper: typst, fonts embedded, the same text in the reader's language, every signature named."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _

from huzhu.contracts.models import Promise
from huzhu.contracts.sealing import canonical, fingerprint, hash_of
from huzhu.delegation.models import SafetyClass
from huzhu.words import Words, reading_language

PAGE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set page(paper: "a4", margin: (x: 22mm, y: 20mm), footer: context [
  #set text(8pt)
  #data.foot #h(1fr) #counter(page).display("1 / 1", both: true)
])
#set text(font: ("Noto Serif CJK SC", "Source Serif 4", "Noto Sans SC", "Noto Serif SC", "Libertinus Serif"),
  size: 10.5pt, lang: data.lang)
#set par(leading: 0.75em)
#align(center)[#text(9pt)[#data.kicker] #v(2pt) #text(18pt, weight: "bold")[#data.title] #v(4pt) #data.parties]
#v(6pt)
#line(length: 100%, stroke: 1pt)
#if data.preamble != "" [#par[#data.preamble]]
#par[#data.period]
#for item in data.items [
  #block(breakable: false, above: 14pt)[
    #text(12pt, weight: "bold")[#item.heading]
    #v(2pt)
    #table(columns: (38mm, 1fr), stroke: none, inset: (x: 0pt, y: 3pt),
      ..item.lines.map(line => (text(9pt, fill: rgb("#46525D"))[#line.at(0)], [#line.at(1)])).flatten())
  ]
]
#v(10pt)
#line(length: 100%, stroke: 0.5pt)
#block(sticky: true)[#text(12pt, weight: "bold")[#data.signatures_title]]
#for one in data.signatures [
  #block(breakable: false, above: 10pt)[
    #strong[#one.name] \\
    #for line in one.lines [#text(9pt)[#line] \\ ]
  ]
]
#if data.signatures.len() == 0 [#par[#data.unsigned]]
#v(8pt)
#text(8pt)[#data.seal_words \\ #raw(data.hash)]
"""


def contract_pdf(text: dict[str, Any], signatures: list[dict[str, Any]]) -> bytes:
    """The fixed text and its signatures as a PDF. Only what is in the text is printed: nothing is read anew."""
    import typst  # a large library, wanted only here

    return typst.compile(PAGE.encode(), sys_inputs={"data": json.dumps(_data(text, signatures))})


def _said(words: dict[str, str]) -> str:
    return str(Words(words))


def _data(text: dict[str, Any], signatures: list[dict[str, Any]]) -> dict[str, Any]:
    names = {each["code"]: _party(each) for each in text["parties"]}
    values = {"first": text["starts_on"], "last": text["ends_on"], "months": text["inspect_every_months"]}
    return {
        "lang": reading_language(),
        "kicker": _("Technical assistance contract no. %(number)s, version %(version)s")
        % {"number": text["number"], "version": text["version"]},
        "title": _said(text["title"]),
        "parties": "   ·   ".join(names.values()),
        "preamble": _said(text["preamble"]),
        "period": _("From %(first)s to %(last)s; inspected jointly every %(months)s months.") % values,
        "items": [_item(each, names) for each in text["items"]],
        "signatures_title": _("Signatures"),
        "signatures": [_signature(each, names) for each in signatures],
        "unsigned": _("Not signed yet."),
        "seal_words": _("SHA-256 of the text. Check the file of this contract with: huzhu verify contract.json"),
        "hash": hash_of(text),
        "foot": f"{text['number']} / {text['version']} · {len(canonical(text))}",
    }


def _party(each: dict[str, Any]) -> str:
    names = [_said(each["names"]["plant"])]
    if "workshop" in each["names"]:
        names.append(_said(each["names"]["workshop"]))
    return "，".join(names) if reading_language() == "zh" else ", ".join(names)


def _item(each: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    unit = _said(each["unit"])
    target = each["target"]
    if each["target_kind"] == Promise.Kind.CHANGE:
        target, unit_of_target = format(float(target) * 100, "+.6g"), "%"
    else:
        unit_of_target = unit
    window = " – ".join(day for day in (each["baseline_from_on"], each["baseline_until_on"]) if day)
    both = {"helper": names[each["helper"]], "helped": names[each["helped"]]}
    lines = [
        (_("Who helps whom?"), _("%(helper)s helps %(helped)s") % both),
        (_("How they help"), str(Promise.Help(each["help_form"]).label)),
        (_("Measured by"), f"{_said(each['metric_name'])} ({each['definition']})"),
        (_("Where it stands now"), f"{each['baseline']} {unit}" + (f" ({window})" if window else "")),
        (_("Target"), f"{target} {unit_of_target}"),
        (_("Due"), each["due_on"]),
        (_("Accepted by"), _said(each["acceptor"])),
        (_("Safety class"), str(SafetyClass(each["safety_class"]).label)),
        (_("What the helper gives"), _said(each["effort"])),
        (_("Its value in yuan"), each["commitment_yuan"] if float(each["commitment_yuan"]) else ""),
        (_("Evidence"), _said(each["evidence_wanted"])),
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
