"""Ids of customers whose texts may match, newest first, a few at a time. Only here do the two databases differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import connection

from regulars.know.search.wanted import SHORTEST, is_ideographic

Groups = Sequence[Sequence[str]]
FIRST = 64
_MOST = 4096
_LAST_ID = 2**63 - 1
# PostgreSQL's index gives all that match and in no order. A frequent text is soon met going back from the newest; one
# that is not met there is rare enough to be asked of the index as a whole.
_RECENT = 3000


def containing(groups: Groups, first: int = FIRST) -> Iterator[list[int]]:
    """Those in whose search text stands one text of each group, `first` of them to begin with.

    The portions grow: most who ask read only the first.
    """
    if connection.vendor == "postgresql":
        return _containing_postgresql(groups, first)
    return _containing_sqlite(groups, first)


def _rows(sql: str, values: Sequence[str | int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]


def _containing_sqlite(groups: Groups, first: int) -> Iterator[list[int]]:
    match = " AND ".join("(" + " OR ".join(_quoted(text) for text in group) + ")" for group in groups)
    sql = "SELECT rowid FROM customer_search WHERE customer_search MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s"
    before, size = _LAST_ID, first
    while ids := _rows(sql, (match, before, size)):
        yield ids
        if len(ids) < size:
            return
        before, size = ids[-1], min(size * 4, _MOST)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _like(text: str) -> str:
    return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def _containing_postgresql(groups: Groups, first: int) -> Iterator[list[int]]:
    condition = " AND ".join("(" + " OR ".join(["search_text LIKE %s"] * len(group)) + ")" for group in groups)
    texts = [_like(text) for group in groups for text in group]
    recent = f"SELECT id, search_text FROM customers_customer WHERE search_text <> '' ORDER BY id DESC LIMIT {_RECENT}"
    ids = _rows(f"SELECT id FROM ({recent}) AS recent WHERE {condition} ORDER BY id DESC LIMIT {first}", texts)
    if ids:
        yield ids
    before, size = ids[-1] if ids else _LAST_ID, first * 4
    # OFFSET 0 keeps the order and the limit from luring the planner into walking back through the whole table.
    whole = f"SELECT id FROM customers_customer WHERE {condition} AND search_text <> '' AND id < %s OFFSET 0"
    while ids := _rows(f"SELECT id FROM ({whole}) AS found ORDER BY id DESC LIMIT %s", (*texts, before, size)):
        yield ids
        if len(ids) < size:
            return
        before, size = ids[-1], _MOST


def short_word(word: str, first: int = FIRST) -> Iterator[list[int]]:
    """Those with a name one of whose words begins with this, where it is too short for the text index."""
    if is_ideographic(word):
        return iter([_with_pair(word)])
    if len(word) == SHORTEST - 1:
        # The blank before it makes it long enough; names that begin with it are found by their order.
        return containing([(f" {word}",)], first)
    return iter(())


def _with_pair(word: str) -> list[int]:
    sign = ' COLLATE "C"' if connection.vendor == "postgresql" else ""
    if len(word) > 1:
        where, values = f"pair{sign} = %s", [word]
    else:
        where, values = f"pair{sign} >= %s AND pair{sign} < %s", [word, word + chr(0x10FFFF)]
    order = f"ORDER BY pair{sign} DESC, customer_id DESC"
    return _rows(f"SELECT customer_id FROM search_pair WHERE {where} {order} LIMIT {FIRST * 4}", values)
