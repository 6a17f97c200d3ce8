"""The segments a customer is in, and since when."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.know.customers.models import Customer
from regulars.understand.segments.queries import segments_of
from regulars.web.customers.panels.panel import Panel
from regulars.web.requests import Request


def show(request: Request, customer: Customer, part_ids: Sequence[int]) -> Panel | None:
    """Nothing for somebody who is in none, or where whoever acts may not see numbers."""
    if not request.user.may("numbers.see"):
        return None
    found = segments_of(customer.pk)
    return Panel("customers/panels/segments.html", {"segments": found}) if found else None
