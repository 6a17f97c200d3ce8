"""What a customer is known as, as pairs for the card. Pure: fields and identities in, words out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from django.conf.locale import LANG_INFO

from regulars.know.customers.models import Customer

# What stands on the card already, under the names that senders give it.
_SAID = {"address", "name", "first_name", "last_name", "firstname", "lastname", "email", "phone", "birthday"}


class Known(Protocol):
    """The fields of an identity."""

    @property
    def kind(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def value(self) -> str: ...


def language(code: str) -> str:
    """`de` or `de-AT` as German; what is no such code stays as it was told."""
    info = LANG_INFO.get(code.lower()) or LANG_INFO.get(code.lower().partition("-")[0]) or {}
    return str(info.get("name", code))


def _label(name: str) -> str:
    spaced = name.replace("_", " ").strip()
    return spaced[:1].upper() + spaced[1:]


def _spoken(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def traits(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Further things told, those that are one word or number; lists and nested things stay in the data."""
    return [
        (_label(name), _spoken(value))
        for name, value in told.items()
        if name.lower() not in _SAID and value not in (None, "") and not isinstance(value, dict | list)
    ]


def known_as(customer: Customer, identities: Iterable[Known]) -> list[tuple[str, str]]:
    """Contact, town, language, birthday, ids, then whatever else was told."""
    town = " ".join(part for part in (customer.postcode, customer.city) if part)
    place = ", ".join(part for part in (customer.street, town, customer.region, customer.country) if part)
    pairs = [
        ("Mail", customer.email),
        ("Phone", customer.phone),
        ("Lives in", place),
        ("Writes", language(customer.language)),
        ("Birthday", f"{customer.birthday:%-d %B %Y}" if customer.birthday else ""),
    ]
    for identity in identities:
        if identity.kind in {"external", "company"}:
            pairs.append((_label(identity.source) or "Id", identity.value))
        elif identity.kind in {"email", "phone"} and identity.value not in {customer.email, customer.phone}:
            pairs.append(("Also", identity.value))
    return [pair for pair in pairs if pair[1]] + traits(customer.traits)
