"""Whatever the journal keeps can be read: each verb in the rooms' code has its words."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from django.conf import settings

from huzhu.journal.models import Entry
from huzhu.web.presenting.acts import ACTS, act_words

# The function that writes the entry, and which of its arguments is the verb.
WRITERS = {"record": 0, "_keep": 1, "_written": 0, "move_item": 1}


def verbs() -> Iterator[tuple[str, str]]:
    for path in sorted(settings.PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place = WRITERS.get(name, 99)
            if place < len(node.args):
                for said in ast.walk(node.args[place]):
                    if isinstance(said, ast.Constant) and isinstance(said.value, str) and said.value.islower():
                        yield path.name, said.value


def test_every_verb_has_its_words() -> None:
    found = [(where, verb) for where, verb in verbs() if not verb.startswith("_") and not verb.endswith("_")]
    assert len(found) > 150
    known = {verb for words in ACTS.values() for verb in words}
    assert sorted({f"{where}: {verb}" for where, verb in found if verb not in known}) == []


def test_the_same_verb_means_what_it_was_done_to() -> None:
    said = {kind: act_words(Entry(verb="accept", thing=f"{kind}:7")) for kind in ("transfer", "contract")}
    assert said == {"transfer": "验收合格", "contract": "条款验收"}
    assert act_words(Entry(verb="unheard_of", thing="card:7")) == "unheard_of"
