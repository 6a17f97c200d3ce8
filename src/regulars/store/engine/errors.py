"""What an engine's failure looks like to everybody else."""

from __future__ import annotations


class EngineError(RuntimeError):
    """A query or an engine failed. `sql` is the statement, empty when none was reached."""

    def __init__(self, message: str, sql: str = "") -> None:
        super().__init__(f"{message}\n\n{sql}" if sql else message)
        self.sql = sql
