"""What stands in the business's own fields."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.know.customers.models import Customer
from regulars.know.fields.queries import Value, fields_of, values_of
from regulars.web.customers.panels.panel import Panel
from regulars.web.requests import Request


def show(request: Request, customer: Customer, part_ids: Sequence[int]) -> Panel | None:
    """The fields with something in them, by group."""
    told = values_of([customer.pk], fields_of(customer.kind)).get(customer.pk, {})
    groups: dict[str, list[Value]] = {}
    for value in told.values():
        groups.setdefault(value.field.group, []).append(value)
    return Panel("customers/panels/fields.html", {"groups": list(groups.items())}) if groups else None
