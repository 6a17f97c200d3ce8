"""Writing notes, pinning facts, keeping files; changing and removing them, and bringing them back."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from regulars.access.acting import Acting, require
from regulars.access.users.models import User
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.kit.tokens import new_token
from regulars.know.customers.lines import change_line
from regulars.know.customers.parts import seen_customer
from regulars.know.notes.files import Stored, Upload, discard, store
from regulars.know.notes.mentioning import keep_mentions, mentioned, say_mentions
from regulars.know.notes.models import Attachment, Mention, Note
from regulars.know.notes.queries import MOST_PINNED, may_read
from regulars.timeline.names import Message
from regulars.timeline.record import Entry, record

LONGEST = 10_000
LONGEST_FACT = 140
MOST_FILES = 10


def write_note(
    customer_id: int, text: str, *, actor: str, pinned: bool = False, uploads: Sequence[Upload] = ()
) -> Note:
    """Write a note about a customer, perhaps with files; a pinned one is a short fact. Raises Refused.

    Colleagues named in it as @name find it among their mentions. Nothing is kept when any of it is refused.
    """
    who = _writer()
    typed = _text(text, pinned)
    with ExitStack() as undone:
        with transaction.atomic():
            customer = seen_customer(customer_id)
            if pinned:
                _make_room(customer.pk)
            stored = _store(uploads, undone)
            names = _colleagues()
            kept, now = keep_mentions(typed, names), moments.now()
            note = Note.objects.create(
                customer_id=customer.pk, text=kept, author_id=who.user_id, pinned=pinned, created_at=now, changed_at=now
            )
            kept_files = _keep_files(stored, customer.pk, note, who)
            _mention(note, mentioned(kept))
            record(_written(note, say_mentions(kept, names), who, names, actor), *_attached(kept_files, actor))
        undone.pop_all()
    return note


def edit_note(note_id: int, text: str, *, actor: str) -> Note:
    """Change the words of one's own note; the timeline keeps what it said before. Raises Refused, PermissionDenied."""
    who = _writer()
    with transaction.atomic():
        note = _theirs(note_id)
        _must_be_author(note, who)
        names = _colleagues()
        before, after = note.text, keep_mentions(_text(text, note.pinned), names)
        if before != after:
            note.text, note.changed_at = after, moments.now()
            note.save(update_fields=["text", "changed_at"])
            Mention.objects.filter(note=note).exclude(user__in=mentioned(after)).delete()
            _mention(note, mentioned(after))
            said = [say_mentions(before, names), say_mentions(after, names)]
            record(change_line("note.changed", actor, customer_id=note.customer_id, changes={"text": said}))
    return note


def pin_note(note_id: int, *, pinned: bool, actor: str) -> Note:
    """Pin a note at the top of the page, or take it from there; it stays a note. Raises Refused when it is too long."""
    _writer()
    with transaction.atomic():
        note = _theirs(note_id)
        if pinned and not note.pinned:
            _text(note.text, pinned=True)
            _make_room(note.customer_id)
        if note.pinned != pinned:
            note.pinned = pinned
            note.save(update_fields=["pinned"])
            record(
                change_line(
                    "note.changed", actor, customer_id=note.customer_id, changes={"pinned": [not pinned, pinned]}
                )
            )
    return note


def remove_note(note_id: int, *, actor: str) -> Note:
    """Take one's own note off with its files; `restore_note` brings it back, until a job removes it for good."""
    who = _writer()
    with transaction.atomic():
        note = _theirs(note_id)
        _must_be_author(note, who)
        note.removed_at = moments.now()
        note.save(update_fields=["removed_at"])
        record(change_line("note.changed", actor, customer_id=note.customer_id, changes={"removed": [False, True]}))
    return note


def restore_note(note_id: int, *, actor: str) -> Note:
    """Bring back a note of one's own that was taken off."""
    who = _writer()
    with transaction.atomic():
        note = _theirs(note_id)
        _must_be_author(note, who)
        note.removed_at = None
        note.save(update_fields=["removed_at"])
        record(change_line("note.changed", actor, customer_id=note.customer_id, changes={"removed": [True, False]}))
    return note


def attach(customer_id: int, uploads: Sequence[Upload], *, actor: str) -> list[Attachment]:
    """Keep files with a customer: all of them or, when one is refused, none. Raises Refused."""
    who = _writer()
    if not uploads:
        raise Refused({"file": "Choose a file first."})
    with ExitStack() as undone:
        with transaction.atomic():
            customer = seen_customer(customer_id)
            kept = _keep_files(_store(uploads, undone), customer.pk, None, who)
            record(*_attached(kept, actor))
        undone.pop_all()
    return kept


def remove_file(attachment_id: int, *, actor: str) -> Attachment:
    """Take a file off; `restore_file` brings it back, until a job removes it for good."""
    return _set_removed(attachment_id, actor, removed=True)


def restore_file(attachment_id: int, *, actor: str) -> Attachment:
    """Bring back a file that was taken off."""
    return _set_removed(attachment_id, actor, removed=False)


def see_mentions(
    user_id: int, mention_ids: Sequence[int] | None = None, *, note_ids: Sequence[int] | None = None
) -> int:
    """A colleague has seen where they were mentioned: these, those in these notes, or all of it. Says how many were new."""
    rows = Mention.objects.filter(user=user_id, seen_at=None)
    if mention_ids is not None:
        rows = rows.filter(pk__in=list(mention_ids))
    if note_ids is not None:
        rows = rows.filter(note__in=list(note_ids))
    return rows.update(seen_at=moments.now())


def _writer() -> Acting:
    who = require("customers.edit")
    if not may_read():
        raise PermissionDenied("Notes and files are kept from your role. Ask an owner for them.")
    return who


def _set_removed(attachment_id: int, actor: str, *, removed: bool) -> Attachment:
    _writer()
    with transaction.atomic():
        file = Attachment.objects.select_for_update().get(pk=attachment_id)
        seen_customer(file.customer_id)
        file.removed_at = moments.now() if removed else None
        file.save(update_fields=["removed_at"])
        change: list[Any] = [file.name, None] if removed else [None, file.name]
        record(change_line("file.attached", actor, customer_id=file.customer_id, changes={"file": change}))
    return file


def _text(text: str, pinned: bool) -> str:
    typed = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not typed:
        raise Refused({"text": "Write something first."})
    most = LONGEST_FACT if pinned else LONGEST
    if len(typed) > most:
        short = "A pinned fact is short: at" if pinned else "At"
        raise Refused({"text": f"{short} most {most} characters; these are {len(typed)}."})
    return typed


def _make_room(customer_id: int) -> None:
    # Locked, so that two who pin at once do not pin one too many.
    pinned = Note.objects.select_for_update().filter(customer=customer_id, pinned=True, removed_at=None)
    if len(pinned.values_list("pk", flat=True)) >= MOST_PINNED:
        raise Refused(
            {"text": f"{MOST_PINNED} facts are pinned already. Take one off first: a page of pins is read by nobody."}
        )


def _theirs(note_id: int) -> Note:
    """The note about a customer whom whoever acts sees. Raises Customer.DoesNotExist and Note.DoesNotExist."""
    note = Note.objects.select_for_update().get(pk=note_id)
    seen_customer(note.customer_id)
    return note


def _must_be_author(note: Note, who: Acting) -> None:
    # Whoever carries out privacy requests may have to mend what others wrote.
    if note.author_id != who.user_id and not who.may("privacy.manage"):
        raise PermissionDenied("Only who wrote a note may change it. Write another one below it.")


def _colleagues() -> dict[int, str]:
    return {user.pk: str(user) for user in User.objects.filter(is_active=True)}


def _mention(note: Note, user_ids: set[int]) -> None:
    now = moments.now()
    rows = [Mention(note=note, user_id=user_id, created_at=now) for user_id in sorted(user_ids)]
    Mention.objects.bulk_create(rows, ignore_conflicts=True)


def _written(note: Note, said: str, who: Acting, names: dict[int, str], actor: str) -> Entry:
    by = names.get(who.user_id or 0, "")
    return Entry(
        name="note.written", customer_id=note.customer_id, occurred_at=note.created_at, source="house",
        source_id=new_token(), payload=Message(text=said, more={"by": by} if by else {}), direction="", actor=actor,
    )  # fmt: skip


def _attached(files: Sequence[Attachment], actor: str) -> list[Entry]:
    return [
        change_line("file.attached", actor, customer_id=file.customer_id, changes={"file": [None, file.name]})
        for file in files
    ]


def _store(uploads: Sequence[Upload], undone: ExitStack) -> list[Stored]:
    """Put files in their places; whatever goes wrong afterwards takes them away again."""
    if len(uploads) > MOST_FILES:
        raise Refused({"file": f"At most {MOST_FILES} files at once; these are {len(uploads)}."})
    stored = []
    for upload in uploads:
        stored.append(store(upload))
        undone.callback(discard, [stored[-1].path])
    return stored


def _keep_files(stored: Sequence[Stored], customer_id: int, note: Note | None, who: Acting) -> list[Attachment]:
    now = moments.now()
    return [
        Attachment.objects.create(
            customer_id=customer_id, note=note, name=one.name, extension=one.extension, size=one.size,
            sha256=one.sha256, path=one.path, author_id=who.user_id, created_at=now,
        )
        for one in stored
    ]  # fmt: skip
