"""Two maps side by side: what differs is found, what does not is left alone."""

from __future__ import annotations

from tests.understand.journeys.story import JOURNEY, story
from tests.understand.journeys.test_story import drawn

from regulars.understand.journeys.comparing import differences


def test_two_halves_of_one_company_do_not_differ() -> None:
    told = story(11, 1200)
    halves = [drawn([row for row in told if row.customer % 2 == half]) for half in (0, 1)]
    assert [each for each in differences(JOURNEY, *halves) if each.beyond_chance] == []


def test_map_does_not_differ_from_itself() -> None:
    whole = drawn(story(12, 300))
    compared = differences(JOURNEY, whole, whole)
    assert {(each.beyond_chance, each.worse) for each in compared} == {(False, None)}
    assert compared != ()


def test_touchpoint_that_grew_worse_is_the_one_that_differs() -> None:
    before = story(13, 900)
    # Of those who pay by card, two of three are not seen again in their journey.
    worse = []
    gone: set[int] = set()
    for row in sorted(story(14, 900), key=lambda row: (row.customer, row.at)):
        if row.customer in gone:
            continue
        worse.append(row)
        if row.touch == 14 and row.customer % 3:
            gone.add(row.customer)
    found = [each for each in differences(JOURNEY, drawn(worse), drawn(before)) if each.beyond_chance]
    left = [(each.key, each.worse) for each in found if each.kind == "left"]
    assert left == [(14, True)]
