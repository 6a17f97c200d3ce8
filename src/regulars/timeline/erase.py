"""Taking a person out of the record: the one exception to the rule that rows never change.

What sums and counts need stays, on its business day: what kind of thing happened, over which channel, amounts, the
products of an order, the score of an answer. Everything else goes: texts, addresses, document numbers, the minute, whatever
a sender told besides, and the name under which the line was told. Documents get a number made up for the occasion, so that
a refund still knows its order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from regulars.kit import moments, sql_values
from regulars.kit.tokens import new_token
from regulars.timeline.models import Interaction

_AT_ONCE = 500
# Begins the source id of every stripped line.
MARK = "erased:"

# Payload fields that say nothing about a person. Of products, every field of the vocabulary is one.
_SUMS = ("products", "total", "revenue", "shipping", "tax", "discount")
_ITEM = ("product_id", "sku", "product", "category", "quantity", "price")
_KEPT: dict[str, tuple[str, ...]] = {
    "order.completed": _SUMS,
    "order.refunded": _SUMS,
    "order.updated": _SUMS,
    "product.viewed": _ITEM,
    "product.added": _ITEM,
    "product.removed": _ITEM,
    "category.viewed": ("category",),
    "mail.sent": ("campaign",),
    "mail.delivered": ("campaign",),
    "mail.opened": ("campaign",),
    "mail.clicked": ("campaign",),
    "mail.bounced": ("campaign",),
    "mail.complained": ("campaign",),
    "mail.unsubscribed": ("campaign",),
    "call.held": ("minutes",),
    "survey.answered": ("survey", "scale", "score"),
    "review.written": ("survey", "scale", "score"),
    "case.opened": ("hours",),
    "case.resolved": ("hours",),
}
_PRODUCT = ("product_id", "sku", "name", "category", "quantity", "price", "variant", "brand")
# Numbers of documents by which lines find each other.
_DOCUMENTS = ("order_id", "case_id")
_UPDATE = "UPDATE timeline_interaction SET source_id = %s, properties = %s, occurred_at = %s, actor = %s WHERE id = %s"


def strip(customer_ids: Collection[int]) -> int:
    """Leave of the lines of these customers only what sums need. Returns how many lines there are.

    Runs in the caller's transaction, a few hundred lines at a time. Doing it again changes nothing that matters.
    """
    secret = new_token()
    done = 0
    for lines in _portions(customer_ids):
        with connection.cursor() as cursor:
            cursor.executemany(_UPDATE, [_stripped(line, secret) for line in lines])
        done += len(lines)
    return done


def strip_mentions(
    customer_ids: Collection[int], names: Collection[str], told: Collection[str], erased: Collection[int] = ()
) -> int:
    """Empty lines of other customers that speak of an erased one: those of these names that hold one of the texts `told`,
    or say that the `other` is one of `erased`.

    Such lines are few (a relation, a merge). Returns how many were emptied.
    """
    lines = Interaction.objects.filter(customer_id__in=list(customer_ids), name__in=list(names))
    wanted = [text.casefold() for text in told if text]
    rows = [
        ("{}", line.pk)
        for line in lines
        if line.properties.get("other") in erased
        or any(text in sql_values.json_text(line.properties).casefold() for text in wanted)
    ]
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE timeline_interaction SET properties = %s WHERE id = %s", rows)
    return len(rows)


def strip_before(names: Collection[str], day: date, held: Collection[int], first: int, last: int) -> list[int]:
    """Strip lines of these names older than a business day whose ids lie from `first` to `last`, in the caller's transaction.

    None of the customers `held`. Returns the ids of the customers they are of; lines stripped before are passed over.
    """
    secret = new_token()
    lines = list(_old(names, day, held, first, last))
    with connection.cursor() as cursor:
        cursor.executemany(_UPDATE, [_stripped(line, secret) for line in lines])
    return sorted({line.customer_id for line in lines if line.customer_id is not None})


def count_before(names: Collection[str], day: date, held: Collection[int], limit: int) -> int:
    """How many lines `strip_before` would find among all, counted up to `limit`."""
    return len(_old(names, day, held).values_list("pk", flat=True)[:limit])


def _old(
    names: Collection[str], day: date, held: Collection[int], first: int = 0, last: int | None = None
) -> QuerySet[Interaction]:
    # Lines of nobody known are no person's data any more than a till's total is.
    lines = Interaction.objects.filter(
        pk__gte=first, name__in=list(names), business_day__lt=day, customer_id__isnull=False
    )
    lines = lines.exclude(source_id__startswith=MARK)
    if last is not None:
        lines = lines.filter(pk__lte=last)
    return (lines.exclude(customer_id__in=list(held)) if held else lines).order_by("pk")


def _stripped(line: Interaction, secret: str) -> tuple[Any, ...]:
    """The parameters of _UPDATE for one line."""
    midnight = moments.midnight(line.business_day, settings.REGULARS_TIME_ZONE)
    kept = sql_values.json_text(_kept(line.name, line.properties, secret))
    # Which import brought a line says nothing about a person, and lets the import be taken back.
    actor = line.actor if line.actor.startswith("import:") else ""
    return f"{MARK}{new_token()}", kept, sql_values.moment(midnight, connection.vendor), actor, line.pk


def _portions(customer_ids: Collection[int]) -> Iterator[list[Interaction]]:
    lines = Interaction.objects.filter(customer_id__in=list(customer_ids)).order_by("pk")
    last = 0
    while portion := list(lines.filter(pk__gt=last)[:_AT_ONCE]):
        yield portion
        last = portion[-1].pk


def _kept(name: str, properties: Any, secret: str) -> dict[str, Any]:
    if not isinstance(properties, Mapping):
        return {}
    kept = {field: properties[field] for field in _KEPT.get(name, ()) if field in properties}
    if isinstance(kept.get("products"), list):
        kept["products"] = [
            {field: product[field] for field in _PRODUCT if field in product}
            for product in kept["products"]
            if isinstance(product, Mapping)
        ]
    for field in _DOCUMENTS:
        if name.startswith(("order.", "case.")) and properties.get(field):
            told = f"{secret}:{field}:{properties[field]}"
            kept[field] = hashlib.sha256(told.encode()).hexdigest()[:20]
    return kept
