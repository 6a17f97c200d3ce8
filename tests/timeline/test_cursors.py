"""Consumers read on from where they stopped, and miss nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from regulars.timeline.cursors import Position, advance, position, position_of, read_on
from regulars.timeline.record import Entry, record

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def told(*ids: str) -> None:
    record(*(Entry(name="page.viewed", occurred_at=NOON, source="web", source_id=i) for i in ids))


def read_ids(after: Position) -> list[str]:
    return [line.source_id for line in read_on(after, 100)]


@pytest.mark.django_db(transaction=True)
def test_cursor_goes_on_where_it_stopped() -> None:
    told("a", "b", "c")
    first = read_on(position("lake"), 2)
    advance("lake", position_of(first[-1]))
    assert ([line.source_id for line in first], read_ids(position("lake"))) == (["a", "b"], ["c"])


@pytest.mark.django_db(transaction=True)
def test_cursor_does_not_move_when_its_effect_fails() -> None:
    told("a")

    def move_and_fail() -> None:
        with transaction.atomic():
            advance("lake", position_of(read_on(Position(), 1)[0]))
            raise RuntimeError("the effect failed")

    with pytest.raises(RuntimeError):
        move_and_fail()
    assert position("lake") == Position()


@pytest.mark.django_db(transaction=True)
def test_consumers_do_not_share_a_cursor() -> None:
    told("a")
    advance("lake", position_of(read_on(Position(), 1)[0]))
    assert (position("lake") > Position(), position("segments")) == (True, Position())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("lines", "portion"), [(0, 1), (1, 1), (5, 1), (6, 2), (7, 3), (4, 10)])
def test_portions_together_hold_every_line_once(lines: int, portion: int) -> None:
    told(*(str(n) for n in range(lines)))
    found: list[str] = []
    place = Position()
    while read := read_on(place, portion):
        found += [line.source_id for line in read]
        place = position_of(read[-1])
    assert found == [str(n) for n in range(lines)]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_reader_waits_for_a_slower_transaction_that_began_before() -> None:
    """The slow one takes its id first and commits last: a reader that went by ids alone would never see it."""
    written, may_commit = Event(), Event()

    def slow() -> None:
        with transaction.atomic():
            told("slow")
            written.set()
            may_commit.wait(30)
        connection.close()

    thread = Thread(target=slow)
    thread.start()
    written.wait(30)
    told("quick")
    while_it_runs = read_ids(Position())
    may_commit.set()
    thread.join()
    assert (while_it_runs, read_ids(Position())) == ([], ["slow", "quick"])
