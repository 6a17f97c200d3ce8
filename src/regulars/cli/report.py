"""`regulars report`: what one order file says about its customers; needs no database."""

from __future__ import annotations

import json
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

if TYPE_CHECKING:
    from regulars.understand.report.figures import Figures

_DAY = ["%Y-%m-%d"]


class Unit(StrEnum):
    """The unit of time of the model of repeat buying."""

    DAY = "day"
    WEEK = "week"


def command(
    file: Annotated[
        Path, typer.Argument(help="Orders as CSV, TSV, XLSX or Parquet, also gzipped.", exists=True, dir_okay=False)
    ],
    html: Annotated[
        Path | None, typer.Option(help="Write the report as one page to this file.", dir_okay=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    until: Annotated[datetime | None, typer.Option(formats=_DAY, help="Leave out what is after this day.")] = None,
    as_of: Annotated[
        datetime | None, typer.Option(formats=_DAY, help="Look back from this day, not the last one.")
    ] = None,
    unit: Annotated[Unit, typer.Option(help="Unit of time of the prediction.")] = Unit.WEEK,
    currency: Annotated[str, typer.Option(help="Report this currency (such as EUR), not the most frequent one.")] = "",
    time_zone: Annotated[str, typer.Option(help="Time zone of the business, such as Europe/Berlin.")] = "UTC",
    column: Annotated[
        list[str] | None, typer.Option("--map", help="COLUMN=FIELD, where a column is taken wrongly.")
    ] = None,
) -> None:
    """Say who the customers in an order file are, who comes back, who returns goods, and who slips away."""
    errors = Console(stderr=True, highlight=False)
    with errors.status(f"Reading {file.name} ..."):
        figures = _figures(file, _mapping(column or []), _day(until), _day(as_of), unit, currency.upper(), time_zone)
    if html is not None:
        from regulars.understand.report.page import page

        with errors.status("Drawing ..."):
            _write(html, page(figures))
        errors.print(f"Written to {html}")
    if as_json:
        from regulars.understand.report.as_json import as_json as told

        print(json.dumps(told(figures), ensure_ascii=False))
    else:
        from regulars.understand.report.terminal import show

        show(figures, Console(highlight=False))


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _mapping(pairs: list[str]) -> dict[str, str]:
    mapping = {}
    for pair in pairs:
        column, equals, field = pair.rpartition("=")
        if not equals or not column:
            raise typer.BadParameter(f"{pair!r} is not COLUMN=FIELD", param_hint="--map")
        mapping[column] = field
    return mapping


def _figures(
    file: Path,
    mapping: dict[str, str],
    until: date | None,
    as_of: date | None,
    unit: Unit,
    currency: str,
    time_zone: str,
) -> Figures:
    from regulars.listen.imports.orders_file import read_orders
    from regulars.understand.report.compute import Choices, figures
    from regulars.understand.report.figures import Source

    read = read_orders(file, mapping=mapping or None, time_zone=time_zone, currency=currency)
    source = Source(
        name=file.name,
        lines=read.lines.num_rows,
        columns=read.found.matching.mapping,
        encoding=read.found.layout.encoding,
        delimiter=read.found.layout.delimiter if read.found.layout.container == "text" else "",
        rejected=tuple((row.row, row.field, row.reason) for row in read.rejected),
    )
    return figures(read.lines, source, Choices(until, as_of, unit.value, currency, time_zone))


def _write(path: Path, text: str) -> None:
    """Whole or not at all: a report half written must not be forwarded."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)
