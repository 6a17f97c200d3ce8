"""From where something is done: the network address of a request, kept while it is answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_address: ContextVar[str] = ContextVar("address", default="")


def address() -> str:
    """The address of the request being answered; empty in a terminal or in the worker."""
    return _address.get()


@contextmanager
def coming_from(where: str) -> Iterator[None]:
    """Within, `address()` is `where`."""
    token = _address.set(where)
    try:
        yield
    finally:
        _address.reset(token)
