"""What was worked out for a person, and taking it away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from regulars.understand.recommendations.models import Learning, Product


def told(part_ids: Sequence[int]) -> dict[str, Any]:
    """What the files say they may want next, by the products' names."""
    newest = Learning.objects.order_by("-pk").values_list("generation", flat=True).first()
    if not newest:
        return {}
    from regulars.understand.recommendations import shelf  # noqa: PLC0415 -- loads the libraries of the mathematics

    keys = shelf.offers_of(newest, part_ids)
    names = {product.key: str(product) for product in Product.objects.filter(key__in=keys)}
    return {"what they may want next": [names.get(key, key) for key in keys]} if keys else {}


def erase(part_ids: Sequence[int]) -> int:
    """Take them out of the files of every generation. What was learnt of products holds nobody."""
    from regulars.understand.recommendations import shelf  # noqa: PLC0415 -- loads the libraries of the mathematics

    return shelf.blank(part_ids)
