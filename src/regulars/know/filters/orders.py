"""What a list can be sorted by. Each order is two runs: those with a value, by it and then by id, and those without one,
newest first; so that unknown values come last whichever way it is sorted, and both databases agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from regulars.access.acting import current
from regulars.kit.position import BadPosition

WRITERS: Final[dict[str, Callable[[Any], str]]] = {
    "text": str,
    "moment": lambda value: value.isoformat(),
    "day": lambda value: value.isoformat(),
    "number": str,
    "money": str,
    "share": repr,
}
READERS: Final[dict[str, Callable[[str], Any]]] = {
    "text": str,
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "number": int,
    "money": Decimal,
    "share": float,
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where in an order one customer stands: `value` is None in the second run."""

    value: Any
    tie: int


@dataclass(frozen=True, slots=True)
class Order:
    """An order by a column of the customer's, or of rows that belong to customers (`rows` given).

    `kind` is how its values are written into positions, `downwards` which way it is sorted first. `rows` must hold at most
    one row for each customer, without empty values; `column` and `link` name its value and the customer's id, `root` the
    id of the customer the row counts for.
    """

    key: str
    label: str
    column: str
    kind: str
    downwards: bool = False
    hidden_as: tuple[str, ...] = ()
    rows: Callable[[], QuerySet[Any, Any]] | None = None
    link: str = "pk"
    root: str = ""
    lacking: Callable[[], Q] | None = None

    def valued(self) -> Q:
        """Of customers: that there is a value to sort by."""
        if self.rows is not None:
            return ~self.without()
        return Q(**{f"{self.column}__gt": ""}) if self.kind == "text" else Q(**{f"{self.column}__isnull": False})

    def without(self) -> Q:
        """Of customers: that there is none."""
        if self.lacking is not None:
            return self.lacking()
        if self.rows is not None:
            return ~Q(Exists(self.rows().filter(**{self.link: OuterRef("pk")})))
        return Q(**{self.column: "" if self.kind == "text" else None})

    def sorting(self, down: bool) -> list[Any]:
        """What to sort the first run by."""
        value: Any = f"-{self.column}" if down else self.column
        if self.column == "last_heard_at":
            # As its index says it, read forwards or backwards: else PostgreSQL does not recognise it.
            value = F(self.column).desc(nulls_last=True) if down else F(self.column).asc(nulls_first=True)
        return [value, f"-{self.link}" if down else self.link]

    def beyond(self, place: Place, down: bool) -> Q:
        """What comes after a place of the first run. The first bound is what an index seeks by, the second drops ties."""
        bound, tie = ("lte", "gte") if down else ("gte", "lte")
        seek = Q(**{f"{self.column}__{bound}": place.value})
        return seek & ~Q(**{self.column: place.value, f"{self.link}__{tie}": place.tie})

    def upto(self, place: Place, down: bool) -> Q:
        """What comes before a place of the first run, and the place itself."""
        bound, tie = ("gte", "lt") if down else ("lte", "gt")
        seek = Q(**{f"{self.column}__{bound}": place.value})
        return seek & ~Q(**{self.column: place.value, f"{self.link}__{tie}": place.tie})

    def write(self, value: Any) -> str | None:
        """A value as a position keeps it."""
        return None if value is None else WRITERS[self.kind](value)

    def read(self, text: str | None) -> Any:
        """The value a position keeps. Raises BadPosition."""
        try:
            return None if text is None else READERS[self.kind](text)
        except (ValueError, ArithmeticError) as error:
            raise BadPosition(f"after: {text!r} is not a position of the list by {self.label}") from error


Orders = dict[str, Order]


def shown(orders: Iterable[Order]) -> Orders:
    """By key, those that whoever acts may see."""
    hidden = current().hidden
    return {order.key: order for order in orders if not hidden & set(order.hidden_as)}


def profile_orders() -> list[Order]:
    """The orders by columns of the profile. Each has an index that ends in the id; the first is how a list begins."""
    return [
        Order("heard", "last heard", "last_heard_at", "moment", downwards=True),
        Order("name", "name", "name_key", "text", hidden_as=("email", "phone")),
        Order("created", "when they were added", "created_at", "moment", downwards=True),
        Order("city", "town", "city", "text", hidden_as=("city",)),
        Order("country", "country", "country", "text", hidden_as=("country",)),
        Order("birthday", "date of birth", "birthday", "day", hidden_as=("birthday",)),
    ]
