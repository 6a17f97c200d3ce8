"""What search does in the background."""

from __future__ import annotations

from regulars.know.search.words_kept import hand_on, stale_words


def tidy_words() -> int:
    """Let go of words that nobody's name holds any more, so that misspelt ones are not compared with them."""
    return hand_on(stale_words())
