"""What to expect of every customer: the fitted models of buying and of value, asked together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from regulars.understand.predictions.fitted import FitError
from regulars.understand.predictions.gamma_gamma import GammaGamma
from regulars.understand.predictions.gamma_gamma import fit as fit_values
from regulars.understand.predictions.grouping import Floats, Integers, check, pairs
from regulars.understand.predictions.repeat_buying import RepeatBuying

YEAR = 365
QUARTER = 90
MONTH = 365.25 / 12
# Days ahead beyond which a date is not told: it would be a guess about another business.
_FARTHEST = 730.0


class Why(IntEnum):
    """What of a customer's history speaks loudest in the prediction."""

    ONCE = 1
    ONCE_LONG_AGO = 2
    IN_RHYTHM = 3
    LATE = 4
    SILENT = 5


@dataclass(frozen=True, slots=True)
class Predicted:
    """One entry a customer in every array, in the order of the customers asked about.

    alive: the chance of still being a customer. churn: the chance of no order in the next `churn_days`. expected_90_days,
    expected_365: orders. low, high: of customers like this one, the share asked for (four in five) place between `low` and
    `high` orders in the next 365 days. next_order_day: days from now until half of those like this one who are still
    customers have ordered again (nan: not within two years). value: what an order is worth. clv: what is earned until the
    horizon, discounted. value_at_risk: clv times churn. why: codes of `Why`; `rhythm` and `quiet`: the days between this
    customer's orders (nan with one order), and since the last one.
    """

    alive: Floats
    churn: Floats
    expected_90_days: Floats
    expected_365: Floats
    low: Integers
    high: Integers
    next_order_day: Floats
    value: Floats
    clv: Floats
    value_at_risk: Floats
    why: npt.NDArray[np.int8]
    rhythm: Floats
    quiet: Floats


@dataclass(frozen=True, slots=True)
class Worth:
    """What an order is worth. `model` is None where it could not be fitted: then the `plain` average is everybody's.

    `reason` says why it could not, in words that follow "because".
    """

    plain: float
    model: GammaGamma | None = None
    reason: str = ""

    def of(self, paid: npt.ArrayLike, average: npt.ArrayLike) -> Floats:
        """The expected value of the next order of each customer. Who has paid nothing yet gets the prior."""
        orders = np.asarray(paid, dtype=np.float64)
        if self.model is None:
            return np.full(orders.shape, self.plain)
        return self.model.expected_value(orders, average)


def learn_worth(paid: npt.ArrayLike, average: npt.ArrayLike) -> Worth:
    """Fit what orders are worth: `paid` repeat orders of each customer, which cost `average` each (any value where none)."""
    orders, mean = np.asarray(paid, dtype=np.float64), np.asarray(average, dtype=np.float64)
    known = (orders > 0) & (mean > 0)
    plain = float(np.average(mean[known], weights=orders[known])) if known.any() else 0.0
    try:
        model = fit_values(orders, mean)
    except FitError as error:
        return Worth(plain, None, str(error))
    if model.q <= 1:
        return Worth(plain, None, "a few customers pay so much more than all others that an average means nothing")
    return Worth(plain, model)


@dataclass(frozen=True, slots=True)
class Outlook:
    """The models of one business. `unit_days`: the days in the unit of time `buying` was fitted in."""

    buying: RepeatBuying
    worth: Worth
    unit_days: float = 7.0

    def predict(
        self,
        frequency: npt.ArrayLike,
        recency: npt.ArrayLike,
        age: npt.ArrayLike,
        paid: npt.ArrayLike | None = None,
        average: npt.ArrayLike | None = None,
        *,
        horizon_days: float = YEAR,
        discount_a_year: float = 0.1,
        margin: float = 1.0,
        churn_days: float = YEAR,
        share: float = 0.8,
    ) -> Predicted:
        """Predict for customers: `frequency` repeat orders, `recency` and `age` in days, one entry a customer.

        paid, average: repeat orders that were paid, and what they cost on average (nan or 0 where none); without them,
        values are those of everybody. The horizon, the yearly discount rate (compounded monthly), the margin (part of
        the price that is earned) and the share between low and high are the caller's.
        """
        _sensible(horizon_days, discount_a_year, margin, share)
        x, recencies, ages = check(frequency, recency, age)
        last, old = recencies / self.unit_days, ages / self.unit_days
        alive = self.buying.alive(x, last, old)
        each = pairs(x, old)

        def if_alive(days: float) -> Floats:
            return self.buying.expected_if_alive(days / self.unit_days, each.x, each.age)[each.at]

        ahead = churn_days / self.unit_days
        again = self.buying.at_least_if_alive(np.ones_like(each.x), ahead, each.x, each.age)[each.at]
        churn = 1 - alive * again
        monthly = (1 + discount_a_year) ** (1 / 12) - 1
        orders = (
            alive
            * self.buying.discounted_if_alive(
                horizon_days / self.unit_days, each.x, each.age, rate=monthly, step=MONTH / self.unit_days
            )[each.at]
        )
        value = self.worth.of(
            np.zeros(len(x)) if paid is None else paid, np.zeros(len(x)) if average is None else average
        )
        clv = orders * value * margin
        tail = (1 - share) / 2
        low, high = self.buying.most_orders_of((tail, 1 - tail), YEAR / self.unit_days, each, alive)
        next_order = self.buying.next_order_if_alive(0.5, each.x, each.age)[each.at] * self.unit_days
        rhythm = np.where(x > 0, recencies / np.maximum(x, 1), np.nan)
        quiet = ages - recencies
        return Predicted(
            alive=alive,
            churn=churn,
            expected_90_days=if_alive(QUARTER) * alive,
            expected_365=if_alive(YEAR) * alive,
            low=low,
            high=high,
            next_order_day=np.where(next_order <= _FARTHEST, next_order, np.nan),
            value=value,
            clv=clv,
            value_at_risk=clv * churn,
            why=_why(x, rhythm, quiet, alive),
            rhythm=rhythm,
            quiet=quiet,
        )


def _sensible(horizon_days: float, discount_a_year: float, margin: float, share: float) -> None:
    if not (horizon_days > 0 and np.isfinite(horizon_days)):
        raise ValueError(f"horizon_days: {horizon_days} given, more than 0 is needed")
    if not 0 <= discount_a_year < 10:
        raise ValueError(f"discount_a_year: {discount_a_year} given, a rate like 0.1 for 10 % is needed")
    if not 0 <= margin <= 1:
        raise ValueError(f"margin: {margin} given, a share of the price from 0 to 1 is needed")
    if not 0 < share < 1:
        raise ValueError(f"share: {share} given, more than 0 and less than 1 is needed")


def _why(x: Integers, rhythm: Floats, quiet: Floats, alive: Floats) -> npt.NDArray[np.int8]:
    once = x == 0
    typical = float(np.median(rhythm[~once])) if (~once).any() else np.inf
    late = quiet > np.maximum(rhythm, 1.0) * 1.5
    code = np.select(
        [once & (quiet > 2 * typical), once, alive < 0.5, late],
        [Why.ONCE_LONG_AGO, Why.ONCE, Why.SILENT, Why.LATE],
        default=Why.IN_RHYTHM,
    )
    return np.asarray(code, dtype=np.int8)


def said_why(why: int, frequency: int, rhythm: float, quiet: float) -> str:
    """The reason in words: "Orders about every 32 days and last did 12 days ago: in rhythm."."""
    ago = "today" if quiet < 1 else f"{_days(quiet)} ago"
    code = Why(why)
    if code is Why.ONCE:
        return f"Ordered once, {ago}: too little to know this one apart, so this is what others did after their first order."
    if code is Why.ONCE_LONG_AGO:
        return f"Ordered once, {ago}: most who order again do so sooner."
    orders = f"Ordered {frequency + 1} times, about every {_days(max(rhythm, 1.0))}, last {ago}"
    if code is Why.SILENT:
        return f"{orders}: silent for far longer than usual."
    if code is Why.LATE:
        return f"{orders}: later than usual."
    return f"{orders}: in rhythm."


def _days(days: float) -> str:
    for size, name in ((365.25, "years"), (MONTH, "months"), (7.0, "weeks")):
        if days >= 2 * size:
            return f"{days / size:.0f} {name}"
    return "1 day" if round(days) == 1 else f"{days:.0f} days"
