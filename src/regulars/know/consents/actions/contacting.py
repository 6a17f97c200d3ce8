"""Noting that customers were contacted, which frequency caps count."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from regulars.kit import moments
from regulars.know.consents.ledger import purpose_named
from regulars.know.consents.models import Contact

_AT_A_TIME = 5_000


def note_contact(customer_ids: Iterable[int], purpose: str, channel: str, *, at: datetime | None = None) -> int:
    """Note that these were contacted, in the caller's transaction; returns how many. To be called by whatever sends.

    Leaves no line on the timeline: the message sent is one (`mail.sent`), by its sender.
    """
    chosen, moment, noted = purpose_named(purpose), at or moments.now(), 0
    batch: list[Contact] = []
    for pk in customer_ids:
        batch.append(Contact(customer_id=pk, purpose=chosen, channel=channel, contacted_at=moment))
        if len(batch) == _AT_A_TIME:
            noted += len(Contact.objects.bulk_create(batch))
            batch = []
    return noted + len(Contact.objects.bulk_create(batch))
