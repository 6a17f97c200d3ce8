"""The audit: every write by a person or a token, every look at a full record, every export. Append-only.

`record` adds the line of a write by itself, in the same transaction. Looks and exports are told here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from regulars.kit import moments, origin
from regulars.kit.position import read_position, write_position
from regulars.timeline.models import AuditLine
from regulars.timeline.names import VOCABULARY

# What is no interaction and still has to be known afterwards.
LOOKS: dict[str, str] = {
    "customer.seen": "looked at a customer's full record",
    "customers.exported": "exported customers",
    "audit.exported": "exported the audit",
    "file.fetched": "fetched an attachment",
    "login.passed": "logged in",
    "login.failed": "failed to log in",
    "login.ended": "logged out or ended a session",
}
# Lines by these are audited; what the house itself does (imports, jobs, tracked events) is on the timeline alone.
_PERSONAL = ("user:", "token:", "customer:")


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some lines, newest first, and where the next page begins (None: that was all)."""

    lines: list[AuditLine]
    next: str | None


def is_personal(actor: str) -> bool:
    """Whether what this actor does is audited."""
    return actor.startswith(_PERSONAL)


def line(
    name: str, actor: str, *, customer_id: int | None = None, about: str = "", changes: Mapping[str, Any] | None = None
) -> AuditLine:
    """A line to be kept, not yet written."""
    return AuditLine(
        at=moments.now(), actor=actor, address=origin.address()[:45], name=name, customer_id=customer_id,
        about=about[:200], changes=dict(changes or {}),
    )  # fmt: skip


def keep(lines: Iterable[AuditLine]) -> None:
    """Write lines: one statement."""
    AuditLine.objects.bulk_create(lines)


def note_look(
    name: str, actor: str, *, customer_id: int | None = None, about: str = "", changes: Mapping[str, Any] | None = None
) -> None:
    """Keep that somebody looked or exported. `name` is one of LOOKS; raises KeyError for another. Nothing for the house."""
    LOOKS[name]
    if is_personal(actor):
        line(name, actor, customer_id=customer_id, about=about, changes=changes).save(force_insert=True)


def page(
    *,
    after: str | None = None,
    limit: int = 50,
    actor: str = "",
    name: str = "",
    customer_ids: Collection[int] = (),
    since: datetime | None = None,
    until: datetime | None = None,
    text: str = "",
) -> AuditPage:
    """A page of the audit, newest first. `text` is looked for in what a line is about. Raises BadPosition."""
    rows = _chosen(actor, name, customer_ids, since, until, text)
    if after:
        (pk,) = read_position(after, tuple[int])
        rows = rows.filter(pk__lt=pk)
    found = list(rows.order_by("-pk")[: limit + 1])
    shown = found[:limit]
    return AuditPage(shown, write_position(shown[-1].pk) if len(found) > limit else None)


def _chosen(
    actor: str, name: str, customer_ids: Collection[int], since: datetime | None, until: datetime | None, text: str
) -> QuerySet[AuditLine]:
    wanted = Q()
    if actor:
        wanted &= Q(actor=actor)
    if name:
        wanted &= Q(name=name)
    if customer_ids:
        wanted &= Q(customer_id__in=list(customer_ids))
    if since:
        wanted &= Q(at__gte=since)
    if until:
        wanted &= Q(at__lt=until)
    if text:
        wanted &= Q(about__icontains=text)
    return AuditLine.objects.filter(wanted)


def blank(customer_ids: Collection[int]) -> int:
    """Empty what the lines say of erased people; who did what and when stays. Returns how many lines."""
    return AuditLine.objects.filter(customer_id__in=list(customer_ids)).update(about="", changes={})


def names() -> list[tuple[str, str]]:
    """(name, meaning) of everything a line can be of, by meaning."""
    return sorted(((name, meaning(name)) for name in (*VOCABULARY, *LOOKS)), key=lambda pair: pair[1])


def meaning(name: str) -> str:
    """What a line's name says, in words: `note written`. (The vocabulary's own meanings speak of the customer.)"""
    return LOOKS.get(name) or name.replace(".", " ").replace("_", " ")
