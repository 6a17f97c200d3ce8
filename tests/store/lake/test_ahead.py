"""Reading ahead gives the same items and ends its thread, however it ends."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from regulars.store.lake.ahead import read_ahead


def readers() -> int:
    return sum(thread.name == "lake-reader" for thread in threading.enumerate())


def test_all_items_in_order() -> None:
    assert list(read_ahead(iter(range(100)))) == list(range(100))
    assert readers() == 0


def test_error_surfaces_after_the_items_before_it() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ValueError("no more")

    reading = read_ahead(broken())
    assert next(reading) == 1
    with pytest.raises(ValueError, match="no more"):
        next(reading)
    assert readers() == 0


def test_stopping_early_ends_the_thread() -> None:
    reading = read_ahead(iter(range(1_000)))
    assert next(reading) == 0
    reading.close()  # type: ignore[attr-defined]
    assert readers() == 0
