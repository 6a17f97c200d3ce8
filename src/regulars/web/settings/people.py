"""Colleagues: inviting them, their roles and logins, ending their access."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from regulars.access.permissions import Role
from regulars.access.sessions.actions import end_sessions
from regulars.access.sessions.queries import counted
from regulars.access.teams.queries import team_choices
from regulars.access.users.actions import change_colleague, forget_second_factor, invite_colleague, renew_invitation
from regulars.access.users.models import User
from regulars.access.users.queries import colleagues, has_second_factor, open_invitations, role_rules
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.web.requests import Request, page
from regulars.web.settings.invitations import Handed, hand_over
from regulars.web.settings.places import tabs


def _shown(request: Request, *, errors: Mapping[str, str] | None = None, handed: Handed | None = None) -> HttpResponse:
    """The page, with what is wrong in its form or the invitation that was just made."""
    everybody = colleagues()
    ids = [user.pk for user in everybody]
    rules = role_rules()
    again = errors is not None
    context = {
        "tabs": tabs(request.user, "settings:people"),
        "colleagues": everybody,
        "secured": has_second_factor(ids),
        "needed": {role for role, rule in rules.items() if rule.needs_second_factor},
        "logins": counted(ids),
        "invitations": [(link, Role(link.role).label, link.expires_at < moments.now()) for link in open_invitations()],
        "roles": Role.choices,
        "teams": [(pk, name, again and pk in request.POST.getlist("teams")) for pk, name in team_choices()],
        "errors": errors or {},
        "values": {
            "email": request.POST.get("email", "") if again else "",
            "role": request.POST.get("role", Role.AGENT) if again else Role.AGENT,
        },
        "handed": handed,
    }
    return render(request, "settings/people.html", context, status=422 if errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@page("people.manage")
def people(request: Request) -> HttpResponse:
    """Everybody with an account; a POST makes an invitation, which is mailed, or whose link is shown this once."""
    if request.method != "POST":
        return _shown(request)
    sent = request.POST
    try:
        team_ids = [int(pk) for pk in sent.getlist("teams") if pk.isdigit()]
        token = invite_colleague(
            sent.get("email", ""), sent.get("role", ""), team_ids=team_ids, actor=request.user.actor
        )
    except Refused as refused:
        return _shown(request, errors=refused.errors)
    return _shown(request, handed=hand_over(request, sent.get("email", "").strip().lower(), token))


@require_POST
@page("people.manage")
def renew(request: Request, pk: int) -> HttpResponse:
    """A new link for an invitation, sent or shown again."""
    try:
        token, email = renew_invitation(pk, actor=request.user.actor)
    except Refused as refused:
        messages.error(request, " ".join(refused.errors.values()))
        return HttpResponseRedirect(reverse("settings:people"))
    return _shown(request, handed=hand_over(request, email, token))


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


@require_POST
@page("people.manage")
def log_out(request: Request, pk: int) -> HttpResponse:
    """End every login of a colleague; of oneself all but this one."""
    user = User.objects.filter(pk=pk).first()
    if user is None:
        raise Http404
    keep = (request.session.session_key or "") if user == request.user else ""
    ended = end_sessions(pk, keep=keep)
    messages.success(request, f"{user}: {ended} login{'' if ended == 1 else 's'} ended.")
    return HttpResponseRedirect(reverse("settings:people"))


@require_POST
@page("people.manage")
def unlock(request: Request, pk: int) -> HttpResponse:
    """Remove the second factor of a colleague who lost it."""
    try:
        user = forget_second_factor(pk, actor=request.user.actor)
    except User.DoesNotExist as missing:
        raise Http404 from missing
    messages.success(request, f"{user} logs in with the password alone and can set up a new second factor.")
    return HttpResponseRedirect(reverse("settings:people"))
