"""Where Django keeps sessions (SESSION_ENGINE): in our table, remembered by the process as cached_db does."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.contrib.sessions.backends.cached_db import SessionStore as CachedStore

# What a session carries of the login that began it; see regulars.access.sessions.coming.
LOGIN = "login"


class SessionStore(CachedStore):
    """Writes who is logged in, and from where, beside the session's data."""

    cache_key_prefix = "regulars.access.sessions"

    @classmethod
    def get_model_class(cls) -> type[Any]:
        """The table. By name: its model leads back here."""
        return apps.get_model("access_sessions", "UserSession")

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row to be written for this data."""
        row: Any = super().create_model_instance(data)
        row.user_id = int(data["_auth_user_id"]) if data.get("_auth_user_id") else None
        if login := data.get(LOGIN):
            row.began_at = datetime.fromtimestamp(login["began"], UTC)
            row.seen_at = datetime.fromtimestamp(login["seen"], UTC)
            row.address, row.agent, row.how = login["address"], login["agent"], login["how"]
        return row


# Django's middleware asks the engine's module for it.
__all__ = ["LOGIN", "SessionStore"]
