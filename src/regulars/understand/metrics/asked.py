"""What people are asked to enter, because no record of what happened holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

InputUnit = Literal["share", "money", "days", "number", "hours"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One kind of figure: how it is called in a sentence, its unit, and what it is good for.

    `flow`: told for a period, of which parts add up; other figures hold from a day on until the next one begins.
    `by_category`, `by_segment`: may be told apart for a category of products or a segment. `of_label`: is of something
    with a name, such as an initiative.
    """

    kind: str
    title: str
    named: str
    unit: InputUnit
    help: str
    flow: bool = False
    by_category: bool = False
    by_segment: bool = False
    of_label: bool = False
    most: int | None = None


_ALL = (
    Asked(
        "margin_share",
        "Margin",
        "your margin",
        "share",
        "What is left of every 100 of sales after the goods themselves: 35 % where goods for 100 cost you 65.",
        by_category=True,
        most=1,
    ),
    Asked(
        "cost_per_order",
        "Cost of an order",
        "what an order costs you",
        "money",
        "Picking, packing, postage and payment of one order, whatever is in it.",
    ),
    Asked(
        "cost_per_contact",
        "Cost of a contact",
        "what a contact costs you",
        "money",
        "The time of whoever answers one message, call or case, in money.",
    ),
    Asked(
        "discount_rate",
        "Discount rate",
        "your discount rate",
        "share",
        "What money earns in a year elsewhere: 10 % is usual; what is earned later is worth that much less.",
        most=1,
    ),
    Asked(
        "market_sales",
        "Sales of the market",
        "what the market sold",
        "money",
        "What everybody in your market sold in a period, you included: from a trade body or the statistical office.",
        flow=True,
        by_segment=True,
    ),
    Asked(
        "rival_sales",
        "Sales of the largest rival",
        "what your largest rival sold",
        "money",
        "What the largest of the others sold in a period: from its annual report.",
        flow=True,
        by_segment=True,
    ),
    Asked(
        "inactivity_days",
        "Days of silence",
        "after how many days of silence a customer has left",
        "days",
        "After so many days without an order somebody counts as having left. Not entered, it is estimated from the gaps.",
        most=3650,
    ),
    Asked(
        "business_hours",
        "Business hours",
        "your business hours",
        "hours",
        "When somebody is there to answer, such as Mon-Fri 09:00-17:00; Sat 10:00-14:00.",
    ),
    Asked(
        "initiative_cost",
        "Cost of an initiative",
        "what the initiative cost",
        "money",
        "What a change for your customers cost in a period: work, things and media.",
        flow=True,
        of_label=True,
    ),
    Asked(
        "initiative_margin",
        "Margin caused by an initiative",
        "what margin the initiative caused",
        "money",
        "The margin that would not have been earned without it: against a holdout where there is one, else your estimate.",
        flow=True,
        of_label=True,
    ),
)

ASKED: dict[str, Asked] = {asked.kind: asked for asked in _ALL}
