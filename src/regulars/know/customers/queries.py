"""Reading customers: one, a page of many, and the parts that were merged into one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from regulars.access.acting import current
from regulars.access.permissions import Sees
from regulars.kit.position import BadPosition, read_position, write_position
from regulars.know.customers.models import Customer
from regulars.know.customers.visible import veil, visible

# sort name -> (column, descending). Each has its own index that ends in the id.
SORTS: dict[str, tuple[str, bool]] = {
    "heard": ("last_heard_at", True),
    "name": ("name_key", False),
    "created": ("created_at", True),
}


@dataclass(frozen=True, slots=True)
class Page:
    """Some customers and where the next page begins (None: that was all)."""

    customers: list[Customer]
    next: str | None


def listed() -> QuerySet[Customer]:
    """The customers lists show whoever acts: known, not merged into another, and theirs to see. `veil` what is shown."""
    return Customer.objects.filter(visible(), known=True, merged_into=None).defer("traits", "search_text")


_BY_MOMENT = tuple[str, datetime | None, int]
_BY_TEXT = tuple[str, str, int]


def _place(sort: str, position: str) -> tuple[Any, int]:
    """(value of the sort's column, id) of the last customer shown. Raises BadPosition."""
    told, last, pk = read_position(position, _BY_MOMENT if SORTS[sort][0].endswith("_at") else _BY_TEXT)
    if told != sort:
        raise BadPosition(f"after: {position!r} is a position of the list sorted by {told}")
    return last, pk


def _behind(column: str, descending: bool, value: object, pk: int) -> Q:
    """What comes after one customer. The first bound is what the index seeks by, the second drops the ties before it."""
    bound, tie = ("lte", "gte") if descending else ("gte", "lte")
    return Q(**{f"{column}__{bound}": value}) & ~Q(**{column: value, f"pk__{tie}": pk})


def page(
    *,
    sort: str = "heard",
    after: str | None = None,
    limit: int = 50,
    kind: str = "",
    country: str = "",
    among: Collection[int] | QuerySet[Any, int] | None = None,
) -> Page:
    """A page of the list. Raises BadPosition, and KeyError for a sort that is not in SORTS.

    Customers without a value to sort by (never heard from) come last, newest first.
    """
    column, descending = SORTS[sort]
    rows = listed()
    if kind:
        rows = rows.filter(kind=kind)
    if country:
        rows = rows.filter(country=country)
    if among is not None:
        rows = rows.filter(pk__in=among)
    value, pk = _place(sort, after) if after else (None, 0)
    found: list[Customer] = []
    if not after or value is not None:
        order = F(column).desc(nulls_last=True) if descending else F(column).asc()
        ranged = rows.filter(_behind(column, descending, value, pk)) if after else rows
        found = list(ranged.order_by(order, "-pk" if descending else "pk")[: limit + 1])
    if after and len(found) <= limit and column == "last_heard_at":
        unheard = rows.filter(**{column: None})
        unheard = unheard if value is not None else unheard.filter(pk__lt=pk)
        found += unheard.order_by("-pk")[: limit + 1 - len(found)]
    shown = found[:limit]
    last: Any = getattr(shown[-1], column) if shown else None
    return Page(veil(shown), write_position(sort, last, shown[-1].pk) if len(found) > limit else None)


def by_ids(ids: Sequence[int]) -> list[Customer]:
    """These customers as lists show them, in the order of `ids`; those that are not listed are left out."""
    found = listed().in_bulk(list(ids))
    return veil(found[pk] for pk in ids if pk in found)


def countries() -> list[str]:
    """Every country a listed customer lives in, by name."""
    if "country" in current().hidden:
        return []
    rows = Customer.objects.filter(visible(), known=True, merged_into=None).exclude(country="")
    return list(rows.order_by("country").values_list("country", flat=True).distinct())


def root_of(pk: int) -> Customer | None:
    """The customer, or the one they turned out to be; None for one that whoever acts does not see."""
    customer = Customer.objects.select_related("merged_into").filter(pk=pk).first()
    root = customer.merged_into or customer if customer else None
    return veil([root])[0] if root and may_see(root) else None


def may_see(customer: Customer) -> bool:
    """Whether whoever acts sees this customer. Asks nothing of the database."""
    who = current()
    if not who.may("customers.see"):
        return False
    own = who.sees == Sees.ALL or (customer.owner_id is not None and customer.owner_id == who.user_id)
    return own or (who.sees == Sees.TEAM and customer.team_id in who.team_ids)


def parts_of(customer: Customer) -> list[int]:
    """The ids under which this customer's story was recorded, their own first."""
    return [customer.pk, *Customer.objects.filter(merged_into=customer).values_list("pk", flat=True)]


def roots_of_parts(customer_ids: Collection[int]) -> dict[int, int]:
    """Every row these customers consist of, their own included -> the customer. One query."""
    if not customer_ids:
        return {}
    rows = Customer.objects.filter(Q(pk__in=customer_ids) | Q(merged_into_id__in=customer_ids))
    return {pk: into or pk for pk, into in rows.values_list("pk", "merged_into_id")}
