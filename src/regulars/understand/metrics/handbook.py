"""docs/metrics.md, told by the definitions themselves."""

from __future__ import annotations

from inspect import cleandoc

from regulars.understand.metrics import months, rfm
from regulars.understand.metrics.asked import ASKED, Asked
from regulars.understand.metrics.catalogue import EVERY, QUESTIONS
from regulars.understand.metrics.definition import definition
from regulars.understand.metrics.metric import Metric

_INTRODUCTION = """
# The numbers, and how each is computed

This page is written by the definitions in `src/regulars/understand/metrics`; a test keeps them together.

Words used below: a **purchase** (order) is one document with at least one line of positive quantity and amount. A
**return** is a refund or cancellation document. Sales without a customer are **anonymous**: they stay out of every metric
and are reported apart. Money counts in one currency; others are named beside it and never added. Days are business days.

Each metric is a sum over customers of what each of them contributes, or a percentile of what happened to them, so the
number, the people behind it and the months come from one definition. Shares of customers have a 95 % Wilson interval; of
other ratios, such as the value of an order, customers are taken as what is drawn (ratio estimator), and where shares rest
on several answers of one customer they count for less than as many of several. A change against the window before is said
to be beyond chance when the test that belongs to the interval, which takes the two windows as independent samples, has
p < 0.05.

Any metric can be taken over any window, among the people of a segment, and broken down: each part is then measured as if
it were all there is. By channel, product or category an order counts in each part it belongs to; by country, group, month
of the first order each customer is in one part, and the parts add up to the whole.
"""

_ENTERED = """
## What has to be entered

No record holds these figures; the page of a number asks for them in place, and they can be brought from a file.

| figure | key | told | good for |
|---|---|---|---|
"""

_RFM = """
## RFM

How recently, how often and for how much each customer bought, over all purchases up to a day, as scores from 1 to 5
(5 is best). Two rules: by NTILE(5) over (value, customer id), which makes five equal fifths and parts customers with equal
values; and tie-safe, 1 + floor(5 x customers with less / customers), which never parts them. The groups use the second.

| group | recency | frequency | they |
|---|---|---|---|
"""

_PREDICTION = """
## Prediction

Which model foretells is chosen by the data: BG/NBD or Pareto/NBD, whichever did better in the time held out, and the
former where the orders do not tell them apart. The pages and `regulars metrics --json` tell the same one; `regulars report`,
over a file, always takes BG/NBD.

BG/NBD (Fader, Hardie and Lee, 2005) learns from each customer's x (days with a purchase after the first), t_x (time from
the first to the last purchase) and T (time from the first purchase to the day looked from). It is fitted by maximum
likelihood on the distinct (x, t_x, T) with their counts. P(alive) is the chance that a customer still is one; expected
purchases are those of the coming time, given what each customer did. Purchases of one day count once. In
`regulars report`, a free order counts as a sign of life, as in the published study.

Contracts are learnt from by month and by year apart: how often each was renewed, and whether it then ended. The shifted
beta-geometric law (Fader and Hardie, 2007) is taken where it stays within the 95 % interval of the observed curve (Kaplan and
Meier, 1958) at nine in ten of its steps; otherwise the curve alone, which says nothing beyond the longest time seen. A payment
at a renewal to come counts with the chance that the contract gets there, discounted for the days until then.
"""


def metrics_page() -> str:
    """The whole page as Markdown."""
    parts = [_INTRODUCTION.strip(), "", "| metric | key | unit | better |", "|---|---|---|---|"]
    ordered = [EVERY[key] for question in QUESTIONS for key in question.metrics]
    parts += [f"| {m.title} | `{m.key}` | {m.unit} | {m.better or ''} |" for m in ordered]
    for question in QUESTIONS:
        parts += ["", f"# {question.text}"]
        for key in question.metrics:
            parts += _metric(EVERY[key])
    parts += ["", _ENTERED.strip()]
    parts += [f"| {a.title} | `{a.kind}` | {_when(a)} | {a.help} |" for a in ASKED.values()]
    parts += ["", "## By month", "", _told(months.months), "", _told(months.shares)]
    parts += ["", "## Cohorts", "", _told(months.cohorts), "", _RFM.strip()]
    parts += [f"| {g.name} | {_ends(g.recency)} | {_ends(g.frequency)} | {g.meaning} |" for g in rfm.GROUPS]
    parts += ["", _PREDICTION.strip(), ""]
    return "\n".join(parts)


def _metric(metric: Metric) -> list[str]:
    said = definition(metric.formula)
    lines = ["", f"## {metric.title}", "", said.summary, ""]
    lines += [f"- **{label}**: {text}" for label, text in said.parts]
    if metric.series is not None and metric.series.meaning:
        lines.append(f"- **Drawn by month**: {metric.series.meaning}")
    return lines


def _when(asked: Asked) -> str:
    of = [name for name, is_so in (("category", asked.by_category), ("segment", asked.by_segment)) if is_so]
    told = "for a period" if asked.flow else "from a day on"
    return f"{told}, also by {' and '.join(of)}" if of else told


def _told(function: object) -> str:
    return cleandoc(function.__doc__ or "")


def _ends(ends: tuple[int, int]) -> str:
    return str(ends[0]) if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
