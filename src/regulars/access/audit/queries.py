"""Reading the audit: a page of it, or all of it as rows for a file."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from regulars.access.acting import require
from regulars.access.tokens.models import Token
from regulars.access.users.queries import names_of
from regulars.timeline import audit
from regulars.timeline.kept_back import shown_changes, shown_words

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
    """One line with the name of whoever acted and what they did, in words.

    `about` and `changes` are those of the line without what is kept from whoever reads: show these.
    """

    line: AuditLine
    who: str
    what: str
    about: str
    changes: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines, newest first, and where the next page begins (None: that was all)."""

    told: list[Told]
    next: str | None


def read_audit(asked: Asked, *, after: str | None = None, limit: int = 50) -> Page:
    """A page of the audit. Three queries at most. Raises BadPosition."""
    hidden = require("audit.see").hidden
    found = audit.page(
        after=after, limit=limit, actor=asked.actor, name=asked.name, customer_ids=asked.customer_ids,
        since=asked.since, until=asked.until, text=asked.text,
    )  # fmt: skip
    names = _names({line.actor for line in found.lines})
    told = [_told(line, names.get(line.actor, line.actor), hidden) for line in found.lines]
    # What is kept back is not found by guessing it either.
    typed = asked.text.casefold()
    return Page([each for each in told if each.about == each.line.about or typed in each.about.casefold()], found.next)


def _told(line: AuditLine, who: str, hidden: Collection[str]) -> Told:
    what, changes = audit.meaning(line.name), line.changes or {}
    if not hidden:
        return Told(line, who, what, line.about, changes)
    return Told(line, who, what, shown_words(line.name, line.about, hidden), shown_changes(line.name, changes, hidden))


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
                told.about, msgspec.json.encode(told.changes).decode() if told.changes else "",
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
