"""How a file is laid out: what was found by looking at it, and what a person may set otherwise."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

Container = Literal["text", "xlsx", "parquet", "cards"]
DateOrder = Literal["ymd", "dmy", "mdy"]
Sure = Literal["high", "medium", "low"]

# The order is the order in which a person is offered them.
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar", " ": "blanks"}
DATE_ORDERS = {"ymd": "year, month, day", "dmy": "day, month, year", "mdy": "month, day, year"}


class UnreadableFile(ValueError):
    """The file as a whole cannot be read; the message says why and what to do."""


@dataclass(frozen=True)
class Layout:
    """The shape of one file.

    `decimal` is `.` or `,`; `header` false means that `columns` were named by us, not by the first row; `sure` says for each of
    encoding, delimiter, decimal and date_order how sure the finding is, `why` in a few words what it rests on.
    """

    container: Container = "text"
    gzipped: bool = False
    encoding: str = "utf-8"
    delimiter: str = ","
    decimal: str = "."
    date_order: DateOrder = "ymd"
    header: bool = True
    sheet: str = ""
    columns: tuple[str, ...] = ()
    sure: dict[str, Sure] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The layout as plain JSON values."""
        return {**asdict(self), "columns": list(self.columns)}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Layout:
        """The layout that `as_json` wrote."""
        known = {f.name for f in fields(cls)}
        kept = {name: value for name, value in values.items() if name in known}
        return cls(**{**kept, "columns": tuple(kept.get("columns", ()))})
