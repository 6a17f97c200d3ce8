"""What colleagues wrote, safe to show: plain words, with line breaks, links and the names of those who are mentioned."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from regulars.access.users.models import User
from regulars.know.notes.mentioning import parted
from regulars.know.notes.models import Attachment, Note
from regulars.know.notes.queries import names_in

# Ends before what closes the sentence or the bracket around it.
_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A note as it is shown. `mine`: whoever looks may change it."""

    pk: int
    words: SafeString
    by: str
    at: datetime
    changed: bool
    pinned: bool
    mine: bool
    files: list[Attachment]


def shown_text(kept: str, names: Mapping[int, str]) -> SafeString:
    """The text as HTML: everything escaped, then links, line breaks and mentions of ours put in."""
    pieces = [
        format_html('<b class="mention">@{}</b>', names.get(pk, "somebody who left"))
        if pk is not None
        else _words(words)
        for words, pk in parted(kept)
    ]
    return mark_safe("".join(pieces))  # noqa: S308 -- each piece is escaped above


def _words(text: str) -> str:
    pieces, end = [], 0
    for link in _LINK.finditer(text):
        pieces.append(escape(text[end : link.start()]))
        pieces.append(
            format_html(
                '<a class="link" href="{}" rel="noopener noreferrer nofollow" target="_blank">{}</a>', link[0], link[0]
            )
        )
        end = link.end()
    pieces.append(escape(text[end:]))
    return "".join(pieces).replace("\n", "<br>")


def spoken_notes(notes: Sequence[Note], user: User) -> list[Spoken]:
    """Notes as they are shown to somebody."""
    names = names_in([note.text for note in notes])
    keeps_privacy = user.may("privacy.manage")
    return [
        Spoken(
            note.pk, shown_text(note.text, names), str(note.author or ""), note.created_at,
            note.changed_at > note.created_at, note.pinned, keeps_privacy or note.author_id == user.pk,
            list(note.attachments.all()),
        )
        for note in notes
    ]  # fmt: skip
