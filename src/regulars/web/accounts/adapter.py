"""How django-allauth behaves here."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.forms import ValidationError
from django.http import HttpRequest

from regulars.access.sessions.actions import drop_sessions
from regulars.access.users.actions import note_login_change
from regulars.access.users.models import User
from regulars.timeline.audit import note_look
from regulars.web.accounts.coming_in import let_in, note_refused, said_of
from regulars.web.acting import address_of

# What allauth tells of by mail, in our words for the timeline. Others of its mails are not about logging in.
_TOLD = {
    "mfa/email/totp_activated": "an authenticator app was set up",
    "mfa/email/totp_deactivated": "the authenticator app was taken off",
    "mfa/email/webauthn_added": "a passkey was added",
    "mfa/email/webauthn_removed": "a passkey was removed",
    "mfa/email/recovery_codes_generated": "new recovery codes were made",
    "account/email/password_changed": "the password was changed",
    "account/email/password_reset": "the password was reset",
    "account/email/password_set": "a password was set",
    "socialaccount/email/account_connected": "the company's login was connected",
    "socialaccount/email/account_disconnected": "the company's login was disconnected",
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth carries no types
    """Nobody signs up by themselves: people come by an invitation, the first one by the setup link."""

    # The forms are ours; these are said on them.
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "This address and password do not belong together. Check both, or set a new password.",
        "too_many_login_attempts": "Too many wrong tries. Wait five minutes, then try again.",
        "rate_limited": "Too many tries. Wait five minutes, then try again.",
        "incorrect_password": "This is not your present password.",
        "enter_current_password": "This is not your present password.",
        "incorrect_code": "This passkey is not known here. Use another, or the password.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No."""
        return False

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Only what went wrong: allauth's own notes («Successfully signed in as …») say what people see anyway."""
        if message and level >= messages.ERROR:
            messages.error(request, message)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where they come from, as the audit says it."""
        return address_of(request)

    def login(self, request: HttpRequest, user: User) -> None:
        """Begin the session, after every step of the login was passed."""
        from allauth.account.authentication import get_authentication_records  # noqa: PLC0415 -- only at a login

        let_in(request, user, said_of(get_authentication_records(request, user)))

    def logout(self, request: HttpRequest) -> None:
        """End the session."""
        if isinstance(request.user, User):
            note_look("login.ended", request.user.actor, about="logged out")
        super().logout(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse guesses that come too fast: by network address and by account."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            note_refused(str(credentials.get("email", "")), "locked after too many wrong tries")
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Keep that somebody tried."""
        note_refused(str(credentials.get("email", "")), "wrong password")

    def set_password(self, user: User, password: str) -> None:
        """Keep a new password; every other login of this person ends."""
        super().set_password(user, password)
        here = self.request.session.session_key if self.request.user == user else ""
        drop_sessions(user.pk, actor=user.actor, keep=here or "", why="the password changed")

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Keep on the timeline how somebody's login changed, and tell them by mail where there is a mail server."""
        if said := _TOLD.get(template_prefix):
            note_login_change(user, said)
            super().send_notification_mail(
                "account/email/login_changed", user, (context or {}) | {"said": said, "user": user}, email
            )
