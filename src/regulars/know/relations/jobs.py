"""Removing for good what was taken off a while ago."""

from __future__ import annotations

from datetime import timedelta

from regulars.kit import moments
from regulars.know.relations.models import Relation

KEPT = timedelta(days=30)


def forget_removed() -> int:
    """Relations that were taken off more than 30 days ago; returns how many."""
    return Relation.objects.filter(removed_at__lt=moments.now() - KEPT).delete()[0]
