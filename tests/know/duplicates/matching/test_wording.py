"""Why two may be one, in words."""

from __future__ import annotations

import pytest

from regulars.know.duplicates.matching.comparisons import COMPARISONS
from regulars.know.duplicates.matching.wording import reasons, sentence


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (
            {"given": "letter", "family": "same", "phone": "same", "place": "different"},
            "name one letter apart, same phone, different town",
        ),
        (
            {"given": "swapped", "family": "crossed", "email": "same"},
            "given and family name the other way round, same e-mail address",
        ),
        ({"family": "same", "birthday": "different"}, "same family name, different birthday"),
        ({"given": "different", "family": "different", "reference": "same"}, "same reference number, different name"),
        ({}, ""),
    ],
)  # fmt: skip
def test_sentence_says_what_speaks_for_it_first(steps: dict[str, str], said: str) -> None:
    assert sentence("person", steps) == said


def test_what_rests_on_a_hidden_field_is_not_said() -> None:
    steps = {"given": "same", "family": "same", "phone": "same", "birthday": "same"}
    assert reasons("person", steps, {"birthday", "phone"}) == [("same name", True)]


@pytest.mark.parametrize("kind", ["person", "company"])
def test_every_comparison_ends_in_different_and_its_assumptions_are_shares(kind: str) -> None:
    for comparison in COMPARISONS[kind]:
        assert [level.sql == "" for level in comparison.levels][-1], comparison.name
        assert sum(level.m for level in comparison.levels) == pytest.approx(1), comparison.name
        assert sum(level.u for level in comparison.levels) == pytest.approx(1), comparison.name
        assert len({level.key for level in comparison.levels}) == len(comparison.levels)
