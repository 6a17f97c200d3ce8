"""Mentions in the text of a note: typed as @Bob Brandt, kept as @⟦7⟧, so that they follow whoever is meant. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

_KEPT = re.compile(r"@⟦(\d{1,18})⟧")


def keep_mentions(typed: str, names: Mapping[int, str]) -> str:
    """The text with every @name of somebody in `names` (id -> name) kept by their id. The longest name wins."""
    # Nobody types these brackets by way of a keyboard; pasted ones must not pass for a mention.
    text = typed.replace("⟦", "[").replace("⟧", "]")
    if "@" not in text or not names:
        return text
    ids = {name.casefold(): pk for pk, name in sorted(names.items(), reverse=True) if name}
    longest_first = sorted(ids, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w@.])@({'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
    return pattern.sub(lambda found: f"@⟦{ids[found[1].casefold()]}⟧" if found[1].casefold() in ids else found[0], text)


def mentioned(kept: str) -> set[int]:
    """The ids of everybody who is mentioned."""
    return {int(pk) for pk in _KEPT.findall(kept)}


def say_mentions(kept: str, names: Mapping[int, str]) -> str:
    """The text as it is typed and read, with the names people have now."""
    return _KEPT.sub(lambda found: f"@{names.get(int(found[1]), 'somebody who left')}", kept)


def parted(kept: str) -> list[tuple[str, int | None]]:
    """The text in pieces: (words, None), and ("", id) for each mention."""
    pieces: list[tuple[str, int | None]] = []
    for place, piece in enumerate(_KEPT.split(kept)):
        if place % 2:
            pieces.append(("", int(piece)))
        elif piece:
            pieces.append((piece, None))
    return pieces
