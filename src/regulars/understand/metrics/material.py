"""What metrics are computed from: the tables, whom they are narrowed to, and how they are broken down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

import ibis
import ibis.expr.types as ir

from regulars.understand.metrics.entered import Entered

if TYPE_CHECKING:
    from regulars.understand.metrics.metric import Table

Column = Literal["channel", "category", "product"]
# Where these columns of rows are known: what is told of orders can be seen by product only through their lines.
COLUMNS: Mapping[str, tuple[Table, ...]] = {
    "channel": ("orders", "lines", "interactions"),
    "category": ("orders", "lines"),
    "product": ("orders", "lines"),
}
# What a part is called that the record does not name.
UNNAMED = "not known"


class Sources(Protocol):
    """The tables of a look at the lake, or anything of their shape."""

    @property
    def orders(self) -> ir.Table:
        """One row an order or return."""

    @property
    def lines(self) -> ir.Table:
        """One row a line of those."""

    @property
    def interactions(self) -> ir.Table:
        """Everything that happened."""

    @property
    def customers(self) -> ir.Table:
        """The present state of people."""


@dataclass(frozen=True, slots=True)
class Material:
    """The tables metrics read, in one currency, with what people entered.

    `among`: a table with a column customer_id; only these people count. `by`: a table (customer_id, part), whose
    customers count in each part they are in and nowhere else, or a column of the rows: each part is then measured as if
    it were all there is. `time_zone`: of the business, for hours of the day.
    """

    tables: Mapping[str, ir.Table]
    currency: str = ""
    entered: Entered = field(default_factory=Entered)
    among: ir.Table | None = None
    by: ir.Table | Column | None = None
    time_zone: str = "UTC"

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that name a row's customer and, where there are parts, the part."""
        return ("customer_id",) if self.by is None else ("part", "customer_id")

    def rows(self, name: Table) -> ir.Table:
        """The rows of a table that count, with their part where the material is broken down."""
        rows = self.tables[name]
        if self.among is not None:
            rows = rows.semi_join(self.among, "customer_id")
        if self.by is None:
            return rows
        if isinstance(self.by, str):
            return self._by_column(rows, name, self.by)
        joined = rows.inner_join(self.by, "customer_id")
        return joined.select(*rows.columns, part=joined.part.cast("string"))

    def _by_column(self, rows: ir.Table, name: Table, column: str) -> ir.Table:
        if name not in COLUMNS[column]:
            raise ValueError(f"breakdown: {name} are not told by {column}")
        if column == "channel":
            if name == "interactions":
                return rows.mutate(part=_named(rows.channel))
            lines = self.tables["interactions"]
            told = lines.select(of=lines.id, part=_named(lines.channel))
            joined = rows.inner_join(told, rows.interaction_id == told.of)
            return joined.select(*rows.columns, "part")
        if name == "lines":
            return rows.mutate(part=_named(rows[column]))
        lines = self.tables["lines"]
        if self.among is not None:
            lines = lines.semi_join(self.among, "customer_id")
        lines = lines.filter(lines.kind.isin(["sale", "return"])).mutate(part=_named(lines[column]))
        made = lines.group_by("part", "interaction_id", "customer_id", "document", "kind", "day", "currency")
        return made.aggregate(amount=lines.amount.sum(), units=lines.quantity.sum())


def material(tables: ir.Table | Sources | Material, currency: str = "") -> Material:
    """Material of a look at the lake; or of the orders alone, for metrics that read nothing else."""
    if isinstance(tables, Material):
        return tables
    if isinstance(tables, ir.Table):
        return Material({"orders": tables}, currency)
    named = {name: getattr(tables, name) for name in ("orders", "lines", "interactions", "customers")}
    return Material(named, currency)


def _named(column: ir.StringValue) -> ir.StringValue:
    return ibis.coalesce(column.nullif(""), ibis.literal(UNNAMED))
