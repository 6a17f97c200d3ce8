"""A contract as billing and membership systems tell of it."""

from __future__ import annotations

import pytest

from regulars.listen.tracking.calls import Unreadable
from regulars.listen.tracking.contracts import read_contract
from regulars.timeline.names import Contract


def test_contract_is_read_by_its_own_names_and_those_of_billing_systems() -> None:
    own = {"contract_id": "K-7", "plan": "Plus", "price": "19.90", "period": "month", "ends_on": "2027-01-31"}
    billed = {
        "subscriptionId": "K-7",
        "planName": "Plus",
        "amount": 19.9,
        "interval": "Monthly",
        "endsAt": "2027-01-31T12:00:00Z",
    }
    expected = Contract(contract_id="K-7", plan="Plus", price="19.90", period="month", ends_on="2027-01-31")
    assert (read_contract(own), read_contract(billed)) == (expected, expected)


def test_price_keeps_the_currency_it_was_told_in() -> None:
    assert read_contract({"price": 9, "currency": "usd"}) == Contract(price="9.00", currency="USD")


def test_why_it_ended_and_what_has_no_place_are_kept() -> None:
    assert read_contract({"cancellation_reason": "moved away", "till": 4}) == Contract(
        reason="moved away", more={"till": 4}
    )


@pytest.mark.parametrize(
    ("told", "field", "message"),
    [
        ({"period": "fortnight"}, "properties.period", "'fortnight' is no period of a contract; write month or year"),
        ({"ends_on": "soon"}, "properties.ends_on", "'soon' is no day; write it as 2026-12-31"),
        ({"price": "a lot"}, "properties.price", "'a lot' is no amount; write a number such as 19.90"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_name(told: dict[str, str], field: str, message: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_contract(told)
    problem = refusal.value.problem
    assert (problem.field, problem.message) == (field, message)
