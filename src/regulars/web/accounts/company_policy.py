"""Who may come in by the company's own login: colleagues, people who were invited, and those of an allowed domain."""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from regulars.access.permissions import Role
from regulars.access.users.actions import join_by_company_login
from regulars.access.users.models import User
from regulars.web.accounts.coming_in import note_refused


def refused(request: HttpRequest, reason: str, *, email: str = "") -> HttpResponse:
    """The page that says why not; the audit keeps it."""
    note_refused(email, f"the company's login: {reason}")
    context = {"title": f"Not logged in by {settings.REGULARS_OIDC_NAME}", "reason": reason}
    return render(request, "accounts/refused.html", context, status=403)


OTHER_ISSUER = "another issuer"
_REASONS = {
    "OAuth2Error": "What it said of you could not be verified. Begin once more at the login page.",
    "NoneType": "The way there and back was interrupted. Begin once more at the login page.",
}
_SILENT = "It does not answer as it should right now. Try again in a while, or log in with your password."


def reason_of(error: Exception | None) -> str:
    """What went wrong on the way, in words for whoever wanted to log in."""
    if str(error) == OTHER_ISSUER:
        return (
            "It calls itself by another name than was set here, so it is not trusted. Tell whoever runs this program."
        )
    return _REASONS.get(type(error).__name__, _SILENT)


class CompanyLoginAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # allauth carries no types
    """Links the company's login to colleagues by the address it has verified; nobody else comes in."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """No: whoever may join is let in by `pre_social_login`."""
        return False

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Say what went wrong on the way."""
        reason = "You stopped on the way." if error == "cancelled" else reason_of(exception)
        raise ImmediateHttpResponse(refused(request, reason))

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find whose account this is, or say why there is none."""
        if sociallogin.state.get("process") != "login":
            raise ImmediateHttpResponse(refused(request, "It is for logging in only. Begin at the login page."))
        if sociallogin.is_existing:
            return  # linked before; that the account may have been closed since is seen when it is let in
        told = [address.email.strip().lower() for address in sociallogin.email_addresses]
        verified = [
            address.email.strip().lower() for address in sociallogin.email_addresses if address.verified is True
        ]
        if not verified:
            reason = (
                "It gave your address, but did not say that the address was verified. Ask whoever runs it to verify it."
                if told
                else "It did not tell your e-mail address. Ask whoever runs it to pass it on."
            )
            raise ImmediateHttpResponse(refused(request, reason, email=told[0] if told else ""))
        email = verified[0]
        user = User.objects.filter(email=email).first() or self._joined(email, sociallogin)
        if user is None:
            reason = f"Nobody with the address {email} works here yet. Ask a colleague for an invitation."
            raise ImmediateHttpResponse(refused(request, reason, email=email))
        sociallogin.connect(request, user)

    def _joined(self, email: str, sociallogin: Any) -> User | None:
        allowed = email.rpartition("@")[2] in settings.REGULARS_OIDC_DOMAINS
        otherwise = Role(settings.REGULARS_OIDC_ROLE) if allowed else None
        data = sociallogin.account.extra_data
        return join_by_company_login(email, str(data.get("name") or ""), otherwise=otherwise)
