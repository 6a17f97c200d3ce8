"""`regulars`: everything the program does, from a terminal."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import typer

app = typer.Typer(
    name="regulars",
    help="Know your customers, serve them well, see what helped.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _root() -> None:
    """Know your customers, serve them well, see what helped."""
    # Without this, Typer takes an application with one command for that command itself.


# command -> module under regulars.cli that has it as `app` (a group) or as the function of that name.
COMMANDS = {
    "demo": "demo",
    "serve": "serve",
    "worker": "worker",
    "import": "imports",
    "report": "report",
    "metrics": "metrics",
    "show": "show",
    "key": "key",
    "enter": "enter",
    "lake": "lake",
    "doctor": "doctor",
}


def _register() -> None:
    """Add each command; a call names one, so only that one's module is loaded, and `regulars report` starts in no time."""
    named = next((word for word in sys.argv[1:] if not word.startswith("-")), "")
    for name, module in COMMANDS.items():
        if named in COMMANDS and named != name:
            continue
        part = import_module(f"regulars.cli.{module}")
        if hasattr(part, "app"):
            app.add_typer(part.app, name=name)
        else:
            app.command(name)(part.command)


def main() -> None:
    """Run the command line. Foreseen failures end in one line on stderr and exit code 1, never in a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regulars.settings")
    from regulars.cli.failures import foreseen

    try:
        _register()
        app()
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        raise SystemExit(130) from None
    except Exception as error:
        if os.environ.get("REGULARS_DEBUG", "").lower() in {"1", "true"} or not foreseen(error):
            raise
        print(f"regulars: {error}", file=sys.stderr)
        raise SystemExit(1) from None
