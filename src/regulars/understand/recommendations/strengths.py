"""How much each sign of taste says. The engine and the page that looks at one customer weigh alike by these."""

from __future__ import annotations

# A purchase counts one; what was returned takes as much away.
SOLD = 1.0
RETURNED = -1.0
# Looks and carts, once a day and product.
STRENGTHS: dict[str, float] = {"product.viewed": 0.1, "product.added": 0.3}
# Of a review: stars from so many on. The first that holds counts.
OPINIONS: tuple[tuple[float, float], ...] = ((4.0, 0.5), (3.0, 0.0), (-1e9, -1.0))
# Days after which a sign says half as much; and the same of what sells lately.
HALF_LIFE = 90.0
LATELY = 21.0
# Nothing older than three years is looked at.
WINDOW = 3 * 365


def of_opinion(score: float) -> float:
    """What a review of so many stars says."""
    return next(value for least, value in OPINIONS if score >= least)
