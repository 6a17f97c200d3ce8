"""The database behind `DATABASE_URL=postgresql://...`: Django's own, asked less often whether it is there and how to go about.

Django asks the server at each request whether the connection still stands, and has it plan each statement anew. For a
search that somebody waits for while typing, both take as long as the answers.
"""

from __future__ import annotations

import select
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from django.db.backends.utils import CursorWrapper

# Planned once, a statement is planned for whatever it may be asked with. Only statements of `planned_cursor` are. Told once
# the connection stands: poolers refuse it among what a connection begins with.
_PLANNED_ONCE = "SET plan_cache_mode = force_generic_plan"


class PlannedCursor(psycopg.Cursor[tuple[Any, ...]]):
    """Its statements are kept by the server, planned, for the next time the connection asks the same."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> PlannedCursor:
        """As psycopg's, prepared at the first time."""
        return super().execute(query, params, **(options | {"prepare": True}))


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is kept between requests, and asked whether it still stands where something speaks against it."""

    health_check_enabled: bool
    health_check_done: bool

    def get_connection_params(self) -> dict[str, Any]:
        """What psycopg is told, and that statements may be kept."""
        told: dict[str, Any] = super().get_connection_params()
        told["prepare_threshold"] = told["prepare_threshold"] or 5
        return told

    def init_connection_state(self) -> None:
        """As Django's, and how to plan."""
        super().init_connection_state()
        with self.connection.cursor() as cursor:
            cursor.execute(_PLANNED_ONCE)

    def planned_cursor(self) -> CursorWrapper:
        """A cursor for the few statements that are asked again and again and are good to plan without knowing with what."""
        self.validate_thread_sharing()
        self.close_if_health_check_failed()
        self.ensure_connection()
        cursor: Any = PlannedCursor(self.connection)
        return self.make_debug_cursor(cursor) if self.queries_logged else self.make_cursor(cursor)

    def close_if_health_check_failed(self) -> None:
        """Let go of a connection whose other end hung up; Django asks `SELECT 1` at each request to know that.

        A server that ends, restarts or throws somebody out closes the connection, which stands to be read like any word
        of the server's: only then is it worth asking. One that vanished without a word is found out by TCP's own probes.
        """
        if self.connection is None or not self.health_check_enabled or self.health_check_done:
            return
        if self._has_word() and not self.is_usable():
            self.close()
        self.health_check_done = True

    def _has_word(self) -> bool:
        """Whether the server said something that nobody asked for."""
        if self.connection.closed:
            return True
        line = select.poll()
        line.register(self.connection.fileno(), select.POLLIN)
        return bool(line.poll(0))
