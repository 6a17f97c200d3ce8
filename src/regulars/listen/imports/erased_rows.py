"""Rows of a file that speak of somebody who was erased: they must not lie in the file of rows that did not go in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.conf import settings

from regulars.kit.email_address import normal_email
from regulars.kit.phone_number import normal_phone
from regulars.know.identities import keys
from regulars.know.requests.tombstones import any_buried, buried

REASON = "the row speaks of somebody who was erased; it is not kept"


def speaking_of_erased(rows: Mapping[int, Sequence[str | None]], source: str) -> set[int]:
    """Which of these rows (number -> cells) hold an address, number or id of an erased person. At most two queries."""
    if not rows or not any_buried():
        return set()
    named = {number: {key for cell in cells if cell for key in _keys(cell, source)} for number, cells in rows.items()}
    found = buried({key for each in named.values() for key in each}).keys()
    return {number for number, each in named.items() if each & found}


def _keys(cell: str, source: str) -> list[str]:
    told = cell.strip()
    found = [keys.external_key(source, told), keys.company_key(source, told)]
    if address := normal_email(told):
        found.append(keys.email_key(address))
    if number := normal_phone(told, settings.REGULARS_REGION):
        found.append(keys.phone_key(number))
    return found
