"""`regulars import`: a file of orders, customers or interactions into the record, or one taken back out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from regulars.cli.home import ready

if TYPE_CHECKING:
    from regulars.listen.imports.match_columns import Matching
    from regulars.listen.imports.models import Import
    from regulars.listen.imports.queries import Preview

console = Console(highlight=False, soft_wrap=True)
_ACTOR = "terminal"
_SURE = {"high": "green", "medium": "yellow", "low": "red"}


def command(
    file: Annotated[Path | None, typer.Argument(help="CSV, TSV, XLSX or Parquet, also gzipped.")] = None,
    kind: Annotated[
        str, typer.Option(help="orders, customers, interactions or consents; found out when not given.")
    ] = "",
    maps: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="COLUMN=FIELD", help="What a column means; COLUMN= leaves it out."),
    ] = None,
    mode: Annotated[str, typer.Option(help="create, update or both: what may happen to customers.")] = "",
    source: Annotated[
        str, typer.Option(help="The shop or system the file is from; its customer numbers mean something there.")
    ] = "",
    currency: Annotated[str, typer.Option(help="Currency of amounts that come without one, such as EUR.")] = "",
    time_zone: Annotated[str, typer.Option(help="Zone of times that come without one, such as Europe/Berlin.")] = "",
    encoding: Annotated[str, typer.Option(help="Overrules the encoding found, such as cp1252.")] = "",
    delimiter: Annotated[str, typer.Option(help="Overrules the delimiter found; \\t is a tab.")] = "",
    decimal: Annotated[str, typer.Option(help="Overrules the decimal mark found: . or ,")] = "",
    date_order: Annotated[str, typer.Option(help="Overrules the order of dates found: ymd, dmy or mdy.")] = "",
    sheet: Annotated[str, typer.Option(help="Sheet of a workbook; the first one when not given.")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read the whole file and say what would come of it.")
    ] = False,
    revert: Annotated[int | None, typer.Option(metavar="ID", help="Take a whole import back.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before taking an import back.")] = False,
    show_list: Annotated[bool, typer.Option("--list", help="Show the imports so far.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Import a file. Exit code 1 when it cannot be read, 2 when some of its rows could not go in."""
    if show_list + (revert is not None) + (file is not None) != 1:
        raise typer.BadParameter("Give a file, or --list, or --revert ID.")
    if file is not None and not file.is_file():
        raise typer.BadParameter(f"There is no file {file}.")
    overrules = _mapping(maps or [])
    ready()
    if show_list:
        _list(as_json=as_json)
    elif revert is not None:
        _revert(revert, as_json=as_json, yes=yes)
    elif file is not None:
        layout = {
            "encoding": encoding, "delimiter": delimiter.replace("\\t", "\t"), "decimal": decimal, "date_order": date_order,
            "sheet": sheet,
        }  # fmt: skip
        options = {"mode": mode, "source": source, "currency": currency, "time_zone": time_zone}
        _bring_in(file, kind, overrules, layout, options, dry_run=dry_run, as_json=as_json)


def _mapping(maps: list[str]) -> dict[str, str]:
    pairs = {}
    for text in maps:
        column, mark, field = text.rpartition("=")
        if not mark or not column:
            raise typer.BadParameter(f"--map {text!r}: write COLUMN=FIELD.")
        pairs[column.strip()] = field.strip()
    return pairs


def _bring_in(
    file: Path,
    kind: str,
    overrules: dict[str, str],
    layout: dict[str, str],
    options: dict[str, str],
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    from regulars.listen.imports import drafts, queries
    from regulars.listen.imports.layout import UnreadableFile

    with file.open("rb") as content:
        handed_in = drafts.keep_file(content, file.name, actor=_ACTOR)
    started: Import | None = None
    try:
        matching = drafts.prepare(handed_in, kind=kind, layout=layout, mapping=overrules, options=options)
        if matching.lacks:
            columns = ", ".join(match.column for match in matching.matches)
            raise UnreadableFile(
                f"{file.name}: {matching.lacks} Say so with --map COLUMN=FIELD. Its columns are: {columns}."
            )
        if not as_json:
            _show_found(handed_in, matching)
        if dry_run:
            seen = queries.preview(queries.plan_of(handed_in), most_portions=None)
            _show_preview(seen, handed_in, matching, as_json=as_json)
            return
        begun = queries.unfinished(handed_in)
        if begun is not None and not as_json:
            console.print(
                f"This file was begun before: going on with import {begun.pk} after {begun.rows_read:,} rows."
            )
        started = begun or handed_in
        _run(started, as_json=as_json)
    finally:
        # A file that was only looked at, or that an earlier import already has, is not kept twice.
        if started is not handed_in:
            drafts.discard(handed_in)
    _show_done(started, as_json=as_json)
    if started.refused:
        raise typer.Exit(2)


def _run(job: Import, *, as_json: bool) -> None:
    from regulars.listen.imports import actions

    quiet = as_json or not sys.stdout.isatty()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("rows"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=quiet) as bar:
        task = bar.add_task(escape(job.filename), total=job.rows or None)
        actions.run(job, progress=lambda now: bar.update(task, completed=now.rows_read, total=now.rows or None))


def _show_found(job: Import, matching: Matching) -> None:
    layout = job.layout
    parts = [f"{job.filename}: {matching.kind}" + (f" as {matching.preset} exports them" if matching.preset else "")]
    if layout["container"] == "text":
        parts += [
            layout["encoding"],
            {"\t": "tabs", " ": "blanks"}.get(layout["delimiter"], f"delimiter {layout['delimiter']}"),
        ]
    parts += [f"decimal mark {layout['decimal']}", f"dates {layout['date_order']}"]
    console.print(escape(", ".join(parts)))
    table = Table(box=None, pad_edge=False)
    for title in ("column", "is", "sure", "because"):
        table.add_column(title, style="dim" if title == "because" else "")
    for match in matching.matches:
        sure = f"[{_SURE[match.sure]}]{match.sure}[/]" if match.field else ""
        table.add_row(escape(match.column), match.field or "[dim]left out[/]", sure, escape(match.why))
    console.print(table)


def _show_preview(preview: Preview, job: Import, matching: Matching, *, as_json: bool) -> None:
    if as_json:
        matches = [{"column": m.column, "field": m.field, "sure": m.sure, "why": m.why} for m in matching.matches]
        _print_json({"dry_run": True, "kind": job.kind, "layout": job.layout, "matches": matches, **preview.as_json()})
        return
    table = Table(box=None, pad_edge=False, title="The first of them", title_justify="left")
    for title in ("row", "day", "customer", "name", "what", "amount"):
        table.add_column(title, justify="right" if title in ("row", "amount") else "left")
    for row in preview.rows:
        money = f"{row['amount']} {row['currency']}".strip()
        table.add_row(row["row"], row["day"], escape(row["customer"]), row["name"], escape(row["what"]), money)
    console.print(table)
    console.print(
        f"{preview.rows_read:,} rows: {preview.facts:,} facts ({preview.sales:,} sales, {preview.refunds:,} refunds) of "
        f"{preview.customers:,} customers and {preview.anonymous:,} of nobody known; {preview.refused:,} rows cannot go in."
    )
    for row_number, field, reason in preview.problems[:10]:
        console.print(f"  row {row_number}: {escape(field)} {escape(reason)}")
    console.print("Nothing was written.")


def _as_object(job: Import) -> dict[str, Any]:
    return {
        "id": job.pk,
        "file": job.filename,
        "kind": job.kind,
        "source": job.source,
        "status": job.status,
        "rows": job.rows,
        "new": job.new,
        "repeated": job.repeated,
        "customers_made": job.customers_made,
        "customers_changed": job.customers_changed,
        "refused": job.refused,
        "failed_rows": str(job.failed_file) if job.refused else None,
        "error": job.error,
        "mapping": job.mapping,
        "layout": job.layout,
    }


def _show_done(job: Import, *, as_json: bool) -> None:
    if as_json:
        _print_json(_as_object(job))
        return
    console.print(
        f"Import {job.pk}: {job.rows:,} rows read, {job.new:,} facts new, {job.repeated:,} known already, "
        f"{job.customers_made:,} customers added, {job.customers_changed:,} changed."
    )
    if job.refused:
        console.print(f"{job.refused:,} rows did not go in; they are in {escape(str(job.failed_file))}")
    console.print(f"[dim]To take it back: regulars import --revert {job.pk}[/]")


def _list(*, as_json: bool) -> None:
    from regulars.listen.imports import queries

    jobs = queries.recent()
    if as_json:
        _print_json({"imports": [_as_object(job) for job in jobs]})
        return
    if not jobs:
        console.print("No import so far. Begin with: regulars import FILE")
        return
    table = Table(box=None, pad_edge=False)
    for title in ("id", "when", "file", "kind", "status", "rows", "new", "refused"):
        table.add_column(title, justify="right" if title in ("id", "rows", "new", "refused") else "left")
    for job in jobs:
        numbers = [f"{n:,}" for n in (job.rows, job.new, job.refused)]
        table.add_row(
            str(job.pk),
            f"{job.created_at:%Y-%m-%d %H:%M}",
            escape(job.filename),
            job.kind,
            job.get_status_display(),
            *numbers,
        )
    console.print(table)


def _revert(number: int, *, as_json: bool, yes: bool) -> None:
    from regulars.listen.imports import actions, queries
    from regulars.listen.imports.models import Import

    job = Import.objects.filter(pk=number).first()
    if job is None:
        raise typer.BadParameter(f"There is no import {number}; see: regulars import --list")
    if not (as_json or yes):
        takes = queries.what_undoing_takes(job)
        console.print(
            f"Import {number} of {escape(job.filename)}: {takes.lines:,} lines would go, {takes.customers_made:,} customers it "
            f"made (those used since stay), and {takes.customers_changed:,} get their former values back."
        )
        if typer.prompt("Type the word undo to go on", default="", show_default=False) != "undo":
            raise typer.Abort
    undone = actions.revert(job, actor=_ACTOR)
    if as_json:
        counts = {
            "lines": undone.lines,
            "customers_made": undone.customers_made,
            "customers_changed": undone.customers_changed,
        }
        _print_json({"id": number, "status": job.status, "undone": counts})
    else:
        gone = f"{undone.lines:,} lines and {undone.customers_made:,} customers are gone"
        console.print(f"Undone: {gone}, {undone.customers_changed:,} customers are as before.")


def _print_json(value: dict[str, Any]) -> None:
    print(json.dumps(value, ensure_ascii=False))
