"""Notes, files and pinned facts; the facts stand at the top of the page, where they are seen first."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from regulars.know.customers.models import Customer
from regulars.know.notes.actions import see_mentions
from regulars.know.notes.contents import SHOWN, TYPES
from regulars.know.notes.queries import files_of, may_read, names_in, notes_of, pinned_of
from regulars.web.customers.panels.panel import Panel
from regulars.web.customers.written import shown_text, spoken_notes
from regulars.web.requests import Request

A_PAGE = 6


def show(request: Request, customer: Customer, part_ids: Sequence[int]) -> Panel | None:
    """Always there for those who may write; else when there is anything. None where notes are kept from their role."""
    if not may_read():
        return None
    found = notes_of(part_ids, limit=A_PAGE)
    pinned = pinned_of(part_ids)
    files = files_of(part_ids)
    may_edit = request.user.may("customers.edit")
    if not found.notes and not files and not may_edit:
        return None
    if found.new:
        see_mentions(request.user.pk, note_ids=found.new)
    names = names_in([note.text for note in pinned])
    context = {
        "notes": spoken_notes(found.notes, request.user),
        "next": found.next,
        "pinned": [(note.pk, shown_text(note.text, names)) for note in pinned],
        "files": files,
        "looked_at": SHOWN,
        "accept": ",".join(f".{extension}" for extension in TYPES),
        "most": settings.REGULARS_ATTACHMENT_BYTES // (1024 * 1024),
        "may_edit": may_edit,
    }
    return Panel("customers/panels/notes.html", context)
