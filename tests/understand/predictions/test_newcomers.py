"""First orders of people who are known already, by answers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from regulars.understand.predictions.newcomers import learn_beginning

# Four order at once, two of the other six after 10 days, one after 30; three wait, known for 100 days.
WAITED, ORDERED, PEOPLE = [0, 10, 30, 100], [True, True, True, False], [4, 2, 1, 3]


def test_chance_is_that_of_others_who_waited_as_long() -> None:
    beginning = learn_beginning(WAITED, ORDERED, PEOPLE)
    assert beginning is not None
    # Of six still waiting after the first day three begin within 90 days; of four after 20 days one; then nobody.
    assert [beginning.chance(day, 90) for day in (0, 20, 40)] == pytest.approx([3 / 6, 1 / 4, 0])


def test_what_nobody_was_seen_for_is_not_told() -> None:
    beginning = learn_beginning(WAITED, ORDERED, PEOPLE)
    assert beginning is not None
    assert beginning.chance(101, 10) is None
    # Looking further ahead than anybody was known says what was seen.
    assert beginning.chance(20, 10_000) == pytest.approx(1 / 4)


def test_nobody_began_says_nothing() -> None:
    assert learn_beginning([5, 9], [False, False], [1, 3]) is None
    assert learn_beginning([], [], []) is None


def test_many_days_are_kept_as_few_points_of_the_same_curve() -> None:
    days = np.arange(1, 1001)
    beginning = learn_beginning([*days, 1001], [*([True] * 1000), False], [*([1] * 1000), 1000])
    assert beginning is not None
    assert len(beginning.days) <= 60
    assert beginning.chance(1, 999) == pytest.approx(0.5, abs=0.02)
