from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import check_grad

from regulars.understand.predictions.contracts import learn_contracts, predict_contracts
from regulars.understand.predictions.fitted import FitError, Landscape
from regulars.understand.predictions.shifted_beta_geometric import ShiftedBetaGeometric, _Surface, fit

# Fader and Hardie (2007): of 1,000 customers, those left after each of seven renewals, in two segments.
REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241]
HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491]


def counted(remaining: list[int]) -> tuple[list[int], list[bool], list[int]]:
    """Renewals, whether ended, and how many: those who ended at each renewal, and those still there after the last."""
    ended = [before - after for before, after in pairwise(remaining)]
    return [*range(len(ended)), len(ended)], [True] * len(ended) + [False], [*ended, remaining[-1]]


def each(remaining: list[int]) -> tuple[list[int], list[bool]]:
    renewed, ended, count = counted(remaining)
    return np.repeat(renewed, count).tolist(), np.repeat(ended, count).tolist()


@pytest.mark.parametrize(
    ("remaining", "alpha", "beta", "likelihood"),
    [(REGULAR, 0.704, 1.182, -1680.3), (HIGH_END, 0.668, 3.806, -1611.2)],
)
def test_fit_gives_the_published_figures(remaining: list[int], alpha: float, beta: float, likelihood: float) -> None:
    model = fit(*counted(remaining))
    assert (round(model.alpha, 3), round(model.beta, 3), round(model.log_likelihood, 1)) == (alpha, beta, likelihood)
    assert model.customers == 1000
    assert (model.alpha, model.beta) == pytest.approx(tuple(fit(*each(remaining)).parameters.values()))


def test_survival_and_retention_are_the_published_formulas() -> None:
    model = ShiftedBetaGeometric(0.704, 1.182, 0.0, 0)
    rates = [(1.182 + t - 1) / (0.704 + 1.182 + t - 1) for t in range(1, 13)]
    assert model.retention(np.arange(1, 13)) == pytest.approx(np.array(rates))
    assert model.survival(np.arange(1, 13)) == pytest.approx(np.cumprod(rates))
    # Who has renewed three times goes on from the fourth rate.
    assert model.survival([1, 2], [3, 3]) == pytest.approx(np.cumprod(rates[3:5]))
    assert model.churn([1], [3]) == pytest.approx([1 - rates[3]])


def test_discounted_forever_is_the_sum_of_all_renewals() -> None:
    model = ShiftedBetaGeometric(0.668, 3.806, 0.0, 0)
    assert model.discounted_forever([0, 4], rate=0.1) == pytest.approx(model.discounted(1000, [0, 4], rate=0.1))
    assert model.discounted(2, [1], rate=0.1) == pytest.approx(
        model.survival(1, [1]) / 1.1 + model.survival(2, [1]) / 1.21
    )


def test_median_left_is_where_half_are_gone() -> None:
    model = ShiftedBetaGeometric(0.704, 1.182, 0.0, 0)
    left = model.median_left([0, 4])
    assert (model.survival(left, [0, 4]) <= 0.5).all()
    assert (model.survival(left - 1, [0, 4]) > 0.5).all()
    assert np.isnan(ShiftedBetaGeometric(0.01, 50.0, 0.0, 0).median_left([0]))[0]


@settings(max_examples=40, deadline=None)
@given(st.tuples(*[st.floats(-2.5, 2.5)] * 2))
def test_gradient_and_hessian_are_those_of_the_likelihood(logs: tuple[float, ...]) -> None:
    renewed, ended, count = (np.array(part) for part in counted(HIGH_END))
    likelihood, point = Landscape(_Surface(renewed, ended, count.astype(float))), np.array(logs)
    scale = max(1.0, float(np.abs(likelihood.gradient(point)).max()))
    assert check_grad(likelihood.value, likelihood.gradient, point) < 1e-5 * scale
    for row in range(2):
        got = check_grad(
            lambda p, row=row: likelihood.gradient(p)[row], lambda p, row=row: likelihood.hessian(p)[row], point
        )
        assert got < 1e-5 * max(1.0, float(np.abs(likelihood.hessian(point)).max()))


@pytest.mark.parametrize(
    ("renewed", "ended", "said"),
    [
        ([0, 0], [False, False], "no contract has come to its first renewal yet"),
        ([3, 5], [False, False], "no contract has ended yet"),
        ([0, 0], [True, True], "every contract ended at its first renewal"),
    ],
)
def test_what_cannot_be_fitted_is_named(renewed: list[int], ended: list[bool], said: str) -> None:
    with pytest.raises(FitError, match=said):
        fit(renewed, ended)


def test_impossible_arrays_are_named() -> None:
    with pytest.raises(ValueError, match="same length"):
        fit([1, 2], [True])
    with pytest.raises(ValueError, match="whole numbers"):
        fit([1.5], [True])


def test_contracts_that_follow_the_law_are_predicted_by_it() -> None:
    outlook = learn_contracts(*each(HIGH_END))
    assert outlook.law is not None
    assert outlook.why == (
        "Shifted beta-geometric: it follows the curve of what was seen; of those who come to their first renewal 85 % "
        "renew, of those who stay longest 94 %."
    )
    told = predict_contracts(outlook, [0, 7], [10.0, 20.0], periods=12, discount_a_period=0.01, margin=0.5)
    assert told.churn_next == pytest.approx(outlook.law.churn(1, [0, 7]))
    assert told.churn == pytest.approx(outlook.law.churn(12, [0, 7]))
    assert told.clv == pytest.approx(outlook.law.discounted(12, [0, 7], rate=0.01) * np.array([5.0, 10.0]))
    assert told.value_at_risk == pytest.approx(told.clv * told.churn)
    assert told.renewals_left == pytest.approx(outlook.law.median_left([0, 7]))


def test_contracts_that_all_end_in_one_year_are_told_from_the_curve_alone() -> None:
    # Nobody leaves for five renewals, then most do: no mixture of constant chances does that.
    outlook = learn_contracts(*each([1000, 995, 990, 985, 980, 975, 300, 290]))
    assert outlook.law is None
    assert outlook.why.startswith("The curve of what was seen alone: contracts do not end by one law, least of all at")
    told = predict_contracts(outlook, [4, 0, 6], [10.0] * 3, periods=2)
    assert told.churn == pytest.approx([1 - 300 / 980, 1 - 990 / 1000, np.nan], nan_ok=True)
    assert told.expected[:2] == pytest.approx([(975 + 300) / 980, (995 + 990) / 1000])
    assert told.renewals_left == pytest.approx([2, 6, np.nan], nan_ok=True)


def test_contracts_none_of_which_ended_are_told_from_the_curve_alone() -> None:
    outlook = learn_contracts([3, 4], [False, False])
    assert outlook.law is None
    assert "no contract has ended yet" in outlook.why
    told = predict_contracts(outlook, [0, 4], [1.0, 1.0], periods=3)
    assert told.churn == pytest.approx([0.0, np.nan], nan_ok=True)


def test_contracts_before_any_renewal_cannot_be_told() -> None:
    with pytest.raises(FitError, match="no contract has come to its first renewal yet"):
        learn_contracts([0, 0], [False, False])


def test_impossible_questions_are_named() -> None:
    outlook = learn_contracts(*each(REGULAR))
    with pytest.raises(ValueError, match="periods"):
        predict_contracts(outlook, [1], [1.0], periods=0)
    with pytest.raises(ValueError, match="renewed"):
        predict_contracts(outlook, [-1], [1.0], periods=3)
