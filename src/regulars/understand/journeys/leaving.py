"""What precedes leaving: who met what before a day, and whether they were still seen after it. Ibis only.

Everybody who was seen in the `before` days up to the day T is asked about; nothing after T is looked at but whether they
came again within `after` days. So what is compared lies before what it is compared with, for those who left and those
who stayed alike. It shows what comes before leaving, not what causes it.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from regulars.understand.journeys.definition import DAY, Definition


def fates(steps: ir.Table, until: int, *, before: int, after: int) -> ir.Table:
    """Everybody seen in the `before` days up to T = `until` - `after` days: customer_id, gone (not seen since)."""
    turn = until - after * DAY
    rows = steps.filter(steps.at >= turn - before * DAY, steps.at < until)
    each = rows.group_by("customer_id").aggregate(first=rows.at.min(), last=rows.at.max())
    return each.filter(each["first"] < turn).select("customer_id", gone=each["last"] < turn)


def precedents(steps: ir.Table, definition: Definition, until: int, *, before: int, after: int) -> ir.Table:
    """A row for each touchpoint (`prev` null) and each way between two: touch, prev, people, gone of them.

    Touchpoints that are themselves the end (a contract ended) are no precedents of it and are left out.
    """
    turn = until - after * DAY
    who = fates(steps, until, before=before, after=after)
    ends = [index for index, point in enumerate(definition.touchpoints) if set(point.names) <= {"contract.ended"}]
    rows = steps.filter(steps.opens, steps.at >= turn - before * DAY, steps.at < turn)
    if ends:
        rows = rows.filter(rows.touch.notin(ends))
    alone = rows.select("customer_id", "touch", prev=ibis.null("int16")).distinct()
    pairs = rows.filter(rows.prev.notnull()).select("customer_id", "touch", "prev").distinct()
    met = alone.union(pairs).join(who, "customer_id")
    return met.group_by("touch", "prev").aggregate(people=met.count(), gone=met.gone.ifelse(1, 0).sum())


def everybody(steps: ir.Table, until: int, *, before: int, after: int) -> ir.Table:
    """One row: people, gone."""
    who = fates(steps, until, before=before, after=after)
    return who.aggregate(people=who.count(), gone=who.gone.ifelse(1, 0).sum())
