"""What all tests share: a data folder of their own, the database by option, and three people."""

from __future__ import annotations

import gc
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings
from tests.migrated import migrated_file

# A busy machine is no failure; what is slow is measured in bench/.
hypothesis_settings.register_profile("regulars", deadline=None)
hypothesis_settings.load_profile("regulars")

SHARED_DATA = Path(__file__).parent.parent.parent / "shared" / "data"


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Thousands of tests stay until the end: whoever looks for garbage need not go through them again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def pytest_unconfigure() -> None:
    """At the very end everything is garbage."""
    gc.unfreeze()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Whatever asks for the database is run again on PostgreSQL, without being told so twice."""
    if "DATABASE_URL" not in os.environ:
        only_there = [item for item in items if item.get_closest_marker("postgres")]
        items[:] = [item for item in items if item not in only_there]
        config.hook.pytest_deselected(items=only_there)
    for item in items:
        uses = set(getattr(item, "fixturenames", ()))
        if uses & {"db", "transactional_db", "live_server"} or item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.database)


# How deep in transactions a test began; None while fixtures are made.
_began: int | None = None


def _depth() -> int:
    from django.db import connection

    return len(connection.savepoint_ids) + 1 if connection.in_atomic_block else 0


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Most tests run inside a transaction, in which rows can be locked. Code that locks has to begin one of its own: as it
    is used there is none around it, and PostgreSQL refuses."""
    global _began  # noqa: PLW0603 -- one test runs at a time
    _began = _depth() if item.get_closest_marker("database") else None
    try:
        yield
    finally:
        _began = None


@pytest.fixture(scope="session", autouse=True)
def static_files_are_looked_for_when_asked_for() -> None:
    """Each client of a test begins the middleware anew, which would read through all static files."""
    from django.conf import settings

    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(scope="session", autouse=True)
def locks_are_taken_inside() -> Iterator[None]:
    """What locks rows without a transaction of its own fails its test, on SQLite too, which ignores the lock."""
    from django.db.models import QuerySet

    plain = QuerySet.select_for_update

    def locking(rows: Any, *options: Any, **named: Any) -> Any:
        assert _began is None or _depth() > _began, "select_for_update outside a transaction"
        return plain(rows, *options, **named)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(QuerySet, "select_for_update", locking)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> Iterator[None]:
    """SQLite's database in memory begins as a copy of the one file that was migrated, so that nothing is left to migrate."""
    from django.db import connection

    if connection.vendor != "sqlite":
        yield
        return
    name = "file:regulars_tests?mode=memory&cache=shared"
    connection.settings_dict["TEST"]["NAME"] = name
    # It is there as long as somebody has it open.
    with closing(sqlite3.connect(name, uri=True)) as held:
        with closing(sqlite3.connect(migrated_file())) as made:
            made.backup(held)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tests that commit are cleaned up after by deleting every row; what only grows would refuse. Their own tests put it back."""
    from django.db import connection

    kept = {
        "audit_stays": "timeline_auditline",
        "consent_stays": "consents_consentline",
        "wording_stays": "consents_wording",
    }
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for trigger, table in kept.items():
            cursor.execute(f"DROP TRIGGER {trigger}{f' ON {table}' if connection.vendor == 'postgresql' else ''}")


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """Hashing a password slowly is Django's business, and tested there."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What a process remembers of the database, it must not remember of the test before."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    """A fresh REGULARS_HOME."""
    settings.REGULARS_HOME = tmp_path
    return tmp_path


@pytest.fixture
def alice(db: None) -> Any:
    """Owns the business and may do everything."""
    from regulars.access.users.models import User

    return User.objects.create_user("alice@unfold.example", "correct horse battery", name="Alice Amari", role="owner")


@pytest.fixture
def bob(db: None) -> Any:
    """Answers customers: may see and change them, nothing else."""
    from regulars.access.users.models import User

    return User.objects.create_user("bob@unfold.example", "correct horse battery", name="Bob Brandt", role="agent")


@pytest.fixture
def charlie(db: None) -> Any:
    """Was a colleague; the account is closed and must open nothing."""
    from regulars.access.users.models import User

    return User.objects.create_user(
        "charlie@unfold.example", "correct horse battery", name="Charlie Cole", role="agent", is_active=False
    )
