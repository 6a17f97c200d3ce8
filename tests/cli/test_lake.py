"""`regulars lake` and `regulars metrics` in a terminal."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.migrated import environment
from tests.store.company import Company, close, found

pytestmark = [pytest.mark.slow, pytest.mark.database]


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    made = found(tmp_path)
    yield made
    close(made)


def regulars(company: Company, *arguments: str) -> tuple[int, Any]:
    """Exit code, and what was printed: as JSON where that was asked for."""
    done = subprocess.run(
        [sys.executable, "-m", "regulars", *arguments],
        env=environment(company.home, company.url), capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, json.loads(done.stdout) if "--json" in arguments else done.stdout


def test_sync_check_rebuild_compact(company: Company) -> None:
    pk = company.order(company.customer(), "A1", ("tee", "1", "5"), amount=50_000)
    code, told = regulars(company, "lake", "sync", "--json")
    assert code == 0
    assert told["rows"] == {"interactions": 1, "orders": 1, "lines": 1, "customers": 1, "identities": 0}
    assert regulars(company, "lake", "check") == (0, "The lake equals the database.\n")
    company.execute("UPDATE timeline_interaction SET amount = 60000 WHERE id = ?", pk)
    code, told = regulars(company, "lake", "check", "--json")
    assert code == 1
    assert told == {
        "equal": False,
        "differences": [
            {
                "table": "interactions",
                "first": 0,
                "last": 99_999,
                "column": "amount",
                "in_database": 60_000,
                "in_lake": 50_000,
            }
        ],
    }
    assert regulars(company, "lake", "rebuild", "--json")[0] == 0
    assert regulars(company, "lake", "check", "--json") == (0, {"equal": True, "differences": []})
    assert regulars(company, "lake", "compact", "--json") == (0, {"merged": 0, "removed": 0, "generations": 0})


def test_metrics_speak_and_print_json(company: Company) -> None:
    assert regulars(company, "metrics") == (0, "There are no orders yet. Bring some in: regulars import FILE\n")
    assert regulars(company, "metrics", "--json") == (0, None)
    company.order(company.customer(), "A1", ("tee", "1", "5"))
    code, told = regulars(company, "metrics", "--json", "--as-of", "2026-03-02")
    assert (code, told["as_of"], told["metrics"][0]["numerator"]) == (0, "2026-03-02", 1)
    assert told["prediction"] is None
    assert company.execute("SELECT count(*) FROM scoreboard_snapshot WHERE payload <> ''") == [(0,)]
    code, told = regulars(company, "metrics", "--json")
    assert (told["prediction"]["as_of"], told["prediction"]["currency"]) == (told["as_of"], told["currency"])
    code, told = regulars(company, "metrics")
    assert code == 0
    assert "1 customer bought." in told
