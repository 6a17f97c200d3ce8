"""Finding customers while somebody types."""

from __future__ import annotations

import pytest

from regulars.know.customers.models import Customer
from regulars.know.identities.actions import add_customer, edit_customer, resolve
from regulars.know.identities.who import Who
from regulars.know.search.queries import search_customers

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Customer:
    add_customer({"name": "Nils Aaberg", "email": "nils@aaberg.example", "city": "Oslo"}, actor="user:1")
    return add_customer(
        {"name": "Zoë Łukasiewicz", "email": "zoe@lukas.example", "phone": "+49 40 5550 142", "city": "Hamburg"},
        actor="user:1",
    )


@pytest.mark.parametrize(
    "typed",
    [
        "zoe", "ZOË", "lukasi", "łukas", "zoe lukas", "siewicz zoe", "zoe@lukas.example", "@lukas", "5550 142",
        "040/5550142", "hamburg", "zo", "zoë l",
    ],
)  # fmt: skip
def test_customer_is_found_however_typed(ada: Customer, typed: str) -> None:
    assert search_customers(typed) == [ada]


@pytest.mark.parametrize("typed", ["", "   ", "xyz", "zoe nils", '"', "'; --", "a" * 300, "%", "* OR"])
def test_nothing_is_found_where_nothing_matches(ada: Customer, typed: str) -> None:
    assert search_customers(typed) == []


def test_changed_name_is_found_and_the_old_one_is_not(ada: Customer) -> None:
    edit_customer(ada.pk, {"name": "Zoë Brandt"}, actor="user:1")
    assert (search_customers("brandt"), search_customers("siewicz")) == ([ada], [])


def test_external_id_is_found_whole_and_in_part() -> None:
    resolve([Who(source="shop", external_id="K-88213")])
    customer = Customer.objects.get()
    assert [search_customers(t) for t in ("K-88213", "k-882")] == [[customer], [customer]]


def test_visitors_are_not_found() -> None:
    resolve([Who(anonymous_id="visitor-77")])
    assert search_customers("visitor-77") == []


def test_newest_come_first_and_no_more_than_asked() -> None:
    made = [add_customer({"name": f"Anna {n}"}, actor="user:1") for n in range(5)]
    assert search_customers("anna", limit=3) == made[:1:-1]
