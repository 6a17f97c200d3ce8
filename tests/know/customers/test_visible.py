"""Who sees which customers, and which of their fields."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from regulars.access.acting import HOUSE, NOBODY, Acting, acting_as
from regulars.access.permissions import Sees
from regulars.access.teams.actions import create_team
from regulars.kit.refused import Refused
from regulars.know.customers.actions import change_customer
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import by_ids, countries, listed, page, root_of
from regulars.know.identities.actions import add_customer
from regulars.know.identities.queries import identities_of
from regulars.know.search.queries import search_customers

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(bob: Any) -> dict[str, Customer]:
    """Ada is Bob's own, Ben belongs to a team, Cleo to nobody."""
    made = {
        name: add_customer(
            {"name": f"{name} Brandt", "email": f"{name.lower()}@brandt.example", "country": name}, actor="house"
        )
        for name in ("Ada", "Ben", "Cleo")
    }
    Customer.objects.filter(pk=made["Ada"].pk).update(owner=bob)
    Customer.objects.filter(pk=made["Ben"].pk).update(team=create_team("Berlin", actor="house"))
    return made


def seeing(bob: Any, sees: Sees, *hidden: str) -> Acting:
    team = Customer.objects.exclude(team=None).values_list("team_id", flat=True).first()
    teams = (team,) if team is not None and sees == Sees.TEAM else ()
    return Acting(bob.actor, frozenset({"customers.see", "customers.edit"}), sees, frozenset(hidden), bob.pk, teams)


@pytest.mark.parametrize(
    ("sees", "names"),
    [
        (Sees.ALL, ["Ada Brandt", "Ben Brandt", "Cleo Brandt"]),
        (Sees.TEAM, ["Ada Brandt", "Ben Brandt"]),
        (Sees.OWN, ["Ada Brandt"]),
    ],
)
def test_every_way_to_customers_shows_the_same_ones(people: Any, bob: Any, sees: Sees, names: list[str]) -> None:
    ids = [customer.pk for customer in people.values()]
    with acting_as(seeing(bob, sees)):
        ways = [
            [c.name for c in page(sort="name").customers],
            sorted(c.name for c in search_customers("brandt")),
            [c.name for c in by_ids(ids)],
            [found.name for pk in ids if (found := root_of(pk))],
            sorted(c.name for name in people for c in search_customers(f"{name.lower()}@brandt.example")),
            [f"{country} Brandt" for country in countries()],
        ]
    assert ways == [names] * 6


def test_nobody_sees_nothing(people: Any) -> None:
    with acting_as(NOBODY):
        seen = (list(listed()), search_customers("brandt"), root_of(people["Ada"].pk))
    assert seen == ([], [], None)


def test_customer_out_of_sight_cannot_be_changed(people: Any, bob: Any) -> None:
    with acting_as(seeing(bob, Sees.OWN)), pytest.raises(Customer.DoesNotExist):
        change_customer(people["Cleo"].pk, {"city": "Berlin"}, actor=bob.actor)
    assert Customer.objects.get(pk=people["Cleo"].pk).city == ""


def test_newcomer_belongs_to_whom_would_not_see_them_else(bob: Any) -> None:
    team = create_team("Berlin", actor="house")
    with acting_as(replace(seeing(bob, Sees.TEAM), team_ids=(team.pk,))):
        dora = add_customer({"name": "Dora"}, actor=bob.actor)
    assert (dora.owner_id, dora.team_id) == (bob.pk, team.pk)


def test_hidden_field_is_empty_wherever_a_customer_is_shown(people: Any, bob: Any) -> None:
    with acting_as(seeing(bob, Sees.ALL, "email", "country")):
        ada = root_of(people["Ada"].pk)
        assert ada is not None
        shown = [ada, *page(sort="name").customers, *by_ids([ada.pk]), *search_customers("ada")]
        assert {(c.email, c.country) for c in shown} == {("", "")}
        assert (identities_of([ada.pk]), countries()) == ([], [])


def test_hidden_field_cannot_be_changed(people: Any, bob: Any) -> None:
    with acting_as(seeing(bob, Sees.ALL, "city")), pytest.raises(Refused) as refused:
        change_customer(people["Ada"].pk, {"city": "Berlin"}, actor=bob.actor)
    assert list(refused.value.errors) == ["city"]


def test_house_sees_everybody(people: Any) -> None:
    with acting_as(HOUSE):
        assert len(listed()) == 3
