"""`regulars demo`: a company to look at, filled once and then served."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from regulars.cli.home import ready

console = Console(highlight=False)


def command(
    customers: Annotated[int, typer.Option(help="How many customers it has.", min=1, max=1_000_000)] = 3000,
    seed: Annotated[int, typer.Option(help="The same seed and day give the same story.", min=0)] = 20,
    serve: Annotated[bool, typer.Option(help="Serve it when it is filled.")] = True,
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object; with --no-serve.")] = False,
) -> None:
    """Fill an empty home with three years of Unfold, which sells clothes online, and serve it. The second time it only serves."""
    os.environ.setdefault("REGULARS_COMPANY", "Unfold")
    ready()
    said = _fill(customers, seed, quiet=as_json)
    if as_json:
        print(json.dumps(said))
    if not serve:
        if said["already"] and not as_json:
            console.print("Unfold is here already.")
        return
    if not said["already"]:
        # What filling took of memory would stay for as long as the server runs: it starts afresh.
        again = ["demo", "--host", host, "--port", str(port)]
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, "-m", "regulars", *again])  # noqa: S606 -- our own program
    from regulars.cli.serve import serve as run

    run(host, port, enter=enter_path())


def _fill(customers: int, seed: int, *, quiet: bool) -> dict[str, object]:
    from regulars.demo.actions import fill

    columns = (TextColumn("Three years of Unfold"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=quiet, transient=True) as bar:
        task = bar.add_task("", total=None)
        filled = fill(customers, seed, progress=lambda told, of: bar.update(task, completed=told, total=of))
    if not filled.already:
        if not quiet:
            console.print(f"Unfold is here: {filled.calls:,} calls told.")
        # So that the first page shows numbers, not that they are on their way. What it prints is for another time.
        with console.status("Working out the numbers"):
            numbers = [sys.executable, "-m", "regulars", "metrics", "--json"]
            subprocess.run(  # noqa: S603 -- our own program
                numbers, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
    return {"calls": filled.calls, "already": filled.already}


def enter_path() -> str:
    """The path of a link that lets in once, as the demo's owner, who is made when there is nobody yet."""
    from regulars.access.links.actions import make_link
    from regulars.access.links.models import OneTimeLink
    from regulars.access.permissions import Role
    from regulars.access.users.actions import make_first_owner
    from regulars.access.users.models import User
    from regulars.demo.colleagues import OWNER
    from regulars.kit.tokens import new_token

    owner = User.objects.filter(role=Role.OWNER, is_active=True).order_by("pk").first()
    if owner is None:
        # Nobody knows the password: the way in is the link, here and with every start.
        setup = make_link(OneTimeLink.Purpose.SETUP)
        owner = make_first_owner(setup, email=OWNER, name="You", password=new_token())
    return f"/enter/{make_link(OneTimeLink.Purpose.ENTER, user=owner)}"
