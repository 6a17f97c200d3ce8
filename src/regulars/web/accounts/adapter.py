"""How django-allauth behaves here."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth carries no types
    """Nobody signs up by themselves: people come by an invitation, the first one by the setup link."""

    # The forms are ours; these are said on them.
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "This address and password do not belong together. Check both, or set a new password.",
        "too_many_login_attempts": "Too many wrong tries. Wait five minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No."""
        return False

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Nothing: allauth's own notes («Successfully signed in as …») say what people see anyway."""
