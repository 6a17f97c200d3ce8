"""The geometry of a journey's map."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.web.pictures.journey import Flow, Point, tall, tone, wide


def point(stage: int, code: str, people: int = 10, *, mood: float | None = None, left: float | None = None) -> Point:
    return Point(
        stage, code, f"Touchpoint {code}", people, f"{people} people", "#", "", left, "", "#", "", mood, "#", ""
    )


POINTS = [
    point(0, "A1", 100, mood=100),
    point(1, "B1", 50, left=0.4),
    point(1, "B2", 25, mood=0),
    point(2, "C1", 0, mood=60),
]
FLOWS = [Flow(0, 1, 80, "#", ""), Flow(1, 2, 20, "#", ""), Flow(3, 0, 4, "#", "")]


def test_stages_stand_beside_one_another_and_touchpoints_below() -> None:
    chart = wide(("One", "Two", "Three"), POINTS, FLOWS, width=900)
    assert [head.x for head in chart.heads] == ["0", "300", "600"]
    assert [(box.x, box.y) for box in chart.boxes] == [("32", "62"), ("332", "62"), ("332", "146"), ("632", "62")]
    # The bar says how many came: the most fill the box of 236.
    assert [box.bar for box in chart.boxes] == ["236", "118", "59", "0"]


def test_flows_lead_on_stay_within_or_go_back_and_the_most_taken_is_the_widest() -> None:
    chart = wide(("One", "Two", "Three"), POINTS, FLOWS, width=900)
    assert [ribbon.kind for ribbon in chart.ribbons] == ["on", "within", "back"]
    assert [ribbon.width for ribbon in chart.ribbons] == ["15", "3.8", "1.2"]
    assert chart.ribbons[0].path.startswith("M268 87C")


def test_only_who_may_be_lost_has_an_arrow_out() -> None:
    assert [bool(box.stop) for box in wide(("One", "Two", "Three"), POINTS, FLOWS).boxes] == [False, True, False, False]


def test_mood_lies_in_its_ground_in_both_drawings() -> None:
    chart = wide(("One", "Two", "Three"), POINTS, FLOWS)
    assert [feeling.tone for feeling in chart.feelings] == ["good", "bad", "watch"]
    tops = {kind: float(y) for kind, y, _, _ in chart.moods}
    assert [float(feeling.y) >= tops[feeling.tone] for feeling in chart.feelings] == [True, True, True]
    narrow = tall(("One", "Two", "Three"), POINTS, FLOWS)
    assert float(narrow.feelings[0].x) > float(narrow.feelings[2].x) > float(narrow.feelings[1].x)


@pytest.mark.parametrize(
    ("mood", "expected"), [(100, "good"), (75, "good"), (74.9, "watch"), (50, "watch"), (49.9, "bad")]
)
def test_tone_of_a_mood(mood: float, expected: str) -> None:
    assert tone(mood) == expected


def test_map_of_nothing_is_an_empty_picture() -> None:
    assert wide((), [], []).boxes == ()
    assert tall(("One",), [], []).boxes == ()


@given(st.lists(st.integers(0, 4), max_size=30).map(sorted), st.data())
def test_everything_lies_inside_of_both_pictures(stages: list[int], data: st.DataObject) -> None:
    points = [point(stage, f"P{n}", n, mood=data.draw(st.floats(0, 100))) for n, stage in enumerate(stages)]
    for chart in (wide("ABCDE", points, []), tall("ABCDE", points, [])):
        assert len(chart.boxes) == len(points)
        for box in chart.boxes:
            assert 0 <= float(box.x) <= chart.width - float(chart.box_width)
            assert 0 <= float(box.y) <= chart.height - float(chart.box_height)
        for feeling in chart.feelings:
            assert 0 <= float(feeling.x) <= chart.width
            assert 0 <= float(feeling.y) <= chart.height
