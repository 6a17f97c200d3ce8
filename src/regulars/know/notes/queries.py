"""Reading notes, pinned facts, files, and who was mentioned where."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q

from regulars.access.acting import current
from regulars.access.users.models import User
from regulars.kit.position import read_position, write_position
from regulars.know.customers.parts import seen_customer, visible_through
from regulars.know.customers.visible import veil
from regulars.know.notes.mentioning import mentioned
from regulars.know.notes.models import Attachment, Mention, Note

MOST_PINNED = 8


@dataclass(frozen=True, slots=True)
class NotePage:
    """Some notes, newest first, and the id after which the next page begins (None: that was all)."""

    notes: list[Note]
    next: int | None


@dataclass(frozen=True, slots=True)
class MentionPage:
    """Some mentions, newest first, and where the next page begins (None: that was all)."""

    mentions: list[Mention]
    next: str | None


def notes_of(part_ids: Sequence[int], *, limit: int = 10, after: int | None = None) -> NotePage:
    """The notes about these parts of one customer with their authors and files, newest first. Two queries."""
    if not current().may("customers.see"):
        return NotePage([], None)
    rows = Note.objects.filter(customer__in=part_ids, removed_at=None)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    files = Prefetch("attachments", Attachment.objects.filter(removed_at=None).order_by("pk"))
    found = list(rows.select_related("author").prefetch_related(files).order_by("-pk")[: limit + 1])
    shown = found[:limit]
    return NotePage(shown, shown[-1].pk if len(found) > limit else None)


def pinned_of(part_ids: Sequence[int]) -> list[Note]:
    """The facts pinned at the top of these parts of one customer, oldest first. One query."""
    if not current().may("customers.see"):
        return []
    rows = Note.objects.filter(customer__in=part_ids, pinned=True, removed_at=None)
    return list(rows.order_by("pk")[:MOST_PINNED])


def files_of(part_ids: Sequence[int], limit: int = 50) -> list[Attachment]:
    """The files kept with these parts of one customer and with no note, newest first. One query."""
    if not current().may("customers.see"):
        return []
    rows = Attachment.objects.filter(customer__in=part_ids, note=None, removed_at=None)
    return list(rows.select_related("author").order_by("-pk")[:limit])


def seen_file(attachment_id: int) -> Attachment:
    """A file of a customer whom whoever acts sees. Raises Attachment.DoesNotExist and Customer.DoesNotExist."""
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
    if not current().may("customers.see"):
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
    rows = Mention.objects.filter(visible_through("note__customer"), user=user_id, note__removed_at=None)
    rows = rows.filter(note__customer__erased_at=None)
    if unseen:
        rows = rows.filter(seen_at=None)
    if after:
        (pk,) = read_position(after, tuple[int])
        rows = rows.filter(pk__lt=pk)
    found = list(rows.select_related("note__author", "note__customer__merged_into").order_by("-pk")[: limit + 1])
    shown = found[:limit]
    veil(c for m in shown for c in (m.note.customer.merged_into or m.note.customer,))
    return MentionPage(shown, write_position(shown[-1].pk) if len(found) > limit else None)
