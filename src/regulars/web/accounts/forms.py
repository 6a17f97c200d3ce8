"""allauth's forms of the second step, held to two things more: no code opens twice, and the audit keeps each failure."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, LoginWebAuthnForm, ReauthenticateWebAuthnForm
from django.core.cache import cache
from django.forms import Form, ValidationError

from regulars.access.users.models import User
from regulars.web.accounts.coming_in import note_refused

# A code of an app is good for 90 seconds in all: its own half minute, and one before and after for slow clocks.
_SPENT_FOR = 120


class _Once(Form):
    user: User

    def clean_code(self) -> str:
        """The code, if it is right and was not used before."""
        try:
            code = str(super().clean_code())  # type: ignore[misc] # the form beside this one has it
            if not cache.add(f"second-factor.spent.{self.user.pk}.{code}", "y", _SPENT_FOR):
                raise get_adapter().validation_error("incorrect_code")
        except ValidationError as error:
            note_refused(self.user.email, f"second factor: {_short(error)}", self.user)
            raise
        return code


class _Told(Form):
    user: User | None

    def clean_credential(self) -> Any:
        """The passkey, if it is one of theirs."""
        try:
            return super().clean_credential()  # type: ignore[misc] # the form beside this one has it
        except ValidationError as error:
            note_refused(self.user.email if self.user else "", f"passkey: {_short(error)}", self.user)
            raise


def _short(error: ValidationError) -> str:
    return "locked after too many wrong tries" if error.code == "too_many_login_attempts" else "did not match"


class CodeForm(_Once, AuthenticateForm):  # type: ignore[misc] # allauth carries no types
    """A code at the login."""


class CodeAgainForm(_Once, ReauthenticateForm):  # type: ignore[misc] # allauth carries no types
    """A code before something that matters."""


class PasskeyForm(_Told, AuthenticateWebAuthnForm):  # type: ignore[misc] # allauth carries no types
    """A passkey as the second step of the login."""


class PasskeyAgainForm(_Told, ReauthenticateWebAuthnForm):  # type: ignore[misc] # allauth carries no types
    """A passkey before something that matters."""


class PasskeyLoginForm(_Told, LoginWebAuthnForm):  # type: ignore[misc] # allauth carries no types
    """A passkey instead of a password."""
