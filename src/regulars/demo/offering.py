"""What the demo's colleagues say of their articles: two are not made any more, some are counted, vouchers are no goods."""

from __future__ import annotations

from regulars.understand.recommendations.actions import exclude, tell_products

# By the numbers of the catalogue: counted pieces, 0 among them.
_STOCK = {"UF-1001": 0, "UF-1004": 12, "UF-1009": 3, "UF-1012": 40, "UF-1015": 0, "UF-1021": 7}
_WITHDRAWN = ("UF-1006", "UF-1018")


def tell_stock(actor: str) -> None:
    """Counted and withdrawn articles, and a rule of what is never offered."""
    rows = [{"id": number, "stock": pieces, "margin": 0.45} for number, pieces in _STOCK.items()]
    rows += [{"id": number, "withdrawn": "yes"} for number in _WITHDRAWN]
    tell_products(rows, actor=actor, about="the autumn stock-taking")
    exclude("category", "Gift vouchers", actor=actor)
