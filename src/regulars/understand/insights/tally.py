"""What insights come to, kept as sums that can be followed: those of a few are taken off as they stood and put on anew.

What is shown in all (`spread.Spread`) is made of it: shares, groups, steps and tenths. Pure data, but for `tally`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
from django.db.models import Count, QuerySet, Sum

from regulars.understand.insights.models import CustomerInsight
from regulars.understand.insights.spread import Part, Step, edges

if TYPE_CHECKING:
    _Rows = QuerySet[CustomerInsight]

# Customers named in one statement.
_AT_ONCE = 5_000
# What is left of sums of floating point that come to nothing.
_DUST = 1e-6


@dataclass(frozen=True, slots=True)
class Cell:
    """Customers of one RFM group, relationship and heading whom the models know or do not: how many, and their sums."""

    known: bool
    segment: str
    relationship: str
    heading: str
    customers: int
    alive: float
    orders: float
    orders_90_days: float
    clv: Decimal
    at_risk: Decimal

    @property
    def place(self) -> tuple[bool, str, str, str]:
        """What the cell is of."""
        return self.known, self.segment, self.relationship, self.heading


@dataclass(frozen=True, slots=True)
class Tally:
    """`cells`; `expected`: how many expect so many orders; `worth`: how many, and how much, from each round worth on up to
    the next (1, 2, 5 times a power of ten; 0 below the smallest, -1 for less than nothing)."""

    cells: tuple[Cell, ...] = ()
    expected: tuple[tuple[float, int], ...] = ()
    worth: tuple[tuple[Decimal, int, Decimal], ...] = ()

    def followed(self, before: Tally, after: Tally) -> Tally:
        """With some customers as they are now in the place of what they were before."""
        counts = Counter(dict(self.expected))
        counts.subtract(dict(before.expected))
        counts.update(dict(after.expected))
        steps: dict[Decimal, tuple[int, Decimal]] = {}
        for one, sign in ((self, 1), (before, -1), (after, 1)):
            for low, customers, clv in one.worth:
                held = steps.get(low, (0, Decimal(0)))
                steps[low] = held[0] + sign * customers, held[1] + sign * clv
        return Tally(
            _cells((1, self.cells), (-1, before.cells), (1, after.cells)),
            tuple(sorted((orders, many) for orders, many in counts.items() if many)),
            tuple(sorted((low, many, clv) for low, (many, clv) in steps.items() if many)),
        )

    def groups(self) -> tuple[Part, ...]:
        """The RFM groups of those whom the models know."""
        return _parts((cell.segment, cell) for cell in self.cells if cell.known and cell.segment)

    def related(self) -> tuple[Part, ...]:
        """The kinds of relationship, of everybody who has one."""
        return _parts((cell.relationship, cell) for cell in self.cells if cell.relationship)

    def steps(self) -> tuple[Step, ...]:
        """How worth is spread."""
        limits = edges(self.worth[-1][0]) if self.worth else ()
        if not limits:
            return ()
        made = []
        for low, high in zip((Decimal(0), *limits), (*limits, None), strict=True):
            inside = [(n, clv) for at, n, clv in self.worth if at >= low and (high is None or at < high)]
            made.append(Step(low, high, sum(n for n, _ in inside), sum((clv for _, clv in inside), Decimal(0))))
        return tuple(made)

    def tenths(self) -> tuple[float, ...]:
        """The most orders expected of each tenth of the customers, the best tenth first."""
        every = sum(many for _, many in self.expected)
        if every < 10:
            return ()
        found: list[float] = []
        passed = 0
        for orders, many in reversed(self.expected):
            passed += many
            while len(found) < 10 and round(len(found) * every / 10) < passed:
                found.append(orders)
        return tuple(found)


def tally(among: Sequence[int] | None = None) -> Tally:
    """What the insights of everybody come to now, or those of the customers `among`."""
    if among is None:
        return _tally(CustomerInsight.objects.all())
    found = Tally()
    for start in range(0, len(among), _AT_ONCE):
        part = _tally(CustomerInsight.objects.filter(customer_id__in=among[start : start + _AT_ONCE]))
        found = found.followed(Tally(), part)
    return found


def to_json(told: Tally) -> str:
    """The tally as JSON; decimals as text."""
    return msgspec.json.Encoder(decimal_format="string").encode(told).decode()


def from_json(text: str) -> Tally | None:
    """The tally that `to_json` wrote; None for nothing, and for what an older release wrote in another form."""
    try:
        return msgspec.json.decode(text, type=Tally) if text else None
    except msgspec.ValidationError:
        return None


def round_below(worth: Decimal) -> Decimal:
    """The largest of 1, 2, 5 times a power of ten that is not above it; 0 for nothing, -1 for less."""
    if worth <= 0:
        return Decimal(0) if worth == 0 else Decimal(-1)
    size = Decimal(10) ** worth.adjusted()
    return max(limit for limit in (size, 2 * size, 5 * size) if limit <= worth).normalize()


def _tally(rows: _Rows) -> Tally:
    keys = ("segment", "relationship", "heading")
    cells: list[Cell] = []
    for known in (True, False):
        found = rows.filter(alive__isnull=not known).values(*keys)
        sums = found.annotate(
            n=Count("pk"), a=Sum("alive"), o=Sum("expected"), q=Sum("expected_90_days"), c=Sum("clv"),
            r=Sum("value_at_risk"),
        )  # fmt: skip
        cells += [_cell(known, one) for one in sums.order_by()]
    expected = rows.filter(expected__isnull=False).values_list("expected").annotate(n=Count("pk")).order_by("expected")
    worth: dict[Decimal, tuple[int, Decimal]] = {}
    priced = rows.filter(clv__isnull=False).values_list("clv").annotate(n=Count("pk")).order_by()
    for clv, many in priced:
        low = round_below(clv)
        held = worth.get(low, (0, Decimal(0)))
        worth[low] = held[0] + many, held[1] + many * clv
    return Tally(
        tuple(sorted(cells, key=lambda cell: cell.place)),
        tuple((float(orders), many) for orders, many in expected),
        tuple(sorted((low, many, clv) for low, (many, clv) in worth.items())),
    )


def _cell(known: bool, row: Mapping[str, Any]) -> Cell:
    counts = (row["n"], row["a"] or 0.0, row["o"] or 0.0, row["q"] or 0.0)
    return Cell(
        known,
        row["segment"],
        row["relationship"],
        row["heading"],
        *counts,
        row["c"] or Decimal(0),
        row["r"] or Decimal(0),
    )


def _cells(*sides: tuple[int, tuple[Cell, ...]]) -> tuple[Cell, ...]:
    found: dict[tuple[bool, str, str, str], Cell] = {}
    for sign, cells in sides:
        for cell in cells:
            stood = found.get(cell.place, Cell(*cell.place, 0, 0.0, 0.0, 0.0, Decimal(0), Decimal(0)))
            found[cell.place] = Cell(
                *cell.place, stood.customers + sign * cell.customers, _near(stood.alive + sign * cell.alive),
                _near(stood.orders + sign * cell.orders), _near(stood.orders_90_days + sign * cell.orders_90_days),
                stood.clv + sign * cell.clv, stood.at_risk + sign * cell.at_risk,
            )  # fmt: skip
    return tuple(cell for _, cell in sorted(found.items()) if cell.customers)


def _near(value: float) -> float:
    return 0.0 if abs(value) < _DUST else value


def _parts(named: Iterable[tuple[str, Cell]]) -> tuple[Part, ...]:
    found: dict[str, Part] = {}
    for name, cell in named:
        stood = found.get(name, Part(name, 0, Decimal(0), Decimal(0)))
        found[name] = Part(name, stood.customers + cell.customers, stood.clv + cell.clv, stood.at_risk + cell.at_risk)
    return tuple(sorted(found.values(), key=lambda part: (-part.at_risk, -part.customers, part.name)))
