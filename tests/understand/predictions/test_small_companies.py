"""Whatever a company's past looks like: a prediction that is possible, or a reason why there is none; never a broken number."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.understand.predictions.choosing import choose
from regulars.understand.predictions.fitted import FitError
from regulars.understand.predictions.outlook import Outlook, learn_worth
from regulars.understand.predictions.purchases import Purchases
from regulars.understand.predictions.shifted_beta_geometric import fit as fit_contracts

pytestmark = pytest.mark.filterwarnings("error")
UNTIL = 400


def check(who: list[int], when: list[int], average: float) -> None:
    purchases = Purchases.of(who, when)
    choice = choose(purchases, UNTIL)
    assert choice.why
    if choice.model is None:
        return
    known = purchases.until(UNTIL)
    paid = known.frequency
    spent = np.where(paid > 0, average * (1 + np.arange(len(paid)) % 7), 0.0)
    told = Outlook(choice.model, learn_worth(paid, spent)).predict(
        known.frequency, known.recency, known.age, paid, spent
    )
    for chance in (told.alive, told.churn):
        assert ((chance >= 0) & (chance <= 1)).all()
    for amount in (told.expected_90_days, told.expected_365, told.value, told.clv, told.value_at_risk):
        assert np.isfinite(amount).all()
        assert (amount >= -1e-9).all()
    assert (told.expected_365 >= told.expected_90_days - 1e-9).all()
    assert (told.low <= told.high).all()
    assert (told.value_at_risk <= told.clv + 1e-9).all()
    assert (np.isnan(told.next_order_day) | (told.next_order_day >= 0)).all()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 12), st.integers(0, UNTIL)), min_size=1, max_size=60),
    st.floats(0.01, 5000.0),
)
def test_any_small_company_is_predicted_or_told_why_not(rows: list[tuple[int, int]], average: float) -> None:
    check([who for who, _ in rows], [day for _, day in rows], average)


@pytest.mark.parametrize(
    "days",
    [
        # Everybody comes every week; every day; came twice and never again; came today for the first time but one.
        {who: range(who % 7, UNTIL + 1, 7) for who in range(40)},
        {who: range(UNTIL + 1) for who in range(5)},
        {who: (who, who + 1) for who in range(60)},
        {**dict.fromkeys(range(50), (UNTIL,)), 50: (UNTIL - 1, UNTIL)},
        # One who comes every day among many who came once.
        {**{who: (who,) for who in range(200)}, 200: range(UNTIL + 1)},
        # All on the same two days.
        dict.fromkeys(range(80), (10, 300)),
    ],
    ids=["weekly", "daily", "twice", "today", "one-fan", "two-days"],
)
def test_companies_without_any_difference_are_predicted_or_told_why_not(days: dict[int, range]) -> None:
    rows = [(who, day) for who, each in days.items() for day in each]
    check([who for who, _ in rows], [day for _, day in rows], 10.0)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=40))
def test_any_contracts_are_fitted_or_told_why_not(rows: list[tuple[int, bool]]) -> None:
    try:
        model = fit_contracts([renewed for renewed, _ in rows], [ended for _, ended in rows])
    except FitError:
        return
    stays = model.survival(np.arange(1, 60))
    assert ((stays >= 0) & (stays <= 1)).all()
    assert (np.diff(stays) <= 1e-12).all()
