"""`huzhu person ...` and `huzhu token`: accounts from the terminal of whoever runs the server."""

from __future__ import annotations

from typing import Annotated

import typer

from huzhu.cli.house import as_words, named, open_house, person_named
from huzhu.cli.init import new_password
from huzhu.cli.saying import Refusal, console, table

person = typer.Typer(help="People: add, seat, password, list.", no_args_is_help=True, rich_markup_mode=None)

At = Annotated[str, typer.Option("--at", help="Workshop or plant (its address word) for roles held there.")]
Ask = Annotated[bool, typer.Option("--ask", help="Ask for the password; otherwise one is made and printed.")]


@person.command()
def add(
    username: Annotated[str, typer.Argument(help="Sign-in name.")],
    name: Annotated[str, typer.Option(help="The person's name.")] = "",
    name_en: Annotated[str, typer.Option(help="The name in Latin letters.")] = "",
    email: Annotated[str, typer.Option(help="E-mail address.")] = "",
    role: Annotated[str, typer.Option(help="A first seat, e.g. workshop_head.")] = "",
    at: At = "",
    ask: Ask = False,
) -> None:
    """Register somebody, with a first seat if --role is given."""
    password = _password(ask)
    with open_house():
        from django.db import transaction

        from huzhu.people import actions

        with transaction.atomic():
            made = actions.register(
                username=username, name=as_words(name or username, name_en), by=None, password=password, email=email
            )
            if role:
                _seat(made, role, at)
        rows = [("Sign in as", username), ("Seats", "; ".join(str(each) for each in made.seats_now) or "none yet")]
        console().print(table("", "", rows=[*rows, *([] if ask else [("Password", password)])]))


@person.command()
def seat(
    username: Annotated[str, typer.Argument(help="Sign-in name.")],
    role: Annotated[str, typer.Argument(help="E.g. workshop_head, chief_engineer, secretariat.")],
    at: At = "",
) -> None:
    """Give somebody a seat."""
    with open_house():
        place = _seat(person_named(username), role, at)
        console().print(f"{username}: {place}", markup=False)


@person.command()
def password(username: Annotated[str, typer.Argument(help="Sign-in name.")], ask: Ask = False) -> None:
    """Set a new password."""
    new = _password(ask)
    with open_house():
        from huzhu.people import actions

        actions.reset_password(person_named(username), by=None, password=new)
        console().print(f"{username}: the password is changed" + ("." if ask else f" to {new}"), markup=False)


@person.command(name="list")
def list_people() -> None:
    """Everybody and their seats."""
    with open_house():
        from huzhu.people.models import Person

        rows = [(each.username, each, "; ".join(map(str, each.seats_now))) for each in Person.objects.all()]
        console().print(table("Sign-in name", "Name", "Seats", rows=rows))


def token(
    username: Annotated[str, typer.Argument(help="Whose token: it acts as this person.")],
    name: Annotated[str, typer.Option(help="What it is for.")] = "API",
    write: Annotated[bool, typer.Option("--write", help="It may also load readings.")] = False,
    days: Annotated[int, typer.Option(help="Days until it expires; 0 means never.")] = 365,
) -> None:
    """Issue a token for the API. It is shown this once and not kept."""
    with open_house():
        from huzhu.people import actions

        owner = person_named(username)
        _, secret = actions.issue_token(owner, by=owner, name=name, may_write=write, days=days or None)
        print(secret)


def _password(ask: bool) -> str:
    return typer.prompt("Password", hide_input=True, confirmation_prompt=True) if ask else new_password()


def _seat(owner: object, role: str, at: str) -> object:
    from huzhu.people import actions
    from huzhu.people.models import Role
    from huzhu.workshops.models import Plant, Workshop

    if role not in Role.values:
        raise Refusal(f"There is no role “{role}”; there are {', '.join(Role.values)}.")
    workshop = named(Workshop, at, "--at") if at else None
    plant = named(Plant, at, "--at") if at and workshop is None else None
    if at and workshop is None and plant is None:
        raise Refusal(f"--at: there is no workshop or plant “{at}”.")
    return actions.seat(owner, role, by=None, workshop=workshop, plant=plant)
