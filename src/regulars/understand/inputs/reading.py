"""Reading what a person wrote for a figure: percent, money, days, hours of the week."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from regulars.understand.metrics.asked import Asked

_GROUPED = re.compile(r"^[1-9]\d{0,2}([,. '\u00a0\u202f]\d{3})+$")
_DAY = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_DOTTED = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})$")
MOST = Decimal(10) ** 13


def value_of(asked: Asked, text: str) -> tuple[Decimal, str]:
    """The number and the text that a figure of this kind keeps. Raises ValueError, which says how to write it."""
    text = text.strip()
    if not text:
        raise ValueError("Enter a value.")
    if asked.unit == "hours":
        from regulars.understand.metrics.business_hours import week  # noqa: PLC0415 - loads the engine's libraries

        week(text)
        return Decimal(0), text[:300]
    if asked.unit == "share":
        return _share(asked, text), ""
    value = number(text)
    if value < 0:
        raise ValueError("It cannot be less than nothing; write it without a minus.")
    if asked.unit == "days":
        if value != int(value) or value < 1:
            raise ValueError("Give whole days, at least 1.")
        if asked.most is not None and value > asked.most:
            raise ValueError(f"{asked.most} days are the most.")
    return value, ""


def _share(asked: Asked, text: str) -> Decimal:
    bare = text.removesuffix("%").strip()
    value = number(bare)
    # 0.35 may mean 35 % or a third of one percent: nobody should have to guess which was taken.
    if bare == text and 0 < value < 1:
        raise ValueError(
            f"Write it in percent, such as {(value * 100).normalize():f} %; {text} alone could mean two things."
        )
    value /= 100
    if not 0 <= value <= (asked.most or 1):
        raise ValueError("Give a percentage from 0 to 100.")
    return value


def number(text: str) -> Decimal:
    """A number as people write it: 1,234.50, 1.234,50, 1 234.5. Raises ValueError."""
    plain = re.sub(r"[€£$¥₹]|[A-Z]{3}", "", text).strip()
    if _GROUPED.match(plain):
        plain = re.sub(r"[,. '\u00a0\u202f]", "", plain)
    else:
        plain = re.sub(r"[ '\u00a0\u202f]", "", plain)
        last = max(plain.rfind(","), plain.rfind("."))
        if last >= 0:
            plain = re.sub(r"[,.]", "", plain[:last]) + "." + plain[last + 1 :]
    try:
        value = Decimal(plain)
    except InvalidOperation as error:
        raise ValueError(f"{text!r} is not a number; write it like 1234.50.") from error
    if not value.is_finite() or abs(value) >= MOST:
        raise ValueError(f"{text!r} is too large a number.")
    return round(value, 6)


def day_of(text: str, *, needed: bool) -> date | None:
    """A day written as 2026-03-31 or 31.03.2026; None where it may be left out. Raises ValueError."""
    text = text.strip()
    if not text:
        if needed:
            raise ValueError("Give a day, such as 2026-03-31.")
        return None
    if found := _DAY.match(text):
        parts = (int(found[1]), int(found[2]), int(found[3]))
    elif found := _DOTTED.match(text):
        parts = (int(found[3]), int(found[2]), int(found[1]))
    else:
        raise ValueError(f"{text!r} is not a day; write it like 2026-03-31.")
    try:
        return date(*parts)
    except ValueError as error:
        raise ValueError(f"There is no {text}; write a day like 2026-03-31.") from error
