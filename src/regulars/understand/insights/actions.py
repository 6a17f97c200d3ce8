"""Setting how far predictions look."""

from __future__ import annotations

from django.db import transaction

from regulars.access.acting import require
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.kit.tokens import new_token
from regulars.timeline.names import Change
from regulars.timeline.record import Entry, record
from regulars.understand.insights.models import Horizon

SHORTEST, LONGEST = 30, 1825


def set_horizon(days: int, *, actor: str) -> None:
    """Count value to come over so many days from now on; the worker computes everything anew. Raises Refused."""
    require("numbers.manage")
    if not SHORTEST <= days <= LONGEST:
        raise Refused({"days": f"{days} days: choose from {SHORTEST} to {LONGEST}; a year is 365"})
    with transaction.atomic():
        before = Horizon.objects.select_for_update().first() or Horizon()
        if before.pk and before.days == days:
            return
        change = Change(changes={"horizon": [before.days, days]}, note="the days over which value to come is counted")
        before.days = days
        before.save()
        record(
            Entry(
                name="input.changed", occurred_at=moments.now(), source="house", source_id=new_token(), payload=change,
                direction="", actor=actor,
            )
        )  # fmt: skip
