"""Signed links for people without a login: to what we may send them, and to confirm a consent.

A preference link names the customer and how often their links were made void; it opens nothing but that page. Whoever
holds one could be somebody a mail was forwarded to, so the page tells nothing else.
"""

from __future__ import annotations

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner

from regulars.know.consents.models import PreferenceKey
from regulars.know.customers.models import Customer

PREFERENCES_LIVE = timedelta(days=3 * 365)
CONFIRMATIONS_LIVE = timedelta(days=7)
_PREFERENCES = "regulars.know.consents.preferences"
_CONFIRMATIONS = "regulars.know.consents.confirmations"


class BadLink(ValueError):
    """The link is none of ours, too old, or was made void; the text says what to do."""


def preference_token(customer_id: int) -> str:
    """The token of the customer's preference page, good for three years. Make one for each mail."""
    version = PreferenceKey.objects.filter(pk=customer_id).values_list("version", flat=True).first() or 0
    return _sign(_PREFERENCES, f"{customer_id}.{version}")


def preference_tokens(customer_ids: list[int]) -> dict[int, str]:
    """The tokens of many: one query."""
    versions = dict(PreferenceKey.objects.filter(pk__in=customer_ids).values_list("pk", "version"))
    return {pk: _sign(_PREFERENCES, f"{pk}.{versions.get(pk, 0)}") for pk in customer_ids}


def customer_of(token: str) -> Customer:
    """The customer whose preferences the token opens: whom the one it was made for turned out to be. Raises BadLink."""
    told, _, version = _read(_PREFERENCES, token, PREFERENCES_LIVE).partition(".")
    customer = Customer.objects.select_related("merged_into").filter(pk=int(told)).first()
    now = PreferenceKey.objects.filter(pk=int(told)).values_list("version", flat=True).first() or 0
    if customer is None or customer.erased_at is not None or int(version) != now:
        raise BadLink("This link does not work any more. Use the one in our latest message to you.")
    return customer.merged_into or customer


def confirmation_token(pk: int) -> str:
    """The token by which one asked consent is confirmed, good for a week."""
    return _sign(_CONFIRMATIONS, str(pk))


def confirmation_of(token: str) -> int:
    """The confirmation the token is for. Raises BadLink."""
    return int(_read(_CONFIRMATIONS, token, CONFIRMATIONS_LIVE))


def _sign(salt: str, told: str) -> str:
    # Points instead of colons: the token stands in addresses, which mail programs cut at what they do not expect.
    return TimestampSigner(sep="~", salt=salt).sign(told)


def _read(salt: str, token: str, live: timedelta) -> str:
    try:
        return str(TimestampSigner(sep="~", salt=salt).unsign(token, max_age=live))
    except BadSignature as error:
        raise BadLink("This link is incomplete or too old. Use the one in our latest message to you.") from error
