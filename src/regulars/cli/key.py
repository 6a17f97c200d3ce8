"""`regulars key`: write keys, by which a site, an app or a till sends what it hears."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from regulars.cli.home import ready

app = typer.Typer(help="Make, list and revoke write keys for the tracking API.", no_args_is_help=True)
console = Console(highlight=False)
_JSON = typer.Option("--json", help="Print JSON.")
_ACTOR = "terminal"


@app.command("new")
def new(
    name: Annotated[str, typer.Argument(help="What will send with it, such as the name of the site.")],
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Make a key and print it. It is shown this once."""
    ready()
    from regulars.listen.tracking.actions import create_key

    key, token = create_key(name, actor=_ACTOR)
    if as_json:
        print(json.dumps({"id": key.pk, "name": key.name, "source": key.source, "key": token}))
        return
    # The key alone on standard output, so that KEY=$(regulars key new Shop) works.
    print(token)
    said = f"Key {key.pk} for “{key.name}”; what it sends is recorded as source {key.source}. It is not shown again."
    print(said, file=sys.stderr)


@app.command("list")
def list_them(as_json: Annotated[bool, _JSON] = False) -> None:
    """List the keys, the working ones first."""
    ready()
    from regulars.listen.tracking.queries import list_keys

    keys = list_keys()
    if as_json:
        rows = [
            {
                "id": key.pk,
                "name": key.name,
                "source": key.source,
                "hint": key.hint,
                "created_at": key.created_at.isoformat(),
                "revoked_at": key.revoked_at.isoformat() if key.revoked_at else None,
                "last_used_at": key.last_used_at.isoformat() if key.last_used_at else None,
            }
            for key in keys
        ]
        print(json.dumps(rows))
        return
    table = Table("id", "name", "source", "key", "made", "last used", "")
    for key in keys:
        used = _day(key.last_used_at) or "never"
        table.add_row(
            str(key.pk),
            key.name,
            key.source,
            f"…{key.hint}",
            _day(key.created_at),
            used,
            "revoked" if key.revoked_at else "",
        )
    console.print(table if keys else "No keys yet. Make one: regulars key new NAME")


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""


@app.command("revoke")
def revoke(
    key: Annotated[str, typer.Argument(help="Its id, or its source, as listed.")],
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """End a key: its calls are refused from now on, what it told stays."""
    ready()
    from regulars.listen.tracking.actions import KeyRefused, revoke_key
    from regulars.listen.tracking.queries import list_keys

    found = next((row.pk for row in list_keys() if key in {str(row.pk), row.source}), None)
    if found is None:
        raise KeyRefused(f"key: there is none with the id or source {key!r}. See: regulars key list")
    row = revoke_key(found, actor=_ACTOR)
    print(
        json.dumps({"id": row.pk, "name": row.name, "source": row.source, "revoked": True})
        if as_json
        else f"Revoked: {row}"
    )
