"""Every field a rule can ask for, put together from the stages."""

from __future__ import annotations

from regulars.know.filters.registry import Registry
from regulars.understand.segments.filter_fields import all_fields


def fields() -> Registry:
    """Every field of the rule language, for whoever acts."""
    return all_fields()
