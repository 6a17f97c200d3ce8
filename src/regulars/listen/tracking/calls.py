"""The calls of the tracking API as they arrive, checked for their shape and nothing more."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Type = Literal["identify", "track", "page", "screen", "group", "alias"]
TYPES: tuple[Type, ...] = ("identify", "track", "page", "screen", "group", "alias")

LARGEST_CALL = 32 * 1024
LARGEST_BATCH = 500 * 1024

_Id = str | int | None
_Moment = str | int | float | None


class Call(msgspec.Struct, rename="camel", gc=False):
    """One call. The older spellings `action`, `user_id` and `anonymous_id` of the documentation are read too."""

    type: str | None = None
    action: str | None = None
    user_id: _Id = None
    old_user_id: _Id = msgspec.field(default=None, name="user_id")
    anonymous_id: _Id = None
    old_anonymous_id: _Id = msgspec.field(default=None, name="anonymous_id")
    group_id: _Id = None
    previous_id: _Id = None
    message_id: _Id = None
    event: str | None = None
    name: str | None = None
    category: str | None = None
    channel: str | None = None
    properties: dict[str, Any] | None = None
    traits: dict[str, Any] | None = None
    context: dict[str, Any] | None = None
    timestamp: _Moment = None
    original_timestamp: _Moment = None
    sent_at: _Moment = None
    received_at: _Moment = None
    write_key: str | None = None


class Envelope(msgspec.Struct, rename="camel"):
    """A batch. Its calls stay text until each is read, so that one bad call costs only itself."""

    batch: list[msgspec.Raw]
    context: dict[str, Any] | None = None
    sent_at: _Moment = None
    write_key: str | None = None


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is wrong with a call: the field, how to mend it, and its place in the batch."""

    field: str
    message: str
    index: int | None = None
    too_large: bool = False


class Unreadable(ValueError):
    """A call or body that cannot be taken; carries the Problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.field}: {problem.message}")
        self.problem = problem


_call = msgspec.json.Decoder(Call)
_envelope = msgspec.json.Decoder(Envelope)


def read_call(raw: bytes | msgspec.Raw) -> Call:
    """One call from its JSON. Raises Unreadable."""
    # memoryview: a Raw tells its length only through it.
    size = memoryview(raw).nbytes
    if size > LARGEST_CALL:
        message = f"{size:,} bytes; a call may have {LARGEST_CALL:,}"
        raise Unreadable(Problem("call", message, too_large=True))
    try:
        return _call.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable(_problem(error, "call")) from error


def read_envelope(raw: bytes) -> Envelope:
    """A batch from its JSON. Raises Unreadable."""
    try:
        return _envelope.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable(_problem(error, "body")) from error


def _problem(error: Exception, whole: str) -> Problem:
    if isinstance(error, msgspec.ValidationError):
        message, _, place = str(error).partition(" - at `$")
        missing = message.partition("missing required field `")[2].rstrip("`")
        field = missing or place.rstrip("`").removeprefix(".") or whole
        return Problem(field, "is missing" if missing else message)
    return Problem(whole, f"is not JSON: {error}")
