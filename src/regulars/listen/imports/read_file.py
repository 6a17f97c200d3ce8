"""Streams a file as batches of text columns with the row numbers a person sees in it.

Delimited text and Parquet are read a batch at a time. A workbook is unpacked as a whole by its reader: its memory grows with
the sheet, which the format itself bounds at 1,048,576 rows.
"""

from __future__ import annotations

import csv
import gzip
import io
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
import pyarrow.compute as pc

from regulars.listen.imports.cards_file import card_rows
from regulars.listen.imports.layout import Layout, UnreadableFile
from regulars.listen.imports.text_rows import is_delimiter_line, known_name, open_bytes, split_rows, unique_names


@dataclass(frozen=True)
class RejectedRow:
    """A row of the file that cannot go in: its number as a spreadsheet shows it, the field at fault, why, and its cells."""

    row: int
    field: str
    reason: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class TextBatch:
    """`table`: text columns (null for an empty cell); `rows`: int64 row numbers, counted from 1, a header being row 1."""

    table: pa.Table
    rows: pa.Array
    rejected: list[RejectedRow] = field(default_factory=list)


def batches(path: Path, layout: Layout, *, rows: int = 20_000, only: str | None = None) -> Iterator[TextBatch]:
    """The file in batches of at most `rows` rows; a last empty batch never comes. Raises UnreadableFile.

    `only` names the one column that is wanted, which spares making the others; rows are told and refused as ever.
    """
    if layout.container == "parquet":
        yield from _parquet(path, layout, rows, only)
    elif layout.container == "xlsx":
        yield from _workbook(path, layout, rows, only)
    elif layout.container == "cards":
        number = 0
        for chunk in card_rows(path, layout, rows):
            # A card has no row that a person would count: its number is its place in the file.
            yield _text_batch(chunk, list(layout.columns), number, only)
            number += len(chunk)
    else:
        with open_bytes(path, gzipped=layout.gzipped) as raw:
            text = io.TextIOWrapper(
                io.BufferedReader(cast("Any", raw), 1 << 20), known_name(layout.encoding), "replace", newline=""
            )
            yield from _delimited(text, layout, rows, path.name, only)


def _delimited(lines: Any, layout: Layout, size: int, name: str, only: str | None) -> Iterator[TextBatch]:
    reader = split_rows(lines, layout.delimiter)
    number = 0
    try:
        names = list(layout.columns)
        if layout.header:
            for first in reader:
                number += 1
                if _count(first) and not is_delimiter_line(first):
                    names = unique_names(first)
                    break
            else:
                return
        while chunk := list(islice(reader, size)):
            yield _text_batch(chunk, names, number, only)
            number += len(chunk)
    except csv.Error as error:
        raise UnreadableFile(
            f"{name}, after row {number}: {error}. A quotation mark is probably not closed, or the delimiter is another one."
        ) from error


def _count(row: list[str]) -> bool:
    return any(cell.strip() for cell in row)


def _text_batch(chunk: list[list[str]], names: list[str], before: int, only: str | None) -> TextBatch:
    width = len(names)
    numbers: list[int] | range = range(before + 1, before + len(chunk) + 1)
    rejected: list[RejectedRow] = []
    lengths = set(map(len, chunk))
    if lengths != {width} or width == 1:
        kept, kept_numbers = [], []
        for number, told in zip(numbers, chunk, strict=True):
            # Programs leave out empty cells at the end of a row; what is required and absent is told later.
            row = told + [""] * (width - len(told))
            if len(row) > width and _count(row[width:]):
                reason = f"has {len(row)} columns where the header has {width}; a text with the delimiter needs quotation marks"
                rejected.append(RejectedRow(number, "", reason, tuple(row)))
            elif _count(row):
                kept.append(row[:width])
                kept_numbers.append(number)
        chunk, numbers = kept, kept_numbers
    if only is not None and only in names:
        at = names.index(only)
        filled = [bool(row[at]) or _count(row) for row in chunk]
        table = pa.table({only: _clean(pa.array([row[at] for row in chunk], pa.string()))})
        return TextBatch(
            table.filter(pa.array(filled)), pa.array(numbers, pa.int64()).filter(pa.array(filled)), rejected
        )
    columns = list(zip(*chunk, strict=True)) if chunk else [()] * width
    table = pa.table({name: _clean(pa.array(column, pa.string())) for name, column in zip(names, columns, strict=True)})
    blank = _blank_rows(table)
    rows = pa.array(numbers, pa.int64())
    if blank is not None:
        table, rows = table.filter(blank), rows.filter(blank)
    return TextBatch(table, rows, rejected)


def _clean(column: pa.Array) -> pa.Array:
    """Cells without white space around them, empty ones as null."""
    trimmed = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def _blank_rows(table: pa.Table) -> pa.Array | None:
    """Which rows have anything in them; None when all do."""
    if not table.num_columns or table.column(0).null_count == 0:
        return None
    some = pc.is_valid(table.column(0))
    for column in table.columns[1:]:
        some = pc.or_(some, pc.is_valid(column))
    return some


@contextmanager
def _unpacked(path: Path, gzipped: bool) -> Iterator[Path]:
    """The path itself, or a temporary file with the unpacked bytes, as these readers must seek."""
    if not gzipped:
        yield path
        return
    with tempfile.NamedTemporaryFile(suffix=path.suffix) as file:
        with gzip.open(path, "rb") as packed:
            shutil.copyfileobj(packed, file)
        file.flush()
        yield Path(file.name)


def _parquet(path: Path, layout: Layout, size: int, only: str | None) -> Iterator[TextBatch]:
    import pyarrow.parquet as pq  # noqa: PLC0415 -- only where a file is of this kind

    number = 1
    with _unpacked(path, layout.gzipped) as plain:
        try:
            file = pq.ParquetFile(plain)
            names = unique_names(list(file.schema_arrow.names))
            wanted = [names.index(only)] if only in names else list(range(len(names)))
            names = [names[at] for at in wanted]
            for batch in file.iter_batches(batch_size=size, columns=[file.schema_arrow.names[at] for at in wanted]):
                columns = [_clean(_as_text(column, layout.decimal)) for column in batch.columns]
                rows = pa.array(range(number + 1, number + 1 + batch.num_rows), pa.int64())
                yield TextBatch(pa.table(dict(zip(names, columns, strict=True))), rows)
                number += batch.num_rows
        except (pa.ArrowInvalid, OSError) as error:
            raise UnreadableFile(f"{path.name} is a damaged Parquet file: {error}") from error


def _as_text(column: pa.Array, decimal: str) -> pa.Array:
    """A typed column as text; its numbers are written with the decimal mark that the file's own texts use."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _as_text(column.dictionary_decode(), decimal)
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        return pc.strftime(pc.cast(column, pa.timestamp("us", "UTC")), "%Y-%m-%dT%H:%M:%SZ")
    if pa.types.is_floating(kind):
        column = pc.if_else(pc.is_nan(column), pa.scalar(None, kind), column)
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return pc.replace_substring(pc.cast(column, pa.string()), ".", decimal)
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return pa.nulls(len(column), pa.string())
    return pc.cast(column, pa.string())


def _workbook(path: Path, layout: Layout, size: int, only: str | None) -> Iterator[TextBatch]:
    import python_calamine  # noqa: PLC0415 -- only where a file is of this kind

    with _unpacked(path, layout.gzipped) as plain:
        try:
            with python_calamine.CalamineWorkbook.from_path(str(plain)) as book:
                if not book.sheet_names:
                    raise UnreadableFile(f"{path.name} has no sheet.")
                sheet = book.get_sheet_by_name(layout.sheet or book.sheet_names[0])
                # Calamine drops empty rows above the first cell, which a person still counts.
                number = sheet.start[0] if sheet.start else 0
                cells = sheet.iter_rows()
                names: list[str] = []
                while chunk := list(islice(cells, size)):
                    texts = [[_cell(value, layout.decimal) for value in row] for row in chunk]
                    if not names:
                        names = unique_names(_trimmed(texts[0]))
                        texts, number = texts[1:], number + 1
                        if not texts:
                            continue
                    yield _text_batch(texts, names, number, only)
                    number += len(texts)
        except python_calamine.PasswordError as error:
            raise UnreadableFile(f"{path.name} is locked with a password. Save it without one.") from error
        except python_calamine.WorksheetNotFound as error:
            raise UnreadableFile(f"{path.name} has no sheet {layout.sheet!r}.") from error
        except python_calamine.CalamineError as error:
            raise UnreadableFile(
                f"{path.name} cannot be read as a workbook: {error}. Save it as .xlsx again."
            ) from error


def _trimmed(names: list[str]) -> list[str]:
    """Without the empty cells that stand right of a header."""
    last = max((i for i, name in enumerate(names) if name.strip()), default=-1)
    return names[: last + 1]


def _cell(value: object, decimal: str) -> str:
    """A workbook's cell as the text a person reads in it; a whole number has no fraction, a date is ISO."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value).replace(".", decimal)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return sys.intern(value) if isinstance(value, str) else str(value)
