"""Invitations: handed over by mail where there is a mail server, else as a link that is shown once."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST

from regulars.access.users.actions import revoke_invitation
from regulars.kit.refused import Refused
from regulars.web.requests import Request, page


@dataclass(frozen=True, slots=True)
class Handed:
    """An invitation on its way: mailed, or `link` to be handed over with the `trouble` there was, if any."""

    email: str
    link: str = ""
    trouble: str = ""

    @property
    def mailed(self) -> bool:
        """Whether the mail server took it."""
        return not self.link


def hand_over(request: HttpRequest, email: str, token: str) -> Handed:
    """Send the invitation; what the mail server does not take is shown instead, so that nobody is left outside."""
    link = request.build_absolute_uri(reverse("join", args=[token]))
    if not settings.EMAIL_HOST:
        return Handed(email, link)
    told = {"link": link, "company": settings.REGULARS_COMPANY, "by": str(request.user)}
    try:
        send_mail(
            f"{settings.REGULARS_COMPANY} invites you to Regulars",
            render_to_string("accounts/invitation.txt", told),
            settings.DEFAULT_FROM_EMAIL,
            [email],
        )
    except OSError as error:
        return Handed(email, link, f"The mail server did not take the mail ({str(error)[:120] or 'no reason given'}).")
    return Handed(email)


@require_POST
@page("people.manage")
def revoke(request: Request, pk: int) -> HttpResponse:
    """Take an invitation back."""
    try:
        email = revoke_invitation(pk, actor=request.user.actor)
    except Refused as refused:
        messages.error(request, " ".join(refused.errors.values()))
    else:
        messages.success(request, f"The invitation of {email} is taken back; its link opens nothing any more.")
    return HttpResponseRedirect(reverse("settings:people"))
