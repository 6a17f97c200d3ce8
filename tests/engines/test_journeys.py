"""The relations of journeys give the same answer on every engine; the answers are worked out by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa
import pytest
from tests.understand.journeys.rows import SMALL, WINDOW, interactions, lines
from tests.understand.rows import orders, rows_of

from regulars.understand.journeys import events, leaving, mood, rounds
from regulars.understand.journeys.definition import Definition, Op, Touchpoint
from regulars.understand.metrics.window import Window

pytestmark = pytest.mark.engines
Fetch = Callable[[Any], pa.Table]

# Ann looks, looks again a minute later, buys, tells; after two months she looks once more and is still about. Ben looks, comes
# back to a look the next day, buys, and is never seen again. Cat began before the window. Somebody unknown looks.
DAYS = [
    (1, "2026-01-10 10:00", "page.viewed", {"path": "/a"}),
    (1, "2026-01-10 10:01", "page.viewed", {"path": "/b"}),
    (1, "2026-01-10 10:05", "order.completed"),
    (1, "2026-01-14 10:05", "review.written", {"score": 5}, "app"),
    (1, "2026-06-20 09:00", "page.viewed", {"path": "/late"}),
    (2, "2026-02-01 08:00", "page.viewed", {"path": "/a"}),
    (2, "2026-02-02 08:00", "page.viewed", {"path": "/a"}),
    (2, "2026-02-02 09:00", "order.completed"),
    (3, "2025-12-20 08:00", "page.viewed", {}),
    (3, "2026-01-05 08:00", "order.completed"),
    (None, "2026-01-05 08:00", "page.viewed", {}),
    (1, "2026-01-10 10:06", "mail.opened"),
]
LOOK, BUY, TELL, LATE = 1, 2, 3, 0


def seen(rows: Sequence[Any] = DAYS, definition: Definition = SMALL, **more: Any) -> Any:
    told = ibis.memtable(interactions(rows))
    told = told.mutate(occurred_at=told.occurred_at.cast("timestamp(6)"))
    return events.events(told, ibis.memtable(lines([])), definition, WINDOW, **more)


def steps(rows: Sequence[Any] = DAYS, definition: Definition = SMALL) -> Any:
    return events.steps(seen(rows, definition), definition, WINDOW)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def test_interactions_belong_to_the_first_touchpoint_they_fit(fetch: Fetch) -> None:
    rows = rows_of(fetch(seen()), ["id"])
    assert [(row["id"], row["touch"], row["inside"]) for row in rows] == [
        (1, LOOK, True), (2, LOOK, True), (3, BUY, True), (4, TELL, True), (5, LATE, True), (6, LOOK, True),
        (7, LOOK, True), (8, BUY, True), (9, LOOK, False), (10, BUY, True),
    ]  # fmt: skip
    assert rows[0]["at"] == at("2026-01-10 10:00")


def test_channel_people_and_a_group_narrow_what_is_seen(fetch: Fetch) -> None:
    assert [row["id"] for row in rows_of(fetch(seen(channel="app")), ["id"])] == [4]
    assert [row["id"] for row in rows_of(fetch(seen(people=(2, 3))), ["id"])] == [6, 7, 8, 9, 10]
    among = ibis.memtable(pa.table({"customer_id": pa.array([3], pa.int64())}))
    assert [row["id"] for row in rows_of(fetch(seen(among=among)), ["id"])] == [9, 10]


@pytest.mark.parametrize(
    ("op", "value", "expected"),
    [(Op.IS, "SOFA", [1]), (Op.CONTAINS, "of", [1, 2]), (Op.AT_LEAST, "3", [3]), (Op.AT_MOST, "2.5", [4])],
)
def test_touchpoint_looks_at_one_property(fetch: Fetch, op: Op, value: str, expected: list[int]) -> None:
    rows = [
        (n, "2026-01-10 10:00", "event.told", {"what": told})
        for n, told in enumerate(("Sofa", "of", 3, "2.5"), start=1)
    ]
    rows.append((9, "2026-01-10 10:00", "event.told", {}))
    only = Definition("One", ("One",), (Touchpoint(1, "One", 0, ("event.told",), prop="what", op=op, value=value),))
    assert [row["id"] for row in rows_of(fetch(seen(rows, only)), ["id"])] == expected


def test_category_is_of_a_line_of_the_order_or_a_property_of_the_rest(fetch: Fetch) -> None:
    told = interactions(
        [
            (1, "2026-01-10 10:00", "order.completed"),
            (1, "2026-01-10 10:00", "order.completed"),
            (1, "2026-01-10 10:00", "product.viewed", {"category": "Chairs"}),
            (1, "2026-01-10 10:00", "product.viewed", {"category": "Armchairs"}),
        ]
    )
    point = Touchpoint(1, "Chairs", 0, ("order.completed", "product.viewed"), category="chairs")
    only = Definition("One", ("One",), (point,))
    rows = ibis.memtable(told)
    rows = rows.mutate(occurred_at=rows.occurred_at.cast("timestamp(6)"))
    found = events.events(rows, ibis.memtable(lines([(1, "Tables"), (1, "Chairs"), (2, "Tables")])), only, WINDOW)
    assert [row["id"] for row in rows_of(fetch(found), ["id"])] == [1, 3]


def test_steps_tell_what_came_before_and_what_follows(fetch: Fetch) -> None:
    day, hour = 86_400, 3_600
    names = ("id", "opens", "closes", "begins", "prev", "since", "left", "going", "gap")
    got = [tuple(row[name] for name in names) for row in rows_of(fetch(steps()), ["customer_id", "id"])]
    assert got == [
        (1, True, False, True, None, None, False, False, 60),
        (2, False, True, False, LOOK, 60, False, False, 240),
        (3, True, True, False, LOOK, 240, False, False, 4 * day),
        (4, True, True, False, BUY, 4 * day, True, False, None),
        (5, True, True, True, None, None, False, True, None),
        (6, True, True, True, None, None, False, False, day),
        (7, True, True, False, LOOK, day, False, False, hour),
        (8, True, True, False, LOOK, hour, True, False, None),
        (10, True, True, False, LOOK, 16 * day, True, False, None),
    ]


def test_touchpoints_count_visits_and_what_became_of_them(fetch: Fetch) -> None:
    rows = rows_of(fetch(rounds.touchpoints(steps(), SMALL)), ["touch"])
    names = ("touch", "visits", "begins", "left", "going", "moved", "over_0")
    assert [tuple(row[name] for name in names) for row in rows] == [
        (LATE, 1, 1, 0, 1, 0, 0),
        (LOOK, 3, 2, 0, 0, 3, 0),
        (BUY, 3, 0, 2, 0, 1, 1),
        (TELL, 1, 0, 1, 0, 0, 0),
    ]


def test_ways_with_their_times_and_people(fetch: Fetch) -> None:
    rows = rows_of(fetch(rounds.transitions(steps())), ["prev", "touch"])
    got = [tuple(row[name] for name in ("prev", "touch", "times", "people", "median", "p90")) for row in rows]
    assert got == [
        (LOOK, LOOK, 1, 1, 86_400.0, 86_400.0),
        (LOOK, BUY, 3, 3, 3_600.0, pytest.approx(3_600 + 0.8 * (16 * 86_400 - 3_600))),
        (BUY, TELL, 1, 1, 345_600.0, 345_600.0),
    ]
    waits = {row["touch"]: row["median"] for row in fetch(rounds.waits(steps())).to_pylist()}
    assert waits == {LOOK: 3_600.0, BUY: 345_600.0}


def test_paths_are_of_journeys_that_began_in_the_window(fetch: Fetch) -> None:
    found = rounds.paths(rounds.placed(steps()))
    got = [
        (row["customer_id"], rounds.digits(row["path"]), row["long"])
        for row in rows_of(fetch(found), ["customer_id", "path"])
    ]
    assert got == [(1, (LATE,), False), (1, (LOOK, BUY, TELL), False), (2, (LOOK, LOOK, BUY), False)]
    counted = rounds.counted_paths(found)
    assert sorted((row["times"], row["people"]) for row in fetch(counted).to_pylist()) == [(1, 1)] * 3
    first = {rounds.digits(row["path"]): row["times"] for row in fetch(rounds.beginnings(counted, 1)).to_pylist()}
    assert first == {(LATE,): 1, (LOOK,): 2}


def test_long_path_is_cut_and_says_so(fetch: Fetch) -> None:
    rows = [(1, f"2026-01-{day:02} 10:00", "page.viewed", {"path": "/a"}) for day in range(1, 15)]
    [row] = fetch(rounds.paths(rounds.placed(steps(rows)))).to_pylist()
    assert (rounds.digits(row["path"]), row["long"]) == ((LOOK,) * rounds.DEPTH, True)


def test_people_of_a_touchpoint_with_what_they_spent(fetch: Fetch) -> None:
    bought = ibis.memtable(
        orders(
            [
                (1, "sale", "2026-01-10", "40.00"),
                (2, "sale", "2026-02-02", "10.00"),
                (2, "sale", "2026-02-03", "9", "1", "USD"),
            ]
        )
    )
    persons = rounds.per_person(steps(), SMALL)
    rows = {row["touch"]: row for row in fetch(rounds.people(persons, bought, "EUR")).to_pylist()}
    names = ("people", "left_people", "late_people", "lost_seconds", "spent_left", "spent_on")
    assert tuple(rows[BUY][name] for name in names) == (3, 2, 1, 2 * 86_400, Decimal(10), Decimal(40))
    assert tuple(rows[LOOK][name] for name in names)[:3] == (2, 0, 0)


def test_answers_belong_to_what_came_last_before_them(fetch: Fetch) -> None:
    rows = [
        (1, "2026-01-10 10:00", "page.viewed", {}),
        (1, "2026-01-10 11:00", "order.completed"),
        (1, "2026-01-10 12:00", "survey.answered", {"scale": "csat", "score": 2}),
        (1, "2026-01-11 12:00", "review.written", {"score": 5}),  # a touchpoint itself, about the order
        (1, "2026-01-12 12:00", "survey.answered", {"scale": "nps", "score": 10}),  # a review owns no answer
        (1, "2026-01-13 12:00", "case.opened", {"about": "size"}),
        (1, "2026-01-13 13:00", "call.held", {"minutes": 3}),
        (1, "2026-02-20 12:00", "survey.answered", {"scale": "ces", "score": 7}),  # too late to be about anything
        (1, "2026-01-10 12:00", "survey.answered", {"scale": "csat", "score": 9}),  # not on its scale
        (2, "2026-01-10 12:00", "survey.answered", {"scale": "csat", "score": 1}),  # met nothing before
    ]
    told = ibis.memtable(interactions(rows))
    told = told.mutate(occurred_at=told.occurred_at.cast("timestamp(6)"))
    given = mood.answers(told, WINDOW)
    found = mood.attributed(seen(rows), given, SMALL)
    got = sorted((row["kind"], row["touch"], row["score"], row["bad"]) for row in fetch(found).to_pylist())
    assert got == [
        ("complaint", BUY, None, None),
        ("contact", BUY, None, None),
        ("csat", BUY, 25.0, True),
        ("nps", BUY, 100.0, False),
        ("stars", BUY, 100.0, False),
    ]
    sums = {row["kind"]: row for row in fetch(mood.moods(found)).to_pylist()}
    names = ("touch", "n", "total", "bad", "people", "bad_people")
    assert tuple(sums["csat"][name] for name in names) == (BUY, 1, 25.0, 1, 1, 1)


def test_what_people_met_before_a_day_and_whether_they_came_again(fetch: Fetch) -> None:
    rows = [
        (1, "2026-05-01 10:00", "page.viewed", {}),
        (1, "2026-05-02 10:00", "order.completed"),
        (1, "2026-06-15 10:00", "page.viewed", {}),
        (2, "2026-05-20 10:00", "page.viewed", {"path": "/late"}),
        (3, "2026-06-10 10:00", "page.viewed", {}),  # only seen after the day
    ]
    told = steps(rows)
    spans = {"before": 60, "after": 30}
    until = events.seconds(WINDOW.end)
    assert fetch(leaving.everybody(told, until, **spans)).to_pylist() == [{"people": 2, "gone": 1}]
    met = fetch(leaving.precedents(told, SMALL, until, **spans)).to_pylist()
    assert sorted((row["touch"], row["prev"] or 0, row["people"], row["gone"]) for row in met) == [
        (LATE, 0, 1, 1),
        (LOOK, 0, 1, 0),
        (BUY, 0, 1, 0),
        (BUY, LOOK, 1, 0),
    ]


def test_rows_of_one_second_stand_in_the_order_they_were_recorded(fetch: Fetch) -> None:
    rows = [(1, "2026-01-10 10:00", "order.completed"), (1, "2026-01-10 10:00", "page.viewed", {})]
    [row] = fetch(rounds.transitions(steps(rows))).to_pylist()
    assert (row["prev"], row["touch"], row["median"]) == (BUY, LOOK, 0.0)


def test_nothing_heard_gives_no_rows(fetch: Fetch) -> None:
    none = steps([(None, "2026-01-10 10:00", "page.viewed", {})])
    assert fetch(rounds.transitions(none)).to_pylist() == []
    assert fetch(rounds.touchpoints(none, replace(SMALL, pause_days=7))).to_pylist() == []


def test_window_of_another_length_reads_its_pause_before(fetch: Fetch) -> None:
    told = ibis.memtable(interactions(DAYS))
    told = told.mutate(occurred_at=told.occurred_at.cast("timestamp(6)"))
    late = Window.of_days(date(2026, 2, 2), date(2026, 2, 28))
    found = events.events(told, ibis.memtable(lines([])), SMALL, late)
    got = [(row["id"], row["inside"]) for row in rows_of(fetch(found), ["id"])]
    outside = [(pk, False) for pk in (1, 2, 3, 4, 6)]
    assert got == [*outside, (7, True), (8, True), (10, False)]


def test_whole_map_of_a_story_is_that_of_plain_python(engine: Any) -> None:
    from tests.understand.journeys import plain, story

    from regulars.store.engine.tables import Tables
    from regulars.understand.journeys.compute import draw

    told = story.story(3, 150)
    for row in told:
        row.amount = row.amount or Decimal(0)
    rows = ibis.memtable(story.interactions(told))
    bought = ibis.memtable(story.orders([row for row in told if row.amount]))
    tables = Tables(
        orders=bought, lines=ibis.memtable(lines([(0, "")])), customers=bought, version="story",
        interactions=rows.mutate(occurred_at=rows.occurred_at.cast("timestamp(6)")),
    )  # fmt: skip
    now = datetime(2026, 1, 1, tzinfo=UTC)
    found = draw(engine, tables, story.JOURNEY, story.WINDOW, now=now, currency="EUR")
    assert {m.key: (m.visits, m.left, m.going, m.moved) for m in found.touchpoints if m.visits} == plain.touchpoints(
        told
    )
    assert {(way.before, way.after): (way.times, way.people) for way in found.ways} == plain.ways(told)
    assert {path.touches: path.times for path in found.paths} == dict(plain.paths(told).most_common(len(found.paths)))
    assert (
        sum(m.spent_left + m.spent_on for m in found.touchpoints if m.key == 16) == 50 * plain.touchpoints(told)[16][0]
    )
