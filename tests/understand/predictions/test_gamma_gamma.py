from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import check_grad
from tests.understand.predictions import plain
from tests.understand.predictions.cdnow import summary

from regulars.understand.predictions.bgnbd import fit as fit_bgnbd
from regulars.understand.predictions.fitted import Landscape
from regulars.understand.predictions.gamma_gamma import FitError, GammaGamma, _Surface, correlation, fit

# Fader and Hardie (2013): CDNOW's 946 customers who came back.
MODEL = GammaGamma(6.25, 3.74, 15.44, 0.0, 946)


@pytest.fixture(scope="module")
def cdnow() -> Any:
    return summary()


def test_fit_gives_the_published_figures(cdnow: Any) -> None:
    model = fit(cdnow["frequency"], cdnow["monetary_value"])
    assert (round(model.p, 2), round(model.q, 2), round(model.v, 2), model.customers) == (6.25, 3.74, 15.45, 946)
    assert model.log_likelihood == pytest.approx(-4055.92, abs=0.005)


def test_expected_values_are_those_of_the_published_sheet(cdnow: Any) -> None:
    expected = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17]
    model = fit(cdnow["frequency"], cdnow["monetary_value"])
    got = model.expected_value(cdnow["frequency"][:10], cdnow["monetary_value"][:10])
    # The sheet cuts some of its figures off rather than rounding them.
    assert got == pytest.approx(np.array(expected), abs=0.01)
    assert round(model.prior, 2) == 35.17


def test_lifetime_values_are_those_of_lifetimes(cdnow: Any) -> None:
    import pandas as pd
    from lifetimes import BetaGeoFitter, GammaGammaFitter

    frame = pd.DataFrame(cdnow)
    again = frame[frame["frequency"] > 0]
    values = GammaGammaFitter().fit(again["frequency"], again["monetary_value"])
    buying = BetaGeoFitter().fit(frame["frequency"], frame["recency"], frame["T"])
    columns = [frame[name] for name in ("frequency", "recency", "T", "monetary_value")]
    theirs = values.customer_lifetime_value(buying, *columns, time=12, discount_rate=0.01, freq="D")
    ours = fit_bgnbd(cdnow["frequency"], cdnow["recency"], cdnow["T"])
    worth = fit(cdnow["frequency"], cdnow["monetary_value"])
    orders = ours.discounted(360, cdnow["frequency"], cdnow["recency"], cdnow["T"], rate=0.01, step=30)
    got = orders * worth.expected_value(cdnow["frequency"], cdnow["monetary_value"])
    assert got == pytest.approx(theirs.to_numpy(), rel=1e-5)


def test_the_unit_of_money_changes_v_only(cdnow: Any) -> None:
    pounds, pence = (fit(cdnow["frequency"], cdnow["monetary_value"] * scale) for scale in (1, 100))
    assert (pence.p, pence.q, pence.v / 100) == pytest.approx((pounds.p, pounds.q, pounds.v), rel=1e-6)
    assert pence.log_likelihood == pytest.approx(pounds.log_likelihood - 946 * np.log(100), abs=1e-5)
    assert pence.errors[2] / 100 == pytest.approx(pounds.errors[2], rel=1e-5)


def test_somebody_without_an_order_gets_the_prior_and_many_orders_speak_for_themselves() -> None:
    got = MODEL.expected_value([0, 0, 10_000], [float("nan"), 0.0, 50.0])
    assert got == pytest.approx([MODEL.prior, MODEL.prior, 50.0], rel=1e-3)


def test_without_a_mean_the_prior_is_infinite() -> None:
    heavy = GammaGamma(2.0, 0.9, 10.0, 0.0, 10)
    assert heavy.prior == np.inf
    assert heavy.expected_value([0, 2], [0.0, 10.0]).tolist() == [np.inf, pytest.approx(2.0 * 30.0 / 3.9)]


@settings(max_examples=40, deadline=None)
@given(st.tuples(*[st.floats(-2.0, 2.5)] * 3))
def test_gradient_and_hessian_are_those_of_the_likelihood(logs: tuple[float, ...]) -> None:
    orders, average = np.array([1.0, 1.0, 2.0, 5.0, 40.0]), np.array([0.3, 2.0, 1.1, 0.8, 1.7])
    likelihood, point = Landscape(_Surface(orders, orders * average)), np.array(logs)
    assert likelihood.value(point) == pytest.approx(-plain.gamma_gamma(point, orders, average) / 5, rel=1e-10)
    scale = max(1.0, float(np.abs(likelihood.gradient(point)).max()))
    assert check_grad(likelihood.value, likelihood.gradient, point) < 1e-5 * scale
    for row in range(3):
        got = check_grad(
            lambda p, row=row: likelihood.gradient(p)[row], lambda p, row=row: likelihood.hessian(p)[row], point
        )
        assert got < 1e-5 * max(1.0, float(np.abs(likelihood.hessian(point)).max()))


def test_correlation_tells_whether_frequent_buyers_spend_more(cdnow: Any) -> None:
    assert correlation(cdnow["frequency"], cdnow["monetary_value"]) == pytest.approx(0.1139, abs=1e-4)
    assert np.isnan(correlation([1, 2, 3], [5.0, 5.0, 5.0]))


@pytest.mark.parametrize(
    ("orders", "average", "said"),
    [
        ([1, 1, 1, 1], [1.0, 2.0, 3.0, 4.0], "too few customers paid more than once"),
        ([0, 0], [0.0, 0.0], "too few customers paid more than once"),
        ([2, 3, 4], [7.0, 7.0, 7.0], "every customer pays the same"),
    ],
)
def test_what_cannot_be_fitted_is_named(orders: list[int], average: list[float], said: str) -> None:
    with pytest.raises(FitError, match=said):
        fit(orders, average)


@pytest.mark.parametrize(
    ("orders", "average"), [([1, 2], [1.0]), ([1.5, 2, 3], [1.0, 2.0, 3.0]), ([1, 2, 3], [1.0, float("inf"), 3.0])]
)
def test_impossible_arrays_are_named(orders: list[float], average: list[float]) -> None:
    with pytest.raises(ValueError, match="orders and average"):
        fit(orders, average)
