"""Event names and the vocabulary."""

from __future__ import annotations

import pytest

from regulars.listen.tracking.payloads import read_payload
from regulars.listen.tracking.words import _READINGS, Reading, read_event


@pytest.mark.parametrize(
    ("event", "reading"),
    [
        ("Order Completed", Reading("order.completed", "shop")),
        ("Completed Order", Reading("order.completed", "shop")),
        (" order_completed ", Reading("order.completed", "shop")),
        ("Order Cancelled", Reading("order.refunded", "shop")),
        ("Viewed Product Category", Reading("category.viewed", "shop")),
        ("Email Link Clicked", Reading("mail.clicked", "mail")),
        ("Email Bounced", Reading("mail.bounced", "mail", "out")),
        ("Live Chat Message Sent", Reading("message.received", "chat")),
        ("Live Chat Message Received", Reading("message.sent", "chat", "out")),
        ("Survey Answered", Reading("survey.answered", "survey")),
        ("case.resolved", Reading("case.resolved", "form", "out")),
    ],
)
def test_an_event_is_read_however_it_is_spelled(event: str, reading: Reading) -> None:
    assert read_event(event) == reading


@pytest.mark.parametrize(
    "event",
    ["Song Played", "", "customer.created", "Key Revoked", "import.finished", "initiative.started", "note.written"],
)
def test_what_only_the_house_says_and_what_nobody_knows_is_no_word(event: str) -> None:
    assert read_event(event) is None


@pytest.mark.parametrize("name", sorted({reading.name for reading in _READINGS.values()}))
def test_every_word_an_event_can_mean_is_read_from_nothing(name: str) -> None:
    payload, amount = read_payload(name, {})
    assert (payload.more, amount) == ({}, None)
