"""Who wins when two customers are one, and whether they may be made one."""

from __future__ import annotations

from typing import Any

from regulars.kit.refused import Refused
from regulars.know.customers.models import Customer
from regulars.know.duplicates.models import Pair
from regulars.know.duplicates.queries import kept_apart

_TOLD = ("name", "email", "phone", "street", "postcode", "city", "country", "language", "birthday")


def in_order(left: Customer, right: Customer) -> tuple[Customer, Customer]:
    """(winner, loser): the winner is of whom more is told; of two alike whoever is known longer."""
    first, second = sorted(
        (left, right), key=lambda customer: (-_completeness(customer), customer.created_at, customer.pk)
    )
    return first, second


def _standing(pk: int) -> Customer:
    customer = Customer.objects.select_related("merged_into").get(pk=pk)
    return customer.merged_into or customer


def _completeness(customer: Customer) -> int:
    told: list[Any] = [getattr(customer, name) for name in _TOLD]
    return sum(1 for value in told if value)


def check(pair: Pair) -> tuple[int, int]:
    """(winner, loser) of a pair that may be merged now. Raises Refused with the reason where it may not."""
    left, right = _standing(pair.left_id), _standing(pair.right_id)
    if left.pk == right.pk:
        raise Refused({"pair": "These two are one customer already."})
    winner, loser = (customer.pk for customer in in_order(left, right))
    if kept_apart([(winner, loser)]):
        raise Refused(
            {
                "pair": "Somebody judged them different, or a customer merged into one of them. Take that decision back first."
            }
        )
    return winner, loser
