"""The `huzhu` command. Each verb has a file of its own and imports what it needs only when it runs, so that
`huzhu effect` starts without Django and `huzhu --help` without NumPy."""

from __future__ import annotations

import sys

import typer

from huzhu.cli.backup import backup, restore
from huzhu.cli.demo import demo
from huzhu.cli.effect import effect
from huzhu.cli.init import init
from huzhu.cli.load import load
from huzhu.cli.manage import manage
from huzhu.cli.people import person, token
from huzhu.cli.saying import Refusal, console
from huzhu.cli.serve import serve
from huzhu.cli.setup import setup
from huzhu.cli.take_back import take_back
from huzhu.cli.template import template
from huzhu.cli.verify import verify
from huzhu.cli.work import work

app = typer.Typer(
    name="huzhu",
    help="Huzhu 互助: plants that help each other get better.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for verb in (demo, init, setup, load, serve, work, effect, verify, backup, restore, token, template):
    app.command()(verb)
app.command(name="take-back")(take_back)
app.add_typer(person, name="person")
app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(manage)


def main() -> None:
    """The entry point: every known failure is one sentence and an exit code, never a traceback."""
    try:
        app()
    except Refusal as refusal:
        console(error=True).print(f"huzhu: {refusal}", markup=False)
        sys.exit(refusal.code)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
