"""The days of contracts: how often each was renewed, when it is renewed next. Arrays in, arrays out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pyarrow as pa

Days = npt.NDArray[np.datetime64]
Whole = npt.NDArray[np.int64]
MONTHS = {"month": 1, "year": 12}
# An end told so many days after a renewal was due is an end at that renewal: bills are chased for a while.
GRACE = 5
_NEVER = np.datetime64("NaT", "D")


@dataclass(frozen=True, slots=True)
class Contracts:
    """One entry a contract in every array. months: those of a period, 0 where nobody told. started: NaT where nobody told;
    since: the first day known. out: the day it ended or will, NaT where no end was told. renewed: how often so far."""

    customer: Whole
    months: Whole
    started: Days
    since: Days
    out: Days
    renewed: Whole
    renews_on: Days
    price: npt.NDArray[np.float64]
    plan: tuple[str, ...]
    reason: tuple[str, ...]
    as_of: date

    @property
    def running(self) -> npt.NDArray[np.bool_]:
        """Those that run on this day, also where their end is told already."""
        return np.asarray(np.isnat(self.out) | (self.out > np.datetime64(self.as_of)))

    @property
    def learnable(self) -> npt.NDArray[np.bool_]:
        """Those whose beginning and period are known."""
        return np.asarray(~np.isnat(self.started) & (self.months > 0))


def read(rows: pa.Table, as_of: date, currency: str) -> Contracts:
    """From the rows of `contract_lines.contracts`. A price in another currency than `currency` is not counted.

    How often it was renewed is what was told; where no renewal ever was, it is the whole periods since its beginning: a
    contract goes on until its end is told. It is renewed next on the last day told, or after whole periods from there or
    from its beginning.
    """
    today = np.datetime64(as_of)
    started, first, ended, runs_out, ends_on = (
        _days(rows, name) for name in ("started", "first", "ended", "runs_out", "ends_on")
    )
    since = np.where(np.isnat(started), first, started)
    out = np.where(np.isnat(runs_out), ended, np.fmax(ended, runs_out))
    months = _months(rows["period"].to_pylist(), since, ends_on)
    told = np.asarray(rows["renewals"].to_numpy(), dtype=np.int64)
    over = ~np.isnat(out)
    passed = whole_periods(since, np.where(over, out - np.timedelta64(GRACE, "D"), today), months)
    renewed = np.where(told > 0, told, np.maximum(passed, 0))
    anchor = np.where(np.isnat(ends_on), since, ends_on)
    ahead = np.where(anchor > today, 0, whole_periods(anchor, np.full(len(anchor), today), months) + 1)
    # Of an unknown period only a day still to come says something.
    renews_on = np.where((months > 0) | (anchor > today), after_periods(anchor, ahead, months), _NEVER)
    renews_on = np.where(over, out, renews_on)
    in_ours = [one in (None, currency) for one in rows["currency"].to_pylist()]
    price = np.where(in_ours, np.asarray(rows["price"].to_numpy(), dtype=np.float64), np.nan)
    return Contracts(
        np.asarray(rows["customer_id"].to_numpy(), dtype=np.int64), months, started, since, out, renewed, renews_on,
        np.where(price >= 0, price, np.nan), _texts(rows, "plan"), _texts(rows, "reason"), as_of,
    )  # fmt: skip


def whole_periods(begin: Days, until: Days, months: Whole) -> Whole:
    """Renewals due after `begin` up to and with `until`; below 0 before `begin`. 0 where the period is not known."""
    first, last = _month(begin), _month(until)
    # Who began on the 31st is due on the last day of shorter months.
    due = np.minimum(_of_month(begin), _length(last))
    full = last - first - (_of_month(until) < due)
    return np.asarray(np.where(months > 0, np.floor_divide(full, np.maximum(months, 1)), 0), dtype=np.int64)


def after_periods(begin: Days, periods: Whole, months: Whole) -> Days:
    """The day so many periods after `begin`."""
    month = _month(begin) + periods * months
    day = np.minimum(_of_month(begin), _length(month))
    return np.asarray(month.astype("datetime64[M]").astype("datetime64[D]") + (day - 1).astype("timedelta64[D]"))


def due_within(contracts: Contracts, days: int) -> Whole:
    """How many renewals of each lie within so many days."""
    until = np.full(len(contracts.customer), np.datetime64(contracts.as_of + timedelta(days=days)))
    later = whole_periods(contracts.renews_on, until, contracts.months)
    some = ~np.isnat(contracts.renews_on) & (contracts.renews_on <= until) & (contracts.months > 0)
    return np.asarray(np.where(some, later + 1, 0), dtype=np.int64)


def _month(days: Days) -> Whole:
    # A day nobody told counts as some day; what is made of it is never read.
    told = np.where(np.isnat(days), np.datetime64("1970-01-01"), days)
    return np.asarray(told.astype("datetime64[M]").astype(np.int64))


def _of_month(days: Days) -> Whole:
    told = np.where(np.isnat(days), np.datetime64("1970-01-01"), days).astype("datetime64[D]")
    return np.asarray((told - told.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64) + 1)


def _length(months: Whole) -> Whole:
    begin = months.astype("datetime64[M]")
    return np.asarray(((begin + 1).astype("datetime64[D]") - begin.astype("datetime64[D]")).astype(np.int64))


def _months(told: list[str | None], since: Days, ends_on: Days) -> Whole:
    """The months of a period: as told, or where nobody did as the first term looks."""
    span = (ends_on - since).astype("timedelta64[D]").astype(np.float64)
    span[np.isnat(ends_on)] = np.nan
    seems = np.select([(span >= 27) & (span <= 32), (span >= 360) & (span <= 370)], [1, 12], 0)
    named = np.fromiter((MONTHS.get(one or "", 0) for one in told), dtype=np.int64, count=len(told))
    return np.asarray(np.where(named > 0, named, seems), dtype=np.int64)


def _days(rows: pa.Table, name: str) -> Any:
    return rows[name].to_numpy().astype("datetime64[D]")


def _texts(rows: pa.Table, name: str) -> tuple[str, ...]:
    return tuple(one or "" for one in rows[name].to_pylist())
