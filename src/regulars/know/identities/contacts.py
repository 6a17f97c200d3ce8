"""Contacts typed by hand: their normal form, and that an address names one customer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from regulars.kit.phone_number import normal_phone
from regulars.kit.refused import Refused
from regulars.know.identities import keys
from regulars.know.identities.models import Identity
from regulars.know.identities.queries import current_rules


def checked_contacts(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields with address and phone in their normal forms; Refused names those that are none."""
    checked, errors = dict(fields), {}
    if typed := str(fields.get("email") or "").strip():
        from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 -- slow import

        try:
            checked["email"] = validate_email(
                typed, check_deliverability=False, test_environment=True
            ).normalized.lower()
        except EmailNotValidError as error:
            errors["email"] = f"{error} Write it like name@shop.example."
    if typed := str(fields.get("phone") or "").strip():
        checked["phone"] = normal_phone(typed, settings.REGULARS_REGION)
        if not checked["phone"]:
            errors["phone"] = "This is no phone number. Write it with its country code, like +44 20 7946 0958."
    if errors:
        raise Refused(errors)
    return checked


def refuse_taken(fields: Mapping[str, Any], customer_id: int | None) -> None:
    """An address names one customer. A phone or a role's address may be shared: its first owner is recognised by it."""
    if not fields.get("email"):
        return
    key = keys.email_key(fields["email"])
    owner = Identity.objects.filter(key=key).select_related("customer__merged_into").first()
    if owner is None or current_rules().only_suggests(key, owner.shared, verified=True):
        return
    other = owner.customer.merged_into or owner.customer
    if customer_id not in {other.pk, owner.customer_id}:
        raise Refused(
            {"email": f"{fields['email']} belongs to {other} already. Open that customer, or give another one."}
        )


def typed_key(kind: str, value: str, source: str) -> str:
    """The key of an identifier typed by hand. Raises Refused for what is none."""
    value, source = value.strip(), source.strip()
    if kind in {"email", "phone"}:
        try:
            checked = checked_contacts({kind: value})[kind]
        except Refused as refused:
            raise Refused({"value": refused.errors[kind]}) from refused
        if not checked:
            raise Refused({"value": "Write the address or number."})
        return keys.email_key(checked) if kind == "email" else keys.phone_key(checked)
    if kind not in Identity.Kind.values:
        raise Refused({"kind": "Choose one of the kinds of identifier."})
    if not 1 <= len(value) <= 254:
        raise Refused({"value": "Write the id, at most 254 characters."})
    if kind == "anonymous":
        return keys.anonymous_key(value)
    if not source or len(source) > 64 or ":" in source:
        raise Refused(
            {"source": "Name the shop or system that gave the id, at most 64 characters and without a colon."}
        )
    return keys.company_key(source, value) if kind == "company" else keys.external_key(source, value)
