"""Mentions in a note's text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.know.notes.mentioning import keep_mentions, mentioned, parted, say_mentions

NAMES = {1: "Bob", 2: "Bob Brandt", 3: "zoë@unfold.example"}


@pytest.mark.parametrize(
    ("typed", "ids", "said"),
    [
        ("@Bob Brandt, please", {2}, "@Bob Brandt, please"),
        ("ask @bob and @BOB BRANDT!", {1, 2}, "ask @Bob and @Bob Brandt!"),
        ("@Bobby and a@Bob are nobody", set(), "@Bobby and a@Bob are nobody"),
        ("@zoë@unfold.example", {3}, "@zoë@unfold.example"),
        ("@⟦2⟧ is not typed", set(), "@[2] is not typed"),
        ("nobody", set(), "nobody"),
    ],
)
def test_names_become_mentions_and_are_read_as_names(typed: str, ids: set[int], said: str) -> None:
    kept = keep_mentions(typed, NAMES)
    assert (mentioned(kept), say_mentions(kept, NAMES)) == (ids, said)


def test_mention_follows_a_new_name_and_tells_who_left() -> None:
    kept = keep_mentions("@Bob Brandt", NAMES)
    assert (say_mentions(kept, {2: "Bob Fischer"}), say_mentions(kept, {})) == ("@Bob Fischer", "@somebody who left")


@given(st.text(alphabet="@Bob Brandt⟦⟧12\n<>"))
def test_text_comes_back_as_it_was_typed_but_for_the_case_of_names(typed: str) -> None:
    kept = keep_mentions(typed, NAMES)
    expected = typed.replace("⟦", "[").replace("⟧", "]")
    assert say_mentions(kept, NAMES).lower() == expected.lower()
    assert keep_mentions(say_mentions(kept, NAMES), NAMES) == kept
    joined = "".join(f"@⟦{pk}⟧" if pk is not None else words for words, pk in parted(kept))
    assert joined == kept
