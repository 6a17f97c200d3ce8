"""The mapped cells of one batch, with the rows at fault set apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from regulars.listen.imports import parse_dates
from regulars.listen.imports.layout import Layout
from regulars.listen.imports.order_lines import full_name, reject, somebody, whole_ids
from regulars.listen.imports.parse_values import MONEY, not_understood, numbers
from regulars.listen.imports.read_file import RejectedRow, TextBatch


@dataclass
class RowCells:
    """Reads cells by field; what is not understood is refused with its reason."""

    batch: TextBatch
    mapping: Mapping[str, str]
    layout: Layout
    time_zone: str
    _wrong: list[tuple[str, pa.Array, str]] = field(default_factory=list)
    _rejected: list[RejectedRow] = field(default_factory=list)

    def text(self, name: str) -> pa.Array:
        """The cells of a field, null where the file has none."""
        column = self._columns().get(name)
        if column is None:
            return pa.nulls(self.batch.table.num_rows, pa.string())
        return self.batch.table.column(column).combine_chunks()

    def moments(self, name: str, *, time_zone: str = "") -> pa.Array:
        """The field as moments in UTC."""
        cells = self.text(name)
        values = parse_dates.moments(cells, order=self.layout.date_order, time_zone=time_zone or self.time_zone)
        self.refuse(name, not_understood(cells, values), "is no date of the calendar")
        return values

    def days(self, name: str) -> pa.Array:
        """The field as days; null for what is none, which is the caller's to refuse."""
        found = parse_dates.moments(self.text(name), order=self.layout.date_order, time_zone="UTC")
        return pc.cast(found, pa.date32())

    def amounts(self, name: str) -> pa.Array:
        """The field as decimals of four places; null for what is no number, which is the caller's to refuse."""
        return numbers(self.text(name), decimal=self.layout.decimal, kind=MONEY)

    def money(self, name: str) -> pa.Array:
        """The field as decimals of four places."""
        cells = self.text(name)
        values = numbers(cells, decimal=self.layout.decimal, kind=MONEY)
        self.refuse(name, not_understood(cells, values), "is no number")
        return values

    def refuse(self, name: str, mask: pa.Array, reason: str) -> None:
        """Set the rows of `mask` apart because of this field."""
        self._wrong.append((name, mask, reason))

    def rows(self, typed: Mapping[str, pa.Array]) -> tuple[list[tuple[int, dict[str, Any]]], int]:
        """(row number, field -> value) of every row that is not refused, and how many are."""
        columns = {name: self.text(name) for name in self._columns()} | dict(typed)
        columns["customer_id"] = somebody(whole_ids(self.text("customer_id")))
        columns["customer_name"] = full_name(
            self.text("customer_name"), self.text("first_name"), self.text("last_name")
        )
        self._rejected, bad = reject(self.batch, self._columns(), self._wrong)
        table = pa.table(columns | {"": self.batch.rows})
        kept = (table if bad is None else table.filter(pc.invert(bad))).to_pylist()
        return [(values.pop(""), values) for values in kept], len(self._rejected)

    def rejected(self) -> list[RejectedRow]:
        """The rows refused so far, once `rows` was called."""
        return list(self._rejected)

    def _columns(self) -> dict[str, str]:
        present = set(self.batch.table.column_names)
        return {target: column for column, target in self.mapping.items() if column in present}


def no_phone(column: pa.Array) -> pa.Array:
    """True where a cell is filled and has not the digits of a phone number."""
    digits = [len(re.sub(r"\D", "", cell)) if cell else 7 for cell in column.to_pylist()]
    return pa.array([not 5 <= count <= 17 for count in digits], pa.bool_())
