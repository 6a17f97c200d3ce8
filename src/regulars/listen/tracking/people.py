"""Who a call speaks of, and what its traits say about them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from regulars.kit.email_address import normal_email
from regulars.know.identities import keys
from regulars.know.identities.who import Profile, Who
from regulars.listen.tracking.calls import Call
from regulars.listen.tracking.told import Told, refused, text_of

# What identities can hold.
LONGEST_ID = 254

_PLACED = frozenset(
    {
        "name", "firstName", "lastName", "first_name", "last_name", "email", "phone", "address", "city", "country",
        "language", "locale", "birthday",
    }
)  # fmt: skip


def read_id(field: str, *values: str | int | None) -> str:
    """The first id that is given, without surrounding blanks; empty when none is. Raises Unreadable."""
    for value in values:
        if value is None:
            continue
        told = str(value).strip()
        if len(told) > LONGEST_ID:
            raise refused(field, f"{len(told)} characters; an id may have {LONGEST_ID}")
        if told:
            return told
    return ""


def read_profile(traits: Told) -> Profile:
    """Traits by the names of the Segment specification; those without a place of their own stay traits."""
    address = traits.get("address")
    place: Mapping[str, Any] = address if isinstance(address, dict) else {}
    parts = (text_of(traits, "firstName", "first_name"), text_of(traits, "lastName", "last_name"))
    born = _birthday(traits.get("birthday"))
    rest = {name: value for name, value in traits.items() if name not in _PLACED}
    if place:
        rest["address"] = dict(place)
    if born is None and traits.get("birthday"):
        rest["birthday"] = traits["birthday"]
    return Profile(
        name=text_of(traits, "name") or " ".join(part for part in parts if part),
        email=text_of(traits, "email"),
        phone=text_of(traits, "phone"),
        city=text_of(place, "city") or text_of(traits, "city"),
        country=text_of(place, "country") or text_of(traits, "country"),
        language=text_of(traits, "language", "locale"),
        birthday=born,
        traits=rest,
    )


def _birthday(value: object) -> date | None:
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def person_of(call: Call, source: str, traits: Told) -> Who | None:
    """The person of a call; None when it names nobody. Raises Unreadable for ids that cannot be kept."""
    external = read_id("userId", call.user_id, call.old_user_id)
    anonymous = read_id("anonymousId", call.anonymous_id, call.old_anonymous_id)
    profile = read_profile(traits) if traits else None
    # Many shops use the address itself as the user id.
    email = (profile.email if profile else "") or (normal_email(external) if "@" in external else "")
    phone = profile.phone if profile else ""
    if not (external or anonymous or profile):
        return None
    who = Who(source=source, external_id=external, anonymous_id=anonymous, email=email, phone=phone, profile=profile)
    return who if external or anonymous or who.keys() else None


def company_of(group_id: str, source: str, traits: Told) -> Who:
    """The company of a group call."""
    told = read_profile(traits)
    return Who(source=source, external_id=group_id, company=True, profile=told)


def keys_of_previous(previous_id: str, source: str) -> tuple[str, ...]:
    """What a previous id may be known as: a device's, a user's, or an address."""
    address = normal_email(previous_id) if "@" in previous_id else ""
    mail = (keys.email_key(address),) if address else ()
    return (keys.anonymous_key(previous_id), keys.external_key(source, previous_id), *mail)
