from __future__ import annotations

from dataclasses import astuple, fields
from typing import Any

import numpy as np
import pytest
from tests.understand.predictions.cdnow import histories

from regulars.understand.predictions.bgnbd import BgNbd
from regulars.understand.predictions.bgnbd import fit as fit_bgnbd
from regulars.understand.predictions.gamma_gamma import GammaGamma
from regulars.understand.predictions.outlook import Outlook, Predicted, Why, Worth, learn_worth, said_why
from regulars.understand.predictions.pareto_nbd import ParetoNbd

BUYING = BgNbd(0.243, 4.414, 0.793, 2.426, 0.0, 0)
LEAVING = ParetoNbd(0.553, 10.578, 0.606, 11.669, 0.0, 0)
VALUE = Worth(30.0, GammaGamma(6.25, 3.74, 15.45, 0.0, 0))
# Somebody new today, once half a year ago, regular, late, silent: days.
X = [0, 0, 10, 6, 6]
RECENCY = [0.0, 0.0, 270.0, 180.0, 60.0]
AGE = [0.0, 180.0, 280.0, 240.0, 600.0]
PAID, AVERAGE = [0, 0, 10, 6, 6], [float("nan"), float("nan"), 20.0, 40.0, 40.0]


def predicted(model: BgNbd | ParetoNbd = BUYING, **options: float) -> Predicted:
    return Outlook(model, VALUE).predict(X, RECENCY, AGE, PAID, AVERAGE, **options)


@pytest.mark.parametrize("model", [BUYING, LEAVING])
def test_predictions_are_those_of_the_models_asked_one_by_one(model: BgNbd | ParetoNbd) -> None:
    told = predicted(model)
    weeks = np.array(RECENCY) / 7, np.array(AGE) / 7
    assert told.alive == pytest.approx(model.probability_alive(X, *weeks))
    assert told.expected_365 == pytest.approx(model.expected_purchases(365 / 7, X, *weeks))
    assert told.expected_90_days == pytest.approx(model.expected_purchases(90 / 7, X, *weeks))
    assert told.churn == pytest.approx(1 - model.orders_again(365 / 7, X, *weeks))
    assert told.value_at_risk == pytest.approx(told.clv * told.churn)


def test_somebody_cold_gets_the_prior() -> None:
    told = predicted()
    prior = 6.25 * 15.45 / 2.74
    assert told.value[:2] == pytest.approx([prior, prior])
    assert told.value[2] == pytest.approx(6.25 * (15.45 + 200.0) / (62.5 + 2.74))
    assert told.expected_365[0] == pytest.approx(BUYING.expected_purchases_new(365 / 7))
    assert not any(np.isnan(column).any() for column in (told.alive, told.churn, told.clv, told.value_at_risk))


def test_a_longer_horizon_is_worth_more_and_a_higher_rate_less() -> None:
    year, three = predicted(horizon_days=365.25), predicted(horizon_days=3 * 365.25)
    dear = predicted(horizon_days=365.25, discount_a_year=0.5)
    assert (three.clv > year.clv).all()
    assert (dear.clv < year.clv).all()
    free = predicted(horizon_days=365.25, discount_a_year=0.0, margin=0.25)
    weeks = 365.25 / 7
    orders = BUYING.expected_purchases(weeks, X, np.array(RECENCY) / 7, np.array(AGE) / 7)
    assert free.clv == pytest.approx(orders * free.value * 0.25)


def test_low_and_high_hold_the_share_asked_for() -> None:
    told = predicted()
    weeks = np.array(RECENCY) / 7, np.array(AGE) / 7
    x = np.array(X)
    alive = BUYING.probability_alive(X, *weeks)

    def at_most(orders: Any) -> Any:
        return 1 - alive * BUYING.at_least_if_alive(orders + 1, 365 / 7, x, weeks[1])

    assert (at_most(told.high) >= 0.9).all()
    assert (at_most(told.high - 1)[told.high > 0] < 0.9).all()
    assert (at_most(told.low) >= 0.1).all()
    assert (at_most(told.low - 1)[told.low > 0] < 0.1).all()


def test_the_reason_speaks_of_the_customers_own_rhythm() -> None:
    told = predicted()
    assert list(told.why) == [Why.ONCE, Why.ONCE_LONG_AGO, Why.IN_RHYTHM, Why.LATE, Why.SILENT]
    said = [said_why(*row) for row in zip(told.why.tolist(), X, told.rhythm.tolist(), told.quiet.tolist(), strict=True)]
    assert said == [
        "Ordered once, today: too little to know this one apart, so this is what others did after their first order.",
        "Ordered once, 6 months ago: most who order again do so sooner.",
        "Ordered 11 times, about every 4 weeks, last 10 days ago: in rhythm.",
        "Ordered 7 times, about every 4 weeks, last 9 weeks ago: later than usual.",
        "Ordered 7 times, about every 10 days, last 18 months ago: silent for far longer than usual.",
    ]


def test_a_date_that_is_a_guess_is_not_told() -> None:
    assert np.isnan(predicted().next_order_day).tolist() == [False, True, False, False, False]


def test_without_values_everybody_gets_the_plain_average() -> None:
    told = Outlook(BUYING, Worth(12.0)).predict(X, RECENCY, AGE)
    assert told.value.tolist() == [12.0] * 5


def test_values_that_cannot_be_fitted_say_why() -> None:
    worth = learn_worth([1, 2, 3], [5.0, 5.0, 5.0])
    assert worth.model is None
    assert worth.plain == 5.0
    assert worth.reason == "every customer pays the same: there is nothing to fit, the value of an order is that"
    assert learn_worth([0, 0], [float("nan")] * 2).plain == 0.0


def test_every_column_has_one_entry_a_customer_of_cdnow() -> None:
    x, recency, age = histories()
    told = Outlook(fit_bgnbd(x, recency, age), VALUE).predict(x, recency * 7, age * 7)
    assert {len(column) for column in astuple(told)} == {2357}
    assert len(fields(told)) == 13
    assert (told.low <= told.high).all()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"horizon_days": 0.0}, "horizon_days"),
        ({"discount_a_year": -0.1}, "discount_a_year"),
        ({"margin": 1.2}, "margin"),
        ({"share": 1.0}, "share"),
    ],
)
def test_impossible_settings_are_named(options: dict[str, float], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        predicted(**options)
