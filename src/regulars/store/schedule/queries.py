"""Reading the schedule."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from regulars.kit import moments
from regulars.store.schedule.models import PeriodicJob


def due(names: Collection[str]) -> list[str]:
    """Which of these jobs are due and not being done, the longest waiting first."""
    now = moments.now()
    rows = PeriodicJob.objects.filter(Q(claimed_until=None) | Q(claimed_until__lt=now), due_at__lte=now, name__in=names)
    return list(rows.order_by("due_at", "name").values_list("name", flat=True))


def failing() -> list[str]:
    """A sentence for each job whose last attempt failed: which, how often in a row, why."""
    return [
        f"{job.name} failed {'once' if job.failures == 1 else f'{job.failures} times in a row'}: {job.last_error}"
        for job in PeriodicJob.objects.filter(failures__gt=0).order_by("name")
    ]


def last_run(name: str) -> datetime | None:
    """When the job was last done or tried."""
    return PeriodicJob.objects.filter(pk=name).values_list("last_run_at", flat=True).first()
