"""A small lake of two customers whose steps are known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.store.company import close, found

from regulars.store.lake.keeping import sync

# The first looks, buys, and gives a bad mark for it; the second only buys, and complains; long after them a mail is opened.
STEPS = (
    (1, "2026-05-01 10:00", "page.viewed", {"path": "/"}),
    (1, "2026-05-01 10:05", "order.completed", {}),
    (1, "2026-05-03 10:00", "survey.answered", {"scale": "csat", "score": 1}),
    (2, "2026-05-02 10:00", "order.completed", {}),
    (2, "2026-05-04 10:00", "case.opened", {"about": "size"}),
    (3, "2026-06-30 10:00", "mail.opened", {}),
)


@pytest.fixture
def filled_lake(tmp_path: Path, settings: Any) -> Iterator[int]:
    """The lake, in the home of this test; gives the id of the first customer.

    To be asked for before whatever writes to the tests' own database: on PostgreSQL the lake reads no row that is younger
    than a transaction still open.
    """
    made = found(tmp_path)
    ids = [made.customer() for _ in range(3)]
    for customer, moment, name, properties in STEPS:
        at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        made.told_of(name, ids[customer - 1], properties, occurred_at=at, business_day=at.date())
    sync(made.source(), made.lake)
    settings.REGULARS_HOME = tmp_path
    yield ids[0]
    close(made)
