"""What a customer is known as."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from regulars.know.customers.models import Customer
from regulars.web.customers.known_as import known_as, language, traits

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "name"),
    [("de", "German"), ("de-AT", "German"), ("pt-BR", "Brazilian Portuguese"), ("Elvish", "Elvish"), ("", "")],
)
def test_language_is_named(code: str, name: str) -> None:
    assert language(code) == name


def test_card_says_contact_ids_and_traits_without_repeating() -> None:
    customer = Customer(
        name="Ada", email="ada@brandt.example", city="Hamburg", country="DE", birthday=date(1984, 12, 3), created_at=NOW,
        changed_at=NOW, traits={"shoe_size": 38, "newsletter": False, "address": {"city": "Hamburg"}, "tags": ["a"]},
    )  # fmt: skip
    identities = [
        SimpleNamespace(kind="email", source="", value="ada@brandt.example"),
        SimpleNamespace(kind="email", source="", value="ada@work.example"),
        SimpleNamespace(kind="external", source="shop", value="88213"),
        SimpleNamespace(kind="anonymous", source="", value="a-1"),
    ]
    assert known_as(customer, identities) == [
        ("Mail", "ada@brandt.example"),
        ("Lives in", "Hamburg, DE"),
        ("Birthday", "3 December 1984"),
        ("Also", "ada@work.example"),
        ("Shop", "88213"),
        ("Shoe size", "38"),
        ("Newsletter", "no"),
    ]


def test_traits_that_say_nothing_are_left_out() -> None:
    assert traits({"a": None, "b": "", "email": "x"}) == []
