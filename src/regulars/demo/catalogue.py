"""What Unfold sells."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal

# category -> (price from, price to, names)
_RANGE: dict[str, tuple[int, int, tuple[str, ...]]] = {
    "Dresses": (
        59,
        149,
        ("Linen wrap dress", "Midi dress Alma", "Knitted dress", "Shirt dress Ada", "Summer dress Iris"),
    ),
    "Shirts": (
        35,
        79,
        ("Oxford shirt", "Linen shirt", "Flannel shirt", "Poplin shirt", "Band-collar shirt", "Silk blouse"),
    ),
    "Knitwear": (
        55,
        139,
        ("Merino jumper", "Lambswool cardigan", "Cotton jumper", "Cable-knit vest", "Roll-neck jumper"),
    ),
    "Trousers": (59, 119, ("Straight jeans", "Wide linen trousers", "Corduroy trousers", "Chino", "Culottes")),
    "Skirts": (45, 89, ("Pleated skirt", "Denim skirt", "Wool skirt")),
    "Coats and jackets": (119, 289, ("Rain coat", "Wool coat", "Quilted jacket", "Denim jacket", "Trench coat")),
    "T-shirts": (19, 39, ("Organic T-shirt", "Striped T-shirt", "Heavy T-shirt", "Long-sleeved T-shirt")),
    "Accessories": (12, 59, ("Wool socks", "Silk scarf", "Leather belt", "Beanie", "Canvas bag", "Lambswool scarf")),
    "Shoes": (79, 179, ("Canvas sneakers", "Chelsea boots", "Leather loafers", "Sandals")),
}
_COLOURS = ("black", "ecru", "navy", "olive", "rust", "sand", "white", "plum")
# What people buy most of: a share of all lines.
_WEIGHTS = {
    "T-shirts": 5,
    "Shirts": 4,
    "Knitwear": 4,
    "Trousers": 4,
    "Dresses": 4,
    "Accessories": 4,
    "Skirts": 2,
    "Shoes": 2,
}
# What goes together for one kind of taste: categories and colours it buys more of. People keep to theirs.
STYLES: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    (frozenset({"Dresses", "Skirts", "Shoes"}), frozenset({"plum", "rust"})),
    (frozenset({"Shirts", "Trousers"}), frozenset({"navy", "white"})),
    (frozenset({"Knitwear", "Coats and jackets"}), frozenset({"olive", "ecru"})),
    (frozenset({"T-shirts", "Accessories"}), frozenset({"black", "sand"})),
    (frozenset({"Trousers", "Coats and jackets", "Shoes"}), frozenset({"black", "olive"})),
)
SIZES = ("XS", "S", "M", "L", "XL")


@dataclass(frozen=True, slots=True)
class Article:
    """One article in one colour."""

    product_id: str
    name: str
    category: str
    price: Decimal


def catalogue(rng: random.Random) -> tuple[list[Article], list[int]]:
    """All articles, and how often each is bought compared with the others."""
    articles: list[Article] = []
    weights: list[int] = []
    for category, (cheapest, dearest, names) in _RANGE.items():
        for name in names:
            price = Decimal(rng.randint(cheapest, dearest)) - Decimal("0.10") * rng.choice((0, 1))
            for colour in rng.sample(_COLOURS, rng.randint(1, 3)):
                number = f"UF-{1000 + len(articles)}"
                articles.append(Article(number, f"{name}, {colour}", category, price))
                weights.append(_WEIGHTS.get(category, 1) * rng.choice((1, 1, 2, 3)))
    return articles, weights


def leaning(articles: list[Article], weights: list[int], style: int) -> list[int]:
    """The weights as somebody of this style sees them."""
    categories, colours = STYLES[style % len(STYLES)]
    return [
        weight
        * (5 if article.category in categories else 1)
        * (3 if article.name.rpartition(", ")[2] in colours else 1)
        for article, weight in zip(articles, weights, strict=True)
    ]
