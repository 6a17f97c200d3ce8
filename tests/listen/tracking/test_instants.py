"""When a call happened, whatever its sender's clock says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from regulars.listen.tracking.instants import corrected, read_instant

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        ("2026-03-01T12:00:00Z", NOON),
        ("2026-03-01T12:00:00.000+0000", NOON),
        ("2026-03-01T13:00:00+01:00", NOON),
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2015-2-02T00:30:08.276Z", datetime(2015, 2, 2, 0, 30, 8, 276000, tzinfo=UTC)),
        (1772366400, NOON),
        (1772366400000, NOON),
    ],
)
def test_an_instant_is_read_in_every_spelling_senders_use(told: str | float, moment: datetime) -> None:
    assert read_instant(told) == moment


@pytest.mark.parametrize(
    "told", ["yesterday", "", "2026-13-01", "12026-01-01", 1e30, float("nan"), "0001-01-01T00:00:00Z"]
)
def test_what_is_no_instant_is_refused(told: str | float) -> None:
    with pytest.raises(ValueError, match=r"is no moment|lies outside"):
        read_instant(told)


def test_a_clock_that_is_an_hour_fast_is_set_right() -> None:
    fast = NOON + timedelta(hours=1)
    assert corrected(fast - timedelta(minutes=5), fast, NOON) == NOON - timedelta(minutes=5)


def test_a_clock_that_stopped_in_1970_is_set_right() -> None:
    stopped = datetime(1970, 1, 1, tzinfo=UTC)
    assert corrected(stopped, stopped + timedelta(seconds=30), NOON) == NOON - timedelta(seconds=30)


def test_a_right_clock_is_believed_to_the_microsecond() -> None:
    told = NOON - timedelta(days=700, microseconds=7)
    assert corrected(told, NOON - timedelta(seconds=2), NOON) == told


def test_without_a_time_of_sending_the_told_time_is_believed() -> None:
    assert corrected(NOON - timedelta(days=3), None, NOON) == NOON - timedelta(days=3)


def test_without_any_time_it_happened_when_it_was_received() -> None:
    assert corrected(None, None, NOON) == NOON


def test_a_call_that_somebody_received_before_is_not_corrected_twice() -> None:
    told = datetime(2015, 2, 23, tzinfo=UTC)
    assert corrected(told, told, NOON, settled=True) == told


def test_nothing_happens_after_it_was_sent() -> None:
    sent = datetime(2009, 11, 10, tzinfo=UTC)
    assert corrected(datetime(2015, 7, 10, tzinfo=UTC), sent, NOON) == NOON
