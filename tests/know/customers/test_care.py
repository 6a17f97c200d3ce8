"""Who looks after a customer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from regulars.access.acting import NOBODY, Acting, acting_as
from regulars.access.permissions import Role, Sees, granted
from regulars.access.users.models import Team
from regulars.kit.refused import Refused
from regulars.know.customers.care import assign
from regulars.know.customers.models import Customer
from regulars.timeline.read import of_customers

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 4, tzinfo=UTC)


def person(name: str, **fields: Any) -> Customer:
    return Customer.objects.create(name=name, known=True, created_at=NOW, changed_at=NOW, **fields)


def cared_for(customer: Customer) -> tuple[str, str]:
    row = Customer.objects.get(pk=customer.pk)
    return str(row.owner or ""), str(row.team or "")


def test_customers_are_given_to_a_colleague_and_a_team_and_back_to_nobody(alice: Any, bob: Any) -> None:
    ada, ben, team = person("Ada", owner=bob), person("Ben"), Team.objects.create(name="North")
    before = assign([ada.pk, ben.pk], owner_id=alice.pk, team_id=team.pk, actor="house")
    assert before == {ada.pk: (bob.pk, None), ben.pk: (None, None)}
    assert (cared_for(ada), cared_for(ben)) == (("Alice Amari", "North"), ("Alice Amari", "North"))
    assert of_customers([ada.pk]).interactions[0].properties["changes"] == {
        "owner": ["Bob Brandt", "Alice Amari"], "team": ["", "North"],
    }  # fmt: skip
    assign([ada.pk], owner_id=None, actor="house")
    assert cared_for(ada) == ("", "North")


def test_what_is_so_already_leaves_no_line(alice: Any) -> None:
    ada = person("Ada", owner=alice)
    assert assign([ada.pk], owner_id=alice.pk, actor="house") == {}
    assert of_customers([ada.pk]).interactions == []


def test_many_are_assigned_by_few_queries(alice: Any, django_assert_num_queries: Any) -> None:
    people = [person(f"P{number}") for number in range(40)]
    with django_assert_num_queries(7):
        assign([one.pk for one in people], owner_id=alice.pk, actor="house")


def test_only_colleagues_with_access_look_after_customers(charlie: Any) -> None:
    ada = person("Ada")
    for given in ({"owner_id": charlie.pk}, {"team_id": 99}):
        with pytest.raises(Refused):
            assign([ada.pk], actor="house", **given)
    assert cared_for(ada) == ("", "")


def test_nobody_assigns_and_bob_only_his_own(bob: Any, alice: Any) -> None:
    his, hers = person("His", owner=bob), person("Hers", owner=alice)
    with acting_as(NOBODY), pytest.raises(PermissionDenied):
        assign([his.pk], owner_id=None, actor="")
    with acting_as(Acting(bob.actor, granted(Role.AGENT), Sees.OWN, user_id=bob.pk)):
        assert assign([his.pk, hers.pk], owner_id=alice.pk, actor=bob.actor) == {his.pk: (bob.pk, None)}
