"""What is one's own: theme, password."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from regulars.access.permissions import PERMISSIONS, Role
from regulars.access.users.actions import choose_theme
from regulars.kit.refused import Refused
from regulars.web.requests import Request, page
from regulars.web.settings.places import tabs


@require_safe
@page()
def start(request: Request) -> HttpResponse:
    """The page of one's own account."""
    context = {
        "tabs": tabs(request.user, "settings:start"),
        "role": Role(request.user.role).label,
        "permissions": [meaning for name, meaning in PERMISSIONS.items() if request.user.may(name)],
    }
    return render(request, "settings/start.html", context)


@require_POST
@page()
def theme(request: Request) -> HttpResponse:
    """Keep the theme."""
    try:
        choose_theme(request.user, request.POST.get("theme", ""))
    except Refused as refused:
        return HttpResponseBadRequest(str(refused))
    return HttpResponse(status=204)
