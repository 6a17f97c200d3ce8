"""The worker as a process: it does what is due, stays small, and ends when told to or left alone."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.migrated import environment
from tests.store.company import LONG_AGO, Company, close, found, run

pytestmark = [pytest.mark.slow, pytest.mark.database]

PATIENCE = 60.0


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    made = found(tmp_path)
    yield made
    close(made)


def until(true: Callable[[], bool]) -> None:
    """Wait for something that other processes bring about."""
    end = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > end:
            raise AssertionError("it did not happen")
        time.sleep(0.05)


def start(company: Company, **more: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "regulars", "worker"], env=environment(company.home, company.url) | more
    )


def job(company: Company, name: str, column: str) -> Any:
    rows = company.execute(f"SELECT {column} FROM schedule_periodicjob WHERE name = ?", name)
    return rows[0][0] if rows else None


def test_worker_once_brings_numbers_up_to_date(company: Company) -> None:
    ann = company.customer(name="Ann")
    company.order(ann, "A1", ("tee", "1", "5"))
    run(company.home, company.url, "-m", "regulars", "worker", "--once")
    assert company.execute("SELECT customer_id, orders FROM insights_customerinsight") == [(ann, 1)]
    [(payload,)] = company.execute("SELECT payload FROM scoreboard_snapshot")
    assert json.loads(payload)["metrics"][0]["numerator"] == 1
    assert company.execute("SELECT name FROM schedule_periodicjob WHERE failures > 0") == []


def test_worker_does_work_that_comes_in_and_ends_on_sigterm(company: Company) -> None:
    worker = start(company)
    until(lambda: job(company, "forget what expired", "last_run_at") is not None)
    ann = company.customer(name="Ann")
    company.order(ann, "A1", ("tee", "1", "5"))
    until(lambda: company.execute("SELECT orders FROM insights_customerinsight") == [(1,)])
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(PATIENCE) == 0


def test_worker_ends_when_the_server_that_started_it_is_gone(company: Company) -> None:
    server = (
        "import os, subprocess, sys, time\n"
        "told = os.environ | {'REGULARS_WORKER_PARENT': str(os.getpid())}\n"
        "print(subprocess.Popen([sys.executable, '-m', 'regulars', 'worker'], env=told, stdout=2).pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", server], env=environment(company.home, company.url), stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    until(lambda: job(company, "forget what expired", "last_run_at") is not None)
    parent.kill()
    parent.communicate()

    def gone() -> bool:
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return True
        # Whoever inherits orphans here may not fetch their exit codes.
        return Path(f"/proc/{worker}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"

    until(gone)


def test_failing_job_is_noted_shown_and_tried_again(company: Company) -> None:
    company.order(company.customer(), "A1", ("tee", "1", "5"))
    # A file where the lake's folder should be.
    (company.home / "lake").write_text("")
    with pytest.raises(subprocess.CalledProcessError):
        run(company.home, company.url, "-m", "regulars", "worker", "--once")
    assert job(company, "refresh the numbers", "failures") == 1
    doctor = subprocess.run(
        [sys.executable, "-m", "regulars", "doctor", "--json"],
        env=environment(company.home, company.url), capture_output=True, text=True, check=False,
    )  # fmt: skip
    [said] = [one["said"] for one in json.loads(doctor.stdout)["findings"] if one["what"] == "background work"]
    named = re.findall(r"([a-z ]+) failed once: NotADirectoryError", said)
    assert [name.strip() for name in named] == ["draw journeys", "learn what to offer", "refresh the numbers"]
    (company.home / "lake").unlink()
    company.execute("UPDATE schedule_periodicjob SET due_at = ?", company.value(LONG_AGO))
    run(company.home, company.url, "-m", "regulars", "worker", "--once")
    assert job(company, "refresh the numbers", "failures") == 0
