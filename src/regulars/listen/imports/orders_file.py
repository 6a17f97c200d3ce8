"""Reads a whole order file into lines by the order rules, without a database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from regulars.listen.imports.detect import detect
from regulars.listen.imports.layout import Layout, UnreadableFile
from regulars.listen.imports.match_columns import Matching, match_columns, with_mapping
from regulars.listen.imports.order_documents import apply_rules, rules_of
from regulars.listen.imports.order_lines import LineReader
from regulars.listen.imports.parse_dates import known_zone
from regulars.listen.imports.parse_values import MONEY, QUANTITY
from regulars.listen.imports.read_file import RejectedRow, batches

LINES_SCHEMA = pa.schema(
    [
        ("row", pa.int64()),
        ("document", pa.string()),
        ("document_kind", pa.string()),
        ("customer", pa.string()),
        ("customer_name", pa.string()),
        ("occurred_at", pa.timestamp("us", "UTC")),
        ("product_id", pa.string()),
        ("product", pa.string()),
        ("category", pa.string()),
        ("quantity", QUANTITY),
        ("price", MONEY),
        ("amount", MONEY),
        ("currency", pa.string()),
        ("country", pa.string()),
    ]
)


@dataclass(frozen=True)
class Found:
    """What the file turned out to be."""

    layout: Layout
    matching: Matching


@dataclass(frozen=True)
class OrderFile:
    """`lines`: LINES_SCHEMA, in the order of the file; `document_kind` is `order` or `refund`, whose numbers are positive.

    `customer` is the best that names the buyer (number, e-mail, phone, name), null for an anonymous sale. `amount` is
    quantity times price, or what the file itself says the line came to.
    """

    lines: pa.Table
    found: Found
    rejected: list[RejectedRow]


def sample_of(path: Path, layout: Layout, rows: int = 400) -> dict[str, list[str]]:
    """Column -> some of its non-empty cells, from the file's first rows."""
    first = next(iter(batches(path, layout, rows=rows)), None)
    if first is None:
        return {name: [] for name in layout.columns}
    return {name: [cell for cell in first.table[name].to_pylist() if cell] for name in first.table.column_names}


def look_at(path: Path, mapping: Mapping[str, str] | None = None) -> Found:
    """Layout and columns of an order file, with a person's own choices. Raises UnreadableFile, UnknownField."""
    layout = detect(path)
    sample = sample_of(path, layout)
    matching = headerless(sample) if not layout.header else None
    if matching is None:
        matching = match_columns(sample, "orders")
    if mapping:
        matching = with_mapping(matching, mapping)
    if matching.lacks:
        raise UnreadableFile(f"{path.name}: {matching.lacks} Its columns are: {', '.join(sample)}.")
    return Found(layout, matching)


def headerless(sample: Mapping[str, list[str]]) -> Matching | None:
    """The columns of a file without header, told by their cells: customer, [id,] date as eight digits, quantity, amount.

    That is how CDNOW's purchases, and much other research data, are written; None when the file is not like that.
    """
    names = list(sample)
    dates = [
        i
        for i, name in enumerate(names)
        if sample[name] and all(re.fullmatch(r"(19|20)\d{6}", c) for c in sample[name])
    ]
    if not dates or dates[0] == 0 or len(names) != dates[0] + 3:
        return None
    date = dates[0]
    # Of two ids before the date the second is the one of the sample.
    roles = {
        names[date - 1]: "customer_id",
        names[date]: "occurred_at",
        names[date + 1]: "quantity",
        names[date + 2]: "line_amount",
    }
    return with_mapping(match_columns({name: [] for name in names}, "orders"), roles)


def read_orders(
    path: str | Path, *, mapping: Mapping[str, str] | None = None, time_zone: str = "UTC", currency: str = ""
) -> OrderFile:
    """All lines of an order file (CSV, TSV, XLSX, Parquet, also gzipped), by the order rules.

    `mapping` (column -> field) overrules what the columns are matched to; times without an offset are of `time_zone`;
    `currency` (ISO 4217) stands where the file tells none. Raises UnreadableFile or UnknownField with what to do.
    """
    if not known_zone(time_zone):
        raise UnreadableFile(f"There is no time zone {time_zone!r}. Write one such as Europe/Berlin.")
    file = Path(path)
    found = look_at(file, mapping)
    reader = LineReader(found.matching.mapping, found.layout, time_zone, currency)
    tables, rejected = [], list[RejectedRow]()
    for batch in batches(file, found.layout):
        lines, wrong = reader.read(batch)
        tables.append(lines)
        rejected += wrong
    if not tables:
        raise UnreadableFile(f"{file.name} has a header but no rows.")
    lines = pa.concat_tables(tables)
    tables.clear()
    numbers = pc.unique(lines["document"])
    with_c = pc.sum(pc.match_substring_regex(numbers, r"^[Cc]-?\d+$")).as_py() or 0
    bare = pc.sum(pc.match_substring_regex(numbers, r"^\d")).as_py() or 0
    documents, left_out = apply_rules(lines, rules_of(with_c, bare))
    customer = pc.coalesce(documents["customer_id"], documents["email"], documents["phone"], documents["customer_name"])
    documents = documents.append_column("customer", customer)
    rejected = sorted(rejected + left_out, key=lambda row: row.row)
    return OrderFile(documents.select(LINES_SCHEMA.names).cast(LINES_SCHEMA), found, rejected)
