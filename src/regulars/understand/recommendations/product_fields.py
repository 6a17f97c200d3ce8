"""Reading what is told of a product: from a form, a file or a program."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from regulars.kit import money
from regulars.kit.refused import Refused

ENTERED = ("stock", "margin", "withdrawn")
_YES = {"1", "true", "yes", "y", "on", "x", "ja", "oui", "si", "sí", "withdrawn", "discontinued"}
_NO = {"", "0", "false", "no", "n", "off", "nein", "non", "active", "available"}
_MOST_STOCK = 2_000_000_000


def read_product(told: Mapping[str, Any], *, new: bool = False) -> dict[str, Any]:
    """Stock (empty: nobody counts it), margin and withdrawn, as far as they are told; for a `new` one name, category and price
    too. Raises Refused."""
    read: dict[str, Any] = {}
    if "stock" in told:
        read["stock"] = _stock(told["stock"])
    if "margin" in told:
        read["margin"] = _margin(told["margin"])
    if "withdrawn" in told:
        read["withdrawn"] = _flag(told["withdrawn"])
    if new:
        read |= {
            name: " ".join(str(told[name] or "").split())[:most]
            for name, most in (("name", 200), ("category", 120)) if told.get(name)
        }  # fmt: skip
        if told.get("price"):
            read["price"] = _price(told["price"])
    return read


def _stock(value: Any) -> int | None:
    text = str("" if value is None else value).strip().replace(" ", "")
    if not text:
        return None
    try:
        number = Decimal(text)
    except ArithmeticError:
        number = Decimal("NaN")
    if not number.is_finite() or number != number.to_integral_value() or abs(number) > _MOST_STOCK:
        raise Refused({"stock": f"{text!r} is no whole number. Write how many there are, or nothing if nobody counts."})
    return int(number)


def _margin(value: Any) -> float | None:
    text = str("" if value is None else value).strip().replace(",", ".")
    if not text:
        return None
    percent = text.endswith("%")
    try:
        share = float(text.rstrip("% ")) / (100 if percent else 1)
    except ValueError:
        share = float("nan")
    if not percent and share > 1:
        share /= 100
    if not 0 <= share <= 1:
        raise Refused({"margin": f"{text!r} is no share of the price. Write such as 35 %, between 0 and 100 %."})
    return round(share, 4)


def _flag(value: Any) -> bool:
    text = str("" if value is None else value).strip().lower()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise Refused({"withdrawn": f"{text!r} is neither yes nor no."})


def _price(value: Any) -> Decimal:
    try:
        price = money.amount(str(value).strip())
    except ValueError as error:
        raise Refused({"price": f"{value!r} is no amount. Write such as 24.90."}) from error
    if price < 0:
        raise Refused({"price": "A price is not below nothing."})
    return price
