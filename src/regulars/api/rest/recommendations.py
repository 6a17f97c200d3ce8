"""What customers may want next, over the API; and what other programs tell of products."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from regulars.access.acting import current
from regulars.api.rest import shapes
from regulars.api.rest.api import May, api
from regulars.api.rest.customers import ERRORS, found_or_404
from regulars.know.customers.queries import parts_of
from regulars.understand.recommendations.actions import tell_products
from regulars.understand.recommendations.offering import Offer, offers_for


@api.get(
    "/customers/{pk}/recommendations",
    auth=May("customers.see"),
    response={200: shapes.Recommendations, **ERRORS},
    tags=["recommendations"],
)
def recommendations(request: HttpRequest, pk: int) -> dict[str, Any]:
    """What this customer may want next, as of their last order, with the reason for each.

    `personal` is false where their taste may not be looked at (the purpose `profiling`) or nothing is known of it: then
    `why` says so, and what sells now is told.
    """
    found = found_or_404(pk)
    offers = offers_for(found, parts_of(found), limit=10)
    items = [_told(offer) for offer in [*offers.again, *offers.new]]
    return {"personal": offers.personal, "why": offers.why, "as_of": offers.as_of, "items": items}


def _told(offer: Offer) -> dict[str, Any]:
    product = offer.product
    return {
        "kind": offer.kind, "id": product.key, "name": product.name, "category": product.category,
        "price": None if product.price is None else str(product.price), "currency": product.currency,
        "reason": offer.reason,
    }  # fmt: skip


@api.post(
    "/products",
    auth=May("numbers.manage"),
    response={200: shapes.ProductsTaken, **ERRORS},
    tags=["recommendations"],
)
def products(request: HttpRequest, told: shapes.Products) -> dict[str, int]:
    """Tell stock, margin and withdrawal of up to 1,000 products; all or nothing. What is not sent of a product stays.

    Those not sold yet are added. From then on what is withdrawn or counted down to 0 is recommended to nobody.
    """
    rows = [item.dict(exclude_unset=True) for item in told.items]
    changed, new = tell_products(rows, actor=current().actor, about=f"{len(rows)} products told by a program")
    return {"changed": changed, "new": new}
