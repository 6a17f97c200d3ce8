"""The days of a customer that are remembered."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.know.customers.models import Customer
from regulars.know.occasions.queries import Remembered, business_today, kinds, of_customer
from regulars.web.customers.panels.panel import Panel
from regulars.web.requests import Request


def show(request: Request, customer: Customer, part_ids: Sequence[int]) -> Panel | None:
    """Each day with when it comes next."""
    today = business_today()
    days = of_customer(customer, part_ids, today)
    may_edit = request.user.may("customers.edit")
    if not days and not may_edit:
        return None
    context = {
        "days": [(day, said(day), coming(day)) for day in days],
        "kinds": [(kind.key, kind.name) for kind in kinds(offered=True)] if may_edit else [],
        "may_edit": may_edit,
    }
    return Panel("customers/panels/occasions.html", context)


def said(day: Remembered) -> str:
    """What day it is: `Anniversary, wedding`."""
    name = day.name[:1].upper() + day.name[1:]
    return f"{name}, {day.note}" if day.note else name


def coming(day: Remembered) -> str:
    """When it comes: `4 May 2027, for the 7th year`, or when it was."""
    if day.next is None:
        return f"was in {day.year}"
    years = f", {day.years} year{'' if day.years == 1 else 's'}" if day.years else ""
    return f"{day.next:%-d %B %Y}{years}"
