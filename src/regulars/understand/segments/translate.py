"""Conditions that Django put into words for the database, read as conditions of the engine.

What a field means is said once, by its noun, as a condition on customers. Where that condition only looks at plain columns
of the customer, or of a table that has one row for each customer, the engine can look at the same columns, a million at
once. Whatever else a condition does (it walks to other tables, it counts) is `Beyond` this, and is asked of the database.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import ibis
from django.db import models
from django.db.models import Exists, Model, Q, Value
from django.db.models.expressions import Col
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.db.models.sql.where import AND, NothingNode, WhereNode

from regulars.know.customers.models import Customer

_ = ibis._


class Beyond(Exception):
    """A condition that does more than look at plain columns."""


@dataclass(slots=True)
class Looks:
    """Which columns conditions look at: of the customer, and of tables beside it with a row for each."""

    columns: dict[type[Model], dict[str, models.Field[Any, Any]]] = field(default_factory=dict)

    def at(self, model: type[Model], column: models.Field[Any, Any]) -> str:
        """The name under which the engine has this column."""
        name = str(column.column)
        self.columns.setdefault(model, {})[name] = column
        return named(model, name)


def named(model: type[Model], column: str) -> str:
    """The engine's name for a column."""
    return f"{model._meta.db_table}__{column}"  # noqa: SLF001 -- Django's documented way to a model's table


def translate(condition: Q, looks: Looks) -> Any:
    """The condition on customers as a deferred condition of Ibis, true or false; raises Beyond. `looks` is added to."""
    tried = Looks()
    said = _node(Customer.objects.filter(condition).query.where, Customer, tried)
    for model, columns in tried.columns.items():
        for column in columns.values():
            looks.at(model, column)
    return ibis.coalesce(said, ibis.literal(False))  # noqa: FBT003 -- the value itself


def _node(node: Any, model: type[Model], looks: Looks) -> Any:
    match node:
        case WhereNode():
            said = _joined([_node(child, model, looks) for child in node.children], node.connector)
            return ~said if node.negated else said
        case NothingNode():
            return ibis.literal(False)  # noqa: FBT003
        case Exists():
            return _beside(node, looks)
        case _:
            return _lookup(node, model, looks)


def _joined(parts: list[Any], connector: str) -> Any:
    if connector not in (AND, "OR"):
        raise Beyond(connector)
    if not parts:
        return ibis.literal(connector == AND)
    whole = parts[0]
    for part in parts[1:]:
        whole = whole & part if connector == AND else whole | part
    return whole


def _beside(node: Exists, looks: Looks) -> Any:
    """That the customer has a row in a table keyed by customers, of which something holds."""
    query: Any = node.query
    model = query.model
    key = model._meta.pk  # noqa: SLF001
    if getattr(key, "column", "") != "customer_id" or query.is_sliced or query.group_by or query.distinct_fields:
        raise Beyond(model)
    own: list[Any] = []
    rest: list[Any] = []
    for child in query.where.children:
        linked = isinstance(child, Exact) and isinstance(child.lhs, Col) and child.lhs.target is key
        (own if linked and not isinstance(child.rhs, int) else rest).append(child)
    if query.where.connector != AND or query.where.negated or len(own) != 1:
        raise Beyond(model)
    there = _[looks.at(model, key)].notnull()
    said = _joined([_node(child, model, looks) for child in rest], AND)
    return there & ibis.coalesce(said, ibis.literal(False))  # noqa: FBT003


def _lookup(node: Any, model: type[Model], looks: Looks) -> Any:
    column = _value(getattr(node, "lhs", None), model, looks)
    compare = LOOKUPS.get(getattr(node, "lookup_name", ""))
    if compare is None:
        raise Beyond(node)
    return compare(column, plain(node.rhs))


def _value(side: Any, model: type[Model], looks: Looks) -> Any:
    if isinstance(side, Col) and side.target.model is model:
        return _[looks.at(model, side.target)]
    if isinstance(side, Coalesce):
        return ibis.coalesce(*(_value(part, model, looks) for part in side.get_source_expressions()))
    if isinstance(side, Value):
        return ibis.literal(plain(side.value))
    raise Beyond(side)


def plain(value: Any) -> Any:
    """A value of a condition as the engine compares it: moments in UTC without a zone."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None)
    if isinstance(value, bool | int | float | str) or value is None or hasattr(value, "isoformat"):
        return value
    if isinstance(value, list | tuple | set | frozenset) or type(value).__name__ == "OrderedSet":
        return [plain(one) for one in value]
    raise Beyond(value)


def _contains(column: Any, text: str) -> Any:
    return column.lower().contains(text.lower())


def _begins(column: Any, text: str) -> Any:
    return column.lower().startswith(text.lower())


def _pattern(column: Any, pattern: str) -> Any:
    """The only patterns there are: an escaped text, or one that the column begins with."""
    text = re.sub(r"\\(.)", r"\1", pattern.removeprefix("^"))
    if re.escape(text) != pattern.removeprefix("^"):
        raise Beyond(pattern)
    return _begins(column, text) if pattern.startswith("^") else _contains(column, text)


LOOKUPS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "exact": lambda column, value: column == value,
    "iexact": lambda column, value: column.lower() == value.lower(),
    "in": lambda column, values: column.isin(values),
    "gt": lambda column, value: column > value,
    "gte": lambda column, value: column >= value,
    "lt": lambda column, value: column < value,
    "lte": lambda column, value: column <= value,
    "isnull": lambda column, value: column.isnull() if value else column.notnull(),
    "contains": _contains,
    "icontains": _contains,
    "startswith": _begins,
    "istartswith": _begins,
    "iregex": _pattern,
}
