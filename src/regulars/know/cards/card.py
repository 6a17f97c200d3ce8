"""One person or company as an address book knows them, whatever it was written in."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Card:
    """`birthday` and `anniversary` are ISO days, `--04-12` where nobody knows the year. `left_out` says in a word each what
    the card held and we do not keep."""

    uid: str = ""
    name: str = ""
    first_name: str = ""
    last_name: str = ""
    company: bool = False
    emails: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    street: str = ""
    postcode: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    works_at: str = ""
    title: str = ""
    birthday: str = ""
    anniversary: str = ""
    note: str = ""
    website: str = ""
    language: str = ""
    tags: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


class NoCards(ValueError):
    """The file holds no cards that can be read; the message says why and what to do."""
