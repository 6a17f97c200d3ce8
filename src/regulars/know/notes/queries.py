"""Reading notes, pinned facts, files, and who was mentioned where."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from regulars.access.acting import current
from regulars.access.users.models import User
from regulars.kit.position import read_position, write_position
from regulars.know.customers.parts import seen_customer, visible_through
from regulars.know.customers.visible import veil
from regulars.know.notes.mentioning import mentioned
from regulars.know.notes.models import Attachment, Mention, Note

MOST_PINNED = 8
# The part of a customer's page that a role can be kept from seeing (know.customers.visible).
HIDDEN_AS = "notes"
# A badge says no more than "more than 99".
MOST_UNSEEN = 100


@dataclass(frozen=True, slots=True)
class NotePage:
    """Some notes, newest first, and the id after which the next page begins (None: that was all).

    `new` are the ids of those that mention whoever acts and that they did not look at yet.
    """

    notes: Sequence[Note]
    next: int | None
    new: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MentionPage:
    """Some mentions, newest first, and where the next page begins (None: that was all)."""

    mentions: list[Mention]
    next: str | None


def may_read() -> bool:
    """Whether whoever acts sees what colleagues write down about the customers they see."""
    who = current()
    return who.may("customers.see") and HIDDEN_AS not in who.hidden


def notes_of(part_ids: Sequence[int], *, limit: int = 10, after: int | None = None) -> NotePage:
    """The notes about these parts of one customer with their authors and files, newest first. Two queries."""
    if not may_read():
        return NotePage([], None)
    rows = Note.objects.filter(customer__in=part_ids, removed_at=None)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    files = Prefetch("attachments", Attachment.objects.filter(removed_at=None).order_by("pk"))
    unseen = Exists(Mention.objects.filter(note=OuterRef("pk"), user=current().user_id or 0, seen_at=None))
    rows = rows.annotate(unseen=unseen).select_related("author").prefetch_related(files)
    found = list(rows.order_by("-pk")[: limit + 1])
    shown = found[:limit]
    new = [note.pk for note in shown if note.unseen]
    return NotePage(shown, shown[-1].pk if len(found) > limit else None, new)


def pinned_of(part_ids: Sequence[int]) -> list[Note]:
    """The facts pinned at the top of these parts of one customer, oldest first. One query."""
    if not may_read():
        return []
    rows = Note.objects.filter(customer__in=part_ids, pinned=True, removed_at=None)
    return list(rows.order_by("pk")[:MOST_PINNED])


def files_of(part_ids: Sequence[int], limit: int = 50) -> list[Attachment]:
    """The files kept with these parts of one customer and with no note, newest first. One query."""
    if not may_read():
        return []
    rows = Attachment.objects.filter(customer__in=part_ids, note=None, removed_at=None)
    return list(rows.select_related("author").order_by("-pk")[:limit])


def seen_file(attachment_id: int) -> Attachment:
    """A file of a customer whom whoever acts sees. Raises Attachment.DoesNotExist and Customer.DoesNotExist."""
    if HIDDEN_AS in current().hidden:
        raise Attachment.DoesNotExist
    kept = Q(removed_at=None) & (Q(note=None) | Q(note__removed_at=None))
    found = Attachment.objects.filter(kept).get(pk=attachment_id)
    seen_customer(found.customer_id)
    return found


def names_in(texts: Collection[str]) -> dict[int, str]:
    """What everybody is called who is mentioned in these texts. One query, none without a mention."""
    ids = {pk for text in texts for pk in mentioned(text)}
    return {user.pk: str(user) for user in User.objects.filter(pk__in=ids)} if ids else {}


def colleagues_called(typed: str, limit: int = 8) -> list[User]:
    """Colleagues whose name or a word of it begins with what was typed, for mentioning them."""
    if not may_read():
        return []
    begins = typed.casefold()
    active = User.objects.filter(is_active=True).order_by("name", "email")
    called = [user for user in active if any(part.startswith(begins) for part in _beginnings(str(user)))]
    return called[:limit]


def _beginnings(name: str) -> list[str]:
    words = name.casefold().split()
    return [" ".join(words[place:]) for place in range(len(words))]


def mentions_of(user_id: int, *, after: str | None = None, limit: int = 30, unseen: bool = False) -> MentionPage:
    """Where a colleague was mentioned, newest first, as far as they see the customers. Raises BadPosition."""
    if not may_read():
        return MentionPage([], None)
    rows = _told_of(user_id)
    if unseen:
        rows = rows.filter(seen_at=None)
    if after:
        (pk,) = read_position(after, tuple[int])
        rows = rows.filter(pk__lt=pk)
    found = list(rows.select_related("note__author", "note__customer__merged_into").order_by("-pk")[: limit + 1])
    shown = found[:limit]
    veil(c for m in shown for c in (m.note.customer.merged_into or m.note.customer,))
    return MentionPage(shown, write_position(shown[-1].pk) if len(found) > limit else None)


def count_unseen(user_id: int, most: int = MOST_UNSEEN) -> int:
    """How many mentions a colleague has not looked at yet, as far as they see the customers; at most `most`.

    It is asked on every page: one short query where there is none, two where there are, none for whoever sees no notes.
    """
    if not may_read():
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM notes_mention WHERE user_id = %s AND seen_at IS NULL LIMIT 1", [user_id])
        return _told_of(user_id).filter(seen_at=None)[:most].count() if cursor.fetchone() else 0


def _told_of(user_id: int) -> QuerySet[Mention]:
    rows = Mention.objects.filter(visible_through("note__customer"), user=user_id, note__removed_at=None)
    return rows.filter(note__customer__erased_at=None)
