"""Forgetting logins that ran out."""

from __future__ import annotations

from regulars.access.sessions.store import SessionStore


def forget_expired() -> None:
    """Remove expired sessions."""
    SessionStore.clear_expired()
