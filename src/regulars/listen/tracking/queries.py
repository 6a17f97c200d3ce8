"""Reading write keys; a few seconds old at most, for a key is asked for with every request."""

from __future__ import annotations

import time
from dataclasses import dataclass

from regulars.access.acting import require
from regulars.kit.tokens import token_hash
from regulars.listen.tracking.models import WriteKey

# Seconds a key is believed to be as last read: so long may a key revoked by another process still be taken.
BELIEVED = 5.0
_MOST_REMEMBERED = 1000


@dataclass(frozen=True, slots=True)
class Sender:
    """Who a key speaks for."""

    key_id: int
    source: str


_remembered: dict[str, tuple[float, Sender]] = {}


def find_sender(token: str) -> Sender | None:
    """The sender whose key this is; None for a key that is unknown or revoked."""
    hashed = token_hash(token)
    now = time.monotonic()
    found = _remembered.get(hashed)
    if found is not None and found[0] > now:
        return found[1]
    row = WriteKey.objects.filter(token_hash=hashed, revoked_at=None).values_list("pk", "source").first()
    if row is None:
        # Not remembered: whoever guesses keys must not fill the memory.
        _remembered.pop(hashed, None)
        return None
    if len(_remembered) >= _MOST_REMEMBERED:
        _remembered.clear()
    sender = Sender(*row)
    _remembered[hashed] = (now + BELIEVED, sender)
    return sender


def forget_senders() -> None:
    """Read every key anew with its next request, at once in this process."""
    _remembered.clear()


def list_keys() -> list[WriteKey]:
    """All keys, the working ones first, then the newest first."""
    require("keys.manage")
    return sorted(WriteKey.objects.order_by("-pk"), key=lambda key: key.revoked_at is not None)
