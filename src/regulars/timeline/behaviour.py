"""What customers did, as a condition other queries can carry: the record's tables stay the timeline's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from regulars.kit.folding import casings
from regulars.timeline.deed import Deed, Lines, Property, Step
from regulars.timeline.models import Interaction
from regulars.timeline.told import Told, number

# Whose lines: given how many queries of lines stand around it, the condition on `customer_id`. One person's merged parts
# count together, and only whoever keeps the people knows them.
Of = Callable[[int], Q]


def did(deed: Deed, name: str, of: Of, *, first: datetime | None, until: datetime | None, now: datetime) -> Q:
    """True of whom the deed holds: lines of that name `first` <= moment < `until`. Never unknown, so its denial is exactly
    everybody else. Each customer is one range of the index `interaction_of_customer`."""
    every = _of_sort(deed.lines(name), of(0))
    lines = _between(every, first, until)
    if deed.since:
        last = Interaction.objects.filter(of(1), name=deed.since).order_by("-occurred_at").values("occurred_at")[:1]
        lines = lines.filter(occurred_at__gt=Subquery(last))
    if deed.then is not None:
        lines = _followed(lines, deed.then, of, 1, now)
    if deed.which == "first" and first is not None:
        return Q(_nth(lines, 1)) & ~Q(_nth(_between(every, None, first), 1))
    if deed.which == "last" and until is not None:
        return Q(_nth(lines, 1)) & ~Q(_nth(_between(every, until, None), 1))
    match deed.count:
        case "at_most":
            return ~Q(_nth(lines, deed.times + 1))
        case "exactly" if deed.times == 0:
            return ~Q(_nth(lines, 1))
        case "exactly":
            return Q(_nth(lines, deed.times)) & ~Q(_nth(lines, deed.times + 1))
        case _:
            return Q(_nth(lines, deed.times))


def _nth(lines: QuerySet[Interaction], times: int) -> Exists:
    """Whether there is an n-th one: the database stops there, where a count would read them all."""
    return Exists(lines.order_by()[times - 1 : times])


def _between(lines: QuerySet[Interaction], first: datetime | None, until: datetime | None) -> QuerySet[Interaction]:
    if first is not None:
        lines = lines.filter(occurred_at__gte=first)
    return lines if until is None else lines.filter(occurred_at__lt=until)


def _of_sort(sort: Lines, of: Q) -> QuerySet[Interaction]:
    lines = Interaction.objects.filter(of, name=sort.name)
    if sort.amount is not None:
        lines = lines.filter(amount__gte=sort.amount)
    if sort.product:
        lines = lines.filter(_sold(sort.product))
    if sort.channels:
        lines = lines.filter(channel__in=sort.channels)
    for i, one in enumerate(sort.properties):
        lines = _told(lines, one, f"told_{i}")
    return lines


def _sold(product: str) -> Q:
    """Orders hold their lines under `products`, looks at a product and baskets hold the one under `product`."""
    return Q(properties__products__icontains=product) | Q(properties__product__icontains=product)


def _followed(lines: QuerySet[Interaction], step: Step, of: Of, depth: int, now: datetime) -> QuerySet[Interaction]:
    """Those of the lines that were followed by the step."""
    after = _of_sort(step.lines, of(depth)).filter(
        # The first bound is what the index seeks by, the second keeps to the order of lines told for the same moment.
        Q(occurred_at__gte=OuterRef("occurred_at")),
        Q(occurred_at__gt=OuterRef("occurred_at")) | Q(pk__gt=OuterRef("pk")),
    )
    if step.days is not None:
        after = after.filter(occurred_at__lte=OuterRef("occurred_at") + timedelta(days=step.days))
    if step.then is not None:
        after = _followed(after, step.then, of, depth + 1, now)
    found = Exists(after.order_by())
    if not step.absent:
        return lines.filter(found)
    if step.days is not None:
        # Whoever's days are not over may still do it.
        lines = lines.filter(occurred_at__lte=now - timedelta(days=step.days))
    return lines.filter(~found)


def _told(lines: QuerySet[Interaction], one: Property, name: str) -> QuerySet[Interaction]:
    lines = lines.alias(**{name: Told("properties", one.path)})
    if one.op == "filled":
        return lines.filter(**{f"{name}__isnull": False})
    if one.op == "contains":
        return lines.filter(_holding(name, str(one.value)))
    if one.op == "is":
        said = Q(**{f"{name}__in": casings(str(one.value))})
        amount = number(str(one.value))
        if amount is None:
            return lines.filter(said)
        return lines.alias(**{f"{name}_n": _as_number(one)}).filter(said | Q(**{f"{name}_n": amount}))
    bound = "gte" if one.op == "at_least" else "lte"
    return lines.alias(**{f"{name}_n": _as_number(one)}).filter(**{f"{name}_n__{bound}": _float(one.value)})


def _holding(name: str, text: str) -> Q:
    """That the text stands in it, whatever the case. SQLite itself folds ASCII letters only."""
    if text.isascii() or connection.vendor != "sqlite":
        return Q(**{f"{name}__icontains": text})
    return Q(**{f"{name}__iregex": re.escape(text)})


def _as_number(one: Property) -> Any:
    return Told("properties", one.path, as_number=True)


def _float(value: str | Decimal | None) -> float:
    return float(value or 0)
