"""Forgetting links nobody can use any more."""

from __future__ import annotations

from regulars.access.links.models import OneTimeLink
from regulars.kit import moments


def forget_expired() -> int:
    """Remove expired links; returns how many. Their hashes open nothing, but need not be kept either."""
    return OneTimeLink.objects.filter(expires_at__lt=moments.now()).delete()[0]
