"""Address books as LDIF (RFC 2849), which Thunderbird writes with names of its own."""

from __future__ import annotations

import base64
import binascii
import re

from regulars.kit.email_address import normal_email
from regulars.know.cards.card import Card

_EMAILS = ("mail", "mozillasecondemail", "email")
_PHONES = ("mobile", "telephonenumber", "homephone", "cellphone", "workphone")
_LIVES = {
    "street": ("mozillahomestreet", "homestreet", "street", "streetaddress"),
    "city": ("mozillahomelocalityname", "l", "locality"),
    "region": ("mozillahomestate", "st", "region"),
    "postcode": ("mozillahomepostalcode", "postalcode", "zip"),
    "country": ("mozillahomecountryname", "c", "countryname"),
}


def cards_of_ldif(text: str) -> list[Card]:
    """The people and companies of the file; lists of addresses are left out."""
    entries = [_attributes(entry) for entry in re.split(r"(?:\r?\n){2,}", re.sub(r"\r?\n ", "", text))]
    return [
        _card(told) for told in entries if told and "groupofnames" not in map(str.lower, told.get("objectclass", []))
    ]


def _attributes(entry: str) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for line in entry.splitlines():
        found = re.match(r"([\w.-]+)(?:;[\w-]+)*:(:?) ?(.*)$", line)
        if found is None or line.startswith("#"):
            continue
        value = _decoded(found[3]) if found[2] else found[3]
        if value.strip() and found[1].lower() not in {"version", "dn"}:
            told.setdefault(found[1].lower(), []).append(value.strip())
    return told


def _decoded(value: str) -> str:
    try:
        return base64.b64decode(value).decode("utf-8", "replace")
    except binascii.Error:
        return ""


def _card(told: dict[str, list[str]]) -> Card:
    def first(*names: str) -> str:
        return next((told[name][0] for name in names if name in told), "")

    day = [first(f"birth{part}") for part in ("year", "month", "day")]
    given, family = first("givenname"), first("sn", "surname")
    return Card(
        name=first("cn", "displayname") or " ".join(filter(None, (given, family))) or first("o"),
        first_name=given,
        last_name=family,
        emails=[address for name in _EMAILS for value in told.get(name, []) if (address := normal_email(value))],
        phones=[value for name in _PHONES for value in told.get(name, [])],
        works_at=first("o", "company"),
        title=first("title"),
        birthday=f"{day[0] or '-'}-{int(day[1]):02d}-{int(day[2]):02d}"
        if day[1].isdecimal() and day[2].isdecimal()
        else "",
        note=first("description", "notes"),
        website=first("mozillahomeurl", "homeurl", "mozillaworkurl", "workurl", "labeleduri"),
        **{field: first(*names) for field, names in _LIVES.items()},  # type: ignore[arg-type]
    )
