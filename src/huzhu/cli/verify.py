"""`huzhu verify`: is the journal whole? With a file: does a contract still say what was signed?"""

from __future__ import annotations

import re
from pathlib import Path
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
    file: Annotated[Path | None, typer.Argument(help="A contract file; checked without server or database.")] = None,
    head: Annotated[str, typer.Option(metavar="NUMBER:HASH", help="A head noted earlier, kept elsewhere.")] = "",
) -> None:
    """Walk the journal's chain from its first entry, and print its head to be kept elsewhere. With FILE: check the
    text and the signatures of a contract, from the file alone."""
    if file is not None:
        _verify_contract(file)
        return
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


def _verify_contract(file: Path) -> None:
    """What the file says, if every character is as it was signed."""
    from huzhu.contracts.sealing import read_file

    try:
        found = read_file(file.read_bytes())
    except OSError as problem:
        raise Refusal(f"{file}: {problem.strerror or problem}.") from None
    if not found.holds:
        raise Refusal(f"{file} does not hold: {found.problem}.", code=1)
    out = console()
    out.print(f"Contract no. {found.number}, version {found.version}: the text is as it was signed.", markup=False)
    out.print(f"SHA-256 {found.hash}", soft_wrap=True, markup=False)
    for each in found.signed:
        out.print(f"{each.party}: {each.person}, {each.office}, {each.signed_at}", soft_wrap=True, markup=False)
        out.print(f"  {each.authority}; journal {each.journal}", soft_wrap=True, markup=False)
        out.print(f"  key {each.fingerprint} (compare it with the printed contract)", soft_wrap=True, markup=False)
    if not found.signed:
        raise Refusal("Nobody has signed it.", code=1)
    for party in found.missing:
        out.print(f"{party}: has not signed.", markup=False)
