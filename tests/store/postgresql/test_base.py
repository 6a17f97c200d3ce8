"""A kept connection to PostgreSQL is used again unasked, and let go of once its other end hung up."""

from __future__ import annotations

import time
from typing import Any

import psycopg
import pytest
from django.db import connection

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def _pid() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _other() -> psycopg.Connection[Any]:
    told = connection.get_connection_params()
    beside = {"cursor_factory", "context"}
    return psycopg.connect(**{name: value for name, value in told.items() if name not in beside}, autocommit=True)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What the connection answered each time it was asked whether it still stands."""
    answers: list[bool] = []
    ask = connection.is_usable
    monkeypatch.setattr(connection, "is_usable", lambda: answers.append(ask()) or answers[-1])
    return answers


def _next_request() -> None:
    connection.health_check_enabled, connection.health_check_done = True, False


def test_connection_that_stands_is_used_again_unasked(asked: list[bool]) -> None:
    before = _pid()
    _next_request()
    assert (_pid(), asked) == (before, [])


def test_connection_the_server_ended_is_opened_anew(asked: list[bool]) -> None:
    before = _pid()
    with _other() as other:
        other.execute("SELECT pg_terminate_backend(%s)", [before])
        for _ in range(500):
            if not other.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [before]).fetchall():
                break
            time.sleep(0.01)
    _next_request()
    assert (_pid() == before, asked) == (False, [False])


def test_word_of_the_server_is_no_end_of_it(asked: list[bool]) -> None:
    before = _pid()
    with connection.cursor() as cursor:
        cursor.execute("LISTEN news")
    with _other() as other:
        other.execute("NOTIFY news")
    _next_request()
    assert (_pid(), asked) == (before, [True])


def test_planned_statement_is_kept_and_planned_once_for_whatever_it_is_asked_with() -> None:
    for number in (1, 2):
        with connection.planned_cursor() as cursor:
            cursor.execute("SELECT id FROM customers_customer WHERE id = %s", [number])
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement, generic_plans, custom_plans FROM pg_prepared_statements")
        assert cursor.fetchall() == [("SELECT id FROM customers_customer WHERE id = $1", 2, 0)]


def test_planned_statement_opens_a_connection_the_server_ended() -> None:
    before = _pid()
    with _other() as other:
        other.execute("SELECT pg_terminate_backend(%s)", [before])
    time.sleep(0.2)
    _next_request()
    with connection.planned_cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone() != (before,)


def test_planned_statements_are_counted_like_others(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1), connection.planned_cursor() as cursor:
        cursor.execute("SELECT 1")
