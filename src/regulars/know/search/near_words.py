"""The words of names that somebody may have meant by a misspelt one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from django.db import connection

from regulars.know.search.index_sql import HEAD, LONG, SHORT
from regulars.know.search.wanted import is_ideographic

# Of many near words the nearest: each is one more text to look for.
_MOST = 12
# More than this share a key only where names are made up; the nearest are among the first then, too.
_COMPARED = 4000
_ASK_SQLITE = (
    "SELECT DISTINCT text FROM search_key JOIN search_word ON search_word.id = word_id WHERE key IN ({}) LIMIT %s"
)
_ASK_POSTGRESQL = "SELECT DISTINCT text FROM search_word WHERE search_keys(text) && %s::text[] LIMIT %s"


@dataclass(frozen=True, slots=True)
class Near:
    """A word and how many letters it is away; half a letter more where what was typed is only its beginning."""

    text: str
    distance: float


def allowed(word: str) -> int:
    """How many letters may be wrong, missing, added or swapped in a word: the more the longer it is."""
    if len(word) < SHORT or is_ideographic(word[:1]) or any(c.isdecimal() or c == "@" for c in word):
        return 0
    return 2 if len(word) >= LONG else 1


def keys_of(word: str) -> set[str]:
    """What is left of the word's head when up to as many letters are struck out as may be wrong."""
    head = word[:HEAD]
    keys = {head}
    for count in range(1, (2 if len(word) >= LONG else 1) + 1):
        keys |= {"".join(kept) for kept in combinations(head, len(head) - count)}
    return keys


def near_words(word: str) -> list[Near]:
    """Words of names near this one, the nearest first: the word itself, 0 letters away, where anybody is called so."""
    most = allowed(word)
    if not most:
        return []
    keys = sorted(keys_of(word))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_ASK_POSTGRESQL, (keys, _COMPARED))
        else:
            cursor.execute(_ASK_SQLITE.format(", ".join(["%s"] * len(keys))), (*keys, _COMPARED))
        told = {row[0] for row in cursor.fetchall()}
    near = [Near(text, away) for text in told if (away := _away(word, text, most)) <= most]
    return sorted(near, key=lambda one: (one.distance, one.text[:1] != word[:1], one.text))[: _MOST + 1]


def _away(typed: str, word: str, most: int) -> float:
    from rapidfuzz.distance import OSA  # noqa: PLC0415 -- only where nothing was found as typed

    whole = float(OSA.distance(typed, word, score_cutoff=most))
    if len(typed) < len(word) and len(typed) > SHORT + 1:
        # Somebody still typing: one letter wrong in the beginning of a longer word.
        begun = min(OSA.distance(typed, word[: len(typed) + more], score_cutoff=1) for more in (-1, 0, 1))
        return min(whole, begun + 0.5) if begun <= 1 else whole
    return whole
