"""When a job may be done again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from regulars.cli.jobs import BY_NAME, Job


@pytest.mark.parametrize(
    ("took", "pause"),
    [(0.5, 8), (1.5, 6), (3, 3), (4, 2), (4.25, 2.125), (90, 45)],
)
def test_numbers_rest_as_long_as_news_may_wait_and_half_of_what_they_took(took: float, pause: float) -> None:
    assert BY_NAME["refresh the numbers"].pause(took) == timedelta(seconds=pause)


def test_job_without_a_bound_rests_as_it_says() -> None:
    job = Job("sweep", timedelta(seconds=5), lambda: True, lambda: None)
    assert job.pause(100) == timedelta(seconds=5)
