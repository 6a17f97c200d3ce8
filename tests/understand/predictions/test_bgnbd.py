from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import check_grad
from scipy.special import hyp2f1
from tests.understand.predictions.cdnow import histories

from regulars.understand.predictions.bgnbd import BgNbd, FitError, fit, fit_histories, log_likelihood
from regulars.understand.predictions.bgnbd_likelihood import BgNbdSurface
from regulars.understand.predictions.fitted import Landscape
from regulars.understand.predictions.grouping import Histories, group

# Fader, Hardie and Lee (2005), table 2: CDNOW, 39 weeks.
PUBLISHED = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
MODEL = BgNbd(0.243, 4.414, 0.793, 2.426, -9582.43, 2357)


@pytest.fixture(scope="module")
def cdnow() -> Any:
    return histories()


@pytest.fixture(scope="module")
def theirs() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifetimes import BetaGeoFitter

        return BetaGeoFitter().fit(*histories())


def test_fit_gives_the_published_figures(cdnow: Any) -> None:
    model = fit(*cdnow)
    assert {name: round(value, 3) for name, value in model.parameters.items()} == PUBLISHED
    assert (round(model.log_likelihood, 2), model.customers, model.at_limit) == (-9582.43, 2357, False)


def test_expected_purchases_gives_the_published_example() -> None:
    assert round(float(MODEL.expected_purchases(39, [2], [30.43], [38.86])[0]), 3) == 1.226


def test_expected_purchases_of_somebody_new_are_those_of_the_published_sheet(cdnow: Any) -> None:
    times = [0.1429, 1.0, 3.0, 31.8571, 32.0, 78.0]
    expected = [0.0078, 0.0532, 0.1506, 1.0405, 1.0437, 1.8576]
    # The sheet's search stops a little short of the maximum, which shows in the fourth digit at the end.
    assert fit(*cdnow).expected_new(times) == pytest.approx(np.array(expected), abs=5e-4)


def test_numbers_of_purchases_of_somebody_new_are_those_of_btyd() -> None:
    def exactly(orders: int, periods: float) -> float:
        x, age = np.zeros(2, np.int64), np.zeros(2)
        fewer = MODEL.at_least_if_alive(np.array([max(orders, 1), orders + 1]), periods, x, age)
        return float((fewer[0] if orders else 1.0) - fewer[1])

    assert exactly(10, 2) == pytest.approx(1.07869e-07, rel=1e-5)
    assert exactly(0, 39) == pytest.approx(0.5737864, abs=1e-7)
    expected = [
        0.0019995214, 0.0015170236, 0.0011633150, 0.0009003148, 0.0007023638,
        0.0005517902, 0.0004361913, 0.0003467171, 0.0002769613, 0.0002222260,
    ]  # fmt: skip
    assert [exactly(orders, 30) for orders in range(11, 21)] == pytest.approx(expected, abs=1e-9)


def test_a_customer_who_just_bought_is_alive_and_the_next_order_is_where_half_have_ordered() -> None:
    x, age = np.array([0, 5]), np.array([10.0, 40.0])
    when = MODEL.next_order_if_alive(0.5, x, age)
    for each, time in enumerate(when):
        again = MODEL.at_least_if_alive(np.array([1]), float(time), x[each : each + 1], age[each : each + 1])
        assert again[0] == pytest.approx(0.5)


@pytest.mark.parametrize(
    "parameters", [tuple(PUBLISHED.values()), (2000.0, 30000.0, 0.3, 0.8), (0.7, 9.0, 80.0, 200.0)]
)
def test_the_rate_is_the_derivative_of_what_is_expected(parameters: tuple[float, float, float, float]) -> None:
    model = BgNbd(*parameters, 0.0, 0)
    x, age = np.array([0, 3]), np.array([31.0, 12.0])
    slope = (model.expected_if_alive(10.001, x, age) - model.expected_if_alive(9.999, x, age)) / 0.002
    assert model.rate_if_alive(10.0, x, age) == pytest.approx(slope, rel=1e-6)


def test_the_discounted_residual_is_the_sum_of_fine_steps() -> None:
    force = np.log(1.15) / 52
    fine = MODEL.discounted(6000, [0, 3], [0.0, 20.0], [31.0, 31.0], rate=np.expm1(force), step=1.0)
    forever = MODEL.discounted_forever([0, 3], [0.0, 20.0], [31.0, 31.0], force=force)
    assert fine == pytest.approx(forever, rel=3e-3)


def test_discounted_purchases_without_a_rate_are_the_expected_ones() -> None:
    history = ([0, 3, 9], [0.0, 20.0, 30.0], [31.0, 31.0, 31.0])
    got = MODEL.discounted(30.5, *history, rate=0.0, step=4.0)
    assert got == pytest.approx(MODEL.expected_purchases(30.5, *history))


def test_fit_agrees_with_lifetimes(cdnow: Any, theirs: Any) -> None:
    model = fit(*cdnow)
    # Its optimiser stops earlier: the likelihoods agree closer than the parameters.
    assert list(model.parameters.values()) == pytest.approx(list(theirs.params_), rel=1e-4)
    x = cdnow[0]
    mean = theirs._negative_log_likelihood(np.log(list(theirs.params_)), *cdnow, np.ones(len(x)), 0.0)
    assert model.log_likelihood == pytest.approx(-mean * len(x), abs=1e-4)


def test_probability_alive_agrees_with_lifetimes(cdnow: Any, theirs: Any) -> None:
    model = BgNbd(**dict(theirs.params_), log_likelihood=0.0, customers=0)
    expected = theirs.conditional_probability_alive(*cdnow)
    assert model.probability_alive(*cdnow) == pytest.approx(np.asarray(expected), rel=1e-9)


def test_expected_purchases_agree_with_lifetimes(cdnow: Any, theirs: Any) -> None:
    model = BgNbd(**dict(theirs.params_), log_likelihood=0.0, customers=0)
    expected = theirs.conditional_expected_number_of_purchases_up_to_time(39, *cdnow)
    assert model.expected_purchases(39, *cdnow) == pytest.approx(np.asarray(expected), rel=1e-9)


def test_expected_purchases_of_a_new_customer_are_equation_9() -> None:
    r, alpha, a, b = PUBLISHED.values()
    t = 39.0
    expected = (a + b - 1) / (a - 1) * (1 - (alpha / (alpha + t)) ** r * hyp2f1(r, b, a + b - 1, t / (alpha + t)))
    assert MODEL.expected_purchases_new(t) == pytest.approx(expected, rel=1e-10)


def test_grouped_and_ungrouped_fits_have_the_same_likelihood(cdnow: Any) -> None:
    x, recency, age = cdnow
    each = np.arange(len(x))
    whole = fit_histories(Histories(x, each, recency, each, age, np.ones(len(x))))
    assert fit(x, recency, age).log_likelihood == pytest.approx(whole.log_likelihood, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(st.tuples(*[st.floats(-2.5, 2.5)] * 4))
def test_gradient_and_hessian_are_those_of_the_likelihood(logs: tuple[float, ...]) -> None:
    likelihood = Landscape(BgNbdSurface(group([0, 0, 1, 3, 7, 40], [0, 0, 2, 6.5, 30, 38], [5, 30, 4, 9, 30, 39])))
    point = np.array(logs)
    scale = max(1.0, float(np.abs(likelihood.gradient(point)).max()))
    assert check_grad(likelihood.value, likelihood.gradient, point) < 1e-5 * scale
    for row in range(4):
        got = check_grad(
            lambda p, row=row: likelihood.gradient(p)[row], lambda p, row=row: likelihood.hessian(p)[row], point
        )
        assert got < 1e-5 * max(1.0, float(np.abs(likelihood.hessian(point)).max()))


def test_likelihood_is_the_product_of_the_published_one() -> None:
    from scipy.special import beta, gamma

    r, alpha, a, b = PUBLISHED.values()
    x, recency, age = 2, 30.43, 38.86
    stayed = beta(a, b + x) / beta(a, b) * gamma(r + x) * alpha**r / gamma(r) / (alpha + age) ** (r + x)
    left = beta(a + 1, b + x - 1) / beta(a, b) * gamma(r + x) * alpha**r / gamma(r) / (alpha + recency) ** (r + x)
    assert log_likelihood(MODEL, group([x], [recency], [age])) == pytest.approx(np.log(stayed + left), rel=1e-12)


def test_a_frequent_buyer_does_not_overflow() -> None:
    expected = MODEL.expected_purchases(39, [5000], [38.0], [39.0])
    assert np.isfinite(expected).all()
    assert MODEL.probability_alive([5000], [10.0], [39.0])[0] == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("parameters", "history", "periods"),
    [
        ((0.5, 30.0, 4000.0, 162000.0), (3, 290.0, 300.0), 90.0),
        ((0.5, 5.0, 4000.0, 162000.0), (300, 49.0, 50.0), 200.0),
        ((0.5, 5.0, 400.0, 1600.0), (30, 4.0, 5.0), 2000.0),
        ((0.8, 9.8, 6e-6, 500.0), (200, 49.0, 50.0), 13.0),
        ((11115.77, 162754.7, 2.7345e-4, 3.0493e-4), (3, 38.4, 57.1), 52.14),
        ((59.26, 2.152, 8.938e-3, 126.2), (0, 0.0, 53.72), 200.0),
        ((87.45, 54.23, 1624.0, 532.1), (60, 90.0, 99.0), 52.0),
    ],
)
def test_expected_purchases_at_the_edge_are_those_of_many_simulated_customers(
    parameters: tuple[float, float, float, float], history: tuple[int, float, float], periods: float
) -> None:
    r, alpha, a, b = parameters
    x, recency, age = history
    random = np.random.default_rng(7)
    # Given x and T, and being alive, the rate is gamma(r + x, alpha + T) and the chance of leaving beta(a, b + x).
    rate, leave = random.gamma(r + x, 1 / (alpha + age), 400_000), random.beta(a, b + x, 400_000)
    expected = np.mean(
        np.where(leave > 1e-12, -np.expm1(-leave * rate * periods) / np.maximum(leave, 1e-12), rate * periods)
    )
    model = BgNbd(r, alpha, a, b, 0.0, 0)
    alive = model.probability_alive([x], [recency], [age])[0]
    assert model.expected_purchases(periods, [x], [recency], [age])[0] == pytest.approx(expected * alive, rel=0.01)


@settings(deadline=None)
@given(st.integers(0, 60), st.floats(0, 100), st.floats(0, 100), st.floats(0, 200))
def test_predictions_are_possible(x: int, first: float, second: float, periods: float) -> None:
    recency, age = (min(first, second), max(first, second)) if x else (0.0, max(first, second))
    alive = MODEL.probability_alive([x], [recency], [age])[0]
    assert 0 <= alive <= 1
    assert MODEL.expected_purchases(periods, [x], [recency], [age])[0] >= -1e-9


def test_those_who_bought_once_are_alive_by_the_model() -> None:
    assert MODEL.probability_alive([0], [0.0], [38.86])[0] == 1.0


def test_the_unit_of_time_changes_alpha_only(cdnow: Any) -> None:
    x, recency, age = cdnow
    weeks, days = fit(x, recency, age), fit(x, recency * 7, age * 7)
    assert (days.r, days.alpha / 7, days.a, days.b) == pytest.approx((weeks.r, weeks.alpha, weeks.a, weeks.b), rel=1e-6)


def test_nobody_who_came_back_cannot_be_fitted() -> None:
    with pytest.raises(FitError, match="nobody bought twice"):
        fit([0, 0], [0, 0], [10, 20])


@pytest.mark.parametrize(
    ("x", "recency", "age", "said"),
    [
        ([1], [5.0], [4.0], "recency <= age"),
        ([0], [1.0], [4.0], "must be 0"),
        ([1.5], [1.0], [4.0], "whole numbers"),
        ([-1], [0.0], [4.0], "whole numbers"),
        ([1], [1.0, 2.0], [4.0], "same length"),
        ([], [], [], "at least one customer"),
        ([1], [float("nan")], [4.0], "recency <= age"),
    ],
)
def test_impossible_histories_are_named(x: list[float], recency: list[float], age: list[float], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        fit(x, recency, age)


def test_a_time_before_now_is_refused() -> None:
    with pytest.raises(ValueError, match="periods"):
        MODEL.expected_purchases(-1, [0], [0.0], [1.0])
