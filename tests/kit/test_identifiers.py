"""Names, addresses and phones in the one form in which they are compared."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from regulars.kit.email_address import normal_email
from regulars.kit.folding import fold
from regulars.kit.phone_number import normal_phone


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Zoë  Martin", "zoe martin"),
        ("Łukasz ŻÓŁĆ", "lukasz zolc"),
        ("Strauß", "strauss"),
        ("Ærø", "aero"),
        ("田中 太郎", "田中 太郎"),
        ("Ελένη", "ελενη"),
        ("  ", ""),
    ],
)
def test_fold_makes_names_findable_however_typed(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text())
@example("℠")
def test_fold_twice_is_fold_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ada@Brandt.EXAMPLE ", "ada@brandt.example"),
        ("ada+shop@brandt.example", "ada+shop@brandt.example"),
        ("ada@brandt", ""),
        ("ada brandt@x.example", ""),
        ("ada@x.example, bob@x.example", ""),
        ("", ""),
    ],
)
def test_email_is_lowered_or_dropped(typed: str, kept: str) -> None:
    assert normal_email(typed) == kept


@pytest.mark.parametrize(
    ("typed", "region", "kept"),
    [
        ("+44 20 7946 0958", "", "+442079460958"),
        ("020 7946 0958", "GB", "+442079460958"),
        ("(040) 5550-142", "DE", "+49405550142"),
        ("020 7946 0958", "", ""),
        ("12", "DE", ""),
        ("call me", "DE", ""),
    ],
)
def test_phone_is_e164_or_dropped(typed: str, region: str, kept: str) -> None:
    assert normal_phone(typed, region) == kept
