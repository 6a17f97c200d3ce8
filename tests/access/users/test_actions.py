"""Letting colleagues in and ending their access."""

from __future__ import annotations

from typing import Any

import pytest

from regulars.access.links.actions import LinkRefused, make_link
from regulars.access.links.models import OneTimeLink
from regulars.access.users.actions import (
    accept_invitation,
    change_colleague,
    invite_colleague,
    make_first_owner,
)
from regulars.access.users.models import User
from regulars.kit.refused import Refused
from regulars.timeline.cursors import Position, read_on

# Committed for real: on PostgreSQL a line is read only once its transaction is over.
pytestmark = pytest.mark.django_db(transaction=True)
GOOD = {"name": "Marta Okafor", "password": "seven warm lamps"}


def lines() -> list[tuple[str, str]]:
    return [(line.name, line.actor) for line in read_on(Position(), 100)]


def test_setup_link_makes_one_owner() -> None:
    token = make_link(OneTimeLink.Purpose.SETUP)
    marta = make_first_owner(token, email="Marta@Unfold.example", **GOOD)
    assert (marta.email, marta.role, marta.check_password(GOOD["password"])) == ("marta@unfold.example", "owner", True)
    with pytest.raises(LinkRefused):
        make_first_owner(token, email="eve@unfold.example", **GOOD)


def test_second_setup_link_makes_nobody_once_there_is_an_owner(alice: Any) -> None:
    with pytest.raises(Refused, match="There is an administrator already"):
        make_first_owner(make_link(OneTimeLink.Purpose.SETUP), email="eve@unfold.example", **GOOD)
    assert User.objects.get() == alice


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("email", {"email": "marta", **GOOD}),
        ("name", {"email": "m@unfold.example", "name": " ", "password": "seven warm lamps"}),
        ("password", {"email": "m@unfold.example", "name": "Marta", "password": "short"}),
        ("password", {"email": "m@unfold.example", "name": "Marta", "password": "password123"}),
    ],
)
def test_bad_input_names_the_field_and_leaves_the_link_usable(field: str, fields: dict[str, str]) -> None:
    token = make_link(OneTimeLink.Purpose.SETUP)
    with pytest.raises(Refused) as refused:
        make_first_owner(token, **fields)
    assert list(refused.value.errors) == [field]
    assert make_first_owner(token, email="marta@unfold.example", **GOOD).role == "owner"


def test_invited_colleague_joins_with_the_role_given(alice: Any) -> None:
    token = invite_colleague("bob@unfold.example", "agent", actor=alice.actor)
    bob = accept_invitation(token, **GOOD)
    assert (bob.email, bob.role) == ("bob@unfold.example", "agent")
    assert lines() == [("user.invited", alice.actor), ("user.joined", bob.actor)]


def test_only_owner_cannot_be_made_less(alice: Any, bob: Any) -> None:
    for change in ({"role": "agent"}, {"active": False}):
        with pytest.raises(Refused, match="only owner"):
            change_colleague(alice.pk, actor=alice.actor, **change)
    change_colleague(bob.pk, role="owner", actor=alice.actor)
    assert change_colleague(alice.pk, role="agent", actor=bob.actor).role == "agent"


def test_ended_access_is_recorded_and_given_back(alice: Any, bob: Any) -> None:
    assert change_colleague(bob.pk, active=False, actor=alice.actor).may("customers.see") is False
    assert change_colleague(bob.pk, active=True, actor=alice.actor).may("customers.see") is True
    assert lines() == [("user.changed", alice.actor), ("user.changed", alice.actor)]
