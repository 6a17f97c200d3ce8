"""How customers feel about the business, by what they said: scores, words, complaints. One row for each who said something."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from regulars.understand.metrics.payload import told, told_number
from regulars.understand.relationship.events import OPINIONS, WORDED, text_of
from regulars.understand.relationship.tone import tones

# What was said counts half after so many days, and nothing after two years.
HALF_LIFE = 180
REMEMBERED = 730
# How much words weigh beside a score given in numbers, and where there is no score.
WORDS_BESIDE, WORDS_ALONE = 0.4, 0.7
# A complaint; its solution, which takes back more of the harm when it came soon.
COMPLAINT, SOLVED, SOLVED_SOON, SOON_HOURS = -0.8, 0.3, 0.5, 48
SPAM, UNSUBSCRIBED, LEFT = -1.0, -0.4, -0.6


def _scored(rows: ir.Table) -> ir.FloatingValue:
    """A score on its scale from -1 to 1; null without a score."""
    score, scale = told_number(rows, "score"), told(rows, "scale")
    nps = ibis.ifelse(score >= 7.5, (score - 7.5) / 2.5, (score - 7.5) / 5.0)
    ces = (score - 4.0) / 3.0
    stars = (score - 3.2) / 1.8
    on_scale = ibis.cases(
        (rows.name.notin(("survey.answered", "review.written")), None),
        (scale == "nps", nps),
        (scale == "ces", ces),
        ((scale == "csat") | (score <= 5), stars),
        else_=nps,
    )
    return on_scale.clip(-1.0, 1.0)


def said(interactions: ir.Table, as_of: date) -> ir.Table:
    """Each single sign of feeling: customer_id, day, name, value from -1 to 1 and how much it weighs, before its age."""
    rows = interactions.filter(
        interactions.customer_id.notnull(),
        interactions.day > ibis.date(as_of - timedelta(days=REMEMBERED)),
        interactions.day <= ibis.date(as_of),
        interactions.name.isin(OPINIONS),
    )
    rows = rows.select(
        "id", "customer_id", "day", "name",
        score=_scored(rows), text=text_of(rows), about=told(rows, "about"), hours=told_number(rows, "hours"),
        outward=rows.direction == "out",
    )  # fmt: skip
    # (A call's note is a colleague's words as often as theirs: only what they brought themselves is read.)
    worded = rows.filter(rows.name.isin(WORDED), ~rows.outward, rows.text.length() > 0).select("id", "text")
    heard = tones(worded)
    joined = rows.left_join(heard, "id").drop("id_right")
    words = (joined.glad - joined.cross) / (joined.glad + joined.cross + 1.0)
    complained = (joined.name == "case.opened") & (joined.about.length() > 0)
    sign = ibis.cases(
        (complained, COMPLAINT),
        (joined.name == "case.resolved", ibis.ifelse(joined.hours <= SOON_HOURS, SOLVED_SOON, SOLVED)),
        (joined.name == "mail.complained", SPAM),
        (joined.name == "mail.unsubscribed", UNSUBSCRIBED),
        (joined.name == "contract.ended", LEFT),
        else_=None,
    )
    first = ibis.coalesce(joined.score, sign)
    alone = first.isnull()
    return joined.select(
        "customer_id", "day", "name",
        complained=complained,
        value=ibis.coalesce(first, words, 0.0),
        # Words beside a score or a complaint sharpen it; alone they are all there is.
        weight=ibis.cases((alone & words.isnull(), 0.0), (alone, WORDS_ALONE), else_=1.0),
        beside=ibis.ifelse(alone, 0.0, ibis.coalesce(words, 0.0) * WORDS_BESIDE),
    )  # fmt: skip


def opinions(interactions: ir.Table, as_of: date) -> ir.Table:
    """How each customer feels who said something in the two years up to `as_of`.

    customer_id; praise and blame, what spoke for and against us, each sign halved every 180 days; praised and blamed, how
    many signs there were; complaints, and solved ones.
    """
    rows = said(interactions, as_of)
    age = ibis.date(as_of).delta(rows.day, unit="day").cast("float64")
    faded = ibis.literal(0.5).pow(age / HALF_LIFE)
    main, beside = rows.value * rows.weight, rows.beside

    def glad(value: ir.FloatingValue) -> ir.FloatingValue:
        return ibis.ifelse(value > 0, value, 0.0)

    total = rows.select(
        "customer_id", "name", "complained",
        for_us=(glad(main) + glad(beside)) * faded,
        against=(glad(-main) + glad(-beside)) * faded,
        sum=main + beside,
    )  # fmt: skip

    def times(where: ir.BooleanValue) -> ir.IntegerValue:
        return where.cast("int64").sum()

    # Feelings of less than this say "all right", and are counted as neither.
    felt, solved = 0.25, total.name == "case.resolved"
    return total.group_by("customer_id").aggregate(
        praise=total.for_us.sum(),
        blame=total.against.sum(),
        praised=times((total["sum"] >= felt) & ~solved),
        blamed=times(total["sum"] <= -felt),
        complaints=times(total.complained),
        solved=times(solved),
    )
