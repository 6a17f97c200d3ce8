"""Streams an order file as whole documents, wherever in the file their rows stand, in bounded memory.

A first pass reads the order numbers only. Where the rows of a document stand together, or nearly, the second pass keeps the few
documents that are still open. Where they are scattered, it deals the lines into temporary files by document and works through
those one after the other.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from regulars.listen.imports.order_documents import OrderRules, apply_rules, is_cancellation, rules_of
from regulars.listen.imports.order_lines import LINE_SCHEMA, LineReader
from regulars.listen.imports.read_file import RejectedRow, batches

# Lines a stream may keep waiting for the rest of their documents: some 100 MB.
MOST_OPEN = 200_000


@dataclass(frozen=True)
class Documents:
    """Some whole documents (DOCUMENT_SCHEMA), the rows that did not go in, and how many rows of the file are read so far."""

    table: pa.Table
    rejected: list[RejectedRow]
    rows_read: int


@dataclass
class OrderNumbers:
    """What the first pass learns. `split`: of each document in several places, the row of its last line."""

    rows: int = 0
    rules: OrderRules = field(default_factory=OrderRules)
    split: dict[int, int] = field(default_factory=dict)
    most_open: int = 0


def scan_numbers(path: Path, reader: LineReader) -> OrderNumbers:
    """Reads the order numbers of the whole file. Memory grows with 16 bytes a document, not with the lines."""
    column = next((name for name, target in reader.mapping.items() if target == "document"), None)
    found = OrderNumbers()
    with_c = bare = 0
    hashes: list[np.ndarray[tuple[int], np.dtype[np.int64]]] = []
    ends: list[np.ndarray[tuple[int], np.dtype[np.int64]]] = []
    for batch in batches(path, reader.layout, only=column):
        found.rows += batch.table.num_rows + len(batch.rejected)
        if column is None or not batch.table.num_rows:
            continue
        coded = batch.table[column].combine_chunks().dictionary_encode()
        values = coded.dictionary.to_pylist()
        with_c += sum(map(is_cancellation, values))
        bare += sum(value[:1].isdigit() for value in values)
        names = np.array([short_hash(value) for value in values] + [0], "int64")
        codes = coded.indices.fill_null(len(values)).to_numpy(zero_copy_only=False)
        last_of_run = np.flatnonzero(np.append(codes[1:] != codes[:-1], True))
        hashes.append(names[codes[last_of_run]])
        ends.append(batch.rows.to_numpy()[last_of_run])
    found.rules = rules_of(with_c, bare)
    if hashes:
        _find_split(found, np.concatenate(hashes), np.concatenate(ends))
    return found


def _find_split(found: OrderNumbers, names: np.ndarray, ends: np.ndarray) -> None:
    # A run that a batch border cut is one run.
    starts = np.append(0, ends[:-1])
    follows = np.append(False, names[1:] == names[:-1])
    order = np.argsort(names[~follows], kind="stable")
    kept = names[~follows][order]
    twice = np.unique(kept[1:][kept[1:] == kept[:-1]])
    if not len(twice):
        return
    several = np.isin(names, twice)
    some, begin, end = names[several], starts[several], ends[several]
    for name, row in zip(some.tolist(), end.tolist(), strict=True):
        found.split[name] = row
    first = dict(zip(reversed(some.tolist()), reversed(begin.tolist()), strict=True))
    # How many lines lie, at most, between the first and the last of documents that are open at the same time.
    events = sorted([(first[name], 1) for name in first] + [(found.split[name], -1) for name in first])
    open_now = most = 0
    for _, step in events:
        open_now += step
        most = max(most, open_now)
    lines_each = max(1.0, float(np.sum(end - begin)) / len(first))
    found.most_open = int(most * lines_each)


def short_hash(text: str) -> int:
    """Eight bytes that stand for a text; the same in every process."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little", signed=True)


def stream_documents(
    path: Path, reader: LineReader, numbers: OrderNumbers, *, size: int = 5_000
) -> Iterator[Documents]:
    """Whole documents, some `size` lines at a time, always in the same portions for the same file."""
    if numbers.most_open > MOST_OPEN:
        yield from _dealt(path, reader, numbers, size)
        return
    waiting = LINE_SCHEMA.empty_table()
    read = 0
    rejected: list[RejectedRow] = []
    for batch in batches(path, reader.layout, rows=size):
        read += batch.table.num_rows + len(batch.rejected)
        lines, wrong = reader.read(batch)
        rejected += wrong
        lines = pa.concat_tables([waiting, lines]).combine_chunks()
        if not lines.num_rows:
            continue
        is_open = _still_open(lines, numbers, last_row=batch.rows[-1].as_py() if len(batch.rows) else 0)
        whole, waiting = lines.filter(pc.invert(is_open)), lines.filter(is_open)
        if whole.num_rows:
            table, left_out = apply_rules(whole, numbers.rules)
            yield Documents(table, rejected + left_out, read)
            rejected = []
    table, left_out = apply_rules(waiting, numbers.rules)
    if table.num_rows or left_out or rejected:
        yield Documents(table, rejected + left_out, read)


def _still_open(lines: pa.Table, numbers: OrderNumbers, *, last_row: int) -> pa.Array:
    """Which lines belong to documents that may have more lines further down."""
    coded = lines["document"].combine_chunks().dictionary_encode()
    names = coded.dictionary.to_pylist()
    is_open = [name == names[coded.indices[-1].as_py()] for name in names]
    if numbers.split:
        is_open = [
            now or numbers.split.get(short_hash(name), 0) > last_row for now, name in zip(is_open, names, strict=True)
        ]
    return pc.take(pa.array(is_open), coded.indices)


def _dealt(path: Path, reader: LineReader, numbers: OrderNumbers, size: int) -> Iterator[Documents]:
    """Documents scattered over the whole file: their lines go to as many temporary files as keep each of them small."""
    parts = numbers.rows // (MOST_OPEN // 4) + 1
    rejected: list[RejectedRow] = []
    read = 0
    with tempfile.TemporaryDirectory(prefix="regulars-import-") as folder:
        names = [Path(folder) / f"part{number}.arrow" for number in range(parts)]
        writers = [pa.ipc.new_stream(str(name), LINE_SCHEMA) for name in names]
        for batch in batches(path, reader.layout):
            read += batch.table.num_rows + len(batch.rejected)
            lines, wrong = reader.read(batch)
            rejected += wrong
            coded = lines["document"].combine_chunks().dictionary_encode()
            part_of = np.array([short_hash(name) % parts for name in coded.dictionary.to_pylist()] + [0])
            part = part_of[coded.indices.to_numpy(zero_copy_only=False)]
            for number, writer in enumerate(writers):
                writer.write_table(lines.filter(pa.array(part == number)))
        for writer in writers:
            writer.close()
        for name in names:
            with pa.ipc.open_stream(str(name)) as stream:
                lines = stream.read_all().combine_chunks()
            if not lines.num_rows:
                continue
            codes = lines["document"].combine_chunks().dictionary_encode().indices
            lines = lines.take(pc.sort_indices(codes))
            yield from _portions(lines, numbers, rejected, read, size)
            rejected = []
    if rejected:
        yield Documents(apply_rules(LINE_SCHEMA.empty_table(), numbers.rules)[0], rejected, read)


def _portions(
    lines: pa.Table, numbers: OrderNumbers, rejected: list[RejectedRow], read: int, size: int
) -> Iterator[Documents]:
    """Lines with those of each document together, cut between documents about every `size` lines."""
    codes = lines["document"].combine_chunks().dictionary_encode().indices.to_numpy(zero_copy_only=False)
    starts = np.append(np.flatnonzero(np.append(True, codes[1:] != codes[:-1])), len(codes))
    begin = 0
    while begin < len(codes):
        end = int(starts[np.searchsorted(starts, min(begin + size, len(codes)))])
        table, left_out = apply_rules(lines.slice(begin, end - begin), numbers.rules)
        yield Documents(table, rejected + left_out, read)
        rejected, begin = [], end
