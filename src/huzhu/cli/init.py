"""`huzhu init`: an empty alliance."""

from __future__ import annotations

import secrets
from typing import Annotated

import typer

from huzhu.cli.house import as_words, migrate, open_house
from huzhu.cli.saying import Refusal, console, table
from huzhu.cli.saying import gettext as _

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is misread on paper


def new_password() -> str:
    """Three groups of five, some 74 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(3))


def init(
    name: Annotated[str, typer.Option(help="Name of the alliance.")] = "互助",
    name_en: Annotated[str, typer.Option(help="Its name in English.")] = "",
    admin: Annotated[str, typer.Option(help="Sign-in name of the administrator.")] = "admin",
    admin_name: Annotated[str, typer.Option(help="The administrator's own name.")] = "",
    ask: Annotated[
        bool, typer.Option("--ask", help="Ask for the password; otherwise one is made and printed.")
    ] = False,
    independent: Annotated[
        bool, typer.Option("--independent", help="Independent firms, not plants of one group.")
    ] = False,
) -> None:
    """Start an empty alliance: the tables, its name, and an administrator who can sign in."""
    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True) if ask else new_password()
    with open_house(tables=False):
        from django.conf import settings
        from django.db import transaction

        from huzhu.people import actions as people
        from huzhu.people.models import Role
        from huzhu.workshops import actions as workshops
        from huzhu.workshops.models import Alliance

        migrate()
        if (there := Alliance.objects.first()) is not None:
            raise Refusal(
                _("There is an alliance in %(home)s already: %(name)s.") % {"home": settings.HUZHU_HOME, "name": there},
                code=1,
            )
        kind = Alliance.Kind.INDEPENDENT if independent else Alliance.Kind.ONE_GROUP
        with transaction.atomic():  # both or neither: an alliance without its administrator could not be entered
            alliance = workshops.found_alliance(name=as_words(name, name_en), by=None, kind=kind)
            person = people.register(username=admin, name=as_words(admin_name or admin), by=None, password=password)
            people.seat(person, Role.ADMINISTRATOR, by=None)
        rows = [(_("Alliance"), alliance), (_("Data in"), settings.HUZHU_HOME), (_("Sign in as"), admin)]
        out = console()
        out.print(table("", "", rows=[*rows, *([] if ask else [(_("Password"), password)])]))
        out.print(
            _("Next: `huzhu setup FILE` or the pages for plants and workshops, then `huzhu load FILE`; `huzhu serve`.")
        )
