"""`huzhu take-back BATCH`: a load that was wrong."""

from __future__ import annotations

from typing import Annotated

import typer

from huzhu.cli.house import open_house, person_named
from huzhu.cli.saying import Refusal, console
from huzhu.cli.saying import gettext as _


def take_back(
    batch: Annotated[int, typer.Argument(help="The number that `huzhu load` printed.")],
    why: Annotated[str, typer.Option(help="The reason; it stands in the journal.")],
    by: Annotated[str, typer.Option("--as", help="Who takes it back (sign-in name).")] = "",
) -> None:
    """Take a batch back: its readings do not count any longer, and what rests on them is computed anew."""
    with open_house():
        from huzhu.cli.work import with_progress
        from huzhu.metrics import actions
        from huzhu.metrics.models import Batch

        person = person_named(by) if by else None
        found = (Batch.objects.visible_to(person) if person else Batch.objects.all()).filter(pk=batch).first()
        if found is None:
            raise Refusal(_("There is no batch %(batch)s.") % {"batch": batch})
        actions.take_back_batch(found, by=person, why=why)
        with_progress()
        console().print(
            _("Batch %(batch)s (%(file)s) does not count any longer.") % {"batch": batch, "file": found.file_name},
            markup=False,
        )
