"""What Unfold's manager entered because no record holds it: margin, costs, the market, what the fitting room brought."""

from __future__ import annotations

from datetime import date, datetime

from regulars.understand.inputs.actions import Told, enter_many

YEARS = 4
# A year's sales for each customer of the demo: of the market, and of the largest rival.
MARKET, RIVAL = 1_900, 260
FITTING_ROOM = "Fitting room"


def enter_figures(customers: int, changed: datetime, as_of: datetime, *, actor: str) -> int:
    """Enter them for a company of so many customers whose fitting room opened at `changed`; returns how many."""
    today = as_of.date()
    begun = date(today.year - YEARS + 1, 1, 1)
    told = [
        Told("margin_share", "54 %", str(begun), note="the books"),
        Told("cost_per_order", "6.40", str(begun), note="parcel, packing, card fee"),
        Told("cost_per_contact", "4.50", str(begun), note="twelve minutes of a colleague"),
        Told("discount_rate", "8 %", str(begun), note="what the bank asks for"),
        Told("business_hours", "Mon-Fri 09:00-18:00; Sat 10:00-16:00", str(begun)),
    ]
    for year in range(begun.year, today.year + 1):
        first, last = f"{year}-01-01", f"{year}-12-31"
        growth = 1 + 0.04 * (year - begun.year)
        told.append(Told("market_sales", f"{customers * MARKET * growth:.0f}", first, last, note="trade association"))
        told.append(Told("rival_sales", f"{customers * RIVAL * growth:.0f}", first, last, note="annual report"))
    opened = changed.date()
    spent, earned = f"{customers * 4}", f"{customers * 7}"
    told.append(Told("initiative_cost", spent, str(opened), str(today), label=FITTING_ROOM, note="fitting and staff"))
    told.append(Told("initiative_margin", earned, str(opened), str(today), label=FITTING_ROOM, note="our estimate"))
    return enter_many(enumerate(told, start=1), actor=actor)
