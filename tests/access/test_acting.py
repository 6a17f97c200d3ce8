"""Who acts: nobody does nothing, carried work stays theirs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from regulars.access.acting import HOUSE, NOBODY, acting_as, carried, current, require
from regulars.access.permissions import Sees
from regulars.access.roles.actions import set_role_rule
from regulars.access.teams.actions import choose_teams, create_team
from regulars.access.users.queries import acting_of


def test_house_acts_where_nobody_was_named() -> None:
    assert (current(), require("people.manage")) == (HOUSE, HOUSE)


def test_nobody_is_refused_by_name_of_the_permission() -> None:
    with acting_as(NOBODY), pytest.raises(PermissionDenied, match="Add and change customers"):
        require("customers.edit")


def test_permission_nobody_declared_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        require("customers.eat")


def test_acting_ends_with_its_block_even_after_an_error() -> None:
    with pytest.raises(RuntimeError), acting_as(NOBODY):
        raise RuntimeError
    assert current() is HOUSE


def test_carried_pieces_are_made_as_who_asked_for_them() -> None:
    def seen() -> Iterator[str]:
        for _ in range(2):
            yield current().actor

    with acting_as(NOBODY):
        pieces = carried(seen())
    assert (next(pieces), current().actor, next(pieces)) == ("", "house", "")


def test_colleague_of_a_role_without_a_rule_sees_everything(bob: Any) -> None:
    who = acting_of(bob)
    assert (who.sees, who.hidden, who.may("customers.edit"), who.may("imports.run")) == (
        Sees.ALL, frozenset(), True, False,
    )  # fmt: skip


def test_rule_of_the_role_is_seen_at_once(bob: Any) -> None:
    acting_of(bob)
    team = create_team("Berlin", actor="house")
    choose_teams(bob.pk, [team.pk], actor="house")
    set_role_rule("agent", sees="team", hidden=["email"], needs_second_factor=False, actor="house")
    who = acting_of(bob)
    assert (who.sees, who.hidden, who.team_ids) == (Sees.TEAM, frozenset({"email"}), (team.pk,))


def test_closed_account_acts_as_nobody(charlie: Any) -> None:
    assert acting_of(charlie) is NOBODY


def test_resolving_the_usual_colleague_asks_nothing(bob: Any, django_assert_num_queries: Any) -> None:
    acting_of(bob)
    with django_assert_num_queries(0):
        acting_of(bob)
