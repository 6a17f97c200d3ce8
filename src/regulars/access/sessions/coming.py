"""What is kept of a login while it lasts: when and how it began, from where, and when it was last used."""

from __future__ import annotations

from django.contrib.sessions.backends.base import SessionBase

from regulars.access.sessions.store import LOGIN
from regulars.kit import moments

SEEN_AGAIN = 300  # seconds between two notes of «last used», so that a page is not a write


def note_beginning(session: SessionBase, *, how: str, address: str, agent: str) -> None:
    """Keep how this login began."""
    now = moments.now().timestamp()
    session[LOGIN] = {"began": now, "seen": now, "how": how[:60], "address": address[:45], "agent": agent[:200]}


def note_use(session: SessionBase, address: str) -> None:
    """Keep, once in a while, that this login is still used, and from where."""
    login = session.get(LOGIN)
    if login is None:
        return
    now = moments.now().timestamp()
    if now - login["seen"] >= SEEN_AGAIN or login["address"] != address[:45]:
        session[LOGIN] = login | {"seen": now, "address": address[:45]}
