"""What the person asked about their data, and what must be kept."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.know.customers.models import Customer
from regulars.know.requests.finding import holds_on
from regulars.know.requests.queries import requests_of
from regulars.web.customers.panels.panel import Panel
from regulars.web.requests import Request


def show(request: Request, customer: Customer, part_ids: Sequence[int]) -> Panel | None:
    """For those who carry out privacy requests."""
    if not request.user.may("privacy.manage"):
        return None
    return Panel(
        "customers/panels/privacy.html",
        {"requests": requests_of(part_ids), "holds": holds_on(tuple(part_ids))},
    )
