"""Teams: made, renamed, ended; and who is in them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from regulars.access.acting import acting_as
from regulars.access.teams.actions import choose_teams, create_team, remove_team, rename_team
from regulars.access.teams.queries import team_choices, teams
from regulars.access.users.models import Team
from regulars.access.users.queries import acting_of
from regulars.kit.refused import Refused
from regulars.timeline import audit

pytestmark = pytest.mark.django_db


def test_team_is_made_renamed_and_audited(alice: Any) -> None:
    team = create_team("  Shop   Berlin ", actor=alice.actor)
    rename_team(team.pk, "Berlin", actor=alice.actor)
    rename_team(team.pk, "Berlin", actor=alice.actor)
    assert [(line.name, line.changes) for line in audit.page().lines] == [
        ("team.changed", {"name": ["Shop Berlin", "Berlin"]}),
        ("team.changed", {"name": ["", "Shop Berlin"]}),
    ]


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "BERLIN"])
def test_team_without_a_name_of_its_own_is_refused(name: str) -> None:
    create_team("Berlin", actor="house")
    with pytest.raises(Refused) as refused:
        create_team(name, actor="house")
    assert list(refused.value.errors) == ["name"]
    assert team_choices() == [(str(Team.objects.get().pk), "Berlin")]


def test_colleague_is_put_into_exactly_the_teams_chosen(bob: Any) -> None:
    berlin, paris = create_team("Berlin", actor="house"), create_team("Paris", actor="house")
    choose_teams(bob.pk, [berlin.pk, paris.pk], actor="house")
    choose_teams(bob.pk, [paris.pk], actor="house")
    assert [(team.name, list(team.members.all())) for team in teams()] == [("Berlin", []), ("Paris", [bob])]


def test_team_that_is_gone_is_refused_and_nothing_changes(bob: Any) -> None:
    berlin = create_team("Berlin", actor="house")
    choose_teams(bob.pk, [berlin.pk], actor="house")
    with pytest.raises(Refused):
        choose_teams(bob.pk, [berlin.pk + 1], actor="house")
    assert list(bob.teams.all()) == [berlin]


def test_customers_of_an_ended_team_have_none(bob: Any) -> None:
    from regulars.know.customers.models import Customer
    from regulars.know.identities.actions import add_customer

    team = create_team("Berlin", actor="house")
    ada = add_customer({"name": "Ada"}, actor="house")
    Customer.objects.filter(pk=ada.pk).update(team=team)
    remove_team(team.pk, actor="house")
    ada.refresh_from_db()
    assert (ada.team_id, Team.objects.count()) == (None, 0)


def test_agent_makes_no_teams(bob: Any) -> None:
    with acting_as(acting_of(bob)), pytest.raises(PermissionDenied):
        create_team("Mine", actor=bob.actor)
    assert Team.objects.count() == 0
