"""The terms on which value to come is counted. Pure data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Terms:
    """How many days ahead, what a year of waiting costs (0.1: ten percent), and which part of the price is earned.

    Without a known margin the whole price is counted, and pages say so.
    """

    days: int = 365
    discount: float = 0.1
    margin: float | None = None
