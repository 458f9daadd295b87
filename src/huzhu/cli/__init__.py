"""The `huzhu` command. Each verb has a file of its own and imports what it needs only when it runs, so that
`huzhu effect` starts without Django and `huzhu --help` without NumPy."""

from __future__ import annotations

import sys

import typer

from huzhu.cli.effect import effect
from huzhu.cli.saying import Refusal, console

app = typer.Typer(
    name="huzhu",
    help="Huzhu 互助: plants that help each other get better.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(effect)


@app.callback()
def _root() -> None:
    """Huzhu 互助: plants that help each other get better."""


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
