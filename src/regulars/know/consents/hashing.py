"""The salted hash under which the address of an erased person is remembered, in Python and in SQL alike.

The salt (REGULARS_ERASURE_SALT) lies outside of the database: whoever gets only the database cannot try addresses
against it.
"""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.db import connection


def salt() -> str:
    """The salt of this installation."""
    return hashlib.sha256(f"consents:{settings.REGULARS_ERASURE_SALT}".encode()).hexdigest()


def key_hash(key: str) -> str:
    """The hash of an identity's key such as `email:ada@mail.example`."""
    return hashlib.sha256(f"{salt()}{key}".encode()).hexdigest()


def hash_sql(expression: str) -> str:
    """SQL of the same hash of a text that already has the salt before it."""
    if connection.vendor == "sqlite":
        return f"SHA256({expression})"
    return f"encode(sha256(convert_to({expression}, 'UTF8')), 'hex')"
