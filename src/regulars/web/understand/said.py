"""A measured metric as the scoreboard says it: sentence, verdict, picture. Pure: numbers in, words and geometry out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from regulars.understand.metrics.measured import Measured, Point
from regulars.web.pictures.spark import Spark, spark
from regulars.web.understand import months

# The first figure of a sentence, with its currency or percent sign: what is set in bold.
_FIGURE = re.compile(r"[+-]?[€£$¥₹]?\d[\d,.]*\d(?: %)?|[+-]?[€£$¥₹]?\d(?: %)?")
# Where a figure of another thing comes first: «For every 100 orders, 2.8 returns were made».
_PER_HUNDRED = re.compile(r"^For every 100 [^,]*, ")
_ARTICLE = re.compile(r"^(?:a|an|the|our|new) ", re.IGNORECASE)
_CLAUSE = re.compile(r",| that | which | in place of | instead of | for ")
# A picture shows this many months at most: three years.
MONTHS_DRAWN = 36
# So much of what changed fits beside its mark.
MARK_LENGTH = 22


@dataclass(frozen=True, slots=True)
class Said:
    """One metric of the scoreboard."""

    key: str
    title: str
    before: str
    figure: str
    after: str
    verdict: str
    tone: str
    interval: str
    drawing: Spark
    drawn: str
    meaning: str
    formula: str
    sql: str


def verdict(measured: Measured) -> tuple[str, str]:
    """(words, tone) of the chip; empty words where there is nothing to compare with."""
    if measured.verdict is None:
        return "", ""
    if measured.verdict == "same":
        return ("no change beyond chance" if measured.beyond_chance is False else "as before"), ""
    said = f"{measured.verdict}, beyond chance" if measured.beyond_chance else measured.verdict
    return said, "good" if measured.verdict == "better" else "bad"


def _interval(measured: Measured) -> str:
    if measured.low is None or measured.high is None or measured.denominator is None:
        return ""
    low, high = measured.low * 100, measured.high * 100
    places = 0 if high - low >= 2 else 1
    return f"{low:.{places}f} to {high:.{places}f} %, of {int(measured.denominator):,}"


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))


def mark(text: str) -> str:
    """What changed, in the few words that fit beside its mark: without its article and its subordinate clauses."""
    short = _CLAUSE.split(_ARTICLE.sub("", text.strip()))[0]
    return short if len(short) <= MARK_LENGTH else f"{short[: MARK_LENGTH - 1].rstrip()}…"


def draw(points: Sequence[Point], marks: Mapping[str, str], *, width: int = 240, height: int = 64) -> tuple[Spark, str]:
    """The line of the final points, and what it says to somebody who cannot see it. `marks`: month -> what changed."""
    shown = [point for point in points if point.final][-MONTHS_DRAWN:]
    named = [point.month for point in shown]
    values = [_number(point.value) for point in shown]
    drawing = spark(
        values,
        low=[point.low for point in shown],
        high=[point.high for point in shown],
        marks=[(named.index(month), mark(text)) for month, text in marks.items() if month in named],
        width=width,
        height=height,
    )
    known = [(month, value) for month, value in zip(named, values, strict=True) if value is not None]
    if not known:
        return drawing, "Not enough months for a picture"
    share = all(value <= 1 for _, value in known) and any(point.denominator for point in shown)

    def spoken(value: float) -> str:
        return f"{value * 100:.0f} %" if share else f"{value:,.0f}"

    (first, began), (last, ended) = known[0], known[-1]
    changed = "".join(f"; {text} in {months.short(month)}" for month, text in marks.items() if month in named)
    return (
        drawing,
        f"By month, from {spoken(began)} in {months.short(first)} to {spoken(ended)} in {months.short(last)}{changed}",
    )


def pieces(sentence: str) -> tuple[str, str, str]:
    """A sentence taken apart around its first figure: what stands before it, the figure, and the rest."""
    aside = _PER_HUNDRED.match(sentence)
    found = _FIGURE.search(sentence, aside.end() if aside else 0)
    start, end = found.span() if found else (0, 0)
    return sentence[:start], sentence[start:end], sentence[end:]


def said(measured: Measured, sql: str, marks: Mapping[str, str]) -> Said:
    """One metric, ready for its template."""
    before, figure, after = pieces(measured.sentence)
    words, tone = verdict(measured)
    drawing, drawn = draw(measured.series, marks)
    return Said(
        key=measured.key,
        title=measured.title,
        before=before,
        figure=figure,
        after=after,
        verdict=words,
        tone=tone,
        interval=_interval(measured),
        drawing=drawing,
        drawn=f"{measured.title}: {drawn}",
        meaning=measured.series_meaning,
        formula=measured.formula,
        sql=sql,
    )
