"""What somebody typed as a figure. Pure."""

from __future__ import annotations

import re

_GROUPED = re.compile(r"(?<=\d)[,\u202f\u00a0 ](?=\d{3}\b)")


def read_value(text: str, unit: str, *, proportion: bool = False) -> float:
    """`30 %` of a share as 0.3, `500,000` as it is. Raises ValueError with what to write instead."""
    plain = _GROUPED.sub("", text.strip().rstrip("%").strip().lstrip("€£$¥").strip())
    try:
        value = float(plain)
    except ValueError:
        wanted = "a percentage such as 30" if unit == "share" else "a number such as 1200"
        raise ValueError(f"Write {wanted}.") from None
    if not abs(value) < 1e15:
        raise ValueError("This is too large a number.")
    if unit == "share":
        if value < 0 or (proportion and value > 100):
            raise ValueError("A share lies between 0 and 100 %.")
        return value / 100
    if value < 0 and unit != "points":
        raise ValueError("This figure is never below zero.")
    return value
