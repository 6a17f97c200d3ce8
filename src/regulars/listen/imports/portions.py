"""What an import hands on at a time, whatever kind of file it reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from regulars.listen.imports.consent_rows import ConsentReader
from regulars.listen.imports.customer_rows import CustomerReader
from regulars.listen.imports.fields import Kind
from regulars.listen.imports.interaction_rows import InteractionReader
from regulars.listen.imports.layout import Layout
from regulars.listen.imports.order_facts import order_facts
from regulars.listen.imports.order_lines import LineReader
from regulars.listen.imports.order_stream import OrderNumbers, scan_numbers, stream_documents
from regulars.listen.imports.read_file import RejectedRow, batches
from regulars.listen.imports.row_fact import RowFact

# Rows whose facts go in by one transaction: short enough that others who write meanwhile hardly notice.
PORTION = 5_000

_READERS: dict[str, type[CustomerReader | InteractionReader | ConsentReader]] = {
    "customers": CustomerReader,
    "interactions": InteractionReader,
    "consents": ConsentReader,
}


@dataclass(frozen=True)
class Portion:
    """Facts with the row each came from, the rows that did not go in, and how many rows of the file are read so far."""

    facts: list[RowFact]
    rejected: list[RejectedRow]
    rows_read: int


@dataclass(frozen=True)
class Plan:
    """How one file is to be read: all that decides which facts it becomes."""

    path: Path
    kind: Kind
    layout: Layout
    mapping: Mapping[str, str]
    source: str
    time_zone: str
    currency: str
    mark: str = ""
    told_at: datetime | None = None
    portion: int = field(default=PORTION)


def survey(plan: Plan) -> OrderNumbers:
    """The first pass over the whole file: how many rows it has and, of orders, how their documents lie in it."""
    if plan.kind == "orders":
        return scan_numbers(plan.path, LineReader(plan.mapping, plan.layout))
    column = next(iter(plan.mapping), None)
    counted = (batch.table.num_rows + len(batch.rejected) for batch in batches(plan.path, plan.layout, only=column))
    return OrderNumbers(rows=sum(counted))


def portions(plan: Plan, surveyed: OrderNumbers | None = None) -> Iterator[Portion]:
    """The whole file; always cut in the same places, so that a number of portions is a place to go on from."""
    if plan.kind == "orders":
        reader = LineReader(plan.mapping, plan.layout, plan.time_zone, plan.currency)
        for documents in stream_documents(plan.path, reader, surveyed or survey(plan), size=plan.portion):
            yield Portion(order_facts(documents.table, plan.source, plan.mark), documents.rejected, documents.rows_read)
        return
    rows = _READERS[plan.kind](
        plan.mapping, plan.layout, plan.time_zone, plan.currency, plan.source, plan.mark, plan.told_at
    )
    read = 0
    for batch in batches(plan.path, plan.layout, rows=plan.portion):
        read += batch.table.num_rows + len(batch.rejected)
        facts, rejected = rows.read(batch)
        yield Portion(facts, rejected, read)
