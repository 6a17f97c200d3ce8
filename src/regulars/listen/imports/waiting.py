"""Which imports are due. Apart from `queries`, so that the idle worker loads nothing that reads files."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet

from regulars.kit import moments
from regulars.listen.imports.models import Import

# A running import tells every few seconds that it lives; one silent for so long was killed.
SILENCE = timedelta(seconds=60)


def due() -> QuerySet[Import]:
    """Imports that wait to be run, or whose runner fell silent; the oldest first."""
    silent = Q(status=Import.Status.RUNNING, heartbeat_at__lt=moments.now() - SILENCE)
    return Import.objects.filter(Q(status=Import.Status.QUEUED) | silent).order_by("pk")
