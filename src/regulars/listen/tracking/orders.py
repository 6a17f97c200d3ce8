"""Orders, refunds and the way to them, from properties to payloads."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from regulars.kit import money
from regulars.listen.tracking.told import Told, first, money_of, refused, text_of, without
from regulars.timeline.names import Item, Order, Product

_ORDER_ID = ("order_id", "orderId", "id", "checkout_id", "checkoutId")
_PRODUCT_ID = ("product_id", "productId", "id")
_READ = frozenset(
    {*_ORDER_ID, "products", "total", "value", "revenue", "shipping", "tax", "discount", "coupon", "currency"}
) - {"id"}
_READ_ITEM = frozenset({"product_id", "productId", "sku", "name", "category", "quantity", "price"})
# The largest quantity that fits the lake's decimal(18,3).
_MOST = Decimal(10) ** 12


def read_order(told: Told, *, refund: bool = False) -> tuple[Order, Decimal | None]:
    """The payload and the amount: revenue, else total, else the sum of the lines; None when nothing says.

    Amounts and quantities of refunds come signed or not; they are kept without sign. Raises Unreadable.
    """
    products = told.get("products")
    if products is None:
        products = []
    if not isinstance(products, list):
        raise refused("properties.products", "must be a list of products")
    lines = [_line(product, place, refund) for place, product in enumerate(products)]
    parts = {name: money_of(told, "properties", name) for name in ("revenue", "shipping", "tax", "discount")}
    total = money_of(told, "properties", "total", "value")
    amount = parts["revenue"] if parts["revenue"] is not None else total
    if amount is None and lines:
        amount = sum((Decimal(line.price) * Decimal(line.quantity) for line in lines), Decimal(0))
    order = Order(
        order_id=text_of(told, *_ORDER_ID),
        products=lines,
        total=_text(total),
        coupon=text_of(told, "coupon"),
        more=without(told, _READ),
        **{name: _text(value) for name, value in parts.items()},
    )
    return order, None if amount is None else money.amount(abs(amount) if refund else amount)


def _text(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


def _line(product: Any, place: int, refund: bool) -> Product:
    where = f"properties.products[{place}]"
    if not isinstance(product, dict):
        raise refused(where, "must be an object with product_id, name, price and quantity")
    price = money_of(product, where, "price")
    return Product(
        product_id=text_of(product, *_PRODUCT_ID) or text_of(product, "sku"),
        sku=text_of(product, "sku"),
        name=text_of(product, "name"),
        category=text_of(product, "category"),
        quantity=_quantity(product, where, refund),
        price=_text(price) or "0",
        variant=text_of(product, "variant"),
        brand=text_of(product, "brand"),
    )


def _quantity(product: Told, where: str, refund: bool) -> str:
    value = first(product, "quantity")
    if value is None:
        return "1"
    try:
        number = money.amount(value)
    except ValueError as error:
        raise refused(f"{where}.quantity", f"{value!r} is no number; write one such as 2") from error
    if abs(number) >= _MOST:
        raise refused(f"{where}.quantity", f"{value!r} is too large to be kept")
    number = number.quantize(Decimal("0.001"))
    return f"{(abs(number) if refund else number).normalize():f}"


def read_item(told: Told) -> tuple[Item, Decimal | None]:
    """A product or category that was looked at or put into the cart; no amount, for nothing was bought."""
    item = Item(
        product_id=text_of(told, *_PRODUCT_ID),
        sku=text_of(told, "sku"),
        product=text_of(told, "name"),
        category=text_of(told, "category"),
        quantity=text_of(told, "quantity"),
        price=text_of(told, "price"),
        more=without(told, _READ_ITEM),
    )
    return item, None


def read_currency(told: Told) -> str:
    """The three letters, upper case, or empty. Raises Unreadable."""
    value = first(told, "currency")
    if value is None:
        return ""
    if isinstance(value, str) and len(code := value.strip()) == 3 and code.isascii() and code.isalpha():
        return code.upper()
    raise refused("properties.currency", f"{value!r} is no currency; write three letters such as EUR")
