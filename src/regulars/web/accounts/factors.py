"""Setting second factors up and taking them off: allauth's views, with what they leave open closed.

Setting one up ends every other login of that person, for those may be somebody else's who knew the password.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from regulars.access.sessions.actions import drop_sessions
from regulars.access.users.models import User
from regulars.access.users.queries import has_second_factor
from regulars.web.accounts.second_factor import SecondFactorAdapter


def _alone_now(request: HttpRequest) -> None:
    if isinstance(request.user, User):
        here = request.session.session_key or ""
        drop_sessions(request.user.pk, actor=request.user.actor, keep=here, why="a second factor was set up")


class _FirstEndsOthers:
    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the new factor; with the first, every login that did without ends."""
        request: HttpRequest = self.request  # type: ignore[attr-defined] # of the view beside this one
        first = not has_second_factor([request.user.pk or 0])
        answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        if first:
            _alone_now(request)
        return answer


class ActivateApp(_FirstEndsOthers, ActivateTOTPView):  # type: ignore[misc] # allauth carries no types
    """An authenticator app."""


class AddPasskey(_FirstEndsOthers, AddWebAuthnView):  # type: ignore[misc] # allauth carries no types
    """A passkey."""


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc] # allauth carries no types
    """A passkey is removed, unless it is the last factor of somebody who needs one."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Remove it, or say why not."""
        key: Authenticator = self.get_object()
        if not SecondFactorAdapter().can_delete_authenticator(key):
            form.add_error(None, SecondFactorAdapter.error_messages["cannot_delete_authenticator"])
            return self.form_invalid(form)  # type: ignore[no-any-return]
        return super().form_valid(form)  # type: ignore[no-any-return]


class Codes(ViewRecoveryCodesView):  # type: ignore[misc] # allauth carries no types
    """The recovery codes that are left."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The codes also as one text, to be copied."""
        told: dict[str, Any] = super().get_context_data(**kwargs)
        return told | {"text": "\n".join(told["unused_codes"])}


activate_app = never_cache(ActivateApp.as_view())
add_passkey = never_cache(AddPasskey.as_view())
remove_passkey = RemovePasskey.as_view()
codes = never_cache(Codes.as_view())
