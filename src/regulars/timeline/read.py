"""Reading the record: a customer's lines by pages, and everything new since a consumer's cursor."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Max, Min, QuerySet

from regulars.kit import sql_values
from regulars.kit.position import read_position, write_position
from regulars.timeline.models import Interaction


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines, newest first, and where the next page begins (None: that was all)."""

    interactions: list[Interaction]
    next: str | None


def position_after(line: Interaction) -> str:
    """An opaque text naming the place just behind `line`."""
    return write_position(line.occurred_at, line.pk)


def of_customers(
    customer_ids: Sequence[int],
    *,
    after: str | None = None,
    limit: int = 50,
    names: Collection[str] = (),
    channels: Collection[str] = (),
) -> Page:
    """The lines of these customers (one person's merged parts), newest first, `limit` at a time.

    `after` is a `Page.next`; raises BadPosition when it is not. Each part is read by its own index range, so a page
    costs the same however long the story is.
    """
    parts: list[Interaction] = []
    for customer_id in customer_ids:
        lines: QuerySet[Interaction] = Interaction.objects.filter(customer_id=customer_id)
        if names:
            lines = lines.filter(name__in=list(names))
        if channels:
            lines = lines.filter(channel__in=list(channels))
        if after:
            moment, pk = read_position(after, tuple[datetime, int])
            lines = lines.filter(occurred_at__lte=moment).exclude(occurred_at=moment, pk__gte=pk)
        parts.extend(lines.order_by("-occurred_at", "-pk")[: limit + 1])
    if len(customer_ids) > 1:
        parts.sort(key=lambda line: (line.occurred_at, line.pk), reverse=True)
    shown = parts[:limit]
    return Page(shown, position_after(shown[-1]) if len(parts) > limit else None)


def named_of_customers(customer_ids: Collection[int], name: str) -> list[Interaction]:
    """All lines of one name of these customers, oldest first: for looking up what somebody told before. One query."""
    return (
        list(Interaction.objects.filter(customer_id__in=customer_ids, name=name).order_by("pk")) if customer_ids else []
    )


def latest_of(customer_ids: Sequence[int], names: Collection[str]) -> dict[int, Interaction]:
    """The newest line of these names of each of these customers, for a page of them. Two queries, whoever they are.

    Each is found by its own index range: a customer's long story costs no more than a short one.
    """
    if not customer_ids or not names:
        return {}
    wanted = list(names)
    one = (
        "SELECT id FROM (SELECT id FROM timeline_interaction WHERE customer_id = %s AND name IN "
        f"({', '.join(['%s'] * len(wanted))}) ORDER BY occurred_at DESC, id DESC LIMIT 1) AS newest"
    )
    values: list[Any] = [value for customer_id in customer_ids for value in (customer_id, *wanted)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([one] * len(customer_ids)), values)
        found = [row[0] for row in cursor.fetchall()]
    lines = Interaction.objects.filter(pk__in=found)
    return {line.customer_id: line for line in lines if line.customer_id is not None}


def safe_horizon() -> int | None:
    """The lowest transaction that may still be writing; rows below it are all there. None on SQLite, where every
    visible row is: it has one writer, and ids come in the order of commits."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])


def already_told(pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of these (source, source_id) are on the timeline. One query a source."""
    by_source: dict[str, list[str]] = {}
    for source, source_id in pairs:
        by_source.setdefault(source, []).append(source_id)
    told: set[tuple[str, str]] = set()
    with connection.cursor() as cursor:
        for source, ids in by_source.items():
            condition, values = sql_values.among("source_id", ids, connection.vendor)
            cursor.execute(
                f"SELECT source_id FROM timeline_interaction WHERE source = %s AND {condition}", [source, *values]
            )
            told.update((source, row[0]) for row in cursor.fetchall())
    return told


def have_lines(customer_ids: Sequence[int]) -> set[int]:
    """Which of these customers have any line at all."""
    found = Interaction.objects.filter(customer_id__in=customer_ids).values_list("customer_id", flat=True).distinct()
    return {customer_id for customer_id in found if customer_id is not None}


def count_lines(customer_ids: Sequence[int]) -> int:
    """How many lines these customers have. For one person; a list must not ask this."""
    return Interaction.objects.filter(customer_id__in=customer_ids).count()


def heard_between(customer_id: int, *, after_line: int = 0) -> tuple[datetime | None, datetime | None]:
    """When somebody was heard first and last, by the lines behind `after_line`. Reads them all: for one person."""
    lines = Interaction.objects.filter(customer_id=customer_id, direction="in", pk__gt=after_line)
    found = lines.aggregate(first=Min("occurred_at"), last=Max("occurred_at"))
    return found["first"], found["last"]
