"""Teams: who looks after customers together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from regulars.access.teams.actions import choose_teams, create_team, remove_team, rename_team
from regulars.access.teams.queries import teams as all_teams
from regulars.access.users.models import Team, User
from regulars.access.users.queries import colleagues
from regulars.kit.refused import Refused
from regulars.web.requests import Request, page
from regulars.web.settings.places import tabs


def _shown(request: Request, errors: Mapping[str, str] | None = None) -> HttpResponse:
    shown = all_teams()
    context = {
        "tabs": tabs(request.user, "settings:teams"),
        "teams": shown,
        "people": [
            (colleague, [(team, team.pk in {own.pk for own in colleague.teams.all()}) for team in shown])
            for colleague in colleagues()
            if colleague.is_active
        ],
        "errors": errors or {},
        "name": request.POST.get("name", "") if errors else "",
    }
    return render(request, "settings/teams.html", context, status=422 if errors else 200)


def _done(request: Request, act: Callable[[], Any], said: str) -> HttpResponse:
    try:
        act()
    except (Team.DoesNotExist, User.DoesNotExist) as missing:
        raise Http404 from missing
    except Refused as refused:
        messages.error(request, " ".join(refused.errors.values()))
    else:
        messages.success(request, said)
    return HttpResponseRedirect(reverse("settings:teams"))


@require_http_methods(["GET", "HEAD", "POST"])
@page("people.manage")
def teams(request: Request) -> HttpResponse:
    """All teams and who is in them; a POST makes one."""
    if request.method != "POST":
        return _shown(request)
    try:
        team = create_team(request.POST.get("name", ""), actor=request.user.actor)
    except Refused as refused:
        return _shown(request, refused.errors)
    messages.success(request, f"The team {team} is there. Say below who is in it.")
    return HttpResponseRedirect(reverse("settings:teams"))


@require_POST
@page("people.manage")
def rename(request: Request, pk: int) -> HttpResponse:
    """Another name."""
    told = request.POST.get("name", "")
    return _done(request, lambda: rename_team(pk, told, actor=request.user.actor), "The team is renamed.")


@require_POST
@page("people.manage")
def remove(request: Request, pk: int) -> HttpResponse:
    """End the team."""
    said = "The team is gone. Its customers have none now."
    return _done(request, lambda: remove_team(pk, actor=request.user.actor), said)


@require_POST
@page("people.manage")
def choose(request: Request, pk: int) -> HttpResponse:
    """The teams of one colleague."""
    chosen = [int(team) for team in request.POST.getlist("teams") if team.isdigit()]
    return _done(request, lambda: choose_teams(pk, chosen, actor=request.user.actor), "Kept.")
