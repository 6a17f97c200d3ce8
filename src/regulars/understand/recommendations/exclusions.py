"""Which products a rule excludes. One reading for the worker, which sees new products, and for whoever changes the rules."""

from __future__ import annotations

from collections.abc import Iterable

from regulars.kit.folding import fold
from regulars.understand.recommendations.models import Exclusion


def is_excluded(key: str, name: str, category: str, rules: Iterable[Exclusion]) -> bool:
    """Whether any of the rules holds of a product."""
    told = {"product": fold(key), "category": fold(category)}
    words = fold(name)
    return any(
        rule.value_key in words if rule.kind == Exclusion.Kind.NAME else told[rule.kind] == rule.value_key
        for rule in rules
    )
