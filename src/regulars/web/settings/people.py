"""Colleagues: inviting them, their roles, ending their access."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from regulars.access.permissions import Role
from regulars.access.users.actions import change_colleague, invite_colleague
from regulars.access.users.models import User
from regulars.access.users.queries import colleagues
from regulars.kit.refused import Refused
from regulars.web.requests import Request, page
from regulars.web.settings.places import tabs


def _shown(request: Request, *, errors: Mapping[str, str] | None = None, invitation: str = "") -> HttpResponse:
    context = {
        "tabs": tabs(request.user, "settings:people"),
        "colleagues": colleagues(),
        "roles": Role.choices,
        "errors": errors or {},
        "values": {"email": request.POST.get("email", ""), "role": request.POST.get("role", Role.AGENT)},
        "invitation": invitation,
    }
    if invitation:
        context["values"] = {"email": "", "role": Role.AGENT}
        context["invited"] = request.POST.get("email", "")
    return render(request, "settings/people.html", context, status=422 if errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@page("people.manage")
def people(request: Request) -> HttpResponse:
    """Everybody with an account; a POST makes an invitation, whose link is shown this once."""
    if request.method != "POST":
        return _shown(request)
    try:
        token = invite_colleague(request.POST.get("email", ""), request.POST.get("role", ""), actor=request.user.actor)
    except Refused as refused:
        return _shown(request, errors=refused.errors)
    return _shown(request, invitation=request.build_absolute_uri(reverse("join", args=[token])))


@require_POST
@page("people.manage")
def change(request: Request, pk: int) -> HttpResponse:
    """Another role, or access ended or given back."""
    sent = request.POST
    try:
        user = change_colleague(
            pk,
            role=sent.get("role"),
            active=None if "active" not in sent else sent["active"] == "yes",
            actor=request.user.actor,
        )
    except User.DoesNotExist as missing:
        raise Http404 from missing
    except Refused as refused:
        messages.error(request, " ".join(refused.errors.values()))
    else:
        access = "may log in again" if user.is_active else "has no access any more"
        messages.success(request, f"{user} {f'is now {Role(user.role).label}' if 'role' in sent else access}.")
    return HttpResponseRedirect(reverse("settings:people"))
