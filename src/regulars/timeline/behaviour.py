"""What customers did, as a condition other queries can carry: the record's tables stay the timeline's own."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable

from regulars.timeline.models import Interaction


def did(
    customer: Combinable | Subquery | QuerySet[Any, Any],
    names: Collection[str],
    *,
    since: datetime | None = None,
    times: int = 1,
    amount: Decimal | None = None,
    product: str = "",
) -> Exists:
    """True where at least `times` lines of these names exist, of `customer`: a reference to the outer query's customer, or
    a query of several ids (one person's merged parts). Of at least that `amount`, and of products whose lines
    contain that text (name, id, category), if asked. Each customer is one range of `interaction_of_customer`."""
    of = Q(customer_id__in=customer) if isinstance(customer, QuerySet | Subquery) else Q(customer_id=customer)
    lines = Interaction.objects.filter(of, name__in=list(names))
    if since is not None:
        lines = lines.filter(occurred_at__gte=since)
    if amount is not None:
        lines = lines.filter(amount__gte=amount)
    if product:
        lines = lines.filter(_sold(product))
    # Whether there is an n-th one: the database stops there, where a count would read them all.
    return Exists(lines.order_by()[times - 1 : times])


def _sold(product: str) -> Q:
    """Orders hold their lines under `products`, looks at a product and baskets hold the one under `product`."""
    return Q(properties__products__icontains=product) | Q(properties__product__icontains=product)
