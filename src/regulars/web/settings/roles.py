"""Roles: what each may do, which customers and fields it sees, whether it needs a second factor."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from regulars.access.permissions import PERMISSIONS, Role, Sees, granted
from regulars.access.roles.actions import set_role_rule
from regulars.access.users.models import RoleRule
from regulars.access.users.queries import role_rules
from regulars.kit.refused import Refused
from regulars.know.customers.visible import HIDEABLE, HIDEABLE_BESIDE
from regulars.know.fields.queries import every_field
from regulars.web.requests import Request, page
from regulars.web.settings.places import tabs


def _hideable() -> list[tuple[str, str]]:
    own = [(field.name, field.label) for field in every_field() if field.archived_at is None]
    return [*HIDEABLE.items(), *HIDEABLE_BESIDE.items(), *own]


@require_safe
@page("people.manage")
def roles(request: Request) -> HttpResponse:
    """The table of what each role may do, and what each sees."""
    rules, hideable = role_rules(), _hideable()
    shown = []
    for role in Role:
        rule = rules.get(role) or RoleRule(role=role)
        fields = [(name, label, name in rule.hidden) for name, label in hideable]
        shown.append((role, rule, fields, [label for _, label, hidden in fields if hidden]))
    context = {
        "tabs": tabs(request.user, "settings:roles"),
        "roles": shown,
        "sees": Sees.choices,
        "table": [(told, [name in granted(role) for role in Role]) for name, told in PERMISSIONS.items()],
        "heads": [role.label for role in Role],
    }
    return render(request, "settings/roles.html", context)


@require_POST
@page("people.manage")
def change(request: Request, role: str) -> HttpResponse:
    """Keep what one role sees."""
    sent = request.POST
    try:
        set_role_rule(
            role,
            sees=sent.get("sees", Sees.ALL),
            hidden=sorted(set(sent.getlist("hidden")) & {name for name, _ in _hideable()}),
            needs_second_factor=sent.get("needs_second_factor") == "yes",
            actor=request.user.actor,
        )
    except Refused as refused:
        messages.error(request, " ".join(refused.errors.values()))
    else:
        messages.success(request, f"Kept what the role {Role(role).label} sees.")
    return HttpResponseRedirect(reverse("settings:roles"))
