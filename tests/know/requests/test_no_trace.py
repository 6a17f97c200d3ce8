"""An erased person is in no file any more, the numbers are what they were, and an old file does not bring them back.

On PostgreSQL the tables are looked through instead of the database's file: its own files give up the space of removed rows
at its next vacuum.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.database]


def database() -> str:
    """The address of a database nobody else uses, on the server the tests run on; nothing for SQLite's file."""
    server = os.environ.get("DATABASE_URL", "")
    if not server:
        return ""
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS one_life")
        connection.execute("CREATE DATABASE one_life TEMPLATE template0")
    return server.replace("/postgres?", "/one_life?")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What tests/know/requests/one_life.py saw, in a process, a data folder and a database of its own."""
    home = tmp_path_factory.mktemp("life") / "home"
    script = Path(__file__).with_name("one_life.py")
    run = subprocess.run(
        [sys.executable, str(script)], env=os.environ | {"REGULARS_HOME": str(home), "DATABASE_URL": database()},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-4000:]
    return json.loads(run.stdout.splitlines()[-1])


def test_before_the_erasure_every_kind_of_file_speaks_of_them(told: Any) -> None:
    # What was written last may still stand in the database's journal.
    kinds = {Path(path).parts[0].removesuffix("-wal") for path in told["before"]}
    assert {"regulars.db", "lake", "files", "imports"} <= kinds


def test_after_it_no_file_does(told: Any) -> None:
    assert (told["closed"], told["after"]) == (1, [])


def test_numbers_are_what_they_were(told: Any) -> None:
    assert told["numbers_before"] != {}
    assert told["numbers_after"] == told["numbers_before"]


def test_search_finds_nobody(told: Any) -> None:
    assert told["found"] == [0, 0, 0]


def test_the_same_file_again_brings_nobody_back(told: Any) -> None:
    assert (told["customers"], told["after_import"]) == (["Ben Cole", "Cole and Sons"], [])
