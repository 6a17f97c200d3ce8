"""What the list can be narrowed by, put together from the stages."""

from __future__ import annotations

from collections.abc import Iterable

from regulars.know.fields.models import Field
from regulars.know.filters.orders import Orders, profile_orders, shown
from regulars.know.filters.own import own_orders
from regulars.understand.insights.filter_fields import SEGMENTS, insight_orders

GROUPS = SEGMENTS


def orders(own: Iterable[Field] | None = None) -> Orders:
    """Every order of the list, for whoever acts; `own` are the fields where they were looked up already."""
    return shown([*profile_orders(), *own_orders(own), *insight_orders()])
