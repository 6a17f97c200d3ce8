"""The day of a year as a number, 412 for 12 April, computed by the database: what days to remember are found by."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, SmallIntegerField
from django.db.models.sql.compiler import SQLCompiler


class DayKey(Func):
    """Month and day of a date. An index holds it, so it is never out of step with the date, whoever changes that."""

    output_field = SmallIntegerField()
    arity = 1
    # A day as SQLite keeps it is its ISO text; a moment too, in UTC.
    _sqlite = "CAST(substr(%(expressions)s, 6, 2) || substr(%(expressions)s, 9, 2) AS INTEGER)"
    _postgresql = "(EXTRACT(MONTH FROM %(expressions)s) * 100 + EXTRACT(DAY FROM %(expressions)s))::smallint"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        """Cut out of the text."""
        return self.as_sql(compiler, connection, template=self._sqlite, **context)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        """Taken from the date."""
        return self.as_sql(compiler, connection, template=self._postgresql, **context)


class MomentKey(DayKey):
    """Month and day of a moment, in UTC: an index cannot follow a time zone's rules."""

    _postgresql = (
        "(EXTRACT(MONTH FROM %(expressions)s AT TIME ZONE 'UTC') * 100"
        " + EXTRACT(DAY FROM %(expressions)s AT TIME ZONE 'UTC'))::smallint"
    )
