"""The sentence for each word of the vocabulary."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from regulars.timeline.describe import SAYINGS, describe
from regulars.timeline.models import Interaction
from regulars.timeline.names import VOCABULARY


def said(name: str, amount: str | None = None, **properties: Any) -> str:
    line = Interaction(
        name=name, occurred_at=datetime(2026, 3, 1, tzinfo=UTC), channel="shop", direction="in", properties=properties,
        amount=None if amount is None else Decimal(amount), currency="GBP" if amount else "",
    )  # fmt: skip
    return str(describe(line))


def test_every_word_has_a_saying_and_no_saying_lacks_its_word() -> None:
    assert set(SAYINGS) == set(VOCABULARY)


@pytest.mark.parametrize("name", sorted(VOCABULARY))
def test_a_word_is_said_even_with_nothing_told(name: str) -> None:
    sentence = said(name)
    assert sentence == sentence.strip()
    assert sentence[0].isupper()


@pytest.mark.parametrize(
    ("name", "properties", "sentence"),
    [
        (
            "order.completed",
            {"products": [{"name": "Coat", "price": "20", "quantity": "3"}]},
            "Bought 3 items for £24.50: Coat",
        ),
        ("order.completed", {}, "Bought something for £24.50"),
        ("order.refunded", {"products": [{"name": "Coat", "price": "20"}]}, "Sent back 1 item for £24.50: Coat"),
        ("product.viewed", {"product": "Coat"}, "Looked at Coat"),
        ("page.viewed", {"title": "Home"}, "Looked at Home"),
        ("mail.opened", {"subject": "Hello"}, "Opened “Hello”"),
        (
            "survey.answered",
            {"scale": "nps", "score": 9.0, "survey": "spring"},
            "Answered the spring survey with 9 of 10",
        ),
        ("case.opened", {"about": "the size"}, "Complained about the size"),
        ("case.resolved", {"hours": 5.0}, "Solved in 5 hours"),
        ("call.held", {"minutes": 1.0, "subject": "a parcel"}, "Called about a parcel, 1 minute"),
        ("company.joined", {"note": "Initech"}, "Belongs to Initech"),
        ("event.told", {"event": "Song Played"}, "Did: Song Played"),
        ("initiative.started", {"note": "a fitting room"}, "We changed: a fitting room"),
    ],
)
def test_a_word_says_what_was_told(name: str, properties: dict[str, Any], sentence: str) -> None:
    assert said(name, "24.5" if name.startswith("order") else None, **properties) == sentence
