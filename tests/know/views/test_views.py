"""Saved views: who keeps, sees, changes and removes which."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from regulars.access.acting import HOUSE, NOBODY, acting_as
from regulars.access.users.queries import acting_of
from regulars.kit.refused import Refused
from regulars.know.views.actions import change_view, move_view, remove_view, save_view
from regulars.know.views.models import SavedView
from regulars.know.views.queries import view_of, views

RULE = {"all": [{"field": "city", "op": "is", "value": "Berlin"}]}


def keep(user: Any, name: str = "Berlin", **more: Any) -> SavedView:
    with acting_as(acting_of(user)):
        return save_view(name, rule=RULE, columns=["city"], order="-name", actor=user.actor, **more)


def seen_by(user: Any) -> list[str]:
    with acting_as(acting_of(user)):
        return [view.name for view in views()]


def test_view_is_shown_to_those_it_is_shared_with(alice: Any, bob: Any, charlie: Any) -> None:
    from regulars.access.users.models import Team

    north = Team.objects.create(name="North")
    keep(alice, "Mine")
    keep(alice, "Ours", shared="all")
    keep(alice, "North's", shared="team", team_id=north.pk)
    assert (seen_by(alice), seen_by(bob), seen_by(charlie)) == (["Mine", "Ours", "North's"], ["Ours"], [])
    bob.teams.add(north)
    assert seen_by(bob) == ["Ours", "North's"]


def test_agent_keeps_views_but_shares_none(bob: Any) -> None:
    keep(bob)
    with pytest.raises(Refused) as refused:
        keep(bob, "Ours", shared="all")
    assert list(refused.value.errors) == ["shared"]


def test_only_the_owner_and_sharers_change_a_view(alice: Any, bob: Any) -> None:
    mine, ours = keep(alice, "Mine"), keep(alice, "Ours", shared="all")
    with acting_as(acting_of(bob)):
        with pytest.raises(PermissionDenied):
            change_view(ours.pk, {"name": "Bob's"}, actor=bob.actor)
        with pytest.raises(PermissionDenied):
            remove_view(ours.pk, actor=bob.actor)
        with pytest.raises(SavedView.DoesNotExist):
            change_view(mine.pk, {"name": "Bob's"}, actor=bob.actor)
        assert view_of(mine.pk) is None
    bobs = keep(bob, "Bob's")
    with acting_as(acting_of(alice)), pytest.raises(SavedView.DoesNotExist):
        remove_view(bobs.pk, actor=alice.actor)


def test_changes_are_on_the_audit_with_before_and_after(alice: Any) -> None:
    from regulars.timeline import audit

    view = keep(alice)
    with acting_as(acting_of(alice)):
        change_view(view.pk, {"name": "Berliners", "columns": ["city", "owner"]}, actor=alice.actor)
        remove_view(view.pk, actor=alice.actor)
    told = [(line.name, line.changes) for line in reversed(audit.page(actor=alice.actor).lines)]
    assert told == [
        ("view.saved", {"view": [None, "Berlin"]}),
        ("view.saved", {"name": ["Berlin", "Berliners"], "columns": [["city"], ["city", "owner"]]}),
        ("view.removed", {"view": ["Berliners", None], "rule": [RULE, None], "columns": [["city", "owner"], None]}),
    ]


def test_views_keep_the_order_they_were_moved_to(alice: Any) -> None:
    first, second, third = (keep(alice, name) for name in ("A", "B", "C"))
    with acting_as(acting_of(alice)):
        move_view(third.pk, -1, actor=alice.actor)
        move_view(first.pk, -1, actor=alice.actor)
        move_view(first.pk, 1, actor=alice.actor)
    assert seen_by(alice) == ["C", "A", "B"]
    assert second.name == "B"


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"name": " "}, {"name": "Give the view a name."}),
        ({"name": "x" * 61}, {"name": "At most 60 characters; these are 61."}),
        ({"name": "berlin"}, {"name": "You have a view “berlin” already. Choose another name, or change that one."}),
        ({"name": "B", "rule": {"all": 1}}, {"all": "Give a list of rules."}),
        ({"name": "B", "shared": "team"}, {"team": "Choose the team."}),
        ({"name": "B", "shared": "world"}, {"shared": "Choose who shall see it."}),
    ],
)
def test_view_that_cannot_be_kept_is_refused(alice: Any, fields: dict[str, Any], error: dict[str, str]) -> None:
    keep(alice)
    with acting_as(acting_of(alice)), pytest.raises(Refused) as refused:
        save_view(**({"rule": {}, "columns": []} | fields), actor=alice.actor)
    assert (refused.value.errors, SavedView.objects.count()) == (error, 1)


def test_views_belong_to_colleagues(db: None) -> None:
    with acting_as(HOUSE), pytest.raises(Refused):
        save_view("A", rule={}, columns=[], actor="house")
    with acting_as(NOBODY), pytest.raises(PermissionDenied):
        save_view("A", rule={}, columns=[], actor="")
