"""Numbers as people read them, and the sentence of each metric."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from regulars.kit.countries import country_name
from regulars.understand.metrics.measured import Measured

SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$", "JPY": "¥", "INR": "₹"}


def count(value: object) -> str:
    """A whole number with thousands marks: 18,532."""
    return f"{Decimal(str(value)):,.0f}"


def listed(names: Sequence[str]) -> str:
    """Names as a sentence gives them: a, b and c."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def part_name(by: str, part: str) -> str:
    """A part of a breakdown as people call it: `United Kingdom`, where numbers and addresses say `GB`."""
    return country_name(part) if by == "country" else part


def money(value: object, currency: str) -> str:
    """An amount to two decimals with its currency: £8,911,407.90; without a known currency only the number."""
    cents = Decimal(str(value)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    sign, text = ("-" if cents < 0 else ""), f"{abs(cents):,.2f}"
    if currency in SYMBOLS:
        return f"{sign}{SYMBOLS[currency]}{text}"
    return f"{sign}{text} {currency}".strip()


def percent(share: float) -> str:
    """A share as a percentage: whole from 10 % on, one decimal below, so that small shares keep their size."""
    hundred = Decimal(str(share)) * 100
    places = "1" if abs(hundred) >= 10 or hundred == 0 else "0.1"
    return f"{hundred.quantize(Decimal(places), rounding=ROUND_HALF_UP)} %"


def _compared(m: Measured, spoken: Callable[[object], str]) -> str:
    if m.before is None or m.before.value is None or m.change is None:
        return ""
    before, now = spoken(m.before.value), spoken(m.value)
    if before == now:
        return f", as before ({before})"
    direction = "up" if m.change > 0 else "down"
    if m.beyond_chance is False:
        return f", {direction} from {before}, which may be chance"
    return f", {direction} from {before}"


def share_sentence(of: str, did: str) -> Callable[[Measured], str]:
    """The sentence of a share: '24 % of buyers bought again, up from 9 %.'"""

    def sentence(m: Measured) -> str:
        if m.value is None:
            return f"There were no {of} in this time."
        return f"{percent(float(m.value))} of {of} {did}{_compared(m, lambda v: percent(float(str(v))))}."

    return sentence


def ratio_sentence(returned: str, sold: str) -> Callable[[Measured], str]:
    """The sentence of a ratio: 'For every 100 units sold, 4.9 came back, down from 12.'"""

    def per_hundred(value: object) -> str:
        hundred = Decimal(str(value)) * 100
        return f"{hundred.quantize(Decimal('0.1'), rounding=ROUND_HALF_UP):,}"

    def sentence(m: Measured) -> str:
        if m.value is None:
            return "Nothing was sold in this time."
        return f"For every 100 {sold}, {per_hundred(m.value)} {returned}{_compared(m, per_hundred)}."

    return sentence


def count_sentence(one: str, many: str) -> Callable[[Measured], str]:
    """The sentence of a count: '4,338 customers bought, up from 3,900.'"""

    def sentence(m: Measured) -> str:
        return f"{count(m.value)} {one if m.value == 1 else many}{_compared(m, count)}."

    return sentence


def money_sentence(verb: str) -> Callable[[Measured], str]:
    """The sentence of an amount: 'Customers spent £8,911,407.90, up from £7,000,000.00.'"""

    def sentence(m: Measured) -> str:
        return f"{verb} {money(m.value, m.currency)}{_compared(m, lambda v: money(v, m.currency))}."

    return sentence


def each_sentence(begins: str, nothing: str) -> Callable[[Measured], str]:
    """The sentence of an amount each: 'An order came to £24.10, up from £22.00.'"""

    def sentence(m: Measured) -> str:
        if m.value is None:
            return nothing
        return f"{begins} {money(m.value, m.currency)}{_compared(m, lambda v: money(v, m.currency))}."

    return sentence


def decimal(value: object, places: int = 1) -> str:
    """A number with its decimals: 2.4."""
    return f"{Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP):,}"


def times_sentence(begins: str, nothing: str, of: str = "times") -> Callable[[Measured], str]:
    """The sentence of how often: 'A customer who bought did so 2.40 times, up from 2.10.'"""

    def sentence(m: Measured) -> str:
        if m.value is None:
            return nothing
        return f"{begins} {decimal(m.value, 2)} {of}{_compared(m, lambda v: decimal(v, 2))}."

    return sentence


def points_sentence(begins: str, places: int, *, signed: bool = False) -> Callable[[Measured], str]:
    """The sentence of a score: 'Customers who would recommend us less those who would not: +42, up from +30.'"""

    def spoken(value: object) -> str:
        told = decimal(value, places)
        return f"+{told}" if signed and Decimal(str(value)) > 0 else told

    def sentence(m: Measured) -> str:
        if m.value is None:
            return "Nobody answered in this time."
        return f"{begins}{spoken(m.value)}{_compared(m, spoken)}."

    return sentence


def hours(value: object) -> str:
    """A time as people say it: 40 minutes, 5.5 hours, 3.2 days."""
    told = float(str(value))
    if told < 1:
        return f"{told * 60:.0f} minutes"
    return f"{decimal(told)} hours" if told < 48 else f"{decimal(told / 24)} days"


def hours_sentence(begins: str, nothing: str, *, working: bool = False) -> Callable[[Measured], str]:
    """The sentence of a time: 'Half of all cases were resolved within 5.5 hours, down from 3.2 days.'"""

    def spoken(value: object) -> str:
        # A day of business hours has no 24 of them.
        return f"{decimal(value)} business hours" if working else hours(value)

    def sentence(m: Measured) -> str:
        return nothing if m.value is None else f"{begins} {spoken(m.value)}{_compared(m, spoken)}."

    return sentence


def against_sentence(of: str) -> Callable[[Measured], str]:
    """The sentence of one amount against another: 'We sold 40 % of what the largest rival sold.'"""

    def sentence(m: Measured) -> str:
        if m.value is None:
            return "The figures entered do not cover this time."
        return f"We sold {percent(float(m.value))} {of}{_compared(m, lambda v: percent(float(str(v))))}."

    return sentence


def return_sentence() -> Callable[[Measured], str]:
    """The sentence of return on investment: 'What was put into customers came back with 0.40 on top of every 1.00.'"""

    def spoken(value: object) -> str:
        told = float(str(value))
        return f"with {decimal(told, 2)} on top of" if told >= 0 else f"short by {decimal(-told, 2)} of"

    def sentence(m: Measured) -> str:
        if m.value is None:
            return "Nothing was put into initiatives in this time."
        before = "" if m.before is None or m.before.value is None else spoken(m.before.value).removesuffix(" of")
        before = f", before {before}" if before and before != spoken(m.value).removesuffix(" of") else ""
        return f"What was put into customers came back {spoken(m.value)} every 1.00{before}."

    return sentence
