"""Pages of customers in the order of a field, by keyset: the field's index is read from where the last page ended."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from regulars.kit.refused import Refused
from regulars.know.customers.models import Customer
from regulars.know.fields import kinds
from regulars.know.fields.filtering import counting, where
from regulars.know.fields.models import Field, FieldValue

Kind = Field.Kind
# (value of the column, id of the row's customer), or (None, id) among those who have no value.
Position = tuple[str | int | None, int]


def is_sortable(field: Field) -> bool:
    """Whether a list can be sorted by it: not by several choices at once, nor by whom a reference names."""
    return field.kind not in {Kind.CHOICES, Kind.REFERENCE}


def sort_column(field: Field) -> str:
    """The column of FieldValue that orders the field: `number` or `text_key`. Raises Refused when it cannot be sorted."""
    if not is_sortable(field):
        raise Refused({"sort": f"A list cannot be sorted by “{field.label}”."})
    return "text_key" if field.kind in kinds.TEXTS else "number"


def page_by(
    field: Field,
    rows: QuerySet[Customer],
    *,
    descending: bool = False,
    after: Position | None = None,
    limit: int = 50,
) -> tuple[list[int], Position | None]:
    """Ids of `rows` in the order of the field, those without a value last, and where the next page begins.

    Raises Refused for a field that cannot be sorted by. The order among equals is that of ids, in the same direction.
    `rows` must be of customers who are not merged into another; it is asked of each candidate in turn, so where it
    lets few through, sort those few by `in_order`.
    """
    column = sort_column(field)
    found: list[tuple[int, Position]] = []
    if after is None or after[0] is not None:
        found = _with_value(field, rows, column, descending, after, limit + 1)
    if len(found) <= limit:
        last = after[1] if after is not None and after[0] is None else None
        without = rows.filter(lacking(field))
        if last is not None:
            without = without.filter(pk__lt=last) if descending else without.filter(pk__gt=last)
        ids = without.order_by("-pk" if descending else "pk").values_list("pk", flat=True)
        found += [(pk, (None, pk)) for pk in ids[: limit + 1 - len(found)]]
    shown = found[:limit]
    return [pk for pk, _ in shown], shown[-1][1] if len(found) > limit else None


def lacking(field: Field) -> Q:
    """The condition for customers who have nothing in the field."""
    return ~where(field, "filled")


def _values(field: Field, column: str) -> QuerySet[FieldValue]:
    filled = Q(text_key__gt="") if column == "text_key" else Q(number__isnull=False)
    return FieldValue.objects.filter(filled, field=field)


def _with_value(
    field: Field, rows: QuerySet[Customer], column: str, descending: bool, after: Position | None, limit: int
) -> list[tuple[int, Position]]:
    wanted = Exists(rows.order_by().filter(pk=OuterRef("root")))
    values = _values(field, column).filter(counting(field))
    values = values.annotate(root=Coalesce("customer__merged_into_id", "customer_id")).filter(wanted)
    if after is not None:
        value, pk = after
        bound, tie = ("lte", "gte") if descending else ("gte", "lte")
        values = values.filter(**{f"{column}__{bound}": value}).exclude(**{column: value, f"customer_id__{tie}": pk})
    order = (f"-{column}", "-customer_id") if descending else (column, "customer_id")
    told = values.order_by(*order).values_list("root", column, "customer_id")[:limit]
    return [(root, (value, customer)) for root, value, customer in told]


def in_order(field: Field, customer_ids: Collection[int], *, descending: bool = False) -> list[int]:
    """These customers (roots) in the order of the field, those without a value last: for the few a filter left."""
    column = sort_column(field)
    values = _values(field, column).filter(counting(field))
    values = values.annotate(root=Coalesce("customer__merged_into_id", "customer_id"))
    own = Q(customer_id__in=customer_ids)
    parts = Q(customer__in=Customer.objects.filter(merged_into__in=customer_ids).values("pk"))
    told: list[tuple[Any, int, int]] = [
        (value, customer, root)
        for mine in (own, parts)
        for value, customer, root in values.filter(mine).values_list(column, "customer_id", "root")
    ]
    ranked = [root for _, _, root in sorted(told, reverse=descending)]
    return ranked + sorted(set(customer_ids) - set(ranked), reverse=descending)
