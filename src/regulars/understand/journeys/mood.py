"""How people felt at each touchpoint: answers, reviews, complaints and contacts given to what came before them. Ibis only."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from regulars.understand.journeys.definition import DAY, MOST_TOUCHPOINTS, Definition
from regulars.understand.journeys.events import property_text
from regulars.understand.metrics.window import Window

# What people tell about a touchpoint is not that touchpoint: these never own an answer, the second never a complaint.
TELLING = frozenset({"survey.answered", "review.written"})
ASKING = TELLING | {"message.received", "message.sent", "call.held", "case.opened", "case.resolved"}
CONTACTS = ("case.opened", "message.received", "call.held")
# scale -> (lowest, highest, up to which an answer is bad). Reviews are stars.
SCALES = {"nps": (0, 10, 6), "csat": (1, 5, 2), "ces": (1, 7, 3), "stars": (1, 5, 2)}
COMPLAINT, CONTACT = "complaint", "contact"


def answers(
    interactions: ir.Table,
    window: Window,
    *,
    among: ir.Table | None = None,
    people: tuple[int, int] | None = None,
) -> ir.Table:
    """What people told in the window: customer_id, id, at, kind (a scale, a complaint or a contact), score from 0 to 100
    and whether it is bad (both null for complaints and contacts)."""
    rows = interactions.filter(
        interactions.customer_id.notnull(),
        interactions.name.isin([*TELLING, *CONTACTS]),
        interactions.day >= ibis.date(window.start),
        interactions.day < ibis.date(window.end),
    )
    if people is not None:
        rows = rows.filter(rows.customer_id >= people[0], rows.customer_id <= people[1])
    if among is not None:
        rows = rows.semi_join(among, "customer_id")
    told = rows.mutate(
        scale=ibis.cases(
            (rows.name == "review.written", "stars"),
            (rows.name == "survey.answered", property_text(rows, "scale").lower()),
        ),
        raw=property_text(rows, "score").try_cast("float64"),
        about=property_text(rows, "about"),
    )
    complained = (told.name == "case.opened") & (told.about.fill_null("") != "")
    kind = ibis.cases(
        (complained, COMPLAINT),
        (told.name.isin(CONTACTS), CONTACT),
        *((told.scale == scale, scale) for scale in SCALES),
    )
    inside = ibis.cases(
        *((told.scale == scale, told.raw.between(low, high)) for scale, (low, high, _) in SCALES.items())
    )
    score = ibis.cases(
        *((told.scale == scale, (told.raw - low) / (high - low) * 100) for scale, (low, high, _) in SCALES.items())
    )
    bad = ibis.cases(*((told.scale == scale, told.raw <= most) for scale, (_, _, most) in SCALES.items()))
    found = told.select("customer_id", "id", kind=kind, score=score, bad=bad, inside=inside, at=_at(told))
    return found.filter(
        found.kind.notnull(), found.kind.isin([COMPLAINT, CONTACT]) | found.inside.fill_null(ibis.literal(value=False))
    ).drop("inside")


def _at(rows: ir.Table) -> ir.IntegerValue:
    return rows.occurred_at.epoch_seconds().cast("int64")


def attributed(told: ir.Table, given: ir.Table, definition: Definition) -> ir.Table:
    """Each answer with the touchpoint it is about: the last one within `mood_days` before it; answers without one fall out.

    `told`: of `events`, `given`: of `answers`. A running maximum of (moment, touchpoint) in one number finds it: both
    engines have that, and it needs one sort of the rows of those who told anything.
    """
    base = MOST_TOUCHPOINTS
    silent = [i for i, point in enumerate(definition.touchpoints) if set(point.names) <= TELLING]
    unasked = [i for i, point in enumerate(definition.touchpoints) if set(point.names) <= ASKING]
    visits = told.semi_join(given, "customer_id")
    mark = visits.at * base + visits.touch
    left = visits.select(
        "customer_id",
        "id",
        "at",
        last=1,
        # So that an answer which is a touchpoint itself comes before it, `last` parts them at one moment.
        seen=ibis.cases((visits.touch.isin(silent), ibis.null("int64")), else_=mark) if silent else mark,
        met=ibis.cases((visits.touch.isin(unasked), ibis.null("int64")), else_=mark) if unasked else mark,
        kind=ibis.null("string"),
        score=ibis.null("float64"),
        bad=ibis.null("boolean"),
    )
    right = given.select(
        "customer_id", "id", "at", last=0, seen=ibis.null("int64"), met=ibis.null("int64"), kind=given.kind,
        score=given.score, bad=given.bad,
    )  # fmt: skip
    rows = left.mutate(last=left["last"].cast("int8")).union(right.mutate(last=right["last"].cast("int8")))
    before = ibis.window(group_by="customer_id", order_by=["at", "id", "last"], preceding=(None, 1))
    traced = rows.mutate(seen=rows.seen.max().over(before), met=rows.met.max().over(before))
    traced = traced.filter(traced.kind.notnull())
    place = ibis.cases((traced.kind.isin([COMPLAINT, CONTACT]), traced.met), else_=traced.seen)
    found = traced.select("customer_id", "kind", "score", "bad", "at", place=place)
    touch = found.place % base
    # Divided without a rest, so that the engines' two ways of dividing whole numbers agree.
    at = ((found.place - touch) / base).cast("int64")
    found = found.mutate(touch=touch.cast("int16"), after=found.at - at)
    return found.filter(found.place.notnull(), found.after <= definition.mood_days * DAY).drop("place", "at")


def moods(given: ir.Table) -> ir.Table:
    """A row for each touchpoint and kind of answer: n, total (of scores), squares, bad, people, bad_people."""
    bad = given.bad.fill_null(ibis.literal(value=False)).ifelse(1, 0)
    once = given.group_by("customer_id", "touch", "kind").aggregate(
        n=given.count(), total=given.score.sum(), squares=(given.score * given.score).sum(), bad=bad.sum()
    )
    return once.group_by("touch", "kind").aggregate(
        n=once.n.sum(),
        total=once.total.sum(),
        squares=once.squares.sum(),
        bad=once.bad.sum(),
        people=once.count(),
        bad_people=(once.bad > 0).ifelse(1, 0).sum(),
    )
