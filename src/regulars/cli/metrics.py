"""`regulars metrics`: the scoreboard in the terminal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

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
    keys: Annotated[
        list[str] | None, typer.Option("--metric", help="Only this metric, by its key; may be given several times.")
    ] = None,
    window: Annotated[
        str, typer.Option(help="12m, 90d, this-month, last-quarter, or 2026-01-01..2026-03-31; instead of 12 months.")
    ] = "",
    segment: Annotated[int | None, typer.Option(help="Only members of the segment of this number.")] = None,
    by: Annotated[
        str, typer.Option(help="Broken down by channel, category, product, country, group, ..., or segment:1,2.")
    ] = "",
    compare: Annotated[str, typer.Option(help="With the time before, the same time last year, or nothing.")] = "before",
) -> None:
    """Print how the customers fare: each metric as a sentence, with the change from the year before.

    With --metric, --window, --segment or --by, any metric over any window, of whom and by what you like.
    """
    ready()
    if keys or window or segment is not None or by or compare != "before":
        _measure(keys or (), window or "12m", segment, by, compare, as_of, refresh=refresh, as_json=as_json)
        return
    board = _board(as_of, refresh)
    if board is None:
        if as_json:
            print("null")
        else:
            console.print("There are no orders yet. Bring some in: regulars import FILE")
        return
    if as_json:
        from regulars.understand.scoreboard.board import to_json

        print(json.dumps(json.loads(to_json(board)) | {"prediction": _foretold(board)}, separators=(",", ":")))
        return
    console.print(f"[bold]{board.window.start:%-d %B %Y} to {board.window.last:%-d %B %Y}[/bold]\n")
    for metric in board.metrics:
        console.print(f"{metric.title}\n  {metric.sentence}", soft_wrap=True)
    if board.notes:
        console.print("\n" + "\n".join(board.notes), soft_wrap=True)


def _measure(
    keys: Sequence[str],
    window: str,
    segment: int | None,
    by: str,
    compare: str,
    as_of: datetime | None,
    *,
    refresh: bool,
    as_json: bool,
) -> None:
    """Any metric, as the API measures it; without a key those of the scoreboard that can be told so."""
    from regulars.understand.metrics.breakdowns import BREAKDOWNS, possible
    from regulars.understand.metrics.registry import METRICS
    from regulars.understand.metrics.wording import part_name
    from regulars.understand.scoreboard.asking import answer
    from regulars.understand.scoreboard.telling import told

    if refresh:
        from regulars.store.lake.keeping import sync

        sync()
    breakdown = BREAKDOWNS.get(by)
    usual = [metric.key for metric in METRICS if breakdown is None or possible(metric, breakdown)]
    day = as_of.date() if as_of else None
    found = answer(keys or usual, window=window, segment=segment, by=by, compare=compare, as_of=day)
    if as_json:
        print(json.dumps(told(found)))
        return
    console.print(f"[bold]{found.span.window.start:%-d %B %Y} to {found.span.window.last:%-d %B %Y}[/bold]\n")
    for part, measured in found.parts.items():
        if part:
            console.print(f"[bold]{part_name(by, part)}[/bold]")
        for one in measured:
            console.print(f"{one.title}\n  {one.sentence}", soft_wrap=True)
    if found.more:
        console.print(f"\nand {found.more} more parts")


def _board(as_of: datetime | None, refresh: bool) -> Board | None:
    from regulars.understand.scoreboard.queries import latest

    if as_of is None:
        if refresh:
            from regulars.cli.jobs import refresh_numbers

            refresh_numbers()
        return latest()
    return _looking_back(as_of, refresh)


def _foretold(board: Board) -> dict[str, Any] | None:
    """What the pages foretell; None where that was not worked out for the day of this scoreboard."""
    from regulars.understand.insights.queries import outlook
    from regulars.understand.insights.telling import told

    known = outlook()
    return told(known) if known is not None and known.as_of == board.as_of else None


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
