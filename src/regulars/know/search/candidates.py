"""Customers whose texts may match, newest first, a few at a time. Here the two databases differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from django.db import connection

from regulars.know.customers.models import Customer
from regulars.know.search.reading import COLUMNS, Values, read, read_ids, rows, told
from regulars.know.search.wanted import SHORTEST, is_ideographic

Groups = Sequence[Sequence[str]]
FIRST = 64
_MOST = 2048
_LAST_ID = 2**63 - 1
# PostgreSQL's index gives all that match and in no order. A frequent text is soon met going back from the newest; one
# that is not met there is rare enough to be asked of the index as a whole.
_RECENT = 3000
# Taking names apart costs more than looking for a text.
_RECENT_NAMES = 800
_FURTHEST = 12_000
_OFTEN = 4
# The last digits tell a number, an id or an address from others; what stands before them, a country's or a shop's prefix,
# would have the index walk through all who share it.
TELLING = 7


def containing(groups: Groups, first: int = FIRST) -> Iterator[list[Customer]]:
    """Those in whose search text stands one text of each group, `first` to begin with. Of a number it may be the end.

    The portions grow: most who ask read only the first.
    """
    groups = [_least([_telling(text) for text in group]) for group in groups]
    if connection.vendor == "postgresql":
        if _is_rare(groups):
            return _first_that_is_found(groups, first)
        return _postgresql(*_likes(groups), first, _RECENT)
    sql = "SELECT rowid FROM customer_search WHERE customer_search MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s"
    return _sqlite(sql, [_match(groups)], first)


def named(words: Groups, texts: Groups, first: int = FIRST) -> Iterator[list[Customer]]:
    """Those in whose name stands one whole word of each group of words, and anywhere one of each group of texts."""
    if connection.vendor == "postgresql":
        condition, values = _likes(texts)
        conditions = ["name <> ''", *["string_to_array(name_key, ' ') && %s::text[]"] * len(words)]
        joined = " AND ".join([*conditions, condition] if texts else conditions)
        return _postgresql(joined, [*(list(group) for group in words), *values], first, _RECENT_NAMES)
    within = "AND rowid IN (SELECT rowid FROM customer_search WHERE customer_search MATCH %s) " if texts else ""
    sql = (
        f"SELECT rowid FROM search_name WHERE search_name MATCH %s {within}AND rowid < %s ORDER BY rowid DESC LIMIT %s"
    )
    return _sqlite(sql, [_match(words), *([_match(texts)] if texts else [])], first)


def short_word(word: str, first: int = FIRST) -> Iterator[list[Customer]]:
    """Those with a name one of whose words begins with this, where it is too short for the text index."""
    if is_ideographic(word):
        ids = _with_pair(word)
        return (read_ids(ids[at : at + first]) for at in range(0, len(ids), first))
    if len(word) == SHORTEST - 1:
        # The blank before it makes it long enough; names that begin with it are found by their order.
        return containing([(f" {word}",)], first)
    return iter(())


def _telling(text: str) -> str:
    last = max((at for at, sign in enumerate(text) if sign.isdecimal()), default=-1)
    return text[max(0, last + 1 - TELLING) : last + 1] if last >= TELLING else text


def _is_rare(groups: Groups) -> bool:
    """Whether hardly anybody can have all of it: the end of a number."""
    return any(all(sum(map(str.isdecimal, text)) >= TELLING - 1 for text in group) for group in groups)


def _least(texts: Sequence[str]) -> list[str]:
    """Those that hold none of the others, which are found with them anyway."""
    told = list(dict.fromkeys(texts))
    return [text for text in told if not any(other != text and other in text for other in told)]


def _sqlite(sql: str, values: Sequence[str], first: int) -> Iterator[list[Customer]]:
    before, size = _LAST_ID, first
    while found := read(sql, (*values, before, size)):
        yield found
        if len(found) < size:
            return
        before, size = found[-1].pk, min(size * 4, _MOST)


def _match(groups: Groups) -> str:
    return " AND ".join("(" + " OR ".join(_quoted(text) for text in group) + ")" for group in groups)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


# OFFSET 0 keeps the order and the limit from luring the planner into walking back through the whole table.
_WHOLE = """
SELECT id FROM (SELECT id FROM customers_customer WHERE {condition} AND search_text <> '' AND id < %s OFFSET 0) AS found
ORDER BY id DESC LIMIT %s
"""
# The newest who match and, where they are few, the first of all: one question instead of two. The part that asks the index
# is not even begun where the newest were enough.
_NEWEST_ELSE_WHOLE = f"""
WITH recent AS MATERIALIZED (
    SELECT id FROM (
        SELECT id, name, name_key, search_text FROM customers_customer WHERE search_text <> '' AND id < %s
        ORDER BY id DESC LIMIT %s
    ) AS newest WHERE {{condition}} ORDER BY id DESC LIMIT %s
), whole AS MATERIALIZED (
    SELECT id FROM (SELECT id FROM customers_customer WHERE {{condition}} AND search_text <> '' AND id < %s OFFSET 0) AS found
    WHERE (SELECT count(*) FROM recent) < {_OFTEN} ORDER BY id DESC LIMIT %s
)
SELECT {COLUMNS}, (SELECT count(*) FROM recent) FROM customers_customer
WHERE id = ANY(ARRAY(SELECT id FROM recent UNION SELECT id FROM whole)) ORDER BY id DESC
"""


def _postgresql(condition: str, values: Values, first: int, window: int) -> Iterator[list[Customer]]:
    """Look among so many of the newest first (0: at once at everybody)."""
    before, size, widened = _LAST_ID, first, False
    sql = _NEWEST_ELSE_WHOLE.format(condition=condition)
    while window:
        found = rows(sql, (before, window, *values, size, *values, before, size))
        if not found:
            return
        yield told(found)
        before, often = found[-1][0], found[0][-1]
        if often < _OFTEN and len(found) < size:
            return
        if often < _OFTEN or widened:
            break
        if often < size:
            # As frequent as it was so far, what is still wanted lies about so far back.
            window, widened = min(window * size // often + 1, _FURTHEST), True
        size = first * 4
    whole = _WHOLE.format(condition=condition)
    while people := read(whole, (*values, before, size)):
        yield people
        if len(people) < size:
            return
        before, size = people[-1].pk, _MOST


def _first_that_is_found(groups: Groups, first: int) -> Iterator[list[Customer]]:
    """Ways to write one number are asked of the index one after the other: the first that anybody has was meant."""
    for ways in product(*groups):
        found = False
        for people in _postgresql(*_likes([[way] for way in ways]), first, 0):
            found = True
            yield people
        if found:
            return


def _likes(groups: Groups) -> tuple[str, list[str]]:
    condition = " AND ".join("(" + " OR ".join(["search_text LIKE %s"] * len(group)) + ")" for group in groups)
    return condition, [_like(text) for group in groups for text in group]


def _like(text: str) -> str:
    return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def _with_pair(word: str) -> list[int]:
    sign = ' COLLATE "C"' if connection.vendor == "postgresql" else ""
    if len(word) > 1:
        where, values = f"pair{sign} = %s", [word]
    else:
        where, values = f"pair{sign} >= %s AND pair{sign} < %s", [word, word + chr(0x10FFFF)]
    order = f"ORDER BY pair{sign} DESC, customer_id DESC"
    found = rows(f"SELECT customer_id FROM search_pair WHERE {where} {order} LIMIT {FIRST * 4}", values)
    return [pk for (pk,) in found]
