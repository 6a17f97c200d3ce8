"""The small company of the rules' own tests, as the engine reads it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

from regulars.know.customers.queries import roots_of_parts
from regulars.store.engine.held import held
from regulars.store.lake import schemas
from regulars.store.lake.present import Wanted, read
from regulars.timeline.cursors import Position
from regulars.timeline.record import last_id
from regulars.understand.segments import jobs

_COLUMNS = ("id", "customer_id", "name", "channel", "occurred_at", "amount", "properties")


def lines(engine: Any) -> Any:
    """The record as the lake has it: every line given to the customer it belongs to now."""
    from regulars.know.customers.models import Customer

    kept = {name: schemas.INTERACTIONS.field(name).type for name in _COLUMNS}
    rows = read(Wanted("timeline_interaction", kept))
    roots = roots_of_parts(list(Customer.objects.values_list("pk", flat=True)))
    owners = [roots.get(pk) for pk in rows["customer_id"].to_pylist()]
    told = {name: rows[name] for name in _COLUMNS}
    plain = {"customer_id": pa.array(owners, pa.int64()), "occurred_at": rows["occurred_at"].cast(pa.timestamp("us"))}
    return held(engine, pa.table(told | plain))


@contextmanager
def look() -> Iterator[tuple[Any, Any, Position]]:
    """What the worker takes from the lake, taken from the record itself: a database in memory has no lake."""
    from regulars.store.engine.connect import connect
    from regulars.timeline.cursors import read_on

    told = read_on(Position(), 1_000_000)
    engine = connect()
    try:
        yield engine, lines(engine), Position(told[-1].transaction, last_id()) if told else Position()
    finally:
        engine.disconnect()


def keep_up() -> int:
    """What the worker does."""
    return jobs.keep_up(look)
