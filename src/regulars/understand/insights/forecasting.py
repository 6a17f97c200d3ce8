"""Fitting the models to what was fetched, and asking them about each customer. Columns in, columns out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from regulars.understand.insights.facts import (
    Bin,
    Bucket,
    Choice,
    Decile,
    Facts,
    Model,
    Newcomers,
    Parameter,
    Trial,
    Week,
)
from regulars.understand.insights.terms import Terms
from regulars.understand.predictions.bgnbd import BgNbd
from regulars.understand.predictions.choosing import FAMILIES, choose
from regulars.understand.predictions.choosing import Choice as ChoiceMade
from regulars.understand.predictions.fitted import Estimate, Fitted
from regulars.understand.predictions.gamma_gamma import GammaGamma
from regulars.understand.predictions.holdout import Holdout
from regulars.understand.predictions.newcomers import learn_beginning
from regulars.understand.predictions.outlook import Outlook, Predicted, Worth, learn_worth
from regulars.understand.predictions.pareto_nbd import ParetoNbd
from regulars.understand.predictions.purchases import Purchases
from regulars.understand.predictions.repeat_buying import RepeatBuying

COLUMNS = (
    "alive", "churn", "expected", "expected_90_days", "low", "high", "next_in", "order_value", "clv", "value_at_risk", "why",
)  # fmt: skip
UNIT_DAYS = 7.0
# The choice between families needs no more customers than this; each is fitted twice for it.
CHOSEN_BY = 100_000
Floats = npt.NDArray[np.float64]


def known_to_model(rows: pa.Table) -> npt.NDArray[np.bool_]:
    """Which rows have a history of orders."""
    found: npt.NDArray[np.bool_] = rows["frequency"].is_valid().to_numpy()
    return found


def histories(rows: pa.Table) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """frequency, recency, age (in days), paid and average of those known to the model."""
    told = rows.filter(rows["frequency"].is_valid())
    x, recency, age, paid, average = (
        told[name].fill_null(0).to_numpy().astype(np.float64)
        for name in ("frequency", "recency", "age", "paid", "average")
    )
    return x, recency, age, paid, average


@dataclass(frozen=True, slots=True)
class Learnt:
    """The models of one business and how they were chosen; `outlook` is None where nothing fits, and `choice` says why."""

    outlook: Outlook | None
    choice: ChoiceMade
    sampled: int | None = None


def learn(rows: pa.Table, days: pa.Table, as_of: date) -> Learnt | None:
    """Choose and fit by everybody's days of purchase (customer_id, day); None while nobody ordered anything.

    Of a large company the family is chosen by a part of the customers; the chosen one is fitted to all.
    """
    if not days.num_rows:
        return None
    who = days["customer_id"].to_numpy()
    when = days["day"].cast(pa.date32()).cast(pa.int32()).to_numpy().astype(np.int64)
    until = int(np.datetime64(as_of, "D").astype(np.int64))
    people = len(rows.filter(rows["frequency"].is_valid()))
    few = people > CHOSEN_BY
    # A number's digits say nothing of its customer: every n-th of a mixed order is a fair part.
    some = (who * 2_654_435_761 % 2**32) < 2**32 * CHOSEN_BY / max(people, 1) if few else np.ones(len(who), dtype=bool)
    choice = choose(Purchases.of(who[some], when[some]), until, UNIT_DAYS)
    sampled = CHOSEN_BY if few else None
    if choice.model is None:
        return Learnt(None, choice, sampled)
    x, recency, age, paid, average = histories(rows)
    buying = choice.model
    if few:
        buying = FAMILIES[choice.model.name](x.astype(np.int64), recency / UNIT_DAYS, age / UNIT_DAYS)
    return Learnt(Outlook(buying, learn_worth(paid, average), UNIT_DAYS), choice, sampled)


def predict(outlook: Outlook | None, rows: pa.Table, terms: Terms) -> dict[str, pa.Array]:
    """COLUMNS of each row, rounded as pages show them; null where there is no model or it does not know the customer."""
    where = known_to_model(rows)
    if outlook is None or not where.any():
        return {name: pa.nulls(len(rows), pa.float64()) for name in COLUMNS}
    x, recency, age, paid, average = histories(rows)
    told = outlook.predict(
        x,
        recency,
        age,
        paid,
        average,
        horizon_days=terms.days,
        discount_a_year=terms.discount,
        margin=1.0 if terms.margin is None else terms.margin,
    )
    return {name: _spread(values, where, kind) for name, (values, kind) in _rounded(told).items()}


def _rounded(told: Predicted) -> dict[str, tuple[Any, pa.DataType]]:
    real, whole = pa.float64(), pa.int64()
    return {
        "alive": (np.round(told.alive, 2), real),
        "churn": (np.round(told.churn, 2), real),
        "expected": (np.round(told.expected_365, 2), real),
        "expected_90_days": (np.round(told.expected_90_days, 2), real),
        "low": (told.low, whole),
        "high": (told.high, whole),
        "next_in": (_coarse(told.next_order_day), whole),
        "order_value": (units(told.value), whole),
        "clv": (units(told.clv), whole),
        "value_at_risk": (units(told.value_at_risk), whole),
        "why": (told.why, whole),
    }


def _coarse(days: Floats) -> Floats:
    """Days within two weeks, weeks within a quarter, months beyond: nobody knows it better."""
    step = np.select([days <= 14, days <= 92], [1.0, 7.0], 30.0)
    return np.asarray(np.round(days / step) * step)


def units(values: Floats) -> Floats:
    """Money in ten-thousandths, to three significant digits."""
    size = np.where(values > 0, values, 1.0)
    step = 10.0 ** (np.floor(np.log10(size)) - 2)
    return np.asarray(np.round(np.round(values / step) * step * 10_000))


def _spread(values: npt.NDArray[Any], where: npt.NDArray[np.bool_], kind: pa.DataType) -> pa.Array:
    """One value a row, null where nothing is said."""
    full = np.full(len(where), np.nan)
    full[where] = values
    empty = ~np.isfinite(full)
    full[empty] = 0.0
    return pa.array(full.astype(np.int64) if pa.types.is_integer(kind) else full, kind, mask=empty)


_MODELS: dict[str, type[RepeatBuying]] = {family.name: family for family in (BgNbd, ParetoNbd)}


def facts(learnt: Learnt, terms: Terms) -> Facts | None:
    """What a page tells of the models, and all that is needed to ask them again; None where nothing fits."""
    outlook, made = learnt.outlook, learnt.choice
    if outlook is None:
        return None
    value = outlook.worth.model
    families = tuple(
        (one.name, None if one.held_out is None else one.held_out.typical_error, one.failed) for one in made.candidates
    )
    return Facts(
        buying=told_of(outlook.buying.name, outlook.buying),
        value=None if value is None else told_of("Gamma-Gamma", value),
        plain_value=outlook.worth.plain,
        value_reason=outlook.worth.reason,
        days=terms.days,
        discount=terms.discount,
        margin=terms.margin,
        choice=Choice(made.why, made.untested, made.worthless, families, learnt.sampled),
        tested=None if made.held_out is None else _tested(made.held_out),
    )


def newcomers(outlook: Outlook | None, waiting: pa.Table, terms: Terms) -> Newcomers | None:
    """What is expected of people without an order; `waiting` as compute.waiting tells it. None where nobody can tell."""
    if outlook is None:
        return None
    begun = learn_beginning(*(waiting[name].to_numpy() for name in ("waited", "ordered", "people")))
    if begun is None:
        return None
    margin = 1.0 if terms.margin is None else terms.margin
    told = outlook.predict([0], [0], [0], horizon_days=terms.days, discount_a_year=terms.discount, margin=margin)
    worth = float(told.value[0]) * margin + float(told.clv[0])
    return Newcomers(begun.days, begun.waiting, begun.longest, worth)


def _tested(held: Holdout) -> Trial:
    def rows(kind: type[Any], told: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(kind(**asdict(one)) for one in told)

    return Trial(
        until_then=_date(held.split.calibration),
        weeks_held_out=held.split.days // 7,
        customers=held.customers,
        expected=held.expected,
        actual=held.actual,
        mean_absolute_error=held.mean_absolute_error,
        typical_error=held.typical_error,
        of_last_rate=held.of_last_rate,
        of_average=held.of_average,
        brier=held.churn.brier,
        brier_of_share=held.churn.brier_of_share,
        weeks=tuple(Week(**asdict(one) | {"day": _date(one.day)}) for one in held.weeks),
        buckets=rows(Bucket, held.buckets),
        bins=rows(Bin, held.churn.bins),
        deciles=rows(Decile, held.deciles),
    )


def _date(day: int) -> date:
    return date(1970, 1, 1) + timedelta(days=day)


def model_of(told: Facts) -> Outlook:
    """The models that `facts` told of."""
    family = _MODELS[told.buying.name]
    buying = family(**arguments(told.buying))
    value = None if told.value is None else GammaGamma(**arguments(told.value))
    return Outlook(buying, Worth(told.plain_value, value, told.value_reason), UNIT_DAYS)


def told_of(name: str, fitted: Fitted) -> Model:
    """What a page tells of one fitted model."""
    parameters = tuple(Parameter(one.name, one.value, *_told(one)) for one in fitted.estimates)
    return Model(name, parameters, fitted.log_likelihood, fitted.customers, fitted.at_limit)


def _told(one: Estimate) -> tuple[float | None, ...]:
    """Error and interval; None where the data do not tell them, or not within any bound."""
    if not one.error <= one.value:
        return None, None, None
    return one.error, one.low, one.high


def arguments(model: Model) -> dict[str, Any]:
    """What makes the fitted model again of what was told of it."""
    told: dict[str, Any] = {one.name: one.value for one in model.parameters}
    return told | {"log_likelihood": model.log_likelihood, "customers": model.customers, "at_limit": model.at_limit}
