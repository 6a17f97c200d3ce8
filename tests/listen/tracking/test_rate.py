"""Token buckets, by a clock that is moved by hand."""

from __future__ import annotations

from regulars.listen.tracking.rate import Rates


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_second_s_worth_passes_at_once_and_then_must_wait() -> None:
    rates = Rates(Clock())
    assert [rates.wait(1, 3) for _ in range(5)] == [0, 0, 0, 1, 1]


def test_the_bucket_fills_with_time_and_never_over_its_brim() -> None:
    clock = Clock()
    rates = Rates(clock)
    [rates.wait(1, 2) for _ in range(2)]
    clock.now += 0.5
    assert [rates.wait(1, 2), rates.wait(1, 2)] == [0, 1]
    clock.now += 3600
    assert [rates.wait(1, 2) for _ in range(3)] == [0, 0, 1]


def test_each_key_has_a_bucket_of_its_own() -> None:
    rates = Rates(Clock())
    assert [rates.wait(1, 1), rates.wait(1, 1), rates.wait(2, 1)] == [0, 1, 0]


def test_no_rate_is_no_limit() -> None:
    rates = Rates(Clock())
    assert {rates.wait(1, 0) for _ in range(1000)} == {0}
