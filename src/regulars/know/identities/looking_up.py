"""Looking up whom the identifiers of a batch belong to, with what the rules ask of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from regulars.kit import sql_values
from regulars.know.identities.resolution import ANONYMOUS, EMAIL, PHONE, Party, source_of
from regulars.know.identities.rules import Rules, group_of, rules_told

# The owner's choices come with the identities: no query of their own, and never an old one.
_OWNERS = """
SELECT identity.key, owner.id, owner.known, owner.merged_into_id, (
    SELECT root.known FROM customers_customer AS root WHERE root.id = owner.merged_into_id
), identity.shared, identity.verified, (
    SELECT 1 FROM identities_blend AS blend WHERE blend.customer_id = COALESCE(owner.merged_into_id, owner.id)
)
FROM identities_identity AS identity
JOIN customers_customer AS owner ON owner.id = identity.customer_id
WHERE {condition}
UNION ALL
SELECT name || ' ' || CAST(value AS text), NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM identities_rulechoice
"""
_NAMED = "SELECT customer_id, key FROM identities_identity WHERE kind IN ('external', 'company') AND "
# Of customers with parts: the parts' ids are theirs too.
_NAMED_OF_PARTS = """
SELECT COALESCE(part.merged_into_id, part.id), identity.key FROM identities_identity AS identity
JOIN customers_customer AS part ON part.id = identity.customer_id
WHERE identity.kind IN ('external', 'company') AND ({condition} OR {of_parts})
"""
_KNOWN_BY = """
SELECT COALESCE(part.merged_into_id, part.id), part.kind, identity.key, identity.shared, identity.verified
FROM identities_identity AS identity JOIN customers_customer AS part ON part.id = identity.customer_id
WHERE identity.kind IN ('external', 'company', 'email') AND ({condition} OR {of_parts})
"""
_COUNTED = """
SELECT COALESCE(part.merged_into_id, part.id), identity.kind, identity.source, COUNT(*)
FROM identities_identity AS identity JOIN customers_customer AS part ON part.id = identity.customer_id
WHERE {condition} OR {of_parts} GROUP BY 1, 2, 3
"""


@dataclass(slots=True)
class Found:
    """Whom the identifiers of a batch belong to: the very rows, those that are parts joined into their customers."""

    owners: dict[str, Party] = field(default_factory=dict)
    flags: dict[str, tuple[bool | None, bool]] = field(default_factory=dict)
    rules: Rules = field(default_factory=Rules)


def _of_parts(statement: str, roots: Collection[int]) -> tuple[str, list[Any]]:
    condition, values = sql_values.among("part.id", roots, connection.vendor)
    of_parts, again = sql_values.among("part.merged_into_id", roots, connection.vendor)
    return statement.format(condition=condition, of_parts=of_parts), [*values, *again]


def look_up(wanted: Collection[str], contested: Collection[str]) -> Found:
    """The owners of the `wanted` identities. Two queries, however many there are; one more where some only suggest.

    Which ids somebody has matters only where an address or number may lead to them: `contested` are the identities of
    the calls that give one.
    """
    found = Found()
    parties: dict[int, Party] = {}
    chosen: list[tuple[str, str]] = []
    with connection.cursor() as cursor:
        condition, values = sql_values.among("identity.key", wanted, connection.vendor)
        cursor.execute(_OWNERS.format(condition=condition), values)
        for key, owner, known, merged_into, root_known, shared, verified, blended in cursor.fetchall():
            if owner is None:
                name, _, value = key.partition(" ")
                chosen.append((name, value))
                continue
            root_pk = merged_into or owner
            root = parties.get(root_pk)
            if root is None:
                root = parties[root_pk] = Party(pk=root_pk, known=bool(root_known if merged_into else known))
            if blended:
                root.blended = True
            part = root
            if merged_into:
                part = parties.get(owner) or Party(pk=owner, joined_into=root)
                parties[owner] = part
            found.owners[key] = part
            if shared is not None or verified:
                found.flags[key] = (None if shared is None else bool(shared), bool(verified))
        if chosen:
            found.rules = rules_told(tuple(sorted(chosen)))
        _read_ids(cursor, found, contested)
        _read_better(cursor, found)
    return found


def _read_ids(cursor: Any, found: Found, contested: Collection[str]) -> None:
    """Which sources know the customers that an address or number may lead to."""
    roots = {party.root() for key in contested if (party := found.owners.get(key))}
    if not roots:
        return
    by_pk = {root.pk: root for root in roots}
    ids = [root.pk for root in roots if root.pk]
    if any(root.blended for root in roots):
        statement, values = _of_parts(_NAMED_OF_PARTS, ids)
    else:
        condition, values = sql_values.among("customer_id", ids, connection.vendor)
        statement = _NAMED + condition
    for pk, key in _rows(cursor, statement, values):
        by_pk[pk].external_sources.add(source_of(key))


def _read_better(cursor: Any, found: Found) -> None:
    """Whether the owners of identifiers that only suggest are known by something that proves them.

    A company's role address is the company: nothing better than itself is needed.
    """
    suggesting = {
        party.root()
        for key, party in found.owners.items()
        if (found.rules.untrusted or key.startswith((EMAIL, PHONE)))
        and not key.startswith(ANONYMOUS)
        and found.rules.only_suggests(key, *found.flags.get(key, (None, False)))
    }
    if not suggesting:
        return
    by_pk = {root.pk: root for root in suggesting}
    statement, values = _of_parts(_KNOWN_BY, [root.pk for root in suggesting if root.pk])
    for pk, kind, key, shared, verified in _rows(cursor, statement, values):
        told = None if shared is None else bool(shared)
        if kind != "company" and not found.rules.only_suggests(key, told, bool(verified)):
            by_pk[pk].better = True


def counted(roots: Iterable[int]) -> dict[int, dict[str, int]]:
    """How many identifiers of each group these customers have, with all their parts. One query."""
    counts: dict[int, dict[str, int]] = {}
    statement, values = _of_parts(_COUNTED, list(roots))
    with connection.cursor() as cursor:
        for pk, kind, source, count in _rows(cursor, statement, values):
            counts.setdefault(pk, {})[group_of(f"{kind}:{source}:")] = int(count)
    return counts


def _rows(cursor: Any, statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    cursor.execute(statement, values)
    return list(cursor.fetchall())
