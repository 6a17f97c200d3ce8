"""Four customers in a lake of their own, and the scoreboard of it in the tests' database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from tests.store.company import Company, close, found
from tests.understand.shown import show_board

from regulars.store.lake.keeping import sync

AS_OF = date(2026, 3, 2)
DAYS = {
    1: [date(2025, 12, 5), date(2026, 2, 5)],
    2: [date(2025, 12, 5)],
    3: [date(2026, 2, 20)],
    4: [date(2024, 5, 5), date(2024, 6, 5)],
}
# Where the first of them lives; of the others nobody told.
HOMES = {1: "GB"}


@contextmanager
def four_customers(home: Path, settings: Any) -> Iterator[Company]:
    """Each order is one tee of 5 for the first customer, 10 for the second and so on."""
    made = found(home)
    for customer, days in DAYS.items():
        assert made.customer(country=HOMES.get(customer, "")) == customer
        for day in days:
            made.order(customer, f"A{customer}{day}", ("tee", "1", str(5 * customer)), business_day=day)
    sync(made.source(), made.lake)
    settings.REGULARS_HOME = home
    show_board("four customers", AS_OF)
    yield made
    close(made)
