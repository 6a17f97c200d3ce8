"""One value of a payload as a text or a number, the same on both databases."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, Final

from django.db.models import CharField, F, FloatField, Func

# What counts as a number: as people and programs write one, without an exponent.
NUMBER: Final = r"^-?[0-9]{1,15}([.][0-9]{1,15})?$"
_NUMBER: Final = re.compile(NUMBER)


def number(text: str) -> float | None:
    """The number a text is, by the same rule as the databases'."""
    return float(text) if _NUMBER.match(text) and not text.endswith("\n") else None


class Told(Func):
    """The text at a path of a JSON column (`true` and `false` are words); null for lists, objects and what was not told.
    `as_number`: the number that text is, null where it is none. Path and column are bound, never written into the SQL."""

    arity = 1

    def __init__(self, column: str, path: Sequence[str], *, as_number: bool = False) -> None:
        super().__init__(F(column), output_field=FloatField() if as_number else CharField())
        self.path = tuple(path)
        self.as_number = as_number

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, tuple[Any, ...]]:
        """`json_type` tells what there is; true would else come out as 1."""
        column, bound = compiler.compile(self.source_expressions[0])
        path = "$" + "".join(f".{json.dumps(part)}" for part in self.path)
        text = (
            f"(CASE JSON_TYPE({column}, %s) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' WHEN 'object' THEN NULL "
            f"WHEN 'array' THEN NULL ELSE CAST(JSON_EXTRACT({column}, %s) AS TEXT) END)"
        )
        one = (*bound, path, *bound, path)
        if not self.as_number:
            return text, one
        return f"(CASE WHEN {text} REGEXP %s THEN CAST({text} AS REAL) END)", (*one, NUMBER, *one)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, tuple[Any, ...]]:
        """A cast is only reached by what is a number: another text would end the statement."""
        column, bound = compiler.compile(self.source_expressions[0])
        path = list(self.path)
        text = f"(CASE WHEN jsonb_typeof({column} #> %s) IN ('object', 'array') THEN NULL ELSE {column} #>> %s END)"
        one = (*bound, path, *bound, path)
        if not self.as_number:
            return text, one
        return f"(CASE WHEN {text} ~ %s THEN {text}::double precision END)", (*one, NUMBER, *one)
