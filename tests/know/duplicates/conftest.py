"""Persons of whom two pairs stand twice."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from regulars.know.customers.models import Customer
from regulars.know.customers.profile import refresh_keys

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)


def customer(name: str, email: str = "", **fields: Any) -> Customer:
    """A known customer, straight into the database."""
    told = {"kind": "person", "known": True, "created_at": NOW, "changed_at": NOW} | fields
    made = Customer(name=name, email=email, **told)
    refresh_keys(made)
    made.save()
    return made


@pytest.fixture
def people(db: None) -> dict[str, Customer]:
    """Grace (told twice, the second time with less), Olu (told twice, a letter apart), and Ines by herself."""
    return {
        "grace": customer("Grace Kelly", "grace.kelly@harris.example", city="Hull", birthday=date(1991, 4, 26)),
        "grace_again": customer("Kelly, Grace", "grace.kelly@harris.example", city="Hull"),
        "olu": customer("Olu Adeyemi", "", phone="+442079460958", city="Leeds", birthday=date(1984, 12, 3)),
        "olu_again": customer("Olu Adeyem", "", phone="+442079460958", city="Leeds", birthday=date(1984, 12, 3)),
        "ines": customer("Ines Duarte", "ines@porto.example", city="Porto", birthday=date(1970, 1, 2)),
    }
