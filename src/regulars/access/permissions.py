"""Who may do what: roles made of plain permissions, asked for in one place per action."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import models


class Role(models.TextChoices):
    """What a colleague does here."""

    OWNER = "owner", "Owner"
    MANAGER = "manager", "Manager"
    AGENT = "agent", "Service agent"
    MARKETER = "marketer", "Marketer"
    ANALYST = "analyst", "Analyst"
    AUDITOR = "auditor", "Auditor"


PERMISSIONS: dict[str, str] = {
    "customers.see": "See customers and their timeline",
    "customers.edit": "Add and change customers",
    "numbers.see": "See the scoreboard and the people behind each number",
    "imports.see": "See imports and their results",
    "imports.run": "Import files and undo imports",
    "keys.manage": "Make and revoke write keys",
    "people.manage": "Invite colleagues, give roles, end access",
}

_EVERYTHING = frozenset(PERMISSIONS)
_GRANTS: dict[Role, frozenset[str]] = {
    Role.OWNER: _EVERYTHING,
    Role.MANAGER: _EVERYTHING - {"people.manage"},
    Role.AGENT: frozenset({"customers.see", "customers.edit"}),
    Role.MARKETER: frozenset({"customers.see", "customers.edit", "numbers.see", "imports.see", "imports.run"}),
    Role.ANALYST: frozenset({"customers.see", "numbers.see", "imports.see"}),
    Role.AUDITOR: frozenset({"customers.see", "numbers.see", "imports.see"}),
}


def allows(role: Role, permission: str) -> bool:
    """Whether the role includes the permission. Raises KeyError for a permission nobody declared."""
    PERMISSIONS[permission]
    return permission in _GRANTS[role]


def require(user: object, permission: str) -> None:
    """Let the user pass, or raise PermissionDenied naming what they would need. Visitors who did not log in never pass."""
    may = getattr(user, "may", None)
    if may is None or not may(permission):
        raise PermissionDenied(f"This needs the permission “{PERMISSIONS[permission]}”. Ask an owner for it.")
