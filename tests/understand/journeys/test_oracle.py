"""The map against plain Python, and what must not change it."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from tests.understand.journeys import plain
from tests.understand.journeys.story import Told, shuffled, story
from tests.understand.journeys.test_story import drawn

from regulars.understand.journeys.figures import Map

TOLD = story(7, 400)


@cache
def whole() -> Map:
    """The map of it all, drawn once."""
    return drawn(TOLD)


def test_touchpoints_ways_paths_and_marks_are_those_of_plain_python() -> None:
    for told in (TOLD, shuffled(story(8, 400), 8)):
        found = drawn(told)
        touchpoints = {met.key: (met.visits, met.left, met.going, met.moved) for met in found.touchpoints if met.visits}
        assert touchpoints == plain.touchpoints(told)
        assert {(way.before, way.after): (way.times, way.people) for way in found.ways} == plain.ways(told)
        expected = plain.paths(told)
        assert {path.touches: path.times for path in found.paths} == {
            path.touches: expected[path.touches] for path in found.paths
        }
        assert found.began == sum(expected.values())
        bad = {met.key: sum(mood.bad for mood in met.moods if mood.kind == "csat") for met in found.touchpoints}
        assert {key: n for key, n in bad.items() if n} == dict(plain.bad_marks(told))


def test_order_of_the_rows_changes_nothing() -> None:
    mixed = list(TOLD)
    random.Random(1).shuffle(mixed)
    assert drawn(mixed) == whole()


def test_split_company_sums_to_the_whole() -> None:
    halves = [drawn([row for row in TOLD if row.customer % 2 == half]) for half in (0, 1)]
    for name in ("people", "visits", "began"):
        assert sum(getattr(half, name) for half in halves) == getattr(whole(), name)
    for met in whole().touchpoints:
        for name in ("visits", "people", "left", "going", "moved", "complaints", "contacts", "answers", "late_people"):
            assert sum(getattr(half.met(met.key), name) for half in halves) == getattr(met, name)


def test_people_without_a_name_change_nothing() -> None:
    unknown = [replace(row, customer=None) for row in story(9, 50)]  # type: ignore[arg-type] # nobody knows who
    # They are recorded after the others, so that the others keep their numbers.
    later = [Told(row.customer, row.at, row.name, row.properties, 0) for row in unknown]
    assert [met.visits for met in drawn([*TOLD, *later]).touchpoints] == [met.visits for met in whole().touchpoints]


def test_beginnings_are_a_tree_whose_branches_never_outgrow_their_trunk() -> None:
    times = {path.touches: path.times for path in whole().beginnings}
    assert sum(n for touches, n in times.items() if len(touches) == 1) == whole().began
    for touches, n in times.items():
        assert sum(more for other, more in times.items() if other[:-1] == touches) <= n


def test_nobody_is_lost_between_visits_and_what_became_of_them() -> None:
    for met in whole().touchpoints:
        assert met.visits == met.left + met.going + met.moved


def test_map_of_nothing_is_empty_and_invents_nothing() -> None:
    empty = drawn([Told(1, datetime(2025, 3, 1, tzinfo=UTC), "note.written", {})])
    assert (empty.people, empty.visits, empty.pains, empty.paths, empty.leaving) == (0, 0, (), (), None)
