"""Reading relations from either side, over merged parts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from regulars.access.acting import current
from regulars.know.customers.models import Customer
from regulars.know.customers.parts import of_roots, root_id, visible_through
from regulars.know.customers.queries import may_see
from regulars.know.customers.visible import veil
from regulars.know.relations.models import HOUSEHOLD, READY_MADE, Relation, RelationKind

# People of one household that are shown together; more is no household.
LARGEST_HOUSEHOLD = 20


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation as one side says it: `says` is `works at`, `other` whom (None: somebody whoever acts does not see)."""

    pk: int
    kind: RelationKind
    says: str
    other: Customer | None
    role: str
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class TiePage:
    """Some relations, those that hold first, and the id after which the next page begins (None: that was all)."""

    ties: list[Tie]
    next: int | None


def kinds(*, offered: bool = False) -> list[RelationKind]:
    """Every kind of relation, or those that can be chosen."""
    rows = RelationKind.objects.order_by("pk")
    return [*READY_MADE, *(rows.filter(offered=True) if offered else rows)]


def kinds_by_key() -> dict[str, RelationKind]:
    """Every kind by its key. One query."""
    return {kind.key: kind for kind in kinds()}


def relations_of(part_ids: Sequence[int], *, limit: int = 12, after: int | None = None, held: bool = True) -> TiePage:
    """The relations of these parts of one customer, newest first: those that hold, or (`held` false) those that ended.

    Three queries, each bounded by its own range of an index, however many people a company has.
    """
    if not current().may("customers.see"):
        return TiePage([], None)
    parts = set(part_ids)
    found: dict[int, Tie] = {}
    every = kinds_by_key()
    for side, other_side in (("origin", "target"), ("target", "origin")):
        rows = Relation.objects.filter(Q(**{f"{side}__in": part_ids}), removed_at=None, until__isnull=held)
        if after is not None:
            rows = rows.filter(pk__lt=after)
        rows = rows.select_related(f"{other_side}__merged_into").order_by("-pk")[: limit + 1]
        for row in rows:
            found.setdefault(row.pk, _tie(row, every[row.kind_key], side, getattr(row, other_side)))
    ordered = sorted(found.values(), key=lambda tie: -tie.pk)
    shown = ordered[:limit]
    # Two parts of one customer that were related to each other: since they are one, there is nothing to say.
    ties = [tie for tie in shown if tie.other is None or tie.other.pk not in parts]
    return TiePage(ties, shown[-1].pk if len(ordered) > limit else None)


def _tie(row: Relation, kind: RelationKind, side: str, other: Customer) -> Tie:
    root = other.merged_into or other
    says = kind.name if side == "origin" else kind.back
    shown = veil([root])[0] if may_see(root) and root.erased_at is None else None
    return Tie(row.pk, kind, says, shown, row.role, row.since, row.until)


def household_of(part_ids: Sequence[int]) -> list[Customer]:
    """Everybody who lives with this customer, also by way of others, by name; not the customer. At most five queries."""
    if not current().may("customers.see"):
        return []
    met: dict[int, Customer] = {}
    reached = set(part_ids)
    edge = set(part_ids)
    for _ in range(4):
        rows = Relation.objects.filter(
            of_roots(edge, "origin") | of_roots(edge, "target"), kind_key=HOUSEHOLD, removed_at=None, until=None
        ).select_related("origin__merged_into", "target__merged_into")[: LARGEST_HOUSEHOLD * 4]
        everybody = {(c.merged_into or c).pk: c.merged_into or c for row in rows for c in (row.origin, row.target)}
        edge = everybody.keys() - reached
        if not edge or len(met) >= LARGEST_HOUSEHOLD:
            break
        met |= {pk: everybody[pk] for pk in edge}
        reached |= edge
    seen = [customer for customer in met.values() if may_see(customer) and customer.erased_at is None]
    return sorted(veil(seen), key=lambda customer: (customer.name_key, customer.pk))[:LARGEST_HOUSEHOLD]


def related(kind_key: str, *, to: Collection[int] | None = None, side: str = "origin") -> QuerySet[Relation, Any]:
    """Ids of the customers on one `side` of a kind of relation that holds, `to` any of these on the other; for `pk__in`.

    `related("works_at", to=[initech])` are Initech's people, `related("works_at", side="target")` all who employ. For a
    kind that holds both ways ask for both sides.
    """
    other = {"origin": "target", "target": "origin"}[side]
    rows = Relation.objects.filter(visible_through(side), kind_key=kind_key, removed_at=None, until=None)
    if to is not None:
        rows = rows.filter(of_roots(list(to), other))
    return rows.values_list(root_id(side), flat=True)


def have_relations(customer_ids: Collection[int]) -> set[int]:
    """Which of these customers are related to anybody."""
    rows = Relation.objects.filter(Q(origin__in=customer_ids) | Q(target__in=customer_ids))
    ids = {pk for pair in rows.values_list("origin", "target") for pk in pair}
    return ids & set(customer_ids)
