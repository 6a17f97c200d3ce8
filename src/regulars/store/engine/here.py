"""The engine of this installation, from Django's settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from regulars.store.engine.connect import connect

if TYPE_CHECKING:
    from ibis.backends import BaseBackend


def our_engine() -> BaseBackend:
    """An engine as the settings choose it."""
    return connect(
        settings.REGULARS_ENGINE,
        memory=settings.REGULARS_ENGINE_MEMORY,
        threads=settings.REGULARS_ENGINE_THREADS,
        cluster=settings.REGULARS_SPARK_CLUSTER,
        address=settings.REGULARS_SPARK_ADDRESS,
    )
