"""What tests of consents share: customers, purposes, and a place to put words in their mouths."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

T0 = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)  # a Monday


def at(hours: float) -> datetime:
    """So many hours after the first moment."""
    return T0 + timedelta(hours=hours)


@pytest.fixture
def person(db: None) -> Callable[..., Any]:
    """Makes a known customer with fields."""
    from regulars.know.customers.models import Customer

    def make(name: str = "Ada Brandt", **fields: Any) -> Any:
        told = {"email": f"{name.split(maxsplit=1)[0].lower()}@mail.example", "phone": "+442079460958"} | fields
        return Customer.objects.create(
            name=name, name_key=name.lower(), known=True, created_at=T0, changed_at=T0, **told
        )

    return make


@pytest.fixture
def says(db: None) -> Callable[..., Any]:
    """Writes a line into the ledger as if it had been said."""
    from regulars.know.consents.ledger import Said, write
    from regulars.know.consents.models import How, Purpose, State

    def say(
        customer: Any, state: str, hours: float = 0, *, purpose: str = "newsletter", channel: str = "mail", **more: Any
    ) -> Any:
        chosen = Purpose.objects.get(key=purpose)
        pk = customer if isinstance(customer, int) else customer.pk
        said = Said(
            pk, chosen, channel, State(state), at(hours), How.FORM, "user:1", more.pop("words", "yes please"), **more
        )
        return write([said]).lines[0]

    return say
