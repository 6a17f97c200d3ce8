"""What a customer's own row says of a person, and emptying it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from regulars.kit import moments
from regulars.know.customers.models import Customer
from regulars.know.customers.profile import TEXTS

_MOMENTS = ("created_at", "changed_at", "first_heard_at", "last_heard_at")


def told(part_ids: Sequence[int]) -> dict[str, Any]:
    """The profile of each row the person consists of."""
    rows = Customer.objects.filter(pk__in=part_ids).order_by("pk")
    return {"profiles": [_profile(row) for row in rows]}


def _profile(row: Customer) -> dict[str, Any]:
    moments_told = {name: moment.isoformat() if (moment := getattr(row, name)) else None for name in _MOMENTS}
    return {
        "number": row.pk,
        "kind": row.kind,
        **{name: getattr(row, name) for name in TEXTS},
        "birthday": row.birthday.isoformat() if row.birthday else None,
        "traits": row.traits,
        **moments_told,
    }


def erase(part_ids: Sequence[int]) -> int:
    """Empty every field of these rows, in the caller's transaction. The numbers of the rows stay, so sums do too."""
    now = moments.now()
    return Customer.objects.filter(pk__in=part_ids, erased_at=None).update(
        **dict.fromkeys(TEXTS, ""),
        known=False,
        name_key="",
        birthday=None,
        traits={},
        search_text="",
        owner=None,
        team=None,
        changed_at=now,
        erased_at=now,
    )
