"""Knowing erased people by a salted hash, so that an old file or a late call does not bring them back."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Iterable
from datetime import datetime

from django.conf import settings
from django.db import connection

from regulars.know.requests.models import Tombstone

# Devices come and go with their owners' browsers; nobody is recognised by one alone.
_PASSING = "anonymous:"
_ANY = "SELECT 1 FROM requests_tombstone LIMIT 1"


def key_hash(key: str) -> str:
    """The hash of an identity's key. Without this installation's salt nothing can be tried against it."""
    return hmac.new(settings.REGULARS_ERASURE_SALT.encode(), key.encode(), hashlib.sha256).hexdigest()


def bury(keys: Iterable[str], erased_at: datetime) -> int:
    """Remember identities of an erased person, in the caller's transaction. Returns how many."""
    rows = [Tombstone(key_hash=key_hash(key), erased_at=erased_at) for key in keys if not key.startswith(_PASSING)]
    Tombstone.objects.bulk_create(rows, update_conflicts=True, unique_fields=["key_hash"], update_fields=["erased_at"])
    return len(rows)


def any_buried() -> bool:
    """Whether anybody was ever erased here. A plain statement: every batch of calls asks it, and building it took longer."""
    with connection.cursor() as cursor:
        cursor.execute(_ANY)
        return cursor.fetchone() is not None


def buried(keys: Collection[str]) -> dict[str, datetime]:
    """key -> when its person was erased, for those of `keys` that were. One query; hashing a key costs a microsecond."""
    hashes = {key_hash(key): key for key in keys if not key.startswith(_PASSING)}
    rows = Tombstone.objects.filter(pk__in=list(hashes)).values_list("pk", "erased_at")
    return {hashes[found]: when for found, when in rows}
