"""What a customer may want next, and why."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.know.customers.models import Customer
from regulars.understand.recommendations.offering import Offer, may_see_offers, offers_for
from regulars.web.customers.panels.panel import Panel
from regulars.web.requests import Request
from regulars.web.words import round_money

SHOWN = 4


def show(request: Request, customer: Customer, part_ids: Sequence[int]) -> Panel | None:
    """For whoever sees what is expected of customers; nothing before anything was learnt."""
    if not may_see_offers():
        return None
    found = offers_for(customer, part_ids, limit=SHOWN)
    if found.as_of is None:
        return None
    context = {
        "again": [_said(offer) for offer in found.again[: SHOWN - 1]],
        "new": [_said(offer) for offer in found.new],
        "personal": found.personal,
        "why": found.why,
        "opens": request.user.may("numbers.see"),
    }
    return Panel("customers/panels/recommendations.html", context)


def _said(offer: Offer) -> dict[str, object]:
    price = offer.product.price
    return {
        "product": offer.product,
        "reason": offer.reason,
        "price": round_money(price, offer.product.currency) if price is not None else "",
    }
