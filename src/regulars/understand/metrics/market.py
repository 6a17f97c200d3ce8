"""Metrics of the market and of what was put into customers: shares of sales, and return on investment."""

from __future__ import annotations

from collections.abc import Mapping

import ibis.expr.types as ir

from regulars.understand.metrics.entered import Entered
from regulars.understand.metrics.grains import SELLING
from regulars.understand.metrics.metric import Contribution, Derivation, Metric
from regulars.understand.metrics.window import Window
from regulars.understand.metrics.wording import against_sentence, return_sentence, share_sentence


def market_share(table: ir.Table) -> Contribution:
    """The part of the market's sales that is ours.

    Formula: own sales / sales of the market as entered for the period, and for the segment where one is chosen.
    Unit: share of sales in money.
    Window: own sales of the window; of an entered period that lies in it partly, the part of its days. Without figures for
    every day of the window it cannot be told.
    Exclusions: other currencies; returns are not taken off. Sales without a customer count here: the market counts them.
    Source: Farris, Bendle, Pfeifer and Reibstein (2010), Marketing Metrics, revenue market share.
    """
    return Contribution(table.revenue)


def market_share_relative(table: ir.Table) -> Contribution:
    """Our sales for each unit of money that the largest rival sold.

    Formula: own sales / sales of the largest rival as entered for the period, and for the segment where one is chosen.
    Unit: ratio of money; above 1 the business is the larger one.
    Window: as for market share.
    Exclusions: as for market share.
    Source: Farris, Bendle, Pfeifer and Reibstein (2010), Marketing Metrics, relative market share.
    """
    return Contribution(table.revenue)


def roi(table: ir.Table) -> Contribution:
    """What the initiatives for customers brought back, over what they cost.

    Formula: (margin caused - cost) / cost, over all initiatives with a cost entered for the window.
    Unit: ratio of money; 0 is break-even, 1 is twice the money back.
    Window: costs and margins of the window; of an entered period that lies in it partly, the part of its days.
    Exclusions: initiatives without an entered margin cost what they cost and cause nothing until it is entered.
    Source: Farris, Bendle, Pfeifer and Reibstein (2010), Marketing Metrics, return on marketing investment.
    """
    return Contribution(table.revenue)


def _market(entered: Entered, window: Window) -> float | None:
    total = entered.total("market_sales", window)
    return None if total is None else float(total)


def _rival(entered: Entered, window: Window) -> float | None:
    total = entered.total("rival_sales", window)
    return None if total is None else float(total)


def _roi(values: Mapping[str, float], entered: Entered, window: Window) -> float | None:
    cost, margin = (entered.within(kind, window) for kind in ("initiative_cost", "initiative_margin"))
    return float((margin - cost) / cost) if cost else None


METRICS: tuple[Metric, ...] = (
    Metric(
        key="market_share",
        title="Market share",
        unit="share",
        compute=market_share,
        needs=("revenue",),
        grain=SELLING,
        sentence=share_sentence("the market's sales", "were ours"),
        better="up",
        asks=("market_sales",),
        against=_market,
    ),
    Metric(
        key="market_share_relative",
        title="Against the largest rival",
        unit="share",
        compute=market_share_relative,
        needs=("revenue",),
        grain=SELLING,
        sentence=against_sentence("of what the largest rival sold"),
        better="up",
        asks=("rival_sales",),
        against=_rival,
    ),
    Metric(
        key="roi",
        title="Return on investment in customers",
        unit="share",
        compute=roi,
        needs=("revenue",),
        grain=SELLING,
        sentence=return_sentence(),
        better="up",
        asks=("initiative_cost", "initiative_margin"),
        derived=Derivation((), _roi),
    ),
)
