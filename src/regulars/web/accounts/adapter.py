"""How django-allauth behaves here."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] -- allauth carries no types
    """Colleagues come by setup link or invitation; strangers cannot sign up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
