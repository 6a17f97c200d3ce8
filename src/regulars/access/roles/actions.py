"""Saying what the colleagues of a role see."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction

from regulars.access.acting import require
from regulars.access.permissions import Role, Sees
from regulars.access.users.models import RoleRule
from regulars.access.users.queries import forget_role_rules
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.kit.tokens import new_token
from regulars.timeline.names import Change
from regulars.timeline.record import Entry, record


def set_role_rule(role: str, *, sees: str, hidden: Collection[str], needs_second_factor: bool, actor: str) -> RoleRule:
    """Which customers and fields this role sees, and whether its colleagues need a second factor. Raises Refused.

    Owners see everything, always: somebody has to.
    """
    require("people.manage")
    _check(role, sees, hidden)
    wanted: dict[str, Any] = {
        "sees": sees,
        "hidden": sorted(set(hidden)),
        "needs_second_factor": needs_second_factor,
    }
    with transaction.atomic():
        rule = RoleRule.objects.select_for_update().filter(pk=role).first() or RoleRule(role=role)
        changes = {name: [getattr(rule, name), value] for name, value in wanted.items() if getattr(rule, name) != value}
        for name, value in wanted.items():
            setattr(rule, name, value)
        rule.save()
        if changes:
            record(
                Entry(
                    name="role.changed",
                    occurred_at=moments.now(),
                    source="house",
                    source_id=new_token(),
                    payload=Change(changes=changes, note=Role(role).label),
                    direction="",
                    actor=actor,
                )
            )
    forget_role_rules()
    return rule


def _check(role: str, sees: str, hidden: Collection[str]) -> None:
    if role not in Role.values:
        raise Refused({"role": "Choose one of the roles."})
    if sees not in Sees.values:
        raise Refused({"sees": "Choose all customers, those of the team, or their own."})
    if role == Role.OWNER and (sees != Sees.ALL or hidden):
        raise Refused({"role": "Owners see every customer and every field: somebody has to."})
