"""Taking in what several requests bring at once in one transaction, so that they share one wait for the disk."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from regulars.listen.intake.actions import take
from regulars.listen.intake.facts import Fact

# More than this in one transaction and other writers would wait too long for their turn.
_MOST = 2000


class _Ticket:
    """One request's facts, and how taking them in went."""

    __slots__ = ("done", "error", "facts")

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.facts = facts
        self.done = False
        self.error: BaseException | None = None


_waiting: list[_Ticket] = []
_turn = threading.Lock()


def take_together(facts: Sequence[Fact]) -> None:
    """`take` for requests: returns when the facts are on disk, or raises what taking them in raised.

    Whoever gets the turn takes in everything that came to wait meanwhile, and the others find theirs done. Order
    within a request is kept, and requests are taken in the order of their coming.
    """
    ticket = _Ticket(facts)
    _waiting.append(ticket)
    with _turn:
        if not ticket.done:
            _take_waiting(ticket)
    if ticket.error is not None:
        raise ticket.error


def _take_waiting(own: _Ticket) -> None:
    tickets: list[_Ticket] = []
    count = 0
    while _waiting and (own not in tickets or count + len(_waiting[0].facts) <= _MOST):
        tickets.append(_waiting.pop(0))
        count += len(tickets[-1].facts)
    try:
        take([fact for ticket in tickets for fact in ticket.facts])
    except Exception as error:  # noqa: BLE001 -- whatever it is, it belongs to one of the requests
        if len(tickets) == 1:
            own.error = error
        else:
            _take_each(tickets)
    for ticket in tickets:
        ticket.done = True


def _take_each(tickets: list[_Ticket]) -> None:
    """One of them cannot be taken in: each alone, so that only that one fails."""
    for ticket in tickets:
        try:
            take(ticket.facts)
        except Exception as error:  # noqa: BLE001 -- handed to the request it belongs to
            ticket.error = error
