"""Customers whose texts may match, newest first, a few at a time. Here the two databases differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from django.db import connection

from regulars.know.customers.models import Customer
from regulars.know.search.index_sql import STRATA, THICK, THIN
from regulars.know.search.reading import Values, read, read_ids, rows
from regulars.know.search.wanted import SHORTEST, is_ideographic

Groups = Sequence[Sequence[str]]
FIRST = 64
_MOST = 2048
_LAST_ID = 2**63 - 1
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
        return _postgresql(_NEWEST, *_likes(groups), first)
    sql = "SELECT rowid FROM customer_search WHERE customer_search MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s"
    return _sqlite(sql, [_match(groups)], first)


def named(words: Groups, texts: Groups, first: int = FIRST) -> Iterator[list[Customer]]:
    """Those in whose name stands one whole word of each group of words, and anywhere one of each group of texts.

    With texts, some may be among them in whose texts a word only stands as a part of another.
    """
    if connection.vendor == "postgresql":
        condition, values = _likes(texts)
        conditions = ["name <> ''", *["string_to_array(name_key, ' ') && %s::text[]"] * len(words)]
        joined = " AND ".join([*conditions, condition] if texts else conditions)
        return _postgresql(_NEWEST, joined, [*(list(group) for group in words[::-1]), *values], first)
    if texts:
        # Two indexes asked for one row each would be asked thousands of times: the one of texts knows the words, too, be it
        # as parts of longer ones, which whoever asks tells apart.
        return containing([*words, *texts], first)
    sql = "SELECT rowid FROM search_name WHERE search_name MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s"
    return _sqlite(sql, [_match(words)], first)


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
    digits = [at for at, sign in enumerate(text) if sign.isdecimal()]
    return text[digits[-TELLING] : digits[-1] + 1] if len(digits) > TELLING else text


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


# PostgreSQL's index gives all that match and in no order, but it knows of everybody in which strata of ids they lie, a thin
# one and a thick one. Who is frequent is found in the two newest thin ones, who is less so in the two newest thick ones, and
# only who is rare is asked of all; a part that the one before made needless is not begun. OFFSET 0 keeps the order and the
# limit from luring the planner into walking back through the whole table, `id + 0` from fetching half of the index of ids.
_ALL = """SELECT id FROM (
    SELECT id FROM customers_customer WHERE {condition} AND search_text <> '' AND id + 0 < {before} {within} OFFSET 0
) AS found {unless} ORDER BY id DESC LIMIT {size}"""
_WHOLE = _ALL.format(condition="{condition}", before="{before}", within="", unless="", size="{size}")


def _newest() -> str:
    def part(within: str, unless: str) -> str:
        inside = f"AND {STRATA} && ARRAY[{within}]" if within else ""
        return _ALL.format(
            condition="{condition}", before="(SELECT id FROM top)", within=inside, unless=unless, size="{size}"
        )

    thin = f"(SELECT id >> {THIN} FROM top), (SELECT (id >> {THIN}) - 1 FROM top)"
    thick = f"(SELECT -1 - (id >> {THICK}) FROM top), (SELECT -(id >> {THICK}) FROM top)"
    few, fewer = "(SELECT count(*) FROM thin)", "(SELECT count(*) FROM thick)"
    return f"""
WITH top AS MATERIALIZED (SELECT least({{before}}, (SELECT max(id) + 1 FROM customers_customer)) AS id),
thin AS MATERIALIZED ({part(thin, "")}),
thick AS MATERIALIZED ({part(thick, f"WHERE {few} < {{size}}")}),
everybody AS MATERIALIZED ({part("", f"WHERE greatest({few}, {fewer}) < {{size}}")})
SELECT id FROM (SELECT id FROM thin UNION SELECT id FROM thick UNION SELECT id FROM everybody) AS found
ORDER BY id DESC LIMIT {{size}}"""


_NEWEST = _newest()


def _postgresql(sql: str, condition: str, values: Values, first: int) -> Iterator[list[Customer]]:
    before, size, times = _LAST_ID, first, sql.count("{condition}")
    while found := read(
        sql.format(condition=condition, before=before, size=size), [*values] * times, planned=before == _LAST_ID
    ):
        yield found
        if len(found) < size:
            return
        before, size = found[-1].pk, min(size * 4, _MOST)


def _first_that_is_found(groups: Groups, first: int) -> Iterator[list[Customer]]:
    """Ways to write one number are asked of the index one after the other: the first that anybody has was meant."""
    for ways in product(*groups):
        found = False
        for people in _postgresql(_WHOLE, *_likes([[way] for way in ways]), first):
            found = True
            yield people
        if found:
            return


def _likes(groups: Groups) -> tuple[str, list[str]]:
    # The index walks along the first condition and looks the others up; of a name the last word is the rarer one.
    groups = groups[::-1]
    condition = " AND ".join("(" + " OR ".join(["search_text LIKE %s"] * len(group)) + ")" for group in groups)
    return condition, [_like(text) for group in groups for text in group]


def _like(text: str) -> str:
    """Of a number with blanks in it the index would ask for all words that begin so; any sign may stand for a blank there."""
    plain = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return "%" + (plain.replace(" ", "_") if text[:1].isdecimal() else plain) + "%"


def _with_pair(word: str) -> list[int]:
    sign = ' COLLATE "C"' if connection.vendor == "postgresql" else ""
    if len(word) > 1:
        where, values = f"pair{sign} = %s", [word]
    else:
        where, values = f"pair{sign} >= %s AND pair{sign} < %s", [word, word + chr(0x10FFFF)]
    order = f"ORDER BY pair{sign} DESC, customer_id DESC"
    found = rows(f"SELECT customer_id FROM search_pair WHERE {where} {order} LIMIT {FIRST * 4}", values)
    return [pk for (pk,) in found]
