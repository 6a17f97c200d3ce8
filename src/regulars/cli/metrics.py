"""`regulars metrics`: the scoreboard in the terminal."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from regulars.cli.home import ready

if TYPE_CHECKING:
    from regulars.understand.scoreboard.board import Board

console = Console(highlight=False)


def command(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Look back from the end of this day.")
    ] = None,
    refresh: Annotated[bool, typer.Option(help="Bring the numbers up to date first.")] = True,
) -> None:
    """Print how the customers fare: each metric as a sentence, with the change from the year before."""
    ready()
    board = _board(as_of, refresh)
    if board is None:
        if as_json:
            print("null")
        else:
            console.print("There are no orders yet. Bring some in: regulars import FILE")
        return
    if as_json:
        from regulars.understand.scoreboard.board import to_json

        print(to_json(board))
        return
    console.print(f"[bold]{board.window.start:%-d %B %Y} to {board.window.last:%-d %B %Y}[/bold]\n")
    for metric in board.metrics:
        console.print(f"{metric.title}\n  {metric.sentence}", soft_wrap=True)
    if board.notes:
        console.print("\n" + "\n".join(board.notes), soft_wrap=True)


def _board(as_of: datetime | None, refresh: bool) -> Board | None:
    from regulars.understand.scoreboard.queries import latest

    if as_of is None:
        if refresh:
            from regulars.cli.jobs import refresh_numbers

            refresh_numbers()
        return latest()
    return _looking_back(as_of, refresh)


def _looking_back(as_of: datetime, refresh: bool) -> Board | None:
    """The scoreboard as it would have been that day; it is printed and not kept."""
    from django.conf import settings

    from regulars.kit import moments
    from regulars.store.engine.here import our_engine
    from regulars.store.engine.tables import open_tables
    from regulars.store.lake.keeping import sync
    from regulars.understand.scoreboard.compute import compute

    if refresh:
        sync()
    engine, now = our_engine(), moments.now()
    try:
        return compute(
            engine,
            open_tables(engine),
            today=moments.business_day(now, settings.REGULARS_TIME_ZONE),
            now=now,
            currency=settings.REGULARS_CURRENCY,
            as_of=as_of.date(),
        )
    finally:
        engine.disconnect()
