"""A customer is taken out as a card by those who may take customers out."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from regulars.access.acting import NOBODY, Acting, acting_as
from regulars.access.permissions import Sees
from regulars.know.cards.queries import customers_to_vcards
from regulars.know.cards.read import read_cards
from regulars.know.customers.models import Customer
from regulars.know.identities.actions import add_customer
from regulars.timeline.models import AuditLine


@pytest.fixture
def ada(alice: Any) -> Customer:
    return add_customer(
        {"name": "Ada / Brandt", "email": "ada@brandt.example", "phone": "+49 40 5550142"}, actor=alice.actor
    )


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_card_of_a_customer(as_alice: Client, alice: Any, ada: Customer, version: str) -> None:
    answer = as_alice.get(f"/customers/{ada.pk}/card.vcf", {"version": version})
    (card,) = read_cards(answer.content)
    assert (card.name, card.emails, card.phones) == ("Ada / Brandt", ["ada@brandt.example"], ["+49405550142"])
    assert f"VERSION:{version}" in answer.content.decode()
    assert answer["Content-Disposition"] == 'attachment; filename="Ada   Brandt.vcf"'
    line = AuditLine.objects.get(name="customers.exported")
    assert (line.actor, line.customer_id, line.about) == (alice.actor, ada.pk, f"1 as vCard {version}")


def test_agent_may_not_take_cards_out(as_bob: Client, ada: Customer) -> None:
    assert as_bob.get(f"/customers/{ada.pk}/card.vcf").status_code == 403


def test_nobody_is_no_card(as_alice: Client) -> None:
    assert as_alice.get("/customers/999999/card.vcf").status_code == 404


def test_cards_hold_what_is_seen(ada: Customer) -> None:
    from django.core.exceptions import PermissionDenied

    may = frozenset({"customers.see", "customers.export"})
    with acting_as(NOBODY), pytest.raises(PermissionDenied):
        customers_to_vcards([ada.pk])
    with acting_as(Acting("user:7", may, Sees.OWN, user_id=7)):
        assert list(customers_to_vcards([ada.pk])) == []
    with acting_as(Acting("user:7", may, Sees.ALL, hidden=frozenset({"email", "phone"}))):
        (text,) = customers_to_vcards([ada.pk])
        (card,) = read_cards(text.encode())
        assert (card.name, card.emails, card.phones) == ("Ada / Brandt", [], [])
