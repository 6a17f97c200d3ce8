"""A sync or rebuild that is killed with kill -9, wherever it was, loses and doubles nothing."""

from __future__ import annotations

import random
import subprocess
import sys
import time

import pytest
from tests.migrated import environment
from tests.store.company import Company

from regulars.store.lake.checking import check
from regulars.store.lake.keeping import rebuild, sync
from regulars.store.lake.place import current

pytestmark = [pytest.mark.database, pytest.mark.slow]

LINES = 2_000


def fill(company: Company) -> None:
    """Page views, orders with two lines, and an import that is reverted in the middle."""
    people = [company.customer(name=f"Customer {number}") for number in range(40)]
    company.execute("BEGIN")
    first = last = 0
    for number in range(LINES):
        person = people[number % 40]
        if number == LINES // 2:
            company.execute("DELETE FROM timeline_interaction WHERE actor = 'import:1'")
            company.told_of(
                "import.reverted",
                None,
                {"changes": {"actor": ["import:1", None], "first": [first, None], "last": [last, None]}},
            )
        elif number % 3:
            company.told_of("page.viewed", person)
        else:
            actor = "import:1" if LINES // 4 < number < LINES // 3 else ""
            pk = company.order(person, f"A{number}", ("tee", "1", "9.99"), ("sock", "2", "3.50"), actor=actor)
            first, last = (first or pk, pk) if actor else (first, last)
    company.execute("COMMIT")


def kill_somewhere(company: Company, what: str, wait: float) -> bool:
    """Start it, kill it after a while; whether it was still running then."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.store.lake.filler", what],
        env=environment(company.home, company.url),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "started\n"
    time.sleep(wait)
    running = process.poll() is None
    process.kill()
    process.wait()
    process.stdout.close()
    return running


def test_sync_killed_at_random_points_loses_and_doubles_nothing(company: Company) -> None:
    fill(company)
    chance = random.Random(20260302)
    killed = 0
    for _ in range(30):
        running = kill_somewhere(company, "sync", chance.uniform(0.0, 0.5))
        killed += running
        if not running:
            break
    assert killed >= 3
    sync(company.source(), company.lake)
    assert check(company.source(), company.lake) == []
    # What came in while nobody synced, and once more after the kills.
    company.order(None, "Z1", ("tee", "1", "5"))
    assert sync(company.source(), company.lake).rows["orders"] == 1
    assert check(company.source(), company.lake) == []


def test_rebuild_killed_in_the_middle_leaves_the_old_lake(company: Company) -> None:
    fill(company)
    sync(company.source(), company.lake)
    before = current(company.lake)
    assert kill_somewhere(company, "rebuild", 0.3)
    assert current(company.lake) == before
    assert check(company.source(), company.lake) == []
    rebuild(company.source(), company.lake)
    assert check(company.source(), company.lake) == []
