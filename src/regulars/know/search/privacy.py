"""What search keeps of a person: words of their names, and nothing that is not in their profile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from regulars.know.customers.models import Customer
from regulars.know.search.models import Pair, Word
from regulars.know.search.words_kept import hand_on


def told(part_ids: Sequence[int]) -> dict[str, Any]:
    """Nothing beyond the profile: search finds people by what stands there."""
    return {}


def erase(part_ids: Sequence[int]) -> int:
    """Let go of what people were found by: their search text, the pairs and the words that nobody else's name holds."""
    removed = hand_on(list(Word.objects.filter(customer_id__in=part_ids)), leaving=part_ids)
    removed += Pair.objects.filter(customer_id__in=part_ids).delete()[0]
    Customer.objects.filter(pk__in=part_ids).update(search_text="")
    return removed


def purge() -> None:
    """Write the text indexes anew without what was erased; SQLite otherwise keeps it until later writes push it out.

    Takes minutes at a million customers, so it is no part of the erasure's transaction. PostgreSQL does it by its
    own vacuum.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for index in ("customer_search", "search_name"):
                cursor.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")
