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


# The program, told its commands one by one in one process: what each prints and how it ends, as JSON.
PROGRAM = """
import contextlib, io, json, sys
from regulars.cli.main import main

for line in sys.stdin:
    sys.argv = ["regulars", *json.loads(line)]
    printed, code = io.StringIO(), 0
    with contextlib.redirect_stdout(printed):
        try:
            main()
        except SystemExit as left:
            code = left.code or 0
    print(json.dumps([code, printed.getvalue()]), flush=True)
"""


@pytest.fixture
def terminal(company: Company) -> Iterator[subprocess.Popen[str]]:
    """Loading the engine's libraries takes longer than what the commands do."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], env=environment(company.home, company.url),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with process:
        yield process
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(60) == 0


def regulars(terminal: subprocess.Popen[str], *arguments: str) -> tuple[int, Any]:
    """Exit code, and what was printed: as JSON where that was asked for."""
    assert terminal.stdin is not None
    assert terminal.stdout is not None
    print(json.dumps(arguments), file=terminal.stdin, flush=True)
    code, printed = json.loads(terminal.stdout.readline())
    return code, json.loads(printed) if "--json" in arguments else printed


def test_sync_check_rebuild_compact(company: Company, terminal: subprocess.Popen[str]) -> None:
    pk = company.order(company.customer(), "A1", ("tee", "1", "5"), amount=50_000)
    code, told = regulars(terminal, "lake", "sync", "--json")
    assert code == 0
    assert told["rows"] == {"interactions": 1, "orders": 1, "lines": 1, "customers": 1, "identities": 0}
    assert regulars(terminal, "lake", "check") == (0, "The lake equals the database.\n")
    company.execute("UPDATE timeline_interaction SET amount = 60000 WHERE id = ?", pk)
    code, told = regulars(terminal, "lake", "check", "--json")
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
    assert regulars(terminal, "lake", "rebuild", "--json")[0] == 0
    assert regulars(terminal, "lake", "check", "--json") == (0, {"equal": True, "differences": []})
    assert regulars(terminal, "lake", "compact", "--json") == (0, {"merged": 0, "removed": 0, "generations": 0})


def test_metrics_speak_and_print_json(company: Company, terminal: subprocess.Popen[str]) -> None:
    assert regulars(terminal, "metrics") == (0, "There are no orders yet. Bring some in: regulars import FILE\n")
    assert regulars(terminal, "metrics", "--json") == (0, None)
    company.order(company.customer(), "A1", ("tee", "1", "5"))
    code, told = regulars(terminal, "metrics", "--json", "--as-of", "2026-03-02")
    assert (code, told["as_of"], told["metrics"][0]["numerator"]) == (0, "2026-03-02", 1)
    assert told["prediction"] is None
    assert company.execute("SELECT count(*) FROM scoreboard_snapshot WHERE payload <> ''") == [(0,)]
    code, told = regulars(terminal, "metrics", "--json")
    assert (told["prediction"]["as_of"], told["prediction"]["currency"]) == (told["as_of"], told["currency"])
    code, told = regulars(terminal, "metrics")
    assert code == 0
    assert "1 customer bought." in told
