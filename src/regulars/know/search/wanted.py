"""What somebody typed, as the texts that have to be found."""

from __future__ import annotations

from dataclasses import dataclass

from regulars.kit.folding import fold
from regulars.know.search.index_sql import IDEOGRAPHS

# The text index knows nothing shorter.
SHORTEST = 3
# Nobody types more than this to find somebody; a pasted page must not become a thousand look-ups.
_LONGEST = 120
_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """`groups`: of each, one text has to stand in what is known of the customer; `short`: words too short for the index,
    with which a word of the name has to begin; `words`: what was typed, word for word; `is_number`: mostly digits."""

    text: str
    words: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    short: tuple[str, ...]
    is_number: bool = False


def read_wanted(typed: str) -> Wanted:
    """Digits with anything between them are read as a phone number too: 020 7946-0958 must find +44 20 7946 0958."""
    text = fold(typed.replace("\x00", " "))[:_LONGEST].strip()
    words = tuple(text.split()[:_MOST_WORDS])
    digits = "".join(c for c in text if c.isdecimal())
    if "@" not in text and len(digits) * 2 > len(text):
        ways = tuple(dict.fromkeys(way for way in (digits.lstrip("0"), text) if len(way) >= SHORTEST))
        return Wanted(text, words, (ways,) if ways else (), () if ways else words, bool(ways))
    groups = tuple((word,) for word in words if len(word) >= SHORTEST)
    return Wanted(text, words, groups, tuple(word for word in words if len(word) < SHORTEST))


def is_ideographic(text: str) -> bool:
    """Whether a text is of a script that is written without spaces."""
    return bool(text) and all(ord(sign) >= IDEOGRAPHS for sign in text)


def begins_word(word: str, name: str) -> bool:
    """Whether a word of the name begins with this; in scripts without spaces, whether the name holds it."""
    return word in name if is_ideographic(word) else f" {word}" in f" {name}"
