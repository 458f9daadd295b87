"""`huzhu work`: computes what is due until told to stop. `huzhu serve` starts one by itself."""

from __future__ import annotations

import signal
import threading
from typing import Annotated

import typer

from huzhu.cli.house import open_house
from huzhu.cli.saying import console
from huzhu.cli.saying import gettext as _


def work(
    once: Annotated[bool, typer.Option("--once", help="Do what is due now and stop.")] = False,
) -> None:
    """Compute what is due: comparisons after a load, effects after new readings."""
    with open_house():
        from huzhu import work as due

        if once:
            done = due.do_due_work()
            console().print(_("%(count)s piece(s) of work done.") % {"count": done})
            return
        keep_working()


def keep_working(rest_after: float | None = None) -> None:
    """Work until INT or TERM (or until there is nothing left to do for a while, see `work.run_forever`)."""
    from huzhu import work as due

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    due.run_forever(stop, rest_after=rest_after)


def with_progress(title: str = "Computing") -> int:
    """Do the due work with a bar; how many pieces were done."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from huzhu import work as due

    columns = (
        TextColumn(title),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=console(error=True), transient=True) as bar:
        task = bar.add_task("", total=due.left_to_do() or None)
        return due.do_due_work(
            progress=lambda name, done, known: bar.update(task, description=name, completed=done, total=known)
        )
