"""Reading what hangs on customers who may be merged: it stays on the part it was told of and is read as the root's."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from regulars.access.acting import current
from regulars.access.permissions import Sees
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import root_of
from regulars.know.customers.visible import visible


def root_id(link: str = "customer") -> Any:
    """The expression for the id of the customer that `link` leads to, or of the one they turned out to be."""
    return Coalesce(F(f"{link}__merged_into_id"), F(f"{link}_id"))


def of_roots(ids: Collection[int], link: str = "customer") -> Q:
    """The condition that `link` leads to one of these customers or to a part of one."""
    return Q(**{f"{link}__in": ids}) | Q(**{f"{link}__merged_into__in": ids})


def visible_through(link: str = "customer") -> Q:
    """The condition that whoever acts sees the customer that `link` leads to, merged or not."""
    who = current()
    if who.sees == Sees.ALL:
        return visible(who)
    alone = visible(who, f"{link}__") & Q(**{f"{link}__merged_into": None})
    return alone | (visible(who, f"{link}__merged_into__") & Q(**{f"{link}__merged_into__isnull": False}))


def seen_customer(pk: int) -> Customer:
    """The customer, or the one they turned out to be. Raises Customer.DoesNotExist where whoever acts does not see them.

    Fields may be veiled: never save it.
    """
    found = root_of(pk)
    if found is None:
        raise Customer.DoesNotExist
    return found
