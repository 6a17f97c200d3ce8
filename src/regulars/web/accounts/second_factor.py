"""How second factors behave here: their secrets are kept encrypted, and a required one cannot be taken off."""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import TYPE_CHECKING, Any

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.utils.encoding import force_bytes

from regulars.access.users.models import User
from regulars.access.users.queries import needs_second_factor

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet


def _lock() -> MultiFernet:
    """What opens and closes the secrets: derived from the program's own key, older keys still open."""
    from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415 -- heavy; only logging in needs it

    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    derived = [hashlib.blake2b(force_bytes(key), digest_size=32, person=b"second factor").digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])


def may_remove(user: User, kinds_left: int) -> bool:
    """Whether this colleague may take off one of `kinds_left` second factors: not the last where the role needs one."""
    return kinds_left > 1 or not needs_second_factor(user)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth carries no types
    """Names, secrets and words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code does not match. Codes change every half minute: take the one shown now.",
        "cannot_delete_authenticator": "Your role needs a second factor, and this is the only one. Add another first.",
    }

    def get_totp_issuer(self) -> str:
        """What the authenticator app shows beside the code."""
        return str(settings.REGULARS_COMPANY)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Who the passkey is for."""
        told: dict[str, str] = super().get_public_key_credential_rp_entity()
        return told | {"name": settings.REGULARS_COMPANY}

    def encrypt(self, text: str) -> str:
        """What the database keeps of a secret."""
        return _lock().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again. One that was kept under another key becomes a random one, which no code matches."""
        from cryptography.fernet import InvalidToken  # noqa: PLC0415 -- heavy; only logging in needs it

        try:
            return _lock().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Whether it may be taken off."""
        from allauth.mfa.models import Authenticator  # noqa: PLC0415 -- needs the apps

        kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
        left = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=kinds).count()
        return may_remove(authenticator.user, left)

    def generate_authenticator_name(self, user: User, type: Any) -> str:  # noqa: A002 -- allauth's name
        """What a new passkey is called until somebody names it."""
        from allauth.mfa.models import Authenticator  # noqa: PLC0415 -- needs the apps

        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return "Passkey" if number == 1 else f"Passkey {number}"
