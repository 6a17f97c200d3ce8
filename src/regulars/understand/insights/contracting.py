"""Learning how long contracts last, and what that says of those who hold one. Columns in, columns out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from regulars.understand.insights.contract_days import GRACE, MONTHS, Contracts, Whole, due_within, whole_periods
from regulars.understand.insights.contract_facts import ContractFacts, ContractKind, ContractTrial, Point
from regulars.understand.insights.forecasting import Floats, arguments, told_of, units
from regulars.understand.insights.terms import Terms
from regulars.understand.predictions import kaplan_meier
from regulars.understand.predictions.contracts import ContractOutlook, learn_contracts, predict_contracts
from regulars.understand.predictions.fitted import FitError
from regulars.understand.predictions.shifted_beta_geometric import ShiftedBetaGeometric

COLUMNS: dict[str, pa.DataType] = {
    "contracts": pa.int64(), "plan": pa.string(), "contract_period": pa.string(), "contract_price": pa.int64(),
    "renews_on": pa.date32(), "renewals": pa.int64(), "contract_churn": pa.float64(), "contract_clv": pa.int64(),
}  # fmt: skip
# Contracts that must have come to a renewal, or ended before, for anything to be said of those of their period.
ENOUGH = 20
_YEAR = 365
# What is told for certain is 1; what is only likely is less.
_MOST = 0.99
# How far back what was known then is held against what came.
_BACK = {"month": 90, "year": _YEAR}
_DAYS = {"month": _YEAR / 12, "year": float(_YEAR)}
_LONGEST_PLAN = 120
_SBG = "Shifted beta-geometric"
Truths = npt.NDArray[np.bool_]
Outlooks = Mapping[str, ContractOutlook]


def learn(contracts: Contracts, terms: Terms) -> tuple[Outlooks, ContractFacts]:
    """How long contracts of each period last, where enough of them came to a renewal, and what a page tells of it."""
    outlooks: dict[str, ContractOutlook] = {}
    kinds = []
    for period, months in MONTHS.items():
        these = contracts.months == months
        if not these.any():
            continue
        outlook, kind = _learn(contracts, these, period)
        kinds.append(kind)
        if outlook is not None:
            outlooks[period] = outlook
    unclear = int((contracts.months == 0).sum())
    unstarted = int(np.isnat(contracts.started).sum())
    return outlooks, ContractFacts(tuple(kinds), unclear, unstarted, terms.days, terms.discount, terms.margin)


def _learn(contracts: Contracts, these: Truths, period: str) -> tuple[ContractOutlook | None, ContractKind]:
    known = these & contracts.learnable
    renewed, ended = contracts.renewed[known], ~np.isnat(contracts.out[known])
    decided = int(((renewed > 0) | ended).sum())
    counts = int(these.sum()), int((these & contracts.running).sum()), decided
    reasons = Counter(
        contracts.reason[row] for row in np.flatnonzero(these & ~np.isnat(contracts.out)) if contracts.reason[row]
    )
    if decided < ENOUGH:
        few = f"Only {decided} came to a renewal so far" if decided else "None has come to its first renewal yet"
        why = f"{few}: from {ENOUGH} on it can be told how long they last."
        return None, ContractKind(period, *counts, why, reasons=tuple(reasons.most_common(5)))
    outlook = learn_contracts(renewed, ended)
    tried, untested = _tried(contracts, known, period)
    law = None if outlook.law is None else told_of(_SBG, outlook.law)
    return outlook, ContractKind(
        period, *counts, outlook.why, _histories(renewed, ended), law, _points(outlook, renewed, ended),
        tuple(reasons.most_common(5)), tried, untested,
    )  # fmt: skip


def _histories(renewed: Whole, ended: Truths) -> tuple[tuple[int, int, int], ...]:
    gone, runs = np.bincount(renewed[ended]), np.bincount(renewed[~ended])
    size = max(len(gone), len(runs))
    gone, runs = np.pad(gone, (0, size - len(gone))), np.pad(runs, (0, size - len(runs)))
    return tuple((n, int(gone[n]), int(runs[n])) for n in range(size) if gone[n] or runs[n])


def _points(outlook: ContractOutlook, renewed: Whole, ended: Truths) -> tuple[Point, ...]:
    """The curve at each renewal; where a law carries it on, a third further than anybody has come."""
    curve, law = outlook.curve, outlook.law
    longest = int(curve.longest)
    times = np.arange(longest + (max(1, longest // 3) if law else 0) + 1)
    came = np.array([int((renewed + ended >= time).sum()) for time in times])
    left = np.array([int((ended & (renewed + 1 == time)).sum()) for time in times])
    place = np.searchsorted(curve.times, times, side="right") - 1
    share = curve.at(times)
    expected = None if law is None else law.survival(times)
    points = []
    for time in times.tolist():
        step = int(place[time])
        begun = step < 0
        points.append(
            Point(
                time, int(came[time]), int(left[time]), _told(share[time]),
                1.0 if begun else _told(curve.low[step]) if time <= longest else None,
                1.0 if begun else _told(curve.high[step]) if time <= longest else None,
                None if expected is None else float(expected[time]),
            )
        )  # fmt: skip
    return tuple(points)


def _told(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _tried(contracts: Contracts, known: Truths, period: str) -> tuple[ContractTrial | None, str]:
    """What was known some time ago, held against what came since. Renewals are counted by the calendar for it."""
    then = contracts.as_of - timedelta(days=_BACK[period])
    cut = np.datetime64(then)
    there = known & (contracts.started <= cut)
    started, out, months = contracts.started[there], contracts.out[there], contracts.months[there]
    gone = ~np.isnat(out) & (out <= cut)

    def renewed(until: date) -> Whole:
        day = np.full(len(out), np.datetime64(until))
        over = ~np.isnat(out) & (out <= day)
        return np.maximum(whole_periods(started, np.where(over, out - np.timedelta64(GRACE, "D"), day), months), 0)

    before = renewed(then)
    if int(((before > 0) | gone).sum()) < ENOUGH:
        return None, f"too few had come to a renewal by {then:%-d %B %Y}"
    try:
        outlook = learn_contracts(before, gone)
    except FitError as error:
        return None, str(error)
    ends = ~np.isnat(out) & (out <= np.datetime64(contracts.as_of))
    due = whole_periods(started, np.full(len(out), np.datetime64(contracts.as_of)), months) - before
    expected, actual, tried = 0.0, 0, 0
    for periods in np.unique(due[~gone & (due > 0)]).tolist():
        some = ~gone & (due == periods)
        chance = predict_contracts(outlook, before[some], np.zeros(int(some.sum())), periods=periods).churn
        tells = np.isfinite(chance)
        expected, tried = expected + float(chance[tells].sum()), tried + int(tells.sum())
        actual += int(ends[some][tells].sum())
    if not tried:
        return None, f"none that ran on {then:%-d %B %Y} came to a renewal since of which it could tell"
    return ContractTrial(then, tried, expected, actual), ""


def models_of(told: ContractFacts) -> Outlooks:
    """What `learn` had learnt, made again of what was told of it."""
    return {kind.period: _model_of(kind) for kind in told.kinds if kind.points}


def _model_of(kind: ContractKind) -> ContractOutlook:
    stayed = [n + gone for n, _, _ in kind.histories for gone in (1, 0)]
    left = [bool(gone) for _ in kind.histories for gone in (1, 0)]
    count = [many for _, ended, running in kind.histories for many in (ended, running)]
    # Nobody at a time must not make it the longest time seen.
    rows = [row for row, many in enumerate(count) if many]
    curve = kaplan_meier.fit([stayed[row] for row in rows], [left[row] for row in rows], [count[row] for row in rows])
    law = None if kind.law is None else ShiftedBetaGeometric(**arguments(kind.law))
    return ContractOutlook(curve, law, kind.why)


@dataclass(frozen=True, slots=True)
class _Each:
    """Of each contract: the chance to end at its next renewal, and within a year; what its renewals are to bring."""

    next: Floats
    year: Floats
    clv: Floats


def _each(contracts: Contracts, outlooks: Outlooks, terms: Terms) -> _Each:
    size = len(contracts.customer)
    told = _Each(*(np.full(size, np.nan) for _ in range(3)))
    noticed = ~np.isnat(contracts.out)
    until_renewal = (contracts.renews_on - np.datetime64(contracts.as_of)).astype("timedelta64[D]").astype(np.float64)
    for period, outlook in outlooks.items():
        these = (contracts.months == MONTHS[period]) & ~noticed & contracts.running
        share = _DAYS[period] / _YEAR
        rate = (1 + terms.discount) ** share - 1
        for days in {_YEAR, terms.days}:
            due = due_within(contracts, days)
            for periods in np.unique(due[these]).tolist():
                some = these & (due == periods)
                said = predict_contracts(
                    outlook, contracts.renewed[some], contracts.price[some], periods=max(periods, 1),
                    discount_a_period=rate, margin=1.0 if terms.margin is None else terms.margin,
                )  # fmt: skip
                told.next[some] = said.churn_next
                if days == _YEAR:
                    told.year[some] = said.churn if periods else 0.0
                if days == terms.days:
                    # The first is paid on its day, not a whole period from now.
                    sooner = (1 + terms.discount) ** (share - until_renewal[some] / _YEAR)
                    told.clv[some] = said.clv * sooner if periods else 0.0
    told.next[noticed], told.clv[noticed] = 1.0, 0.0
    told.year[noticed] = np.where(until_renewal[noticed] <= _YEAR, 1.0, 0.0)
    return told


def with_holders(rows: pa.Table, contracts: Contracts) -> pa.Table:
    """The rows of `compute.insights`, and one for each holder of a running contract who has none; by customer_id."""
    missing = np.setdiff1d(contracts.customer[contracts.running], rows["customer_id"].to_numpy())
    if not len(missing):
        return rows
    more = pa.table({"customer_id": pa.array(missing, rows.schema.field("customer_id").type)})
    return pa.concat_tables([rows, more], promote_options="default").sort_by("customer_id")


def add(rows: pa.Table, contracts: Contracts, outlooks: Outlooks, terms: Terms) -> pa.Table:
    """`rows` (by customer_id, with what is expected of orders) with COLUMNS of those who hold a running contract.

    Theirs are alive for certain; they leave when the contract does that lasts longest; what contracts are to bring, and
    what of it is at risk within a year, comes to what orders are. Where nothing can be told of how long contracts last,
    what orders say stands.
    """
    runs = np.flatnonzero(contracts.running)
    # The first to be renewed first; of several on one day the dearest.
    unknown = np.where(np.isnat(contracts.renews_on), np.datetime64("9999-12-31"), contracts.renews_on)
    price = np.nan_to_num(contracts.price)
    runs = runs[np.lexsort((-price[runs], unknown[runs], contracts.customer[runs]))]
    who, first, place = np.unique(contracts.customer[runs], return_index=True, return_inverse=True)
    told = _each(contracts, outlooks, terms)
    where = np.searchsorted(rows["customer_id"].to_numpy(), who)
    lead = runs[first]
    a_year = contracts.price[runs] * 12 / np.maximum(contracts.months[runs], 1)
    a_year[contracts.months[runs] == 0] = np.nan
    clv, risk = told.clv[runs], (told.clv * told.year)[runs]
    least = np.full(len(who), np.inf)
    np.minimum.at(least, place, np.nan_to_num(told.year[runs], nan=np.inf))
    least[~np.isfinite(least)] = np.nan
    likely = np.round(told.next[lead], 2)
    likely = np.where(np.isnat(contracts.out[lead]), np.minimum(likely, _MOST), likely)
    names = {months: period for period, months in MONTHS.items()}
    found: dict[str, Any] = {
        "contracts": np.bincount(place, minlength=len(who)),
        "plan": [contracts.plan[row][:_LONGEST_PLAN] for row in lead],
        "contract_period": [names.get(int(contracts.months[row]), "") for row in lead],
        "contract_price": np.round(_sums(a_year, place, len(who)) * 10_000),
        "renews_on": contracts.renews_on[lead],
        "renewals": contracts.renewed[lead],
        "contract_churn": likely,
        "contract_clv": units(_sums(clv, place, len(who))),
    }
    for name, kind in COLUMNS.items():
        rows = rows.append_column(name, _placed(found[name], where, len(rows), kind))
    rows = _with(rows, "alive", where, np.ones(len(who)))
    rows = _with(rows, "churn", where, np.minimum(np.round(least, 2), 1.0))
    rows = _more(rows, "clv", where, _sums(clv, place, len(who)))
    return _more(rows, "value_at_risk", where, _sums(risk, place, len(who)))


def _sums(values: Floats, place: npt.NDArray[np.intp], size: int) -> Floats:
    """What is known of each added up; nan where nothing is."""
    known = np.isfinite(values)
    total = np.bincount(place, np.where(known, values, 0.0), minlength=size)
    return np.where(np.bincount(place, known, minlength=size) > 0, total, np.nan)


def _placed(values: Any, where: npt.NDArray[np.intp], size: int, kind: pa.DataType) -> pa.Array:
    """`values` in rows `where`; null, 0 contracts or no text in all others."""
    if pa.types.is_string(kind):
        texts = [""] * size
        for row, text in zip(where.tolist(), values, strict=True):
            texts[row] = text
        return pa.array(texts, kind)
    if pa.types.is_date(kind):
        days = np.full(size, np.datetime64("NaT", "D"))
        days[where] = values
        return pa.array(days, kind, mask=np.isnat(days))
    full = np.full(size, np.nan)
    full[where] = values
    empty = ~np.isfinite(full)
    full[empty] = 0.0
    return pa.array(full.astype(np.int64) if pa.types.is_integer(kind) else full, kind, mask=empty)


def _with(rows: pa.Table, name: str, where: npt.NDArray[np.intp], values: Floats) -> pa.Table:
    """The column with these values in rows `where`, but for those that say nothing."""
    stood = rows[name].combine_chunks()
    full = stood.fill_null(0).to_numpy(zero_copy_only=False).astype(np.float64)
    told = stood.is_valid().to_numpy(zero_copy_only=False).copy()
    says = np.isfinite(values)
    full[where[says]], told[where[says]] = values[says], True
    kind = rows.schema.field(name).type
    made = pa.array(full.astype(np.int64) if pa.types.is_integer(kind) else full, kind, mask=~told)
    return rows.set_column(rows.schema.get_field_index(name), name, made)


def _more(rows: pa.Table, name: str, where: npt.NDArray[np.intp], values: Floats) -> pa.Table:
    """The column of money in ten-thousandths with `values` of money added in rows `where`."""
    stood = rows[name].combine_chunks().fill_null(0).to_numpy(zero_copy_only=False).astype(np.float64)[where]
    whole = rows.set_column(rows.schema.get_field_index(name), name, rows[name].cast(pa.int64()))
    return _with(whole, name, where, units(stood / 10_000 + values))
