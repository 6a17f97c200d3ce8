"""The worker's part: changes too large to wait for, and those that were left halfway."""

from __future__ import annotations

from collections.abc import Callable

from regulars.know.bulk.carrying import carry_on
from regulars.know.bulk.queries import due
from regulars.know.filters.check import Fields


def waits() -> bool:
    """Whether there is anything to do."""
    return due().exists()


def run_due(fields: Callable[[], Fields], go_on: Callable[[], bool] = lambda: True) -> None:
    """Do all that waits, the oldest first, until told to stop."""
    for pk in list(due().values_list("pk", flat=True)):
        if go_on():
            carry_on(pk, fields, go_on)
