from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import check_grad
from scipy.special import hyperu
from tests.understand.predictions import plain
from tests.understand.predictions.cdnow import histories
from tests.understand.predictions.simulated import pareto_company

from regulars.understand.predictions.bgnbd import BgNbd
from regulars.understand.predictions.fitted import Landscape
from regulars.understand.predictions.grouping import Histories, group
from regulars.understand.predictions.pareto_nbd import FitError, ParetoNbd, fit, fit_histories, log_likelihood
from regulars.understand.predictions.pareto_nbd_likelihood import ParetoNbdSurface, leaving

# Fader, Hardie and Lee (2005), table 2: CDNOW, 39 weeks.
PUBLISHED = {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}
# As the walkthrough of the R package BTYD uses them.
MODEL = ParetoNbd(0.5534, 10.5802, 0.6061, 11.6562, 0.0, 2357)


@pytest.fixture(scope="module")
def cdnow() -> Any:
    return histories()


def test_fit_gives_the_published_figures(cdnow: Any) -> None:
    model = fit(*cdnow)
    # The paper's search stopped at s = 0.606 and beta = 11.669; the likelihood is flat around.
    assert {name: round(value, 3) for name, value in model.parameters.items()} == PUBLISHED
    assert (round(model.log_likelihood, 1), model.customers, model.at_limit) == (-9595.0, 2357, False)
    assert abs(model.log_likelihood - -9594.98) < 0.01


def test_expectation_of_somebody_new_is_that_of_btyd() -> None:
    # The manual of the R package prints these for parameters rounded so.
    model = ParetoNbd(0.55, 10.56, 0.61, 11.64, 0.0, 0)
    expected = [0.0, 0.05077821, 0.09916088, 0.14542507, 0.18979930, 0.23247466, 0.27361274, 0.31335159, 0.35181024]
    assert model.expected_new(np.arange(9.0)) == pytest.approx(np.array(expected), abs=1e-8)
    assert round(MODEL.expected_purchases_new(52), 2) == 1.47


def test_a_frequent_buyer_is_expected_to_do_as_in_btyd(cdnow: Any) -> None:
    assert round(float(fit(*cdnow).expected_purchases(52, [26], [30.86], [31.0])[0]), 2) == 25.46
    assert round(float(MODEL.probability_alive([26], [30.86], [31.0])[0]), 4) == 0.9979


def test_expected_purchases_do_not_underflow() -> None:
    # The library's own tests tell these two.
    model = ParetoNbd(0.55, 10.58, 0.61, 11.67, 0.0, 0)
    got = model.expected_purchases(10, [132, 133], [200.0, 200.0], [200.0, 200.0])
    assert got == pytest.approx([6.2060517889632418, 6.2528722475748113], rel=1e-9)


@pytest.mark.parametrize("history", [([400, 500, 500], [5, 1, 4], [6, 37, 37]), ([40, 50, 50], [5, 1, 4], [6, 37, 37])])
def test_histories_that_overflow_elsewhere_are_finite(history: Any) -> None:
    model = ParetoNbd(10.465, 7.98565181e-03, 3.0516, 2.820, 0.0, 0)
    alive = model.probability_alive(*history)
    assert ((alive >= 0) & (alive <= 1)).all()
    assert np.isfinite(log_likelihood(model, group(*history)))


def test_the_discounted_residual_is_the_closed_form_of_the_literature() -> None:
    force = np.log(1.15) / 52
    x, recency, age = np.array([0, 3, 26]), np.array([0.0, 20.0, 30.86]), np.array([31.0, 31.0, 31.0])
    got = MODEL.discounted_forever(x, recency, age, force=force)
    # Fader, Hardie and Lee (2005), equation 2 of RFM and CLV, with Tricomi's confluent hypergeometric function.
    r, alpha, s, beta = MODEL.parameters.values()
    psi = hyperu(s, s, force * (beta + age))
    residual = (r + x) / (alpha + age) * (beta + age) ** s * force ** (s - 1) * psi
    assert got == pytest.approx(residual * MODEL.probability_alive(x, recency, age), rel=1e-8)


def test_discounted_steps_meet_the_continuous_sum_when_they_are_fine() -> None:
    force = np.log(1.15) / 52
    fine = MODEL.discounted(4000, [3], [20.0], [31.0], rate=np.expm1(force), step=1.0)
    forever = MODEL.discounted_forever([3], [20.0], [31.0], force=force)
    assert fine == pytest.approx(forever, rel=3e-3)


@pytest.mark.parametrize(
    ("x", "age", "periods", "orders"),
    [
        (0, 31.0, 52.0, 1),
        (3, 31.0, 52.0, 1),
        (3, 31.0, 52.0, 2),
        (3, 31.0, 52.0, 5),
        (40, 31.0, 52.0, 30),
        (0, 31.0, 5000.0, 3),
    ],
)
def test_at_least_so_many_is_the_share_of_simulated_customers(x: int, age: float, periods: float, orders: int) -> None:
    random = np.random.default_rng(11)
    rate = random.gamma(MODEL.r + x, 1 / (MODEL.alpha + age), 400_000)
    ends = random.exponential(1 / random.gamma(MODEL.s, 1 / (MODEL.beta + age), 400_000))
    bought = random.poisson(rate * np.minimum(ends, periods))
    share = MODEL.at_least_if_alive(np.array([orders]), periods, np.array([x]), np.array([age]))[0]
    assert share == pytest.approx((bought >= orders).mean(), abs=4e-3)


def test_the_next_order_is_where_half_have_ordered() -> None:
    x, age = np.array([1, 5, 30]), np.array([40.0, 40.0, 40.0])
    when = MODEL.next_order_if_alive(0.5, x, age)
    for each, time in enumerate(when):
        again = MODEL.at_least_if_alive(np.array([1]), float(time), x[each : each + 1], age[each : each + 1])
        assert again[0] == pytest.approx(0.5, abs=1e-7)
    assert np.isinf(MODEL.next_order_if_alive(0.999, np.array([0]), np.array([40.0])))[0]


def test_the_rate_is_the_derivative_of_what_is_expected() -> None:
    x, age = np.array([0, 3]), np.array([31.0, 12.0])
    slope = (MODEL.expected_if_alive(10.001, x, age) - MODEL.expected_if_alive(9.999, x, age)) / 0.002
    assert MODEL.rate_if_alive(10.0, x, age) == pytest.approx(slope, rel=1e-7)


def test_expectations_pass_smoothly_over_s_of_one() -> None:
    at = [ParetoNbd(0.5, 10.0, s, 11.0, 0.0, 0).expected_purchases_new(30) for s in (1 - 1e-9, 1.0, 1 + 1e-9)]
    assert at == pytest.approx([at[1]] * 3, rel=1e-8)


@settings(max_examples=40, deadline=None)
@given(st.tuples(*[st.floats(-2.5, 2.5)] * 4))
def test_gradient_and_hessian_are_those_of_the_likelihood(logs: tuple[float, ...]) -> None:
    likelihood = Landscape(ParetoNbdSurface(group([0, 0, 1, 3, 7, 40], [0, 0, 2, 6.5, 30, 38], [5, 30, 4, 9, 30, 39])))
    point = np.array(logs)
    scale = max(1.0, float(np.abs(likelihood.gradient(point)).max()))
    assert check_grad(likelihood.value, likelihood.gradient, point) < 1e-5 * scale
    for row in range(4):
        got = check_grad(
            lambda p, row=row: likelihood.gradient(p)[row], lambda p, row=row: likelihood.hessian(p)[row], point
        )
        assert got < 1e-5 * max(1.0, float(np.abs(likelihood.hessian(point)).max()))


@settings(max_examples=60, deadline=None)
@given(
    st.tuples(st.floats(-2, 1.5), st.floats(-0.5, 4), st.floats(-2, 1.5), st.floats(-0.5, 4)),
    st.sampled_from([0, 1, 2, 5, 20, 100, 400]),
    st.floats(0.2, 150),
    st.floats(0, 1),
)
def test_the_integral_of_leaving_is_that_of_patient_quadrature(
    logs: tuple[float, ...], x: int, age: float, part: float
) -> None:
    r, alpha, s, beta = np.exp(logs)
    recency = age * part if x else 0.0
    found = leaving((r, alpha, s, beta), np.array([x]), np.array([recency]), np.array([age]))

    def integrand(u: float) -> float:
        logs = np.log(s) - (r + x) * np.log(alpha + u) - (s + 1) * np.log(beta + u)
        return float(np.exp(logs - found.reference[0]))

    edges = recency + (age - recency) * np.concatenate([[0], np.geomspace(1e-7, 1, 40)])
    whole = sum(quad(integrand, *edge, epsabs=0, epsrel=1e-11)[0] for edge in pairwise(edges))
    assert found.left.sum() == pytest.approx(whole, rel=1e-8, abs=1e-10 * found.stays[0])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 60), st.floats(0, 100), st.floats(0, 100), st.floats(0, 200))
def test_predictions_are_possible(x: int, first: float, second: float, periods: float) -> None:
    recency, age = (min(first, second), max(first, second)) if x else (0.0, max(first, second))
    alive = MODEL.probability_alive([x], [recency], [age])[0]
    assert 0 <= alive <= 1
    assert MODEL.expected_purchases(periods, [x], [recency], [age])[0] >= 0
    assert 0 <= MODEL.orders_again(periods, [x], [recency], [age])[0] <= alive + 1e-12


def test_who_bought_once_may_have_left() -> None:
    alive = MODEL.probability_alive([0, 0], [0.0, 0.0], [1.0, 38.86])
    assert 0 < alive[1] < alive[0] < 1


def test_grouped_and_ungrouped_fits_have_the_same_likelihood(cdnow: Any) -> None:
    x, recency, age = cdnow
    each = np.arange(len(x))
    whole = fit_histories(Histories(x, each, recency, each, age, np.ones(len(x))))
    assert fit(x, recency, age).log_likelihood == pytest.approx(whole.log_likelihood, abs=1e-6)


def test_a_fit_begun_with_a_part_reaches_the_same_maximum() -> None:
    company = pareto_company(3, 20_000)
    model = fit(*company.history)
    assert plain.pareto_nbd(np.log(list(model.parameters.values())), *company.history) == pytest.approx(
        model.log_likelihood, abs=1e-4
    )
    slope = Landscape(ParetoNbdSurface(group(*company.history))).gradient(np.log(list(model.parameters.values())))
    assert np.abs(slope).max() < 1e-6


def test_standard_errors_are_those_of_the_published_likelihood(cdnow: Any) -> None:
    model = fit(*cdnow)
    logs, step = np.log(list(model.parameters.values())), 1e-3
    information = np.zeros((4, 4))
    for row in range(4):
        for column in range(4):
            a, b = step * np.eye(4)[row], step * np.eye(4)[column]
            values = [plain.pareto_nbd(logs + one, *cdnow) for one in (a + b, a - b, b - a, -a - b)]
            information[row, column] = -(values[0] - values[1] - values[2] + values[3]) / (4 * step**2)
    errors = np.sqrt(np.diag(np.linalg.inv(information))) * np.exp(logs)
    assert model.errors == pytest.approx(errors, rel=1e-3)
    assert model.aic == pytest.approx(8 - 2 * model.log_likelihood)
    assert model.bic == pytest.approx(4 * np.log(2357) - 2 * model.log_likelihood)


def test_nobody_who_came_back_cannot_be_fitted() -> None:
    with pytest.raises(FitError, match="nobody bought twice"):
        fit([0, 0], [0, 0], [10, 20])


def test_customers_who_never_leave_are_at_the_limit() -> None:
    random = np.random.default_rng(5)
    rate, age = random.gamma(1.0, 0.2, 800), np.full(800, 50.0)
    moments = [np.cumsum(random.exponential(1 / one, 400)) for one in rate]
    x = np.array([int((when <= 50).sum()) for when in moments])
    recency = np.array([when[when <= 50][-1] if (when <= 50).any() else 0.0 for when in moments])
    model = fit(x, recency, age)
    assert model.at_limit
    assert model.probability_alive(x, recency, age).min() > 0.95


@pytest.mark.parametrize("periods", [13.0, 52.0])
def test_counting_orders_up_meets_asking_for_each_number(periods: float) -> None:
    x, age = np.array([0, 1, 5, 40, 300]), np.array([31.0, 3.0, 31.0, 31.0, 60.0])
    counted, everybody = MODEL.tails(periods, x, age), np.arange(5)
    for orders in range(1, 60):
        asked = MODEL.at_least_if_alive(np.full(5, orders), periods, x, age)
        assert counted.next(everybody) == pytest.approx(asked, abs=1e-8)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 30), st.floats(0, 1), st.floats(0.5, 80)), min_size=1, max_size=8),
    st.sampled_from([0.05, 0.5, 0.9]),
)
def test_the_most_orders_are_the_fewest_that_suffice(rows: list[tuple[int, float, float]], chance: float) -> None:
    x = np.array([times for times, _, _ in rows])
    age = np.array([old for _, _, old in rows])
    recency = np.where(x > 0, age * [part for _, part, _ in rows], 0.0)
    for model in (MODEL, BgNbd(0.243, 4.414, 0.793, 2.426, 0.0, 0)):
        most = model.most_orders((chance,), 26.0, x, recency, age)[0]
        alive = model.probability_alive(x, recency, age)
        at_most = 1 - alive * model.at_least_if_alive(most + 1, 26.0, x, age)
        assert (at_most >= chance - 1e-9).all()
        some = most > 0
        if some.any():
            fewer = 1 - alive[some] * model.at_least_if_alive(most[some], 26.0, x[some], age[some])
            assert (fewer < chance + 1e-9).all()
