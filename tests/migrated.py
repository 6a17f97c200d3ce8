"""Databases with every table and no row. Making the tables takes seconds: each is made once and copied."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path

import psycopg
from tests.postgres import start

# The folder of this run, which all its workers are told of (tests/environment.py).
RUN = Path(os.environ["REGULARS_TEST_RUN"])
POSTGRES = os.environ.get("REGULARS_TEST_DATABASE") == "postgres"
SOURCES = Path(__file__).parents[1]


def environment(home: Path, url: str) -> dict[str, str]:
    """What a process of this company is told."""
    told = {"REGULARS_HOME": str(home), "DJANGO_SETTINGS_MODULE": "regulars.settings", "DATABASE_URL": url}
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "JAVA_HOME", "TMPDIR") if name in os.environ}
    return kept | told | {"PYTHONPATH": os.pathsep.join([str(SOURCES / "src"), str(SOURCES)])}


def _migrate(home: Path, url: str) -> None:
    command = [sys.executable, "-m", "django", "migrate", "--skip-checks", "--verbosity", "0"]
    subprocess.run(command, env=environment(home, url), check=True)


@cache
def migrated_file() -> Path:
    """A SQLite file with every table, made by whichever worker comes first."""
    file = RUN / "regulars.db"
    with (RUN / "regulars.db.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            folder = Path(tempfile.mkdtemp(dir=RUN))
            _migrate(folder, "")
            with closing(sqlite3.connect(folder / file.name)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            (folder / file.name).rename(file)
    return file


@cache
def server() -> str:
    """The PostgreSQL that this worker's companies are on, and nothing else.

    What may be read depends on every transaction of a server: that of the test itself, and of a database being made for
    another worker, would keep the newest rows of a company from being read.
    """
    return start()


@cache
def migrated_database() -> str:
    """The name of a PostgreSQL database with every table, made once by each worker."""
    name = "company_migrated"
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    _migrate(Path(tempfile.mkdtemp(dir=RUN)), url_of(name))
    return name


def url_of(name: str) -> str:
    """The address of another database of the same server."""
    base, _, query = server().partition("?")
    return f"{base.rsplit('/', 1)[0]}/{name}?{query}"


def furnish(home: Path) -> Path:
    """A home whose SQLite file has every table: what runs there need not make them first."""
    home.mkdir(parents=True, exist_ok=True)
    shutil.copy(migrated_file(), home / "regulars.db")
    return home
