"""The table of who may what, read from the code: every address with the permission it needs, every action, every role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from regulars.access.permissions import PERMISSIONS, Role, granted

# Addresses that open without a login, and why.
PUBLIC: dict[str, str] = {
    "v1/": "a write key is the permission",
    "login/": "leads in",
    "logout/": "leads out",
    "inactive/": "says that the account is closed",
    "second-factor/": "one's own login; its pages ask for one themselves",
    "company-login/": "leads in by the company's own login",
    "confirm/": "asks for the password again",
    "password/": "one's own password, or setting a new one by mail",
    "setup/": "a one-time link is the permission",
    "join/": "a one-time link is the permission",
    "enter/": "a one-time link is the permission",
    "preferences/": "a signed link is the permission",
    "patterns/": "shows the components and nothing of anybody",
    "api/openapi.json": "the description of the API holds no data",
}


@dataclass(frozen=True, slots=True)
class Address:
    """One address: its pattern, what it needs (empty: a login), and why it is public, if it is."""

    pattern: str
    permission: str = ""
    public: str = ""
    method: str = ""


def addresses() -> list[Address]:
    """Every address of the program. Raises LookupError for one that neither names what it needs nor is known as public."""
    return sorted({*_pages(), *_operations()}, key=lambda each: (each.pattern, each.method))


def _pages() -> Iterator[Address]:
    for written, view in _walk("", get_resolver().url_patterns):
        pattern = written.removeprefix("^").removesuffix("$")
        if pattern.startswith("api/") and pattern != "api/openapi.json":
            continue
        reason = next((why for start, why in PUBLIC.items() if pattern.startswith(start)), "")
        permission = getattr(view, "permission", None)
        if permission is not None:
            yield Address(pattern, permission)
        elif reason:
            yield Address(pattern, public=reason)
        else:
            raise LookupError(f"{pattern}: says neither what it needs nor, in PUBLIC, why it needs nothing")


def _walk(start: str, patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, object]]:
    for each in patterns:
        here = start + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(here, each.url_patterns)
        else:
            yield here, each.callback


def _operations() -> Iterator[Address]:
    from regulars.api.rest.addresses import api  # noqa: PLC0415 -- loads pydantic

    for start, router in api._routers:  # noqa: SLF001 -- there is no other way to its operations
        for path, view in router.path_operations.items():
            for operation in view.operations:
                permission = next((getattr(each, "permission", None) for each in operation.auth_callbacks), None)
                if permission is None:
                    raise LookupError(f"api{start}{path}: its operation needs auth=May(...)")
                for method in operation.methods:
                    yield Address(f"api{start}{path}", permission, method=method)


def table() -> str:
    """docs/who-may-what.md."""
    heads = [role.label for role in Role]
    lines = [
        "# Who may what",
        "",
        "Made from the code; a test holds this page to it. What each role sees of all this (all customers, those of its",
        "teams, or its own; which fields) is set under Settings > Roles and holds for every address below.",
        "",
        "## Permissions",
        "",
        f"| permission | what it allows | {' | '.join(heads)} |",
        f"|---|---|{'---|' * len(heads)}",
    ]
    for name, meaning in PERMISSIONS.items():
        marks = " | ".join("yes" if name in granted(role) else "" for role in Role)
        lines.append(f"| `{name}` | {meaning} | {marks} |")
    lines += ["", "## Addresses", "", "| address | needs |", "|---|---|"]
    for each in addresses():
        needed = f"`{each.permission}`" if each.permission else each.public or "a login"
        lines.append(f"| `{f'{each.method} ' if each.method else ''}/{each.pattern}` | {needed} |")
    return "\n".join(lines) + "\n"
