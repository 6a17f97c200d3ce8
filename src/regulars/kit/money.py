"""Money: an exact decimal of four places, kept in databases as a whole number of ten-thousandths."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

SCALE = 10_000
PLACES = Decimal("0.0001")
# The largest amount that fits the lake's decimal(18,4).
LARGEST = Decimal("99999999999999.9999")

SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$", "JPY": "¥", "CHF": "CHF ", "INR": "₹", "PLN": "zł ", "BRL": "R$"}
WITHOUT_CENTS = {"JPY", "KRW", "VND", "CLP", "ISK", "HUF"}


def amount(value: object) -> Decimal:
    """`value` (int, float, Decimal or text with a decimal point) as money, rounded half to even at the fourth place.

    Raises ValueError when it is no finite number or too large to keep.
    """
    if isinstance(value, bool):
        raise ValueError(f"{value!r} is not an amount of money")  # noqa: TRY004 -- one error for whoever parses
    try:
        # A float goes through its shortest text: 19.99 is meant, not 19.989999999999998.
        exact = Decimal(str(value).strip())
    except InvalidOperation as error:
        raise ValueError(f"{value!r} is not an amount of money") from error
    if not exact.is_finite() or abs(exact) > LARGEST:
        raise ValueError(f"{value!r} is not an amount of money that can be kept")
    return exact.quantize(PLACES, ROUND_HALF_EVEN)


def to_units(value: Decimal) -> int:
    """Money as ten-thousandths of the currency unit."""
    return int(value.scaleb(4).to_integral_value(ROUND_HALF_EVEN))


def from_units(units: int) -> Decimal:
    """Ten-thousandths back to money."""
    return Decimal(units).scaleb(-4)


def spoken(value: Decimal, currency: str) -> str:
    """Money as a person reads it: `£24.50`, `¥1,200`, `24.50 XAF`, `24.50` without a currency."""
    digits = f"{value:,.0f}" if currency in WITHOUT_CENTS else f"{value:,.2f}"
    sign, digits = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
    if currency in SYMBOLS:
        return f"{sign}{SYMBOLS[currency]}{digits}"
    return f"{sign}{digits} {currency}".rstrip()
