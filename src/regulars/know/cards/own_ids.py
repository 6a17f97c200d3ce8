"""The id a card of ours carries, by which it is known again when it comes back."""

from __future__ import annotations

import re

from django.core.signing import Signer

_SHAPE = re.compile(r"regulars-(\d{1,18})-([\w-]+)$", re.ASCII)


def own_id(customer_id: int) -> str:
    """The id of a customer's card; signed, so that nobody can claim to be another by making one up."""
    return f"regulars-{customer_id}-{_signature(customer_id)}"


def customer_of(uid: str) -> int | None:
    """Whose card of ours this is; None for ids that others gave."""
    told = _SHAPE.match(uid)
    if told is None or told[2] != _signature(int(told[1])):
        return None
    return int(told[1])


def _signature(customer_id: int) -> str:
    return Signer(salt="regulars.card").signature(str(customer_id))
