"""Reading what was learnt, the products, and what is never offered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings

from regulars.access.acting import require
from regulars.kit import moments
from regulars.kit.folding import fold
from regulars.kit.position import read_position, write_position
from regulars.understand.recommendations.models import Exclusion, Learning, Product
from regulars.understand.recommendations.told import Learnt, from_json

if TYPE_CHECKING:
    from regulars.understand.recommendations.learning.everybody import Everybody
    from regulars.understand.recommendations.learning.model import Model


@dataclass(frozen=True, slots=True)
class ProductPage:
    """Some products and where the next page begins (None: that was all)."""

    products: list[Product]
    next: str | None


def latest() -> Learnt | None:
    """The newest learning; None before the first."""
    newest = Learning.objects.order_by("-pk").first()
    if newest is None:
        return None
    return Learnt(newest.as_of, newest.computed_at, newest.generation, from_json(newest.payload))


def opened(learnt: Learnt | None) -> tuple[Model, Everybody] | None:
    """The files of a learning; None where there are none."""
    if learnt is None or not learnt.generation:
        return None
    from regulars.understand.recommendations import shelf  # noqa: PLC0415 -- loads the libraries of the mathematics

    return shelf.opened(learnt.generation)


def day_of(learnt: Learnt) -> date:
    """Today, or the day a company without recent sales was learnt as of."""
    today = moments.business_day(moments.now(), settings.REGULARS_TIME_ZONE)
    learnt_on = moments.business_day(learnt.computed_at, settings.REGULARS_TIME_ZONE)
    return today if learnt.as_of == learnt_on else learnt.as_of


# order -> (column, descending).
ORDERS: dict[str, tuple[str, bool]] = {"buyers": ("buyers", True), "name": ("name_key", False)}


def products(*, text: str = "", order: str = "buyers", after: str | None = None, limit: int = 50) -> ProductPage:
    """A page of products, the most bought first or by name; `text` is looked for in name and number. Raises BadPosition."""
    require("numbers.see")
    rows = Product.objects.all()
    if text:
        found = fold(text)
        rows = rows.filter(name_key__contains=found) | rows.filter(key__iexact=text.strip())
    column, descending = ORDERS[order]
    if after:
        kinds = tuple[str, int, int] if descending else tuple[str, str, int]
        told, value, pk = read_position(after, kinds)
        behind = rows.filter(**{f"{column}__{'lt' if descending else 'gt'}": value})
        rows = behind | rows.filter(**{column: value, "pk__gt": pk}) if told == order else rows
    found_rows = list(rows.order_by(f"{'-' if descending else ''}{column}", "pk")[: limit + 1])
    shown = found_rows[:limit]
    following = None
    if len(found_rows) > limit:
        following = write_position(order, getattr(shown[-1], column), shown[-1].pk)
    return ProductPage(shown, following)


def product(pk: int) -> Product | None:
    """One product."""
    require("numbers.see")
    return Product.objects.filter(pk=pk).first()


def by_keys(keys: Collection[str]) -> dict[str, Product]:
    """These products by their number. One query."""
    return {found.key: found for found in Product.objects.filter(key__in=list(keys))}


def exclusions() -> list[Exclusion]:
    """Every rule of what is never offered."""
    require("numbers.see")
    return list(Exclusion.objects.order_by("kind", "value_key"))
