"""The cohort table: rows by month of the first order, columns by months since."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

LEVELS = 7
# Half of a cohort back in one month is as dark as it gets: more is rare, and less has to be told apart.
DARKEST = 0.5


@dataclass(frozen=True, slots=True)
class Cell:
    """One month of one cohort."""

    text: str
    title: str
    level: int
    href: str


@dataclass(frozen=True, slots=True)
class Row:
    """One cohort."""

    name: str
    size: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """All of it."""

    months: tuple[str, ...]
    rows: tuple[Row, ...]


def level(share: float) -> int:
    """0 for nobody, else 1 to LEVELS."""
    if share <= 0:
        return 0
    return min(LEVELS, 1 + int(share / DARKEST * LEVELS))


def cohort_table(cohorts: Sequence[tuple[str, Sequence[int]]], href: Callable[[int, int], str]) -> Table:
    """`cohorts`: name and how many bought in month 0, 1, 2 … since their first order; `href(row, month)` leads to them."""
    longest = max((len(active) for _, active in cohorts), default=1)
    rows = []
    for index, (name, active) in enumerate(cohorts):
        size = active[0] if active else 0
        cells = []
        for month, number in enumerate(active[1:], start=1):
            share = number / size if size else 0.0
            title = f"{name}: {number:,} of {size:,} bought {month} month{'' if month == 1 else 's'} later"
            cells.append(
                Cell(
                    f"{share * 100:.0f} %" if number else "·", title, level(share), href(index, month) if number else ""
                )
            )
        rows.append(Row(name, f"{size:,}", tuple(cells)))
    return Table(tuple(f"+{month}" for month in range(1, longest)), tuple(rows))
