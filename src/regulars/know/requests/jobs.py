"""The worker's part: cleaning copies after an erasure, taking old access files away, keeping to retention."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection, transaction

from regulars.kit import moments
from regulars.know.requests.access_file import folder
from regulars.know.requests.models import PrivacyRequest
from regulars.know.search.cleaning import clear_removed

State = PrivacyRequest.State
FILE_KEPT = timedelta(days=30)


def erasures_wait() -> bool:
    """Whether somebody was erased whose copies are still to be cleaned."""
    return PrivacyRequest.objects.filter(state=State.CLEANING).exists()


def finish_erasures() -> int:
    """Bring erasures to the lake, remove outdated files, clear the database's left-overs, and close the requests.

    Returns how many were closed. Killed anywhere, it is begun again.
    """
    from regulars.store.lake.keeping import purge, sync  # noqa: PLC0415 -- loads the lake's libraries

    waiting = list(PrivacyRequest.objects.filter(state=State.CLEANING).values_list("pk", flat=True))
    if not waiting:
        return 0
    sync()
    files = purge()
    clear_removed()
    truncate_journal()
    now = moments.now()
    with transaction.atomic():
        for request in PrivacyRequest.objects.select_for_update().filter(pk__in=waiting, state=State.CLEANING):
            request.state, request.closed_at = State.DONE, now
            request.outcome = "Everything that named the person is gone; what sums need stays without a name."
            request.proof |= {"copies_cleaned_at": now.isoformat(), "lake_files_removed": files}
            request.save()
    # What closing them wrote must not keep the pages before it in the journal.
    truncate_journal()
    return len(waiting)


def truncate_journal() -> None:
    """Empty SQLite's journal, which holds pages as they were before."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def remove_old_files() -> int:
    """Take away access files nobody fetched in 30 days, and what a killed program left half-written. Returns how many."""
    before = moments.now() - FILE_KEPT
    old = PrivacyRequest.objects.filter(closed_at__lt=before).exclude(file="")
    names = list(old.values_list("file", flat=True))
    for name in names:
        (folder() / name).unlink(missing_ok=True)
    old.update(file="")
    for draft in folder().glob("*.part"):
        if draft.stat().st_mtime < before.timestamp():
            draft.unlink(missing_ok=True)
    return len(names)
