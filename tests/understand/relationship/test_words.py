"""Why somebody is called what they are, in sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from regulars.understand.relationship.words import Facts, reasons

REGULAR = Facts("friend", "steady", 85, 80, 60, date(2026, 3, 2), 12, 3, 70, 2, 0, 0, 0)


def test_regular_who_is_glad() -> None:
    assert reasons(REGULAR) == (
        "Came in 12 of the last 52 weeks, by 3 ways; the last time on 2 March 2026.",
        "Sounded glad twice in two years.",
    )


def test_cooling_complainer_who_only_gets_letters() -> None:
    told = replace(
        REGULAR,
        heading="cooling",
        closeness=40,
        weeks=1,
        channels=1,
        began=10,
        praised=0,
        blamed=3,
        complaints=2,
        solved=1,
    )
    assert reasons(told) == (
        "Came in 1 of the last 52 weeks, and seldom begins to talk; the last time on 2 March 2026.",
        "Sounded cross 3 times in two years.",
        "2 complaints, 1 not solved.",
        "Cooling: closeness 80 a quarter ago, 40 now.",
    )


def test_long_silent_one_without_a_word() -> None:
    told = replace(REGULAR, weeks=0, praised=0, sentiment=None)
    assert reasons(told) == ("Last came on 2 March 2026, and not in the last 52 weeks.",)


def test_nobody_heard_from_has_no_reasons() -> None:
    assert reasons(replace(REGULAR, heard_day=None)) == ()
