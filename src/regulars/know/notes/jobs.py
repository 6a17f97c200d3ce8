"""Removing for good what was taken off a while ago, and files that no row names."""

from __future__ import annotations

from datetime import timedelta

from regulars.kit import moments
from regulars.know.notes.files import discard, folder
from regulars.know.notes.models import Attachment, Note

KEPT = timedelta(days=30)
# An upload that is still on its way is younger.
STRAY = timedelta(days=1)
_AT_A_TIME = 500


def forget_removed() -> int:
    """Notes and files that were taken off more than 30 days ago; returns how many. The rows go first, then the bytes."""
    before = moments.now() - KEPT
    files = Attachment.objects.filter(removed_at__lt=before) | Attachment.objects.filter(note__removed_at__lt=before)
    found = list(files.values_list("pk", "path"))
    Attachment.objects.filter(pk__in=[pk for pk, _ in found]).delete()
    notes = Note.objects.filter(removed_at__lt=before).delete()[1].get("notes.Note", 0)
    discard(path for _, path in found)
    return len(found) + notes


def discard_strays() -> int:
    """Files older than a day that no row names: uploads that were broken off, and bytes whose row is gone."""
    oldest = (moments.now() - STRAY).timestamp()
    old = [
        path for path in folder().glob("*/*") if path.is_file() and path.stat().st_mtime < oldest
    ]  # a folder that is not there yet holds none
    gone = 0
    for first in range(0, len(old), _AT_A_TIME):
        some = {f"{path.parent.name}/{path.name}": path for path in old[first : first + _AT_A_TIME]}
        named = set(Attachment.objects.filter(path__in=list(some)).values_list("path", flat=True))
        for path in (place for name, place in some.items() if name not in named):
            path.unlink(missing_ok=True)
            gone += 1
    return gone
