"""`huzhu manage ...`: Django's own commands, for those who know them."""

from __future__ import annotations

import typer

from huzhu.cli.house import open_house


def manage(context: typer.Context) -> None:
    """Pass the rest of the line to Django's management commands."""
    with open_house(tables=False):
        from django.core.management import execute_from_command_line

        execute_from_command_line(["huzhu manage", *context.args])
