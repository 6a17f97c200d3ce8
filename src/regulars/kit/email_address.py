"""E-mail addresses in the one form in which two of them are compared."""

from __future__ import annotations

import re

# Fast and forgiving on purpose: what comes in is data about a person, not a sign-up form; the strict check
# (email-validator) guards what people type into forms.
_SHAPE = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s<>,;\".]{2,}")


def normal_email(text: str) -> str:
    """Trimmed and lower-cased, or empty when it has not the shape of an address.

    The local part is lower-cased too: no mail provider in use tells apart addresses by case, while forms
    and tills write them in every way.
    """
    address = text.strip().lower()
    return address if len(address) <= 254 and _SHAPE.fullmatch(address) else ""
