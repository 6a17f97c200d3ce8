"""What the colleagues of a role see."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from regulars.access.acting import acting_as
from regulars.access.roles.actions import set_role_rule
from regulars.access.users.models import RoleRule
from regulars.access.users.queries import acting_of
from regulars.kit.refused import Refused
from regulars.timeline import audit

pytestmark = pytest.mark.django_db
PLAIN: dict[str, Any] = {"sees": "all", "hidden": [], "needs_second_factor": False}


def test_rule_is_kept_and_what_changed_is_audited(alice: Any) -> None:
    set_role_rule("agent", **PLAIN | {"sees": "own", "hidden": ["phone", "email", "phone"]}, actor=alice.actor)
    set_role_rule("agent", **PLAIN | {"sees": "own", "hidden": ["email", "phone"]}, actor=alice.actor)
    rule = RoleRule.objects.get()
    assert (rule.role, rule.sees, rule.hidden) == ("agent", "own", ["email", "phone"])
    assert [line.changes for line in audit.page().lines] == [
        {"sees": ["all", "own"], "hidden": [[], ["email", "phone"]]}
    ]


@pytest.mark.parametrize(
    ("role", "sees", "hidden", "field"),
    [
        ("boss", "all", [], "role"),
        ("agent", "some", [], "sees"),
        ("owner", "own", [], "role"),
        ("owner", "all", ["email"], "role"),
    ],
)
def test_rule_that_cannot_be_is_refused(role: str, sees: str, hidden: list[str], field: str) -> None:
    with pytest.raises(Refused) as refused:
        set_role_rule(role, sees=sees, hidden=hidden, needs_second_factor=False, actor="house")
    assert (list(refused.value.errors), RoleRule.objects.count()) == ([field], 0)


def test_agent_changes_no_rules(bob: Any) -> None:
    with acting_as(acting_of(bob)), pytest.raises(PermissionDenied):
        set_role_rule("agent", **PLAIN, actor=bob.actor)
