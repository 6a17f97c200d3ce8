"""Reading the audit: a page of it, or all of it as rows for a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from regulars.access.acting import require
from regulars.access.tokens.models import Token
from regulars.access.users.queries import names_of
from regulars.timeline import audit

if TYPE_CHECKING:
    from regulars.timeline.models import AuditLine

COLUMNS = ("at", "who", "actor", "from", "what", "name", "customer", "about", "changes")
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """Which lines are wanted; empty fields want all. `customer_ids` are all merged parts of one customer."""

    actor: str = ""
    name: str = ""
    customer_ids: tuple[int, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One line with the name of whoever acted and what they did, in words."""

    line: AuditLine
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines, newest first, and where the next page begins (None: that was all)."""

    told: list[Told]
    next: str | None


def read_audit(asked: Asked, *, after: str | None = None, limit: int = 50) -> Page:
    """A page of the audit. Three queries at most. Raises BadPosition."""
    require("audit.see")
    found = audit.page(
        after=after, limit=limit, actor=asked.actor, name=asked.name, customer_ids=asked.customer_ids,
        since=asked.since, until=asked.until, text=asked.text,
    )  # fmt: skip
    names = _names({line.actor for line in found.lines})
    told = [Told(line, names.get(line.actor, line.actor), audit.meaning(line.name)) for line in found.lines]
    return Page(told, found.next)


def audit_rows(asked: Asked, *, actor: str) -> Iterator[tuple[Any, ...]]:
    """Every wanted line as a row of COLUMNS, newest first, a thousand at a time. That it was taken out is audited."""
    require("audit.see")
    audit.note_look("audit.exported", actor, about=msgspec.json.encode(asked).decode())
    return _rows(asked)


def _rows(asked: Asked) -> Iterator[tuple[Any, ...]]:
    after: str | None = None
    while True:
        page = read_audit(asked, after=after, limit=_AT_ONCE)
        for told in page.told:
            line = told.line
            yield (
                line.at.isoformat(), told.who, line.actor, line.address, told.what, line.name, line.customer_id or "",
                line.about, msgspec.json.encode(line.changes).decode() if line.changes else "",
            )  # fmt: skip
        after = page.next
        if after is None:
            return


def _names(actors: set[str]) -> dict[str, str]:
    """Names of colleagues, and of tokens with whom they act for."""
    named = names_of(actors)
    ids = [int(actor[6:]) for actor in actors if actor.startswith("token:") and actor[6:].isdigit()]
    for token in Token.objects.filter(pk__in=ids).select_related("user") if ids else ():
        named[token.actor] = f"{token.name}, token of {token.user}"
    for actor in actors:
        if actor.startswith("customer:"):
            named[actor] = "the customer"
    return named
