"""Metrics of what customers answer: NPS, CSAT and CES."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from regulars.understand.metrics.entered import FEW
from regulars.understand.metrics.grains import known, period_of, whole, within
from regulars.understand.metrics.material import Material
from regulars.understand.metrics.metric import Contribution, Grain, Metric
from regulars.understand.metrics.payload import told, told_number
from regulars.understand.metrics.window import Window
from regulars.understand.metrics.wording import points_sentence, share_sentence

# The lowest and highest score of each scale; what lies outside was told on another scale and is left out.
SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}


def nps(table: ir.Table) -> Contribution:
    """The Net Promoter Score: who would recommend the business, less who would not.

    Formula: 100 x (customers whose latest answer is 9 or 10 - customers whose latest answer is 0 to 6) / customers who
    answered.
    Unit: points from -100 to 100, with the 95 % margin of error of a difference of two shares.
    Window: each customer's latest answer of the window; earlier ones do not count.
    Exclusions: answers of nobody known; scores outside 0 to 10. Below 30 answers the figure says so.
    Source: Reichheld (2003), The one number you need to grow, Harvard Business Review.
    """
    promoter = (table.score >= 9).cast("int64")
    return Contribution(promoter - (table.score <= 6).cast("int64"), (table.score >= 0).cast("int64"))


def csat(table: ir.Table) -> Contribution:
    """Of the answers on satisfaction, the share that were satisfied.

    Formula: answers of 4 or 5 / answers, on the scale from 1 to 5.
    Unit: share of answers, with a 95 % Wilson interval; several answers of one customer count for less than as many of
    several customers.
    Window: every answer of the window, also several of one customer: each is about another occasion.
    Exclusions: answers of nobody known; scores outside 1 to 5. Below 30 answers the figure says so.
    Source: the usual top-two-box share of customer satisfaction surveys.
    """
    return Contribution(table.satisfied, table.csat_answers)


def ces_mean(table: ir.Table) -> Contribution:
    """How easy customers found it to get what they wanted, on average.

    Formula: sum of scores / answers, on the scale from 1 (very hard) to 7 (very easy).
    Unit: points from 1 to 7, with a 95 % interval over customers.
    Window: every answer of the window.
    Exclusions: answers of nobody known; scores outside 1 to 7. Below 30 answers the figure says so.
    Source: Dixon, Freeman and Toman (2010), Stop trying to delight your customers; the later scale of seven points.
    """
    return Contribution(table.ces_sum, table.ces_answers)


def ces_share(table: ir.Table) -> Contribution:
    """Of the answers on effort, the share that found it easy.

    Formula: answers of 5, 6 or 7 / answers, on the scale from 1 (very hard) to 7 (very easy).
    Unit: share of answers, with a 95 % Wilson interval, customers being what is drawn.
    Window: every answer of the window.
    Exclusions: answers of nobody known; scores outside 1 to 7. Below 30 answers the figure says so.
    Source: as for the mean.
    """
    return Contribution(table.easy, table.ces_answers)


def answers(material: Material, windows: Sequence[Window]) -> ir.Table:
    """Every answer of the windows: period, keys, scale, score, occurred_at, id."""
    lines = material.rows("interactions")
    rows = lines.filter(lines.name == "survey.answered", known(lines), within(lines, whole(windows)))
    rows = rows.select(
        *material.keys,
        "id",
        "occurred_at",
        period=period_of(rows.day, windows),
        scale=told(rows, "scale").lower(),
        score=told_number(rows, "score"),
    )
    inside = [
        (rows.scale == scale) & (rows.score >= lowest) & (rows.score <= highest)
        for scale, (lowest, highest) in SCALES.items()
    ]
    return rows.filter(inside[0] | inside[1] | inside[2])


def _latest(material: Material, windows: Sequence[Window], needs: Sequence[str]) -> ir.Table:
    """Each customer's latest answer on the scale of NPS: score."""
    rows = answers(material, windows)
    rows = rows.filter(rows.scale == "nps")
    newest = ibis.window(
        group_by=["period", *material.keys], order_by=[ibis.desc(rows.occurred_at), ibis.desc(rows.id)]
    )
    ranked = rows.mutate(place=ibis.row_number().over(newest))
    return ranked.filter(ranked.place == 0).select("period", *material.keys, *needs)


def _answering(material: Material, windows: Sequence[Window], needs: Sequence[str]) -> ir.Table:
    """What each customer answered on CSAT and CES."""
    rows = answers(material, windows)
    csat_of, ces_of = rows.scale == "csat", rows.scale == "ces"
    counts: dict[str, ir.Value] = {
        "csat_answers": rows.count(where=csat_of),
        "satisfied": rows.count(where=csat_of & (rows.score >= 4)),
        "ces_answers": rows.count(where=ces_of),
        "easy": rows.count(where=ces_of & (rows.score >= 5)),
        "ces_sum": rows.score.sum(where=ces_of),
    }
    made = rows.group_by("period", *material.keys).aggregate(**{name: counts[name] for name in needs})
    return made.select("period", *material.keys, *needs)


LATEST = Grain("latest answers", _latest, ("interactions",))
ANSWERING = Grain("answers", _answering, ("interactions",))

METRICS: tuple[Metric, ...] = (
    Metric(
        key="nps",
        title="Net Promoter Score",
        unit="points",
        compute=nps,
        needs=("score",),
        grain=LATEST,
        sentence=points_sentence("Customers who would recommend us less those who would not: ", 0, signed=True),
        better="up",
        clustered=True,
        scale=100,
        ends=(-100.0, 100.0),
        least=FEW,
    ),
    Metric(
        key="csat",
        title="Satisfaction (CSAT)",
        unit="share",
        compute=csat,
        needs=("satisfied", "csat_answers"),
        grain=ANSWERING,
        sentence=share_sentence("answers", "were satisfied"),
        better="up",
        clustered=True,
        least=FEW,
    ),
    Metric(
        key="ces_mean",
        title="Ease (CES)",
        unit="points",
        compute=ces_mean,
        needs=("ces_sum", "ces_answers"),
        grain=ANSWERING,
        ends=(1.0, 7.0),
        sentence=points_sentence("How easy customers found it, out of seven: ", 1),
        better="up",
        clustered=True,
        least=FEW,
    ),
    Metric(
        key="ces_share",
        title="Found it easy",
        unit="share",
        compute=ces_share,
        needs=("easy", "ces_answers"),
        grain=ANSWERING,
        sentence=share_sentence("answers", "found it easy"),
        better="up",
        clustered=True,
        least=FEW,
    ),
)
