"""Claiming jobs and noting how they went. Each call is one short statement, so the database is never held."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, Q, QuerySet

from regulars.kit import moments
from regulars.kit.tokens import new_token
from regulars.store.schedule.models import PeriodicJob

# A worker that has not extended its claim for this long is taken for dead.
LEASE = timedelta(minutes=2)
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
_MOST_TOLD = 2000


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to do a job, until it lapses."""

    name: str
    token: str


def know(names: Iterable[str]) -> None:
    """Put jobs the table does not have yet into it, due at once."""
    now = moments.now()
    PeriodicJob.objects.bulk_create([PeriodicJob(name=name, due_at=now) for name in names], ignore_conflicts=True)


def claim(name: str) -> Claim | None:
    """Take a job that is due; of two who ask at once, one gets it. None when it is not due or somebody has it."""
    now, token = moments.now(), new_token()
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    taken = PeriodicJob.objects.filter(free, pk=name, due_at__lte=now).update(claim=token, claimed_until=now + LEASE)
    return Claim(name, token) if taken else None


def extend(held: Claim) -> bool:
    """Go on holding a job; False when it was taken over meanwhile."""
    return bool(_of(held).update(claimed_until=moments.now() + LEASE))


def succeed(held: Claim, seconds: float, again_in: timedelta) -> bool:
    """Note that the job was done, and when it is due again. False when it was taken over meanwhile."""
    now = moments.now()
    return bool(
        _of(held).update(
            due_at=now + again_in,
            claim="",
            claimed_until=None,
            last_run_at=now,
            last_seconds=seconds,
            failures=0,
            last_error="",
        )
    )


def fail(held: Claim, seconds: float, error: str) -> bool:
    """Note what went wrong; the job is tried again after a pause that doubles with each failure in a row."""
    now = moments.now()
    failures = PeriodicJob.objects.filter(pk=held.name).values_list("failures", flat=True).first() or 0
    pause = min(FIRST_PAUSE * 2 ** min(failures, 20), LONGEST_PAUSE)
    return bool(
        _of(held).update(
            due_at=now + pause,
            claim="",
            claimed_until=None,
            last_run_at=now,
            last_seconds=seconds,
            failures=F("failures") + 1,
            last_error=error[-_MOST_TOLD:],
        )
    )


def let_go(held: Claim) -> None:
    """Give a job back undone, due as before: the worker was told to stop."""
    _of(held).update(claim="", claimed_until=None)


def _of(held: Claim) -> QuerySet[PeriodicJob]:
    return PeriodicJob.objects.filter(pk=held.name, claim=held.token)
