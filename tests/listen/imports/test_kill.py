"""The command itself: killed without warning it goes on without loss or doubles, and taken back it leaves the lake too."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.migrated import furnish

ORDERS, LINES = 6_000, 3


def _regulars(home: Path, *words: str) -> subprocess.Popen[str]:
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"REGULARS_HOME": str(home)}
    command = [sys.executable, "-m", "regulars", *words]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _answer(process: subprocess.Popen[str]) -> dict[str, object]:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    answer: dict[str, object] = json.loads(out)
    return answer


def _lines(home: Path) -> list[tuple[str, int, str, int]]:
    """Every imported line with what it says, and its customer's id outside."""
    import sqlite3

    connection = sqlite3.connect(home / "regulars.db")
    try:
        return connection.execute(
            "SELECT t.source_id, t.amount, t.properties, count(*) FROM timeline_interaction t JOIN identities_identity i "
            "ON i.customer_id = t.customer_id WHERE t.source = 'file' GROUP BY 1, 2, 3 ORDER BY 1"
        ).fetchall()
    finally:
        connection.close()


def _position(home: Path) -> int:
    import sqlite3

    try:
        connection = sqlite3.connect(f"file:{home / 'regulars.db'}?mode=ro", uri=True)
        try:
            row = connection.execute("SELECT position FROM imports_import WHERE status = 'running'").fetchone()
        finally:
            connection.close()
    except sqlite3.OperationalError:
        return 0
    return row[0] if row else 0


@pytest.mark.slow
def test_killed_import_goes_on_without_loss_or_doubles(tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    with file.open("w") as out:
        out.write("order,date,customer id,product,quantity,price\n")
        for order in range(ORDERS):
            for line in range(LINES):
                out.write(f"{order},2024-01-{order % 28 + 1:02} 10:00,{order % 97 + 1},p{line},{line + 1},1.5\n")
    whole, killed = furnish(tmp_path / "whole"), furnish(tmp_path / "killed")
    _answer(_regulars(whole, "import", str(file), "--json"))

    kills = 0
    for wanted in (1, 2, 3):
        process = _regulars(killed, "import", str(file), "--json")
        until = time.monotonic() + 60
        while _position(killed) < wanted and process.poll() is None and time.monotonic() < until:
            time.sleep(0.005)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            kills += 1
        process.communicate()
    assert kills > 0
    answer = _answer(_regulars(killed, "import", str(file), "--json"))

    assert (answer["status"], answer["rows"], answer["new"], answer["repeated"]) == ("done", ORDERS * LINES, ORDERS, 0)
    assert _lines(killed) == _lines(whole)
    assert len(_lines(killed)) == ORDERS


@pytest.mark.slow
def test_import_taken_back_leaves_the_lake_too(tmp_path: Path) -> None:
    home = furnish(tmp_path / "home")
    for number, customer in ((1, 7), (2, 8)):
        file = tmp_path / f"{number}.csv"
        file.write_text(
            f"order id,date,customer id,product,quantity,line total\n{number},2024-01-02,{customer},coat,3,10\n"
        )
        _answer(_regulars(home, "import", str(file), "--json"))
    _answer(_regulars(home, "lake", "sync", "--json"))
    undone = _answer(_regulars(home, "import", "--revert", "1", "--json"))
    assert undone["undone"] == {"lines": 1, "customers_made": 1, "customers_changed": 0}
    synced = _answer(_regulars(home, "lake", "sync", "--json"))
    # The line itself, its order and the order's line.
    assert synced["removed"] == 3
    assert _regulars(home, "lake", "check").wait(60) == 0
