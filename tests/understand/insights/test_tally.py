"""What insights come to, in all: followed with a few of them it is what all of them come to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.understand.insights.models import CustomerInsight
from regulars.understand.insights.queries import counted
from regulars.understand.insights.spread import Part, Step
from regulars.understand.insights.tally import Tally, from_json, round_below, tally, to_json

pytestmark = pytest.mark.django_db

AS_OF = date(2026, 3, 2)


def insight(pk: int, **told: Any) -> CustomerInsight:
    row = {"orders": 1, "revenue": Decimal(5), "alive": 0.5, "expected": 1.25, "expected_90_days": 0.5, "as_of": AS_OF}
    one = CustomerInsight(customer_id=pk, **(row | told))
    one.save()
    return one


def test_insights_in_all() -> None:
    insight(1, segment="Loyal", clv=Decimal("12.5"), value_at_risk=Decimal(3), relationship="friend", heading="cooling")
    insight(2, segment="Loyal", clv=Decimal(700), value_at_risk=Decimal(1), alive=0.25, relationship="warm")
    insight(3, segment="New", clv=Decimal(0), value_at_risk=Decimal(0), expected=0.0)
    # No model knows them; they wrote to us.
    insight(4, alive=None, expected=None, expected_90_days=None, relationship="friend")
    found = counted()
    assert (found.customers, found.alive, found.orders, found.clv) == (3, 1.25, 2.5, Decimal("712.5"))
    assert found.groups == (Part("Loyal", 2, Decimal("712.5"), Decimal(4)), Part("New", 1, Decimal(0), Decimal(0)))
    assert found.related == (Part("friend", 2, Decimal("12.5"), Decimal(3)), Part("warm", 1, Decimal(700), Decimal(1)))
    assert found.steps[0] == Step(Decimal(0), Decimal(10), 1, Decimal(0))
    assert found.steps[-1] == Step(Decimal(500), None, 1, Decimal(700))
    assert (found.cooling, found.tenths) == (1, ())


def test_tenths_are_the_most_orders_of_each_tenth() -> None:
    for pk in range(1, 21):
        insight(pk, expected=pk / 4)
    assert counted().tenths == (5.0, 4.5, 4.0, 3.5, 3.0, 2.5, 2.0, 1.5, 1.0, 0.5)


def test_nobody_comes_to_nothing() -> None:
    assert tally() == Tally()
    assert (counted().customers, counted().steps, counted().tenths) == (0, (), ())


@pytest.mark.parametrize(
    ("worth", "expected"), [("0", "0"), ("-3", "-1"), ("1.99", "1"), ("2", "2"), ("49.9999", "20"), ("0.07", "0.05")]
)
def test_round_worth_below(worth: str, expected: str) -> None:
    assert round_below(Decimal(worth)) == Decimal(expected)


rows = st.fixed_dictionaries(
    {
        "segment": st.sampled_from(["", "Loyal", "New"]),
        "relationship": st.sampled_from(["", "friend", "enemy"]),
        "heading": st.sampled_from(["", "cooling"]),
        "alive": st.one_of(st.none(), st.integers(0, 100).map(lambda n: n / 100)),
        "expected": st.one_of(st.none(), st.integers(0, 30).map(lambda n: n / 4)),
        "clv": st.one_of(st.none(), st.decimals(-5, 5000, places=2)),
        "value_at_risk": st.one_of(st.none(), st.decimals(0, 50, places=2)),
    }
)


@given(st.lists(rows, min_size=4, max_size=8), st.lists(rows, min_size=2, max_size=3))
@settings(max_examples=25)
def test_following_a_few_is_counting_everybody(told: list[Any], then: list[Any]) -> None:
    CustomerInsight.objects.all().delete()
    for pk, row in enumerate(told):
        insight(pk, **row)
    kept, who = from_json(to_json(tally())), list(range(1, 1 + len(then)))
    assert kept is not None
    stood = tally(who)
    for pk, row in zip(who, then, strict=True):
        insight(pk, **row)
    CustomerInsight.objects.filter(pk=who[0]).delete()
    found, full = kept.followed(stood, tally(who)), tally()
    assert (found.expected, found.worth) == (full.expected, full.worth)
    assert [cell.place for cell in found.cells] == [cell.place for cell in full.cells]
    for one, other in zip(found.cells, full.cells, strict=True):
        assert (one.customers, one.clv, one.at_risk) == (other.customers, other.clv, other.at_risk)
        assert (one.alive, one.orders) == pytest.approx((other.alive, other.orders), abs=1e-9)
