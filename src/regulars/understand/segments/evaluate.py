"""Who belongs to each of many segments: of everybody, over the lake; or of a few who changed, over the rows of these alone.

Both compute the same expression. What is known of people is read from the operational database as it is now; what they
did comes from the lake for everybody, and by index from the record for a few.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from django.db import models
from django.db.models import Model

from regulars.kit.money_field import MoneyField
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import roots_of_parts
from regulars.know.filters.check import Fields
from regulars.know.filters.field import Moment
from regulars.know.filters.rule import Rule
from regulars.store.engine.fetch import fetch
from regulars.store.engine.held import held
from regulars.store.lake import schemas
from regulars.store.lake.present import Wanted, read
from regulars.understand.segments.plan import Plan, answers, plan
from regulars.understand.segments.translate import named

if TYPE_CHECKING:
    import ibis
    from ibis.backends import BaseBackend

Ids = np.ndarray[Any, np.dtype[np.int64]]
_LISTED = "known AND merged_into_id IS NULL"
_LINE = {
    "id": pa.int64(), "customer_id": pa.int64(), "name": pa.string(), "channel": pa.string(),
    "occurred_at": schemas.MOMENT, "amount": schemas.MONEY, "properties": pa.string(),
}  # fmt: skip
# Ids named in one statement.
_NAMED = 5_000


def of_everybody(
    rules: Mapping[int, Rule], fields: Fields, when: Moment, backend: BaseBackend, lines: ibis.Table
) -> dict[int, Ids]:
    """The ids of the customers who fit each of these expanded rules, in order. `lines` are the lake's interactions."""
    return _evaluate(plan(rules, fields, when), backend, lines, None)


def of_some(
    rules: Mapping[int, Rule], fields: Fields, when: Moment, backend: BaseBackend, roots: Collection[int]
) -> dict[int, Ids]:
    """The same, of these customers (none of them merged into another) alone."""
    made = plan(rules, fields, when)
    ids = sorted(roots)
    lines = held(backend, _lines_of(ids, made.names)) if made.names else None
    return _evaluate(made, backend, lines, ids)


def _evaluate(
    made: Plan, backend: BaseBackend, lines: ibis.Table | None, among: Sequence[int] | None
) -> dict[int, Ids]:
    people = _people(made, among)
    beside = [
        held(backend, _columns(model, columns, "", "customer_id", among))
        for model, columns in made.looks.columns.items()
        if model is not Customer
    ]
    if not len(people):
        return {number: np.array([], np.int64) for number in made.segments}
    told = fetch(backend, answers(made, held(backend, people), beside, lines))
    ids = told["id"].to_numpy()
    order = np.argsort(ids, kind="stable")
    ids = ids[order]
    return {
        number: ids[told[f"s{number}"].to_numpy(zero_copy_only=False).astype(bool)[order]] for number in made.segments
    }


def _people(made: Plan, among: Sequence[int] | None) -> pa.Table:
    """Everybody lists show (or of some): id, the columns looked at, and a column for each condition asked of the database."""
    looked = made.looks.columns.get(Customer, {})
    people = _columns(Customer, looked, _LISTED, "id", among)
    ids = people["id"].to_numpy()
    for name, asked in made.asked.items():
        if among is None:
            rows = asked.ids if asked.ids is not None else Customer.objects.filter(asked.said, **_THERE)
            found = np.fromiter(rows.order_by().values_list(*_first(rows), flat=True).iterator(_NAMED), np.int64)
        else:
            found = np.array(list(_fitting(asked.said, among)), np.int64)
        people = people.append_column(name, pa.array(np.isin(ids, found)))
    return people


_THERE: dict[str, Any] = {"known": True, "merged_into": None}


def _first(rows: Any) -> tuple[str, ...]:
    """The column an index was asked for, or the customer's own id."""
    return tuple(rows.query.values_select) or tuple(rows.query.annotation_select) or ("pk",)


def _fitting(said: Any, among: Sequence[int]) -> Iterator[int]:
    for start in range(0, len(among), _NAMED):
        some = Customer.objects.filter(said, pk__in=among[start : start + _NAMED])
        yield from some.order_by().values_list("pk", flat=True)


def _columns(
    model: type[Model], columns: Mapping[str, models.Field[Any, Any]], where: str, key: str, among: Sequence[int] | None
) -> pa.Table:
    """These columns of a table under the engine's names, beside the key."""
    wanted = {key: pa.int64()} | {name: _kind(field) for name, field in columns.items()}
    table = read(Wanted(model._meta.db_table, wanted, where, key, among))  # noqa: SLF001 -- Django's documented way
    arrays = [table[key], *(_plain(table[name]) for name in columns)]
    return pa.table(dict(zip((key, *(named(model, name) for name in columns)), arrays, strict=True)))


def _lines_of(roots: Sequence[int], names: tuple[str, ...]) -> pa.Table:
    """The lines of these customers and of those merged into them, given to the customer they belong to now."""
    owners = roots_of_parts(roots)
    parts = np.array(sorted(owners), np.int64)
    wanted = Wanted("timeline_interaction", _LINE, "", "customer_id", parts.tolist(), only=("name", names))
    lines = read(wanted)
    to = np.array([owners[part] for part in parts.tolist()], np.int64)
    resolved = to[np.searchsorted(parts, lines["customer_id"].to_numpy())] if len(lines) else np.array([], np.int64)
    told = {name: _plain(lines[name]) for name in lines.schema.names}
    return pa.table(told | {"customer_id": pa.array(resolved, pa.int64())})


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Moments without their zone, as the lake's are read."""
    return column.cast(pa.timestamp("us")) if pa.types.is_timestamp(column.type) else column


def _kind(field: models.Field[Any, Any]) -> pa.DataType:
    match field:
        case MoneyField():
            return pa.int64()
        case models.DateTimeField():
            return schemas.MOMENT
        case models.DateField():
            return pa.date32()
        case models.FloatField():
            return pa.float64()
        case models.BooleanField():
            return pa.bool_()
        case models.CharField() | models.TextField():
            return pa.string()
        case _:
            return pa.int64()
