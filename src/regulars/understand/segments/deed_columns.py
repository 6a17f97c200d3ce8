"""What customers did, as columns of the engine: everything that rules ask, counted in one pass over the interactions.

The words are those of `regulars.timeline.deed`, the meaning that of `regulars.timeline.behaviour`, which says the same to
the operational database. What was told beside (payload properties) is the database's alone: `Beyond`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import ibis
import ibis.expr.types as ir

from regulars.know.filters.deeds import bounds
from regulars.know.filters.field import Moment
from regulars.timeline.deed import Deed, Lines, Step
from regulars.understand.segments.translate import Beyond, plain

_NO = ibis.literal(False)  # noqa: FBT003 -- the value itself
_ORDER = ("occurred_at", "id")


@dataclass(frozen=True, slots=True)
class Counted:
    """A deed of lines of one name, with its window as moments (None where it is open)."""

    name: str
    deed: Deed
    first: datetime | None
    until: datetime | None
    now: datetime

    @property
    def names(self) -> set[str]:
        """The names of all lines it looks at."""
        return {self.name, *(step.lines.name for step in steps(self.deed.then)), *({self.deed.since} - {""})}


def steps(step: Step | None) -> Iterator[Step]:
    """What has to follow, one after the other."""
    while step is not None:
        yield step
        step = step.then


def counted(name: str, deed: Deed, when: Moment) -> Counted:
    """What to count for a deed. Raises Beyond for one that asks for properties of the payload."""
    if any(lines.properties for lines in (deed.lines(name), *(step.lines for step in steps(deed.then)))):
        raise Beyond("properties")
    first, last = bounds(deed, when)
    until = None if last is None or last == date.max else when.begins(last + timedelta(days=1))
    return Counted(name, deed, None if first is None else when.begins(first), until, when.now)


def columns(lines: ir.Table, asked: Mapping[str, Counted]) -> tuple[ir.Table, dict[str, Callable[[ir.Table], Any]]]:
    """customer_id and counts of everybody who did any of it; and for each of `asked` what must hold of the counts, where
    who did none has noughts."""
    names = sorted(set[str]().union(*(one.names for one in asked.values())))
    told = lines.filter(lines.name.isin(names), lines.customer_id.notnull())
    told, since = _with_last(told, sorted({one.deed.since for one in asked.values()} - {""}))
    told, followed = _with_steps(told, asked)
    counts: dict[str, Any] = {}
    holds: dict[str, Callable[[ir.Table], Any]] = {}
    for key, one in asked.items():
        sort = _of_sort(told, one.deed.lines(one.name))
        inside = _and(sort, *_between(told, one.first, one.until))
        if one.deed.since:
            inside = _and(inside, told.occurred_at > told[since[one.deed.since]])
        if key in followed:
            inside = _and(inside, told[followed[key]])
        counts[key] = _count(inside)
        beyond = None
        if one.deed.which == "first" and one.first is not None:
            beyond = f"{key}_before"
            counts[beyond] = _count(_and(sort, *_between(told, None, one.first)))
        elif one.deed.which == "last" and one.until is not None:
            beyond = f"{key}_after"
            counts[beyond] = _count(_and(sort, *_between(told, one.until, None)))
        holds[key] = _holds(key, one.deed, beyond)
    return told.group_by("customer_id").aggregate(**counts), holds


def _holds(key: str, deed: Deed, beyond: str | None) -> Callable[[ir.Table], Any]:
    def holds(counts: ir.Table) -> Any:
        there = ibis.coalesce(counts[key], 0)
        if beyond is not None:
            return (there >= 1) & (ibis.coalesce(counts[beyond], 0) == 0)
        match deed.count:
            case "at_most":
                return there <= deed.times
            case "exactly":
                return there == deed.times
            case _:
                return there >= deed.times

    return holds


def _count(said: Any) -> Any:
    return ibis.coalesce(said, _NO).sum()


def _and(*parts: Any) -> Any:
    whole = parts[0]
    for part in parts[1:]:
        whole = whole & part
    return whole


def _between(lines: ir.Table, first: datetime | None, until: datetime | None) -> list[Any]:
    bounds = [] if first is None else [lines.occurred_at >= plain(first)]
    return bounds if until is None else [*bounds, lines.occurred_at < plain(until)]


def _of_sort(lines: ir.Table, sort: Lines) -> Any:
    said: Any = lines.name == sort.name
    if sort.channels:
        said = said & lines.channel.isin(sort.channels)
    if sort.amount is not None:
        said = said & (lines.amount >= sort.amount)
    if sort.product:
        # Asked of lines that count otherwise: reading a payload costs more than all the rest.
        said = ibis.cases((said, _sold(lines, sort.product)), else_=False)
    return said


def _sold(lines: ir.Table, product: str) -> Any:
    payload: Any = lines.properties.cast("json")
    told = (payload[key].cast("string").lower().contains(product.lower()) for key in ("products", "product"))
    several, one = (ibis.coalesce(part, _NO) for part in told)
    return several | one


def _with_last(lines: ir.Table, names: list[str]) -> tuple[ir.Table, dict[str, str]]:
    """The lines with the moment of their customer's last line of each name; and the names of these columns."""
    if not names:
        return lines, {}
    column = {name: f"last_{i}" for i, name in enumerate(names)}
    among = lines.filter(lines.name.isin(names))
    last = among.group_by("customer_id").aggregate(
        **{column[name]: among.occurred_at.max(where=among.name == name) for name in names}
    )
    return lines.left_join(last, "customer_id").drop("customer_id_right"), column


def _with_steps(lines: ir.Table, asked: Mapping[str, Counted]) -> tuple[ir.Table, dict[str, str]]:
    """The lines with a column for each deed's `then`: whether it followed. Deeper steps are worked out first."""
    made: dict[tuple[Step, datetime], str] = {}
    found: dict[str, str] = {}
    for key, one in asked.items():
        for step in reversed(list(steps(one.deed.then))):
            told = (step, one.now)
            if told not in made:
                made[told] = f"followed_{len(made)}"
                deeper = None if step.then is None else made[step.then, one.now]
                lines = lines.mutate(**{made[told]: _followed(lines, step, deeper, one.now)})
            found[key] = made[told]
    return lines, found


def _followed(lines: ir.Table, step: Step, deeper: str | None, now: datetime) -> Any:
    such = _of_sort(lines, step.lines)
    if deeper is not None:
        such = such & lines[deeper]
    later = ibis.window(group_by="customer_id", order_by=[lines[name] for name in _ORDER], rows=(1, None))
    next_moment = ibis.cases((ibis.coalesce(such, _NO), lines.occurred_at)).min().over(later)
    in_time = next_moment.notnull()
    if step.days is not None:
        days = ibis.interval(days=step.days)
        in_time = in_time & (next_moment <= lines.occurred_at + days)
    in_time = ibis.coalesce(in_time, _NO)
    if not step.absent:
        return in_time
    if step.days is None:
        return ~in_time
    # Whoever's days are not over may still do it.
    return ~in_time & (lines.occurred_at <= plain(now - timedelta(days=step.days)))
