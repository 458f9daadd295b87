"""`huzhu demo`: the four plants of 1956 to 1958, simulated."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from huzhu.cli.house import migrate, open_house
from huzhu.cli.saying import Refusal, console, table
from huzhu.cli.saying import gettext as _

if TYPE_CHECKING:
    from rich.table import Table


def demo(
    serve: Annotated[bool, typer.Option("--serve", help="Serve it when it is loaded.")] = False,
    port: Annotated[int, typer.Option(help="The port; 0 takes a free one.")] = 8000,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "localhost",
    processes: Annotated[int, typer.Option(help="Web processes; 0 means one per processor, at most 4.")] = 0,
) -> None:
    """Load the demo of four plants (all data is simulated) unless it is there, and say who to sign in as."""
    with open_house(tables=False):
        from django.db import connections

        migrate()
        _load()
        accounts = _accounts()
        connections.close_all()
    console().print(accounts)
    if serve:
        sys.stdout.flush()
        # Anew, because the loading left behind threads and much memory, and serving forks.
        serving = ["serve", "--port", str(port), "--host", host, "--processes", str(processes)]
        os.execv(sys.executable, [sys.executable, "-m", "huzhu.cli", *serving])
    else:
        console().print(_("Serve it with `huzhu serve`."))


def _load() -> None:
    from django.conf import settings

    from huzhu.demo import load
    from huzhu.workshops.models import Alliance

    there = Alliance.objects.first()
    if there is not None and load.is_loaded():
        return
    if there is not None and not load.is_begun():
        raise Refusal(
            f"{settings.HUZHU_HOME} holds another alliance, {there}; set HUZHU_HOME to an empty folder.", code=1
        )
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<36}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console(error=True)) as bar:
        steps: dict[str, int] = {}

        def progress(step: str, done: int, known: int) -> None:
            if step not in steps:
                steps[step] = bar.add_task(step)
            bar.update(steps[step], completed=done, total=known)

        load.load_demo(progress=progress)


def _accounts() -> Table:
    """Who to sign in as: one account for each way of looking at the alliance, those of Dalian first."""
    from huzhu.demo.load import PASSWORD
    from huzhu.demo.people import persons
    from huzhu.people.models import Person

    order = ["workshop_head", "operator", "chief_engineer", "safety_officer", "secretariat"]
    first: dict[str, str] = {}
    for each in persons():
        if each.signs_in and each.role in order:
            first.setdefault(each.role, each.username)
    people = {each.username: each for each in Person.objects.filter(username__in=first.values())}
    rows = [
        (username, PASSWORD, people[username], people[username].seats_now[0])
        for role in order
        if (username := first.get(role)) in people
    ]
    return table(_("Sign in as"), _("Password"), _("Who"), _("Seat"), rows=rows)
