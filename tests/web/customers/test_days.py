"""Grouping by day."""

from __future__ import annotations

from datetime import date

import pytest

from regulars.timeline.describe import Sentence
from regulars.web.customers.days import Day, Said, days, say, tone_of


def line(text: str) -> Said:
    return Said(before=text, strong="", after="", where="10:00", quote="", tone="")


def test_lines_of_a_day_stand_together_and_the_last_shown_day_goes_on() -> None:
    told = [(date(2026, 3, 4), line("a")), (date(2026, 3, 4), line("b")), (date(2026, 3, 1), line("c"))]
    assert days(told, date(2026, 3, 5), last_shown="2026-03-04") == [
        Day("2026-03-04", "Yesterday", again=True, said=[line("a"), line("b")]),
        Day("2026-03-01", "1 Mar", said=[line("c")]),
    ]


@pytest.mark.parametrize(
    ("name", "sentence", "tone"),
    [
        ("order.completed", Sentence("Bought", tone="in"), "money"),
        ("order.refunded", Sentence("Sent back", tone="bad"), "bad"),
        ("survey.answered", Sentence("Answered", tone="good"), "good"),
        ("message.received", Sentence("Wrote", quote="Hello", tone="in"), "said"),
        ("page.viewed", Sentence("Looked at"), ""),
    ],
)
def test_dot_is_coloured_by_what_happened(name: str, sentence: Sentence, tone: str) -> None:
    assert tone_of(name, sentence) == tone


def test_line_says_where_and_when() -> None:
    sentence = Sentence("Bought ", "2 items", ": coat", where="web shop, order 20417", tone="in")
    assert say("order.completed", sentence, "09:12") == Said(
        before="Bought ", strong="2 items", after=": coat", where="web shop, order 20417, 09:12", quote="", tone="money"
    )
    assert say("note.written", Sentence("Note"), "09:12")["where"] == "09:12"
