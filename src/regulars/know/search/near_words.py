"""The words of names that somebody may have meant by a misspelt one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.db import connection

from regulars.know.search.index_sql import HEAD, LONG, SHORT
from regulars.know.search.reading import rows
from regulars.know.search.wanted import is_ideographic

# Of many near words the nearest: each is one more text to look for.
_MOST = 12
# More than this share a key only where names are made up; the nearest are among the first then, too.
_COMPARED = 4000
_ASK_SQLITE = (
    "SELECT DISTINCT text FROM search_key JOIN search_word ON search_word.id = word_id WHERE key IN ({}) LIMIT %s"
)
_ASK_POSTGRESQL = """
SELECT asked.place, near.text FROM unnest(%s::int[], %s::text[]) AS asked(place, keys),
LATERAL (SELECT DISTINCT text FROM search_word WHERE search_keys(text) && string_to_array(asked.keys, ' ') LIMIT %s) AS near
"""


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


def near_words(words: Sequence[str]) -> dict[str, list[Near]]:
    """Words of names near each of these, the nearest first: the word itself, 0 letters away, where anybody is called so."""
    asked = {word: keys for word in words if allowed(word) for keys in [sorted(keys_of(word))]}
    told = _sharing(asked) if asked else {}
    return {word: _nearest(word, told.get(word, ())) for word in words}


def _sharing(asked: dict[str, list[str]]) -> dict[str, Collection[str]]:
    """Words of names that share a key with each word. PostgreSQL is asked once for all of them."""
    if connection.vendor == "postgresql":
        # No word holds a blank, nor do its keys.
        told = rows(_ASK_POSTGRESQL, (list(range(len(asked))), [" ".join(keys) for keys in asked.values()], _COMPARED))
        found: dict[str, list[str]] = {word: [] for word in asked}
        names = list(asked)
        for place, text in told:
            found[names[place]].append(text)
        return dict(found)
    return {
        word: [text for (text,) in rows(_ASK_SQLITE.format(", ".join(["%s"] * len(keys))), (*keys, _COMPARED))]
        for word, keys in asked.items()
    }


def _nearest(word: str, told: Collection[str]) -> list[Near]:
    from rapidfuzz.distance import OSA  # noqa: PLC0415 -- only where nothing was found as typed
    from rapidfuzz.process import extract_iter  # noqa: PLC0415

    most = allowed(word)
    near = {text: float(away) for text, away, _ in extract_iter(word, told, scorer=OSA.distance, score_cutoff=most)}
    if len(word) > SHORT + 1:
        # Somebody still typing: one letter wrong in the beginning of a longer word.
        longer = [text for text in told if len(text) > len(word)]
        for end in range(len(word) - 1, len(word) + 2):
            heads = [text[:end] for text in longer]
            for _, away, at in extract_iter(word, heads, scorer=OSA.distance, score_cutoff=1):
                near[longer[at]] = min(near.get(longer[at], away + 0.5), away + 0.5)
    found = [Near(text, away) for text, away in near.items() if away <= most]
    return sorted(found, key=lambda one: (one.distance, one.text[:1] != word[:1], one.text))[: _MOST + 1]
