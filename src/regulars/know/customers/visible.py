"""Which customers and which of their fields whoever acts may see. Every query of customers goes through here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from regulars.access.acting import Acting, current
from regulars.access.permissions import Sees
from regulars.know.customers.models import Customer

# Fields of the customer that a role can be kept from seeing, and what they are called.
HIDEABLE: dict[str, str] = {
    "email": "E-mail",
    "phone": "Phone",
    "street": "Street",
    "postcode": "Postcode",
    "city": "Town",
    "region": "Region",
    "country": "Country",
    "language": "Language",
    "birthday": "Birthday",
}
# Parts of a customer's page that are no fields of the row.
HIDEABLE_BESIDE: dict[str, str] = {
    "worth": "What they are worth, and what is expected of them",
    "notes": "Notes and files",
}
_EMPTY: dict[str, Any] = {"birthday": None}


def visible(who: Acting | None = None, prefix: str = "") -> Q:
    """The condition for the customers `who` sees (whoever acts, unless named); `prefix` leads to them (`customer__`).

    Somebody who may see no customers at all gets none.
    """
    who = who or current()
    if not who.may("customers.see"):
        return Q(pk__in=())
    if who.sees == Sees.ALL:
        return Q()
    own = Q(**{f"{prefix}owner_id": who.user_id})
    return own if who.sees == Sees.OWN else own | Q(**{f"{prefix}team_id__in": who.team_ids})


def veil(customers: Iterable[Customer]) -> list[Customer]:
    """The customers with the fields emptied that whoever acts may not see. Such a copy must never be saved."""
    hidden = current().hidden
    shown = list(customers)
    if not hidden:
        return shown
    for customer in shown:
        for name in hidden & HIDEABLE.keys():
            setattr(customer, name, _EMPTY.get(name, ""))
        if "email" in hidden or "phone" in hidden:
            # The key that names somebody without a name may be their address or number.
            customer.name_key = ""
    return shown
