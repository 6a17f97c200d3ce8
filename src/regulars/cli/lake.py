"""`regulars lake`: the copy of the record that the numbers are computed from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from regulars.cli.home import ready

if TYPE_CHECKING:
    from regulars.store.lake.filling import Progress as Told
    from regulars.store.lake.keeping import Synced

app = typer.Typer(help="The lake: the copy of the record that the numbers are computed from.", no_args_is_help=True)
console = Console(highlight=False)
progress_console = Console(stderr=True, highlight=False)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command()
def sync(as_json: AsJson = False) -> None:
    """Bring the lake up to date with the database."""
    ready()
    from regulars.store.lake import keeping

    with _shown("Reading the record", as_json) as told:
        _say(keeping.sync(progress=told), as_json)


@app.command()
def rebuild(as_json: AsJson = False) -> None:
    """Make the lake anew; readers keep the old one until the new one is complete."""
    ready()
    from regulars.store.lake import keeping

    with _shown("Reading the whole record", as_json) as told:
        _say(keeping.rebuild(progress=told), as_json)


@app.command()
def compact(as_json: AsJson = False) -> None:
    """Merge small files and remove old ones."""
    ready()
    from regulars.store.lake import keeping

    done = keeping.compact()
    if as_json:
        print(json.dumps(asdict(done)))
    else:
        console.print(f"Merged {done.merged:,} files, removed {done.removed:,} and {done.generations:,} old lakes.")


@app.command()
def check(as_json: AsJson = False) -> None:
    """Compare the lake with the database. Exit code 1 when they differ."""
    ready()
    from regulars.store.lake.checking import check as compare

    differences = compare()
    if as_json:
        print(json.dumps({"equal": not differences, "differences": [asdict(one) for one in differences]}))
    elif not differences:
        console.print("The lake equals the database.")
    for difference in differences if not as_json else ():
        console.print(str(difference))
    if differences:
        if not as_json:
            console.print("Make it anew with: regulars lake rebuild")
        raise typer.Exit(1)


@contextmanager
def _shown(what: str, as_json: bool) -> Iterator[Told]:
    """A line that counts on the error stream, where it disturbs nobody who reads the output."""
    columns = SpinnerColumn(), TextColumn("{task.description}, {task.completed:,} lines"), TimeElapsedColumn()
    with Progress(*columns, console=progress_console, transient=True, disable=as_json) as progress:
        task = progress.add_task(what, total=None)
        yield lambda read: progress.update(task, completed=read)


def _say(done: Synced, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"rows": done.rows, "removed": done.removed, "seconds": round(done.seconds, 3)}))
        return
    written = ", ".join(f"{count:,} {name}" for name, count in done.rows.items())
    console.print(
        f"Wrote {written} in {done.seconds:.1f} s." + (f" Took {done.removed:,} rows out." if done.removed else "")
    )
