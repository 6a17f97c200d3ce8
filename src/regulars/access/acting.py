"""Who acts right now, and so what may be done and seen. Actions and queries ask here; pages need not remember to.

In a request it is the colleague who is logged in or the one whose token is shown, else nobody. In a terminal, in the
worker and in tests it is the house, which may do everything: whoever starts those holds the data anyway.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

from django.core.exceptions import PermissionDenied

from regulars.access.permissions import PERMISSIONS, Sees

Piece = TypeVar("Piece")


@dataclass(frozen=True, slots=True)
class Acting:
    """Somebody at work. `hidden` are names of customer fields they do not see (regulars.access.users.models.RoleRule)."""

    actor: str
    permissions: frozenset[str] = frozenset()
    sees: Sees = Sees.OWN
    hidden: frozenset[str] = frozenset()
    user_id: int | None = None
    team_ids: tuple[int, ...] = ()

    def may(self, permission: str) -> bool:
        """Whether this is allowed. Raises KeyError for a permission nobody declared."""
        PERMISSIONS[permission]
        return permission in self.permissions


HOUSE = Acting("house", frozenset(PERMISSIONS), Sees.ALL)
NOBODY = Acting("")

_acting: ContextVar[Acting] = ContextVar("acting")
_otherwise = [HOUSE]


def current() -> Acting:
    """Who acts."""
    return _acting.get(_otherwise[0])


def nobody_by_default() -> None:
    """From now on, whatever runs outside of a request's own time may do nothing: for servers."""
    _otherwise[0] = NOBODY


@contextmanager
def acting_as(who: Acting) -> Iterator[None]:
    """Within, `current()` is `who`."""
    token = _acting.set(who)
    try:
        yield
    finally:
        _acting.reset(token)


def carried(pieces: Iterable[Piece]) -> Generator[Piece]:
    """The pieces, each made as the one who acts now: for answers that are written after the request's own time."""
    who = current()
    waiting = iter(pieces)
    return _each_as(who, waiting)


def _each_as(who: Acting, waiting: Iterator[Piece]) -> Generator[Piece]:
    while True:
        with acting_as(who):
            try:
                piece = next(waiting)
            except StopIteration:
                return
        yield piece


def require(permission: str) -> Acting:
    """Who acts, if they may do this; raises PermissionDenied naming what they would need."""
    who = current()
    if not who.may(permission):
        raise PermissionDenied(f"This needs the permission “{PERMISSIONS[permission]}”. Ask an owner for it.")
    return who
