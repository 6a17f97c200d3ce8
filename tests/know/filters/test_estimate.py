"""How many fit: counted where few can, else within the bounds a sample gives."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.know.filters.estimate import Size, estimate, wilson
from regulars.know.filters.rule import EVERYBODY, Condition
from regulars.web.templatetags.rule_words import fitting

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
OSLO = Condition("city", "is", "Oslo")
BERLIN = Condition("city", "is", "Berlin")


@pytest.fixture
def company(db: None) -> None:
    """Two thousand customers on every tenth id, every fourth of them in Berlin, three in Oslo."""
    from regulars.know.customers.models import Customer

    Customer.objects.bulk_create(
        Customer(
            pk=10 * i,
            known=True,
            city="Oslo" if i < 4 else "Berlin" if i % 4 == 0 else "",
            created_at=NOW,
            changed_at=NOW,
        )
        for i in range(1, 2_001)
    )


def fields() -> Any:
    from regulars.know.filters.registry import Registry

    return Registry()


def test_small_company_is_counted(company: None) -> None:
    assert estimate(BERLIN, fields()) == Size(500, 500, 500)
    assert estimate(EVERYBODY, fields()).exact


def test_few_whom_an_index_leads_to_are_counted_in_a_large_company(company: None) -> None:
    assert estimate(OSLO, fields(), few=10) == Size(3, 3, 3)


@pytest.mark.parametrize(("rule", "truth"), [(BERLIN, 500), (EVERYBODY, 2_000), (Condition("email", "filled"), 0)])
def test_sample_bounds_hold_the_truth_and_stand_still(company: None, rule: Condition, truth: int) -> None:
    size = estimate(rule, fields(), few=10, seconds=600)
    assert (size.sample, size.low <= truth <= size.high, size.low <= size.about <= size.high) == (8_000, True, True)
    assert estimate(rule, fields(), few=10, seconds=600) == size


def test_agent_counts_only_those_they_see(company: None) -> None:
    from regulars.access.acting import NOBODY, Acting, acting_as
    from regulars.access.permissions import Sees
    from regulars.access.users.models import User
    from regulars.know.customers.models import Customer

    bob = User.objects.create_user("bob@unfold.example", "x", name="Bob")
    Customer.objects.filter(pk__in=[40, 50, 80]).update(owner=bob)
    with acting_as(Acting(f"user:{bob.pk}", frozenset({"customers.see"}), Sees.OWN, user_id=bob.pk)):
        assert estimate(BERLIN, fields(), few=10) == Size(2, 2, 2)
    with acting_as(NOBODY):
        assert estimate(EVERYBODY, {}, few=10) == Size(0, 0, 0)


@given(of=st.integers(1, 10_000), share=st.floats(0, 1))
def test_interval_is_that_of_the_books(of: int, share: float) -> None:
    from scipy.stats import binomtest

    fit = round(of * share)
    expected = binomtest(fit, of).proportion_ci(0.95, method="wilson")
    assert wilson(fit, of) == pytest.approx((expected.low, expected.high), abs=1e-7)


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (None, ""),
        (Size(0, 0, 0), "Nobody fits."),
        (Size(1, 1, 1), "1 customer fits."),
        (Size(3012, 3012, 3012), "3,012 customers fit."),
        (Size(0, 0, 481, 8000), "At most 480 customers fit: nobody of a sample of 8,000 did."),
        (
            Size(188310, 179891, 197028, 8000),
            "About 190,000 customers fit: 180,000 to 200,000, from a sample of 8,000.",
        ),
    ],
)
def test_size_is_said_as_well_as_it_is_known(size: Size | None, said: str) -> None:
    assert fitting(size) == said
