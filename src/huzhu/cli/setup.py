"""`huzhu setup FILE`: plants, trades, size bands, equipment, workshops, metrics and flows from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from huzhu.cli.house import open_house
from huzhu.cli.saying import Refusal, console, table
from huzhu.cli.saying import gettext as _


def setup(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help=".xlsx, .toml, or one .csv a table.")],
) -> None:
    """Set up plants, trades, bands, equipment, workshops, metrics, flows: all of it, or nothing if a row is wrong."""
    from huzhu.cli import founding

    rows = [row for file in files for row in founding.read(file)]
    if not rows:
        raise Refusal(_("There is nothing to set up in it."))
    with open_house():
        result = founding.set_up(rows)
        if result.wrong:
            shown = [(each.place, each.field, each.why) for each in result.wrong]
            console(error=True).print(table(_("Row"), _("Field"), _("What is wrong"), rows=shown))
            raise Refusal(_("%(count)s row(s) are wrong; nothing was set up.") % {"count": len(result.wrong)}, code=1)
        rows_shown = [(name, result.made.get(name, 0), result.there.get(name, 0)) for name in founding.TABLES]
        shown_rows = [row for row in rows_shown if row[1] or row[2]]
        console().print(table("", _("Set up"), _("There already"), rows=shown_rows, right=(1, 2)))
