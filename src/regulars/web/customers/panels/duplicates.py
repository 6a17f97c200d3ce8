"""Who else this customer may be."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.know.customers.models import Customer
from regulars.know.duplicates.queries import pairs_of
from regulars.web.customers.panels.panel import Panel
from regulars.web.duplicates.shown import shown
from regulars.web.requests import Request


def show(request: Request, customer: Customer, part_ids: Sequence[int]) -> Panel | None:
    """The open pairs of this customer, for whoever may judge them."""
    if not request.user.may("customers.merge"):
        return None
    found = pairs_of(part_ids)
    if not found:
        return None
    told = [(each, each.goes if each.stays.pk == customer.pk else each.stays) for each in map(shown, found)]
    return Panel("customers/panels/duplicates.html", {"pairs": told})
