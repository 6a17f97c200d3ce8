"""Pages of customers who fit a rule, in any order, by keyset; each page looks at no more rows than it may.

A list is walked in its order, a stretch at a time, and the rule is asked of each customer met: where many fit, the first
stretch fills the page. Where it does not, indexes are asked whether those who can fit are few; then these alone are
looked at. Where neither helps (a rare thing that no index leads to), the walk goes on with longer stretches until the
page is full or the budget is spent, and the page says where to go on searching.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet

from regulars.access.acting import current
from regulars.access.permissions import Sees
from regulars.kit import moments
from regulars.kit.position import BadPosition, read_position, write_position
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import listed
from regulars.know.customers.visible import veil
from regulars.know.filters.compile import Fields, candidates, condition
from regulars.know.filters.field import Moment
from regulars.know.filters.orders import Order, Place
from regulars.know.filters.rule import EVERYBODY, Condition, Group, Rule


@dataclass(frozen=True, slots=True)
class Budget:
    """What one page may cost: stretches grow from `first` to `longest` rows; `most` rows or `seconds`, whichever comes
    first, end the search. Among so `few`, everything is asked of each. In the order of a column of the customers' own, whose
    rows are the customers, the first stretch is `wider` times as long."""

    first: int = 400
    wider: int = 1
    growth: int = 4
    longest: int = 6_400
    most: int = 40_000
    seconds: float = 0.4
    few: int = 2_000


USUAL: Final = Budget(wider=5)
# For whoever waits for all of it anyway.
PATIENT: Final = Budget(first=2_000, longest=20_000, most=2**62, seconds=float("inf"))

# Ids named in one statement.
LONGEST_NAMED: Final = 2_000

# Rows read beyond those wanted where hardly one is left out.
SPARE: Final = 10

Met = tuple[Place, Customer]


@dataclass(frozen=True, slots=True)
class Found:
    """Some customers, in order, and where to go on (None: that was all). `searching`: the page is not full only because
    looking further would take long."""

    customers: list[Customer]
    next: str | None = None
    searching: bool = False


@dataclass(slots=True)
class _Walk:
    """One walk through an order, of the customers of `base`. `among` narrows it to a few; without it, stretches bound it."""

    order: Order
    down: bool
    said: Q
    base: Q
    among: list[int] | None = None

    def step(self, first_run: bool, after: Place | None, want: int, stretch: int) -> tuple[list[Met], Place | None]:
        """Up to `want` who fit within the next stretch, and where that ends (None: so does the run)."""
        if not first_run:
            return self._unvalued(after, want, stretch)
        return self._rows(after, want, stretch) if self.order.rows else self._columns(after, want, stretch)

    def _columns(self, after: Place | None, want: int, stretch: int) -> tuple[list[Met], Place | None]:
        order, down = self.order, self.down
        rows = listed().filter(self.base, order.valued())
        if after is not None:
            rows = rows.filter(order.beyond(after, down))
        rows = rows.order_by(*order.sorting(down))
        end = None
        if self.among is None and self.said:
            bound = rows.values_list(order.column, "pk")[stretch - 1 : stretch]
            end = next((Place(value, pk) for value, pk in bound), None)
            if end is not None:
                rows = rows.filter(order.upto(end, down))
        met = [(Place(getattr(c, order.column), c.pk), c) for c in self._narrowed(rows)[:want]]
        return met, end

    def _unvalued(self, after: Place | None, want: int, stretch: int) -> tuple[list[Met], Place | None]:
        rows = listed().order_by("-pk")
        if after is not None:
            rows = rows.filter(pk__lt=after.tie)
        beside = self.order.rows is not None
        if not beside:
            rows = rows.filter(self.order.without())
        end = None
        if self.among is None and (self.said or beside):
            bound = rows.values_list("pk", flat=True)[stretch - 1 : stretch]
            end = next((Place(None, pk) for pk in bound), None)
            if end is not None:
                rows = rows.filter(pk__gte=end.tie)
        if beside:
            rows = rows.filter(self.order.without())
        return [(Place(None, c.pk), c) for c in self._narrowed(rows)[:want]], end

    def _rows(self, after: Place | None, want: int, stretch: int) -> tuple[list[Met], Place | None]:
        """The order of rows beside the customers: read a stretch of it, then ask who of them fits."""
        order, down = self.order, self.down
        assert order.rows is not None  # noqa: S101 -- `step` looked
        rows = order.rows()
        if after is not None:
            rows = rows.filter(order.beyond(after, down))
        root = order.root or order.link
        if self.among is not None:
            rows = rows.filter(**{f"{root}__in": self.among})
        else:
            stretch = min(stretch, LONGEST_NAMED)
            if not self.said and current().sees == Sees.ALL:
                # Nearly all of them fit: only who was merged or is not known any more is left out.
                stretch = min(stretch, want + SPARE)
        told = rows.order_by(*order.sorting(down)).values_list(order.column, order.link, root)
        read = list(told if self.among is not None else told[:stretch])
        fit = self._narrowed(listed().filter(pk__in=[pk for *_, pk in read])).in_bulk() if read else {}
        met = [(Place(value, tie), fit[pk]) for value, tie, pk in read if pk in fit]
        full = self.among is None and len(read) == stretch
        return met[:want], Place(read[-1][0], read[-1][1]) if full else None

    def _narrowed(self, rows: QuerySet[Customer]) -> QuerySet[Customer]:
        if self.among is not None:
            rows = rows.filter(pk__in=self.among)
        return rows.filter(self.said) if self.said else rows


def page(
    rule: Rule,
    fields: Fields,
    order: Order,
    *,
    down: bool | None = None,
    after: str | None = None,
    limit: int = 50,
    when: Moment | None = None,
    narrowed: Q | None = None,
    budget: Budget = USUAL,
) -> Found:
    """A page of those who fit the rule, which must have passed `check`. Raises BadPosition.

    `narrowed` is a further condition, as of a search.
    """
    when = when or Moment(moments.now())
    down = order.downwards if down is None else down
    said = condition(rule, fields, when) & (narrowed or Q())
    walk = _Walk(order, down, said, _base(rule))
    first_run, place = _begin(order, down, after)
    met: list[Met] = []
    stretch = budget.first if order.rows else budget.first * budget.wider
    looked_at, asked, until = 0, not said, time.monotonic() + budget.seconds
    while True:
        began = time.monotonic()
        found, end = walk.step(first_run, place, limit + 1 - len(met), stretch)
        met += found
        if len(met) > limit:
            return Found(_shown(met[:limit]), _position(order, down, met[limit - 1][0]))
        if end is None and not first_run:
            return Found(_shown(met))
        first_run, place = (first_run, end) if end is not None else (False, None)
        if walk.among is not None or end is None:
            continue
        looked_at += stretch
        if not asked:
            asked = True
            walk.among = candidates(rule, fields, when, budget.few) if rule != EVERYBODY else None
        elif looked_at >= budget.most or time.monotonic() > until:
            return Found(_shown(met), _position(order, down, end), searching=True)
        # No longer than what is left of the time allows at the pace so far: rows that come off a disk take a hundred times.
        now = time.monotonic()
        left = (until - now) / max(now - began, 1e-4)
        stretch = max(budget.first, int(min(stretch * budget.growth, budget.longest, stretch * max(left, 0.0))))


def _base(rule: Rule) -> Q:
    """What every one of a list of companies fits: few are, and indexes of their own hold them in the usual orders.

    Said as an equality, by which the databases know that such an index serves.
    """
    parts = rule.parts if isinstance(rule, Group) and rule.way == "all" else (rule,)
    return Q(kind=Customer.Kind.COMPANY) if Condition("kind", "any_of", ["company"]) in parts else Q()


def everybody(
    rule: Rule, fields: Fields, order: Order, *, down: bool | None = None, narrowed: Q | None = None, at_once: int = 500
) -> Iterator[list[Customer]]:
    """All who fit, in order, a few hundred at a time: for files. Holds no more than that in memory."""
    when = Moment(moments.now())
    after: str | None = None
    while True:
        found = page(
            rule, fields, order, down=down, after=after, limit=at_once, when=when, narrowed=narrowed, budget=PATIENT
        )
        if found.customers:
            yield found.customers
        if found.next is None:
            return
        after = found.next


def _shown(met: list[Met]) -> list[Customer]:
    return veil(customer for _, customer in met)


def _position(order: Order, down: bool, place: Place) -> str:
    return write_position(f"{'-' if down else ''}{order.key}", order.write(place.value), place.tie)


def _begin(order: Order, down: bool, after: str | None) -> tuple[bool, Place | None]:
    if not after:
        return True, None
    told, value, tie = read_position(after, tuple[str, str | None, int])
    if told != f"{'-' if down else ''}{order.key}":
        raise BadPosition(f"after: {after!r} is a position of the list sorted by {told}")
    place = Place(order.read(value), tie)
    return place.value is not None, place


def ids_after(rule: Rule, fields: Fields, pk: int, count: int, when: Moment) -> tuple[list[int], int | None]:
    """The ids of those who fit, behind the id `pk`, among the next `count` customers; and the id where these end (None:
    nobody is behind them). For work that passes through everybody once, however their other values change meanwhile."""
    rows: Any = listed().filter(pk__gt=pk).order_by("pk")
    end = next(iter(rows.values_list("pk", flat=True)[count - 1 : count]), None)
    if end is not None:
        rows = rows.filter(pk__lte=end)
    return list(rows.filter(condition(rule, fields, when)).values_list("pk", flat=True)), end
