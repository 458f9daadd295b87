"""`huzhu verify`: is the journal whole?"""

from __future__ import annotations

import re
from typing import Annotated

import typer

from huzhu.cli.house import open_house
from huzhu.cli.saying import Refusal, console
from huzhu.cli.saying import gettext as _

REASONS = {
    "missing": "an entry is missing",
    "not chained": "an entry does not follow the one before",
    "changed": "an entry was changed after it was written",
    "rewritten": "the chain was written anew since that head was noted",
    "cut short": "entries at the end are gone",
}


def verify(
    head: Annotated[str, typer.Option(metavar="NUMBER:HASH", help="A head noted earlier, kept elsewhere.")] = "",
) -> None:
    """Walk the journal's chain from its first entry, and print its head to be kept elsewhere."""
    known = _known(head)
    with open_house():
        from huzhu.journal.models import GENESIS, Entry
        from huzhu.journal.queries import verify as walk

        verdict = walk(known)
        if not verdict.whole:
            why = REASONS.get(verdict.reason, verdict.reason)
            raise Refusal(
                _("The journal is broken at entry %(number)s: %(why)s.") % {"number": verdict.broken_at, "why": why},
                code=1,
            )
        last = Entry.objects.order_by("-number").first()
        out = console()
        out.print(_("The journal is whole: %(count)s entries.") % {"count": verdict.entries})
        out.print(f"Head {last.number if last else 0}:{last.hash if last else GENESIS}", soft_wrap=True)


def _known(head: str) -> tuple[int, str] | None:
    if not head:
        return None
    found = re.fullmatch(r"(\d+):([0-9a-f]{64})", head.strip())
    if not found:
        raise Refusal(_("--head: wanted as `huzhu verify` prints it, NUMBER:HASH."))
    return int(found[1]), found[2]
