"""What notes and files say of a person, and taking it away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from regulars.know.notes.files import discard, place_of
from regulars.know.notes.mentioning import say_mentions
from regulars.know.notes.models import Attachment, Note
from regulars.know.notes.queries import names_in


def told(part_ids: Sequence[int]) -> dict[str, Any]:
    """The notes about a person and the files kept with them; `path` is where the bytes lie, for the access file."""
    notes = list(Note.objects.filter(customer__in=part_ids).order_by("pk"))
    names = names_in([note.text for note in notes])
    files = Attachment.objects.filter(customer__in=part_ids).order_by("pk")
    return {
        "notes": [
            {
                "text": say_mentions(note.text, names), "pinned": note.pinned, "written": note.created_at.isoformat(),
                "changed": note.changed_at.isoformat(),
            }
            for note in notes
        ],
        "files": [
            {
                "name": file.name, "size": file.size, "sha256": file.sha256, "kept": file.created_at.isoformat(),
                "path": str(place_of(file.path)),
            }
            for file in files
        ],
    }  # fmt: skip


def erase(part_ids: Sequence[int]) -> int:
    """Remove every note and file of theirs in the caller's transaction; returns how many.

    The bytes go once the transaction stands; were the program killed just then, the job that looks for files nobody
    names takes them.
    """
    files = Attachment.objects.filter(customer__in=part_ids)
    paths = list(files.values_list("path", flat=True))
    gone = files.delete()[0] + Note.objects.filter(customer__in=part_ids).delete()[1].get("notes.Note", 0)
    transaction.on_commit(lambda: discard(paths))
    return gone
