"""Writing who belongs to segments: only those who came or went, some hundreds in a transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import F

from regulars.kit import sql_values
from regulars.kit.tokens import new_token
from regulars.timeline.names import Change
from regulars.timeline.record import Entry, record
from regulars.understand.segments.models import Segment, SegmentMember

# Rows in one transaction: on SQLite nobody else waits longer than some milliseconds.
WRITTEN = 2_000
_INSERT = (
    "INSERT INTO segments_segmentmember (segment_id, customer_id, since) VALUES (%s, %s, %s) "
    "ON CONFLICT (segment_id, customer_id) DO NOTHING"
)
_DAY = (
    "INSERT INTO segments_segmentday (segment_id, day, size, entered, {left}) VALUES (%s, %s, %s, %s, %s) "
    "ON CONFLICT (segment_id, day) DO UPDATE SET size = excluded.size, "
    "entered = segments_segmentday.entered + excluded.entered, {left} = segments_segmentday.{left} + excluded.{left}"
)


def fill(segment: Segment, entered: Sequence[int], left: Sequence[int], day: date) -> None:
    """Put these in and take those out without a word on anybody's timeline: a segment counted for the first time."""
    for some in _portions(entered):
        with transaction.atomic():
            _put_in(segment.pk, some, day)
    for some in _portions(left):
        with transaction.atomic():
            _take_out(segment.pk, some)


def move(segment: Segment, entered: Sequence[int], left: Sequence[int], day: date, now: datetime) -> tuple[int, int]:
    """The same, each leaving its line on the timeline; sizes follow. Returns how many came and went. Runs within the
    caller's transaction where there is one."""
    came = went = 0
    for some in _portions(entered):
        with transaction.atomic():
            there = set(
                SegmentMember.objects.filter(segment=segment, customer_id__in=some).values_list(
                    "customer_id", flat=True
                )
            )
            new = [pk for pk in some if pk not in there]
            _put_in(segment.pk, new, day)
            record(*_lines("segment.entered", segment, new, now))
            note_size(segment.pk, day, len(new), 0)
            came += len(new)
    for some in _portions(left):
        with transaction.atomic():
            gone = _take_out(segment.pk, some)
            record(*_lines("segment.left", segment, gone, now))
            note_size(segment.pk, day, 0, len(gone))
            went += len(gone)
    return came, went


def note_size(segment_id: int, day: date, entered: int, left: int) -> None:
    """Let the size follow, and keep it beside the day."""
    Segment.objects.filter(pk=segment_id).update(size=F("size") + entered - left)
    size = Segment.objects.values_list("size", flat=True).get(pk=segment_id)
    keep_day(segment_id, day, size, entered, left)


def keep_day(segment_id: int, day: date, size: int, entered: int = 0, left: int = 0) -> None:
    """The size at the end of the day, as far as it is known."""
    told = sql_values.day(day, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(_DAY.format(left='"left"'), [segment_id, told, size, entered, left])


def _put_in(segment_id: int, customer_ids: Iterable[int], day: date) -> None:
    told = sql_values.day(day, connection.vendor)
    rows = [(segment_id, pk, told) for pk in customer_ids]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_INSERT, rows)


def _take_out(segment_id: int, customer_ids: Sequence[int]) -> list[int]:
    """Take out; returns who was in."""
    there = SegmentMember.objects.filter(segment_id=segment_id, customer_id__in=list(customer_ids))
    gone = sorted(there.values_list("customer_id", flat=True))
    condition, values = sql_values.among("customer_id", gone, connection.vendor)
    if gone:
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM segments_segmentmember WHERE segment_id = %s AND {condition}", [segment_id, *values]
            )
    return gone


def _lines(name: str, segment: Segment, customer_ids: Sequence[int], now: datetime) -> list[Entry]:
    """A line for each. Their names in the record are one made-up word and the customer's number: one for all is enough."""
    pair = [None, segment.name] if name == "segment.entered" else [segment.name, None]
    told, word = Change(changes={"segment": pair}, more={"segment_id": segment.pk}), new_token()
    return [
        Entry(
            name=name, customer_id=pk, occurred_at=now, source="house", source_id=f"{word}-{pk}", payload=told,
            direction="", actor="house",
        )
        for pk in customer_ids
    ]  # fmt: skip


def _portions(ids: Sequence[int]) -> Iterable[list[int]]:
    for start in range(0, len(ids), WRITTEN):
        yield [int(pk) for pk in ids[start : start + WRITTEN]]
