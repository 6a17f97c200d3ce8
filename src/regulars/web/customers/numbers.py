"""What the numbers say of customers, where they have been computed."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from regulars.web.customers.closeness import Insight


def insights_of(customer_ids: Collection[int]) -> Mapping[int, Insight]:
    """The insights of these customers, by their ids."""
    return {}
