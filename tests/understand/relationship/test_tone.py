"""What a text's words tell, in several languages."""

from __future__ import annotations

import pytest

from regulars.understand.relationship.lexicon import weights
from regulars.understand.relationship.tone import Tone, tone


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lovely fabric, quick delivery.", Tone(2, 0, ("lovely", "quick"))),
        ("A seam came open. Terrible!", Tone(0, 2, ("terrible",))),
        ("Not good at all", Tone(0, 0.5, ("not good",))),
        ("No problem, thanks", Tone(1.5, 0, ("not problem", "thanks"))),
        ("It isn’t great", Tone(0, 0.5, ("not great",))),
        ("Schöner Stoff, schnelle Lieferung.", Tone(2, 0, ("schöner", "schnelle"))),
        ("Das ist gar nicht sehr schön", Tone(0, 0.5, ("not schön",))),
        ("Quelle arnaque, je suis très déçue", Tone(0, 3, ("arnaque", "déçue"))),
        ("L'excellent service", Tone(2, 0, ("excellent",))),
        ("¡Muy bonito! Pero llegó tarde y roto", Tone(1, 2, ("bonito", "tarde", "roto"))),
        ("Where is order 104346?", Tone(0, 0, ())),
        ("", Tone(0, 0, ())),
    ],
)
def test_tone(text: str, expected: Tone) -> None:
    assert tone(text) == expected


def test_value_lies_between_minus_one_and_one_and_grows_with_what_is_said() -> None:
    values = [tone(text).value for text in ("awful terrible", "late", "parcel", "nice", "perfect wonderful")]
    assert values == sorted(values)
    assert (min(values) > -1, max(values) < 1, values[2]) == (True, True, 0)


def test_words_that_two_languages_weigh_oppositely_are_not_listed() -> None:
    assert [word for word, weight in weights().items() if weight == 0] == []
    assert {abs(weight) for weight in weights().values()} == {1, 2}


def test_each_of_the_languages_has_words_of_both_kinds() -> None:
    listed = weights()
    told = {
        "en": ("perfect", "awful"),
        "de": ("wunderbar", "unverschämt"),
        "fr": ("ravi", "arnaque"),
        "es": ("encanta", "pésimo"),
    }
    assert {language: (listed[glad], listed[cross]) for language, (glad, cross) in told.items()} == dict.fromkeys(
        told, (2, -2)
    )
