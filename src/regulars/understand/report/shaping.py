"""The rows of relations as figures: months, cohorts, scores and groups. The report and the scoreboard tell the same ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from regulars.understand.metrics import rfm
from regulars.understand.metrics.window import add_months
from regulars.understand.report.figures import Cohort, GroupSize, Month, Scores

Rows = Iterable[Mapping[str, Any]]


def months_of(rows: Rows, first: date, last: date) -> tuple[Month, ...]:
    """Every month from that of `first` to that of `last`, also those in which nothing happened; of `metrics.months.months`."""
    found = {row["month"]: row for row in rows}
    result, month = [], first.replace(day=1)
    while month <= last:
        row, name = found.get(month), month.isoformat()[:7]
        if row is None:
            result.append(Month(name))
        else:
            counts = {key: int(row[key]) for key in ("active", "orders", "new", "returning", "returns")}
            result.append(Month(name, revenue=row["revenue"], returned_value=row["value_returned"], **counts))
        month = add_months(month, 1)
    return tuple(result)


def cohorts_of(rows: Rows, last: date) -> tuple[Cohort, ...]:
    """The cohorts with every month up to that of `last`; of `metrics.months.cohorts`."""
    cells: dict[date, dict[int, int]] = {}
    for row in rows:
        cells.setdefault(row["cohort"], {})[int(row["age"])] = int(row["active"])
    return tuple(
        Cohort(first.isoformat()[:7], tuple(active.get(age, 0) for age in range(_age(first, last) + 1)))
        for first, active in sorted(cells.items())
    )


def _age(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def scores_of(rows: Rows) -> tuple[Scores, ...]:
    """How many have each score, also where nobody has; of `metrics.rfm.score_counts`."""
    found, nobody = {row["score"]: row for row in rows}, {"r": 0, "f": 0, "m": 0}
    told = [(score, found.get(score, nobody)) for score in range(1, rfm.SCORES + 1)]
    return tuple(Scores(score, int(row["r"]), int(row["f"]), int(row["m"])) for score, row in told)


def groups_of(rows: Rows) -> tuple[GroupSize, ...]:
    """The groups in which anybody is, in their order; of `metrics.rfm.group_sizes`."""
    found = {row["segment"]: row for row in rows}
    return tuple(
        GroupSize(group.name, group.meaning, int(row["customers"]), row["revenue"])
        for group in rfm.GROUPS
        if (row := found.get(group.name)) is not None
    )
