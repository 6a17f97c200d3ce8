"""The last word about each part of a customer, kept beside the ledger so that a million are asked in one statement.

What binds for a customer, of one purpose and channel:
- Of one part, the latest line: by the moment it was said, then by the order of writing. A line of another part counts
  for it too when it was said `over` it, and as long as both are one customer.
- Of several parts, the most restrictive of those (`Standing`). So a merge never turns a no into a yes; the next line,
  said over all of them, binds alone; and undoing the merge leaves each what it was told itself.
- A consent that ran out is not granted. Nothing known is nothing granted.

A row of the table is (part it is said of, part it was told of, purpose, channel) -> latest line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from regulars.kit import sql_values
from regulars.know.consents.models import STANDING_OF, ConsentLine, ConsentState, Standing, State

_KEEP = """
INSERT INTO consents_consentstate
    (customer_id, teller, purpose_id, channel, standing, said_at, expires_at, line_id)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (customer_id, purpose_id, channel, teller) DO UPDATE SET
    standing = excluded.standing, said_at = excluded.said_at, expires_at = excluded.expires_at, line_id = excluded.line_id
WHERE consents_consentstate.said_at < excluded.said_at
    OR (consents_consentstate.said_at = excluded.said_at AND consents_consentstate.line_id < excluded.line_id)
"""
_AT_A_TIME = 5_000

Place = tuple[int, int, int, str]


def keep_states(lines: Iterable[ConsentLine]) -> None:
    """Let lines just written count: one statement, whatever their number. Call it in their transaction."""
    latest: dict[Place, ConsentLine] = {}
    for line in lines:
        for part in (line.customer_id, *line.over):
            place = (part, line.customer_id, line.purpose_id, line.channel)
            known = latest.get(place)
            if known is None or (known.said_at, known.pk) < (line.said_at, line.pk):
                latest[place] = line
    vendor = connection.vendor
    rows = [
        (
            *place, int(STANDING_OF[State(line.state)]), sql_values.moment(line.said_at, vendor),
            sql_values.moment(line.expires_at, vendor) if line.expires_at else None, line.pk,
        )
        for place, line in latest.items()
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.executemany(_KEEP, rows)


def rebuild_states(customer_ids: Collection[int] | None = None) -> int:
    """Make the table anew from the ledger: of these parts, or of everybody. Returns how many lines were read."""
    lines = ConsentLine.objects.order_by("pk")
    old = ConsentState.objects.all()
    if customer_ids is not None:
        lines, old = lines.filter(customer_id__in=customer_ids), old.filter(teller__in=customer_ids)
    read = 0
    with transaction.atomic():
        old.delete()
        for some in _batches(lines.iterator(_AT_A_TIME)):
            keep_states(some)
            read += len(some)
    return read


def _batches(lines: Iterator[ConsentLine]) -> Iterator[list[ConsentLine]]:
    batch: list[ConsentLine] = []
    for line in lines:
        batch.append(line)
        if len(batch) == _AT_A_TIME:
            yield batch
            batch = []
    if batch:
        yield batch


def standing_at(standing: int, expires_at: datetime | None, at: datetime) -> Standing:
    """What a row says at a moment: a consent that ran out by then is not granted any more."""
    if standing == Standing.GRANTED and expires_at is not None and expires_at <= at:
        return Standing.EXPIRED
    return Standing(standing)


# The same, said to the database; {rows} is the alias of the state's table and the parameter the moment.
_STANDING_AT = f"""CASE WHEN {{rows}}.standing = {int(Standing.GRANTED)} AND {{rows}}.expires_at <= %s
    THEN {int(Standing.EXPIRED)} ELSE {{rows}}.standing END"""

# CROSS JOIN is SQLite's way to be told the order: the merged are few, and an index of their own leads to them.
# Customers made of several parts, at least one of whom (besides the customer) something was said of: what binds for them.
_JOINT = f"""
told_roots AS (
    SELECT DISTINCT part.merged_into_id AS root
    FROM customers_customer AS part CROSS JOIN consents_consentstate AS told
    WHERE part.merged_into_id IS NOT NULL AND {{only}}
        AND told.customer_id = part.id AND told.purpose_id = %s AND told.channel = %s
), told_parts AS (
    SELECT root, root AS id FROM told_roots
    UNION ALL
    SELECT told_roots.root, part.id FROM told_roots JOIN customers_customer AS part ON part.merged_into_id = told_roots.root
), told_last AS (
    SELECT told_parts.root, {_STANDING_AT.format(rows="told")} AS standing, ROW_NUMBER() OVER (
        PARTITION BY told.customer_id ORDER BY told.said_at DESC, told.line_id DESC
    ) AS place
    FROM told_parts
    JOIN consents_consentstate AS told ON told.customer_id = told_parts.id AND told.purpose_id = %s AND told.channel = %s
    JOIN told_parts AS teller ON teller.id = told.teller AND teller.root = told_parts.root
), joint AS (
    SELECT root, MAX(standing) AS standing FROM told_last WHERE place = 1 GROUP BY root
)
"""


def joint_standings(
    purpose_id: int, channel: str, at: datetime, only: Collection[int] | None = None
) -> tuple[str, list[Any]]:
    """SQL of a `WITH` whose table `joint` (root, standing) has what binds for customers of several parts; `only` of these."""
    vendor = connection.vendor
    chosen, ids = ("1 = 1", []) if only is None else sql_values.among("part.merged_into_id", only, vendor)
    moment = sql_values.moment(at, vendor)
    return _JOINT.format(only=chosen), [*ids, purpose_id, channel, moment, purpose_id, channel]


def own_standing(rows: str, at: datetime) -> tuple[str, list[Any]]:
    """SQL of what a row of the table, under that alias, says at the moment."""
    return _STANDING_AT.format(rows=rows), [sql_values.moment(at, connection.vendor)]


def granted_ids(purpose_id: int, channel: str, at: datetime) -> tuple[str, list[Any]]:
    """SQL of the ids of all customers whose consent holds at the moment. Ids of merged parts are among them."""
    joint, values = joint_standings(purpose_id, channel, at)
    standing, moment = own_standing("own", at)
    return (
        f"""WITH {joint}
        SELECT own.customer_id FROM consents_consentstate AS own
        WHERE own.purpose_id = %s AND own.channel = %s AND own.standing = {int(Standing.GRANTED)}
            AND own.teller = own.customer_id AND {standing} = {int(Standing.GRANTED)}
            AND NOT EXISTS (SELECT 1 FROM joint WHERE joint.root = own.customer_id)
        UNION ALL SELECT root FROM joint WHERE standing = {int(Standing.GRANTED)}""",
        [*values, purpose_id, channel, *moment],
    )
