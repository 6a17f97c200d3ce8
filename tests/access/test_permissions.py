"""Who may do what."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from regulars.access.permissions import PERMISSIONS, Role, allows, require

TABLE = {
    Role.OWNER: set(PERMISSIONS),
    Role.MANAGER: set(PERMISSIONS) - {"people.manage"},
    Role.AGENT: {"customers.see", "customers.edit", "consents.edit", "tokens.make"},
    Role.MARKETER: {
        "customers.see",
        "customers.edit",
        "customers.export",
        "views.share",
        "consents.edit",
        "tokens.make",
        "numbers.see",
        "imports.see",
        "imports.run",
        "segments.manage",
    },
    Role.ANALYST: {
        "customers.see",
        "customers.export",
        "tokens.make",
        "numbers.see",
        "imports.see",
        "segments.manage",
    },
    Role.AUDITOR: {"customers.see", "numbers.see", "imports.see", "audit.see"},
}


@pytest.mark.parametrize("role", list(Role))
def test_role_allows_exactly_what_the_table_says(role: Role) -> None:
    assert {permission for permission in PERMISSIONS if allows(role, permission)} == TABLE[role]


def test_unknown_permission_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        allows(Role.OWNER, "customers.seee")


def test_require_lets_alice_import_and_stops_bob(alice: Any, bob: Any) -> None:
    require(alice, "imports.run")
    with pytest.raises(PermissionDenied, match="Import files and undo imports"):
        require(bob, "imports.run")


def test_require_stops_closed_accounts_and_strangers(charlie: Any) -> None:
    for nobody in (charlie, AnonymousUser()):
        with pytest.raises(PermissionDenied):
            require(nobody, "customers.see")
