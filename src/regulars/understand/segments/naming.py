"""Customers as somebody writes them down: numbers and e-mail addresses, one in a line, from a box or a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from regulars.access.acting import current
from regulars.kit.email_address import normal_email
from regulars.kit.refused import Refused
from regulars.know.customers.parts import root_id
from regulars.know.customers.queries import listed
from regulars.know.identities.keys import email_key
from regulars.know.identities.models import Identity

MOST: Final = 50_000
LARGEST: Final = 5_000_000  # bytes
_AT_A_TIME: Final = 500
# A few of those nobody answers to, to be shown.
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Named:
    """Whom the words name, and the first few words that name nobody (whom whoever acts sees)."""

    customer_ids: list[int]
    unknown: list[str]


def read_file(told: bytes) -> list[str]:
    """The first column of a file of lines. Raises Refused."""
    if len(told) > LARGEST:
        raise Refused({"file": f"At most {LARGEST // 1_000_000} MB. Split the file."})
    try:
        text = told.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused({"file": "This is no text in UTF-8. Save the file as CSV in UTF-8."}) from error
    if "\x00" in text:
        raise Refused({"file": "This is no text. Save the file as CSV."})
    return [row[0] for row in csv.reader(io.StringIO(text.replace(";", ","))) if row]


def named(words: Sequence[str]) -> Named:
    """Whom these words name: `#12`, `12`, or an address by which a customer is known. Raises Refused for too many."""
    told = list(dict.fromkeys(word.strip() for word in words if word.strip()))
    if len(told) > MOST:
        raise Refused({"customers": f"At most {MOST:,} in one go; these are {len(told):,}."})
    found: list[int] = []
    unknown: list[str] = []
    for start in range(0, len(told), _AT_A_TIME):
        some = told[start : start + _AT_A_TIME]
        numbers = {word: int(word.lstrip("#")) for word in some if word.lstrip("#").isdecimal() and len(word) < 19}
        addresses = {word: normal_email(word) for word in some if "@" in word}
        # Whoever may not see addresses cannot find out by them who is a customer.
        keys = [] if "email" in current().hidden else [email_key(one) for one in addresses.values() if one]
        rows = Identity.objects.filter(key__in=keys).annotate(root=root_id())
        by_key = dict(rows.values_list("key", "root"))
        wanted = numbers | {
            word: by_key[email_key(one)] for word, one in addresses.items() if email_key(one or "") in by_key
        }
        seen = set(listed().filter(pk__in=list(wanted.values())).values_list("pk", flat=True))
        found += [pk for pk in dict.fromkeys(wanted.values()) if pk in seen]
        unknown += [word for word in some if wanted.get(word) not in seen]
    return Named(list(dict.fromkeys(found)), unknown[:_SHOWN])
