"""What a line tells those from whom fields are kept."""

from __future__ import annotations

import pytest

from regulars.timeline.describe import describe
from regulars.timeline.kept_back import shown_changes, shown_words
from regulars.timeline.models import Interaction

BOTH = {"email", "phone"}


@pytest.mark.parametrize(
    ("name", "words", "hidden", "shown"),
    [
        ("customer.merged", "with ada@brandt.example", BOTH, "with kept from you"),
        ("customer.merged", "with +44 20 7946 0018", BOTH, "with kept from you"),
        ("customer.merged", "with Ada Brandt", BOTH, "with Ada Brandt"),
        ("customer.merged", "with ada@brandt.example", {"phone", "birthday"}, "with ada@brandt.example"),
        ("customer.changed", "since 2026-11-22, order 20260001", BOTH, "since 2026-11-22, order 20260001"),
        ("note.written", "Prefers calls", {"notes"}, "kept from you"),
        ("order.completed", "Prefers calls", {"notes"}, "Prefers calls"),
    ],
)
def test_notes_of_lines_name_no_kept_identifier(name: str, words: str, hidden: set[str], shown: str) -> None:
    assert shown_words(name, words, hidden) == shown


def test_changes_say_which_field_and_not_what() -> None:
    changes = {
        "email": ["", "ada@brandt.example"], "city": ["Ulm", "Leeds"], "field:size": [None, "XL"], "part": [7, 6],
        "name": ["ada@brandt.example", "Ada"],
    }  # fmt: skip
    assert shown_changes("customer.changed", changes, {"email", "field:size"}) == {
        "email": ["", "kept from you"], "city": ["Ulm", "Leeds"], "field:size": [None, "kept from you"], "part": [7, 6],
        "name": ["kept from you", "Ada"],
    }  # fmt: skip
    assert shown_changes("file.attached", {"file": [None, "scan.pdf"]}, {"notes"}) == {"file": [None, "kept from you"]}
    assert shown_changes("customer.changed", changes, ()) == changes


@pytest.mark.parametrize(
    ("name", "properties", "said", "kept"),
    [
        ("note.written", {"text": "Secret", "by": "Bob"}, ("Note", "Secret"), ("A note was written", "")),
        (
            "note.changed",
            {"changes": {"text": ["a", "Secret"]}},
            ("A note was changed", "Secret"),
            ("A note was changed", ""),
        ),
        (
            "file.attached",
            {"changes": {"file": [None, "scan.pdf"]}},
            ("A file was attached: scan.pdf", ""),
            ("A file was attached or taken off", ""),
        ),
        (
            "identity.freed",
            {"note": "E-mail ada@brandt.example"},
            ("Is not recognised any more by E-mail ada@brandt.example", ""),
            ("Is not recognised any more by E-mail kept from you", ""),
        ),
        (
            "customer.merged",
            {"note": "with ada@brandt.example"},
            ("Merged with ada@brandt.example", ""),
            ("Merged with kept from you", ""),
        ),
    ],
)
def test_the_story_leaves_out_what_is_kept(
    name: str, properties: dict[str, object], said: tuple[str, str], kept: tuple[str, str]
) -> None:
    line = Interaction(name=name, channel="house", properties=properties)
    for hidden, expected in (((), said), (frozenset({"email", "notes"}), kept)):
        sentence = describe(line, hidden)
        assert (str(sentence), sentence.quote) == expected
