"""Whom this customer turned out to be too, and the way back."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.know.customers.models import Customer
from regulars.know.merges.queries import merges_of, visitors_of
from regulars.web.customers.panels.panel import Panel
from regulars.web.requests import Request


def show(request: Request, customer: Customer, part_ids: Sequence[int]) -> Panel | None:
    """Nothing for somebody who may not merge where nothing was merged."""
    merges = merges_of(part_ids)
    may_merge = request.user.may("customers.merge")
    visitors = visitors_of(part_ids) if may_merge and len(part_ids) > 1 else []
    if not merges and not may_merge:
        return None
    context = {
        "merges": merges,
        "visitors": visitors,
        "may_merge": may_merge,
        "may_edit": request.user.may("customers.edit"),
    }
    return Panel("customers/panels/merges.html", context)
