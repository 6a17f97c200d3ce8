"""Why a product is offered, in words, with numbers that can be counted again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from regulars.understand.recommendations.models import Product

if TYPE_CHECKING:
    from collections.abc import Mapping

    from regulars.understand.recommendations.learning.model import Model
    from regulars.understand.recommendations.own import Sign

# What fewer customers bought together says nothing of the next one.
FEWEST_TOGETHER = 3
# So many of what they have are named.
_NAMED = 2
# A look is spoken of for so many days.
_FRESH = 60


def because(model: Model, product: Product, signs: Mapping[str, Sign], names: Mapping[str, Product], day: date) -> str:
    """`Bought Linen shirt: 38 % of those who bought it also bought this (80 of 210); of all buyers, 4 % did.`"""
    told = _sources(model, product.key, signs)
    seen = signs[product.key].seen if product.key in signs else None
    if seen is not None and (day - seen).days <= _FRESH:
        looked = f"Looked at it on {seen.day} {seen:%B %Y}"
        return f"{looked}. {_pairs(model, product.key, told, signs, names)}".strip() if told else f"{looked}."
    if not told:
        buyers = int(model.buyers[model.places[product.key]])
        who = "1 customer" if buyers == 1 else f"{buyers:,} customers"
        return f"Bought by {who}, among them those whose taste is nearest to theirs."
    return _pairs(model, product.key, told, signs, names)


def _sources(model: Model, key: str, signs: Mapping[str, Sign]) -> list[tuple[str, int]]:
    """(what they have, how many customers bought both), what speaks loudest for the product first."""
    place = model.places[key]
    found = []
    for source, likeness, both in zip(
        model.near.index[place], model.near.likeness[place], model.near.both[place], strict=True
    ):
        sign = signs.get(model.keys[source]) if source >= 0 else None
        if sign is not None and sign.net > 0 and both >= FEWEST_TOGETHER:
            found.append((float(likeness) * sign.net**0.5, model.keys[source], int(both)))
    found.sort(key=lambda one: (-one[0], one[1]))
    return [(source, both) for _, source, both in found[:_NAMED]]


def _pairs(
    model: Model, key: str, told: list[tuple[str, int]], signs: Mapping[str, Sign], names: Mapping[str, Product]
) -> str:
    source, both = told[0]
    buyers = int(model.buyers[model.places[source]])
    verb = "Bought" if signs[source].orders else "Looked at"
    also = ""
    if len(told) > 1 and bool(signs[told[1][0]].orders) == bool(signs[source].orders):
        also = f" and {_name(told[1][0], names)}"
    share = f"{percent(both, buyers)} of those who bought {'it' if not also else _name(source, names)} also bought this"
    of_all = percent(int(model.buyers[model.places[key]]), model.customers)
    return f"{verb} {_name(source, names)}{also}: {share} ({both:,} of {buyers:,}); of all customers, {of_all} did."


def _name(key: str, names: Mapping[str, Product]) -> str:
    return str(names.get(key) or key)


def percent(part: int, whole: int) -> str:
    """`38 %`; what is less than half of one is said to be less than one."""
    share = 100 * part / max(1, whole)
    return f"{share:.0f} %" if share >= 0.5 or not part else "less than 1 %"


def time_again(product: Product, since: int, typical: int, *, theirs: bool) -> str:
    """`Usually bought again after 6 weeks (31 of its 90 buyers did); they bought it last 7 weeks ago.`"""
    last = f"they bought it last {_ago(since)}"
    if theirs:
        return f"They buy it about every {span(typical)}; {last}."
    told = f"Usually bought again after {span(typical)} ({product.again:,} of its {product.buyers:,} buyers did)"
    return f"{told}; {last}."


def span(days: int) -> str:
    """`9 days`, `6 weeks`, `5 months`."""
    if days < 14:
        return f"{days} day{'' if days == 1 else 's'}"
    if days < 100:
        return f"{int(days / 7 + 0.5)} weeks"
    return f"{int(days / 30.4 + 0.5)} months"


def _ago(days: int) -> str:
    return "today" if days == 0 else f"{span(days)} ago"


def nothing_but_popular(product: Product) -> str:
    """`Sells well now: 210 customers have bought it.`"""
    return f"Sells well now; {product.buyers:,} customer{' has' if product.buyers == 1 else 's have'} bought it."
