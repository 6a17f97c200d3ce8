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


class Sees(models.TextChoices):
    """Which customers somebody sees: every one, those of their teams and their own, or only their own."""

    ALL = "all", "All customers"
    TEAM = "team", "Their teams' and their own"
    OWN = "own", "Their own"


PERMISSIONS: dict[str, str] = {
    "customers.see": "See customers and their timeline",
    "customers.edit": "Add and change customers",
    "customers.merge": "Merge and part customers, decide about duplicates",
    "recognition.manage": "Decide by what customers are recognised",
    "customers.export": "Take customers out as files",
    "views.share": "Share saved views with colleagues",
    "fields.manage": "Make and change fields, tags and occasions",
    "consents.edit": "Keep what customers agreed to",
    "purposes.manage": "Define purposes of consent, quiet hours and frequency caps",
    "privacy.manage": "Carry out privacy requests, retention and legal holds",
    "numbers.see": "See the scoreboard and the people behind each number",
    "numbers.manage": "Enter figures that numbers need, set targets, journeys and who gets numbers by mail",
    "segments.manage": "Make and change segments",
    "imports.see": "See imports and their results",
    "imports.run": "Import files and undo imports",
    "keys.manage": "Make and revoke write keys",
    "tokens.make": "Make API tokens of one's own",
    "audit.see": "Read the audit: who did and looked at what",
    "people.manage": "Invite colleagues, give roles and teams, end access, set how everybody logs in",
}

_EVERYTHING = frozenset(PERMISSIONS)
_READING = frozenset({"customers.see", "numbers.see", "imports.see"})
_SERVING = frozenset({"customers.see", "customers.edit", "consents.edit", "tokens.make"})
_GRANTS: dict[Role, frozenset[str]] = {
    Role.OWNER: _EVERYTHING,
    Role.MANAGER: _EVERYTHING - {"people.manage"},
    Role.AGENT: _SERVING,
    Role.MARKETER: _SERVING | _READING | {"customers.export", "views.share", "imports.run", "segments.manage"},
    Role.ANALYST: _READING | {"customers.export", "tokens.make", "segments.manage"},
    Role.AUDITOR: _READING | {"audit.see"},
}


def granted(role: Role) -> frozenset[str]:
    """All permissions of the role."""
    return _GRANTS[role]


def allows(role: Role, permission: str) -> bool:
    """Whether the role includes the permission. Raises KeyError for a permission nobody declared."""
    PERMISSIONS[permission]
    return permission in _GRANTS[role]


def require(user: object, permission: str) -> None:
    """Let the user pass, or raise PermissionDenied naming what they would need. Visitors who did not log in never pass."""
    may = getattr(user, "may", None)
    if may is None or not may(permission):
        raise PermissionDenied(f"This needs the permission “{PERMISSIONS[permission]}”. Ask an owner for it.")
