"""Cards of address books as rows of a table: a column each for what a card can say, so that the wizard shows them as any file."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from regulars.know.cards.card import Card, NoCards
from regulars.know.cards.read import read_cards
from regulars.listen.imports.layout import Layout, UnreadableFile

SOURCE = "vcard"
# Header -> what it means. The words about what was left out mean nothing and are there to be seen.
COLUMNS: dict[str, str] = {
    "UID": "customer_id", "Kind": "kind", "Name": "customer_name", "First name": "first_name", "Last name": "last_name",
    "E-mails": "emails", "Phones": "phones", "Street": "street", "Postcode": "postal_code", "City": "city",
    "Region": "region", "Country": "country", "Works at": "works_at", "Job title": "title", "Birthday": "birthday",
    "Anniversary": "anniversary", "Note": "note", "Website": "website", "Language": "language", "Tags": "tags",
    "Left out": "",
}  # fmt: skip


def detect_cards(path: Path, layout: Layout) -> Layout:
    """The layout of a file of cards. Raises UnreadableFile where there is none in it."""
    next(card_rows(path, layout, 1))
    return Layout(container="cards", gzipped=layout.gzipped, columns=tuple(COLUMNS))


def card_rows(path: Path, layout: Layout, size: int) -> Iterator[list[list[str]]]:
    """The cards as rows, at most `size` at a time."""
    data = gzip.decompress(path.read_bytes()) if layout.gzipped else path.read_bytes()
    try:
        cards = read_cards(data)
        while some := list(islice(cards, size)):
            yield [_row(card) for card in some]
    except NoCards as error:
        raise UnreadableFile(f"{path.name}: {error}") from error


def _row(card: Card) -> list[str]:
    return [
        card.uid, "company" if card.company else "person", card.name, card.first_name, card.last_name,
        "\n".join(card.emails), "\n".join(card.phones), card.street, card.postcode, card.city, card.region, card.country,
        card.works_at, card.title, card.birthday, card.anniversary, card.note, card.website, card.language,
        ";".join(card.tags), "; ".join(dict.fromkeys(card.left_out)),
    ]  # fmt: skip
