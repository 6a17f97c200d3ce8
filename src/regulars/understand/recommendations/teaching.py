"""What the engine tells of tastes, and learning from it. Loaded by the worker only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from regulars.store.engine.fetch import fetch
from regulars.understand.recommendations import signals
from regulars.understand.recommendations.learning.everybody import Everybody, everybody
from regulars.understand.recommendations.learning.model import Blend, Model
from regulars.understand.recommendations.learning.rebuying import medians
from regulars.understand.recommendations.learning.split import Tested, at, tried

if TYPE_CHECKING:
    from ibis.backends import BaseBackend

    from regulars.store.engine.tables import Tables

# More products than these are not learnt: what hardly anybody bought tells nothing, and a block of scores has to fit.
MOST_PRODUCTS = 20_000


@dataclass(frozen=True, slots=True)
class Sold:
    """One product as its orders tell it."""

    key: str
    name: str
    category: str
    price: Any
    currency: str
    last_sold: date
    buyers: int
    again: int
    again_days: int | None


class Teacher:
    """One look at the lake, asked again and again. `outside` are products that are passed over as if never sold."""

    def __init__(self, backend: BaseBackend, tables: Tables, outside: Collection[str] = ()) -> None:
        self.backend, self.looked = backend, tables
        self.outside = pa.array(sorted(outside), pa.string())

    def last_sale(self, until: date) -> date | None:
        """The day of the last sale up to a day."""
        orders = self.looked.orders
        rows = orders.filter(orders.kind == "sale", orders.day <= until).aggregate(last=orders.day.max())
        found: date | None = fetch(self.backend, rows)["last"][0].as_py()
        return found

    def sold(self, as_of: date) -> list[Sold]:
        """Every product sold in the window, by its number."""
        rows = fetch(self.backend, signals.products(self.looked, as_of)).to_pylist()
        again = {
            row["key"]: row["again"] for row in fetch(self.backend, signals.rebuying(self.looked, as_of)).to_pylist()
        }
        typical = medians(fetch(self.backend, signals.gaps(self.looked, as_of)))
        return [
            Sold(
                row["key"], row["name"] or "", row["category"] or "", row["price"], row["currency"] or "",
                row["last_sold"], row["buyers"], again.get(row["key"], 0), typical.get(row["key"]),
            )
            for row in rows
        ]  # fmt: skip

    def tastes(self, as_of: date, every: int) -> pa.Table:
        """Rows of `signals.tastes`."""
        return fetch(self.backend, signals.tastes(self.looked, as_of, every))

    def products(self, as_of: date) -> pa.Table:
        """Rows of `signals.products` that may be learnt of: the most bought, in the order of their numbers."""
        rows = fetch(self.backend, signals.products(self.looked, as_of))
        rows = rows.filter(pc.invert(pc.is_in(rows["key"], self.outside)))
        if len(rows) > MOST_PRODUCTS:
            rows = rows.sort_by([("buyers", "descending"), ("key", "ascending")]).slice(0, MOST_PRODUCTS)
        return rows.sort_by("key")

    def bought_between(self, first: date, last: date, every: int) -> pa.Table:
        """Rows of `signals.bought_between`."""
        return fetch(self.backend, signals.bought_between(self.looked, first, last, every))

    @cached_property
    def known(self) -> Any:
        """The ids of customers who have a profile, ascending."""
        customers = self.looked.customers
        rows = customers.filter(customers.known, customers.merged_into_id.isnull()).select("id")
        return np.sort(fetch(self.backend, rows)["id"].to_numpy())

    def trial(self, as_of: date, *, every: int, without: Any) -> Tested | None:
        """How good it would have been over the last weeks."""
        return tried(self, as_of, every=every, without=without)

    def learn(self, as_of: date, blend: Blend, *, barred: Collection[str], without: Any) -> tuple[Model, Everybody]:
        """What serves from now on, and what it says of everybody who is known."""
        model, tastes = at(self, as_of, without=without, blend=blend)
        offered = np.array([key not in barred for key in model.keys], np.bool_)
        return model, everybody(model, tastes.rows(np.isin(tastes.customers, self.known)), offered)
