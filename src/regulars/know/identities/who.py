"""Who a call or a row speaks of: the identifiers it gives, and what it says about the person."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from regulars.kit.email_address import normal_email
from regulars.kit.phone_number import normal_phone
from regulars.know.identities import keys


class Profile(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What is told about a customer. Empty fields say nothing; they never erase what is known."""

    name: str = ""
    email: str = ""
    phone: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    language: str = ""
    birthday: date | None = None
    traits: dict[str, Any] = {}


class Who(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The identifiers of one call. `source` is the system whose `external_id` it is.

    `also` are the keys of further addresses and numbers of the same one, as an address book has them. `previous` are those
    under which this call says the same one was met before (alias): the first that leads to
    somebody counts, and where none does, all of them are theirs from now on.
    """

    source: str = ""
    external_id: str = ""
    anonymous_id: str = ""
    email: str = ""
    phone: str = ""
    company: bool = False
    profile: Profile | None = None
    previous: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    def external(self) -> str:
        """The key of the id that proves who it is, or empty."""
        if not self.external_id:
            return ""
        return (keys.company_key if self.company else keys.external_key)(self.source, self.external_id)

    def keys(self, region: str = "") -> list[str]:
        """The keys of all identifiers given, the most telling first; those that are no address or number are left out."""
        found = [self.external()]
        if address := normal_email(self.email):
            found.append(keys.email_key(address))
        if self.phone and (number := normal_phone(self.phone, region)):
            found.append(keys.phone_key(number))
        found += self.also
        if self.anonymous_id:
            found.append(keys.anonymous_key(self.anonymous_id))
        return [key for key in found if key]
