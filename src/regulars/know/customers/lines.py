"""The line that a colleague's change leaves on the timeline."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from regulars.kit import moments
from regulars.kit.tokens import new_token
from regulars.timeline.names import Change
from regulars.timeline.record import Entry


def change_line(
    name: str,
    actor: str,
    *,
    customer_id: int | None = None,
    changes: Mapping[str, list[Any]] | None = None,
    note: str = "",
    more: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Entry:
    """An entry of the house with before and after, to be recorded in the transaction of the change."""
    return Entry(
        name=name, customer_id=customer_id, occurred_at=at or moments.now(), source="house", source_id=new_token(),
        payload=Change(changes=dict(changes or {}), note=note, more=dict(more or {})), direction="", actor=actor,
    )  # fmt: skip
