"""Folding names so that people find them however they type: case, accents and white space do not matter."""

from __future__ import annotations

import unicodedata

# Letters that carry no separable accent but that people type without it.
_PLAIN = str.maketrans({"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})


def fold(text: str) -> str:
    """`Zoë  Łukasiewicz` -> `zoe lukasiewicz`; scripts without accents stay as they are."""
    if text.isascii():
        return " ".join(text.lower().split())
    # Taken apart first: a sign such as ℠ hides capitals.
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_PLAIN)
    return " ".join("".join(c for c in spread if not unicodedata.combining(c)).split())


def casings(text: str) -> list[str]:
    """The usual ways to write a text in capitals and small letters: what is taken for the same where an index is asked."""
    return list(dict.fromkeys((text, text.lower(), text.upper(), text.title(), text.capitalize())))
