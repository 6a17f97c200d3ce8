"""What one field of a file is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Content = Literal["text", "number", "whole", "date", "email", "phone", "code", "currency", "country", "yes_no"]


@dataclass(frozen=True)
class Field:
    """`name` as it is written in `--map COLUMN=name`; `content` is what its cells look like; `spellings` are folded headers.

    Several columns may tell a field that is `many`.
    """

    name: str
    title: str
    content: Content
    spellings: frozenset[str]
    note: str = ""
    many: bool = False


def make_field(name: str, title: str, content: Content, spellings: str, note: str = "", *, many: bool = False) -> Field:
    """A field whose spellings are told in one text, parted by |."""
    return Field(
        name, title, content, frozenset(part.strip() for part in spellings.split("|") if part.strip()), note, many
    )
