"""What is due is done by one worker at a time, and by another when that one dies."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import close_old_connections, connection

from regulars.kit import moments
from regulars.store.schedule import claims, queries
from regulars.store.schedule.models import PeriodicJob

HOUR = timedelta(hours=1)


@pytest.fixture
def job(db: None) -> str:
    claims.know(["count"])
    return "count"


def test_known_job_is_due_at_once_and_stays_as_it_was_when_told_again(job: str) -> None:
    assert queries.due(["count", "other"]) == ["count"]
    PeriodicJob.objects.update(due_at=moments.now() + HOUR)
    claims.know(["count"])
    assert queries.due(["count"]) == []


def test_claimed_job_is_nobody_elses(job: str) -> None:
    held = claims.claim(job)
    assert held is not None
    assert claims.claim(job) is None
    assert queries.due([job]) == []


def test_done_job_is_due_again_later(job: str) -> None:
    held = claims.claim(job)
    assert held is not None
    assert claims.succeed(held, 1.5, HOUR)
    assert claims.claim(job) is None
    row = PeriodicJob.objects.get()
    assert (row.claim, row.claimed_until, row.last_seconds, row.failures) == ("", None, 1.5, 0)
    assert row.due_at - moments.now() > HOUR - timedelta(minutes=1)
    assert queries.last_run(job) == row.last_run_at


def test_lapsed_claim_is_taken_over_and_the_first_holder_changes_nothing_more(job: str) -> None:
    dead = claims.claim(job)
    assert dead is not None
    PeriodicJob.objects.update(claimed_until=moments.now() - timedelta(seconds=1))
    heir = claims.claim(job)
    assert heir is not None
    assert not claims.extend(dead)
    assert not claims.succeed(dead, 1, HOUR)
    assert not claims.fail(dead, 1, "late")
    assert claims.extend(heir)
    assert queries.failing() == []


def test_pause_doubles_with_each_failure_and_ends_with_a_success(job: str) -> None:
    pauses = []
    for _ in range(12):
        PeriodicJob.objects.update(due_at=moments.now())
        held = claims.claim(job)
        assert held is not None
        claims.fail(held, 0.1, "disk full")
        row = PeriodicJob.objects.get()
        assert row.last_run_at is not None
        pauses.append(round((row.due_at - row.last_run_at).total_seconds()))
    assert pauses == [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600]
    assert queries.failing() == ["count failed 12 times in a row: disk full"]
    PeriodicJob.objects.update(due_at=moments.now())
    held = claims.claim(job)
    assert held is not None
    claims.succeed(held, 1, HOUR)
    assert queries.failing() == []


def test_job_let_go_is_due_as_before(job: str) -> None:
    held = claims.claim(job)
    assert held is not None
    claims.let_go(held)
    assert queries.due([job]) == [job]


@pytest.mark.django_db(transaction=True)
def test_of_many_who_claim_at_once_one_gets_it() -> None:
    if connection.vendor == "sqlite":
        # The tests' SQLite lives in memory and is one connection; its writers queue by nature.
        claims.know(["count"])
        assert [claims.claim("count") is not None for _ in range(4)] == [True, False, False, False]
        return
    claims.know(["count"])
    got: list[bool] = []
    start = threading.Barrier(4)

    def try_it() -> None:
        start.wait()
        got.append(claims.claim("count") is not None)
        close_old_connections()
        connection.close()

    threads = [threading.Thread(target=try_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [False, False, False, True]
