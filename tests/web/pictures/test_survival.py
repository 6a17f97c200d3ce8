"""The curve of who is still there: steps as seen, their interval, the law beside them; geometry worked out by hand."""

from __future__ import annotations

from regulars.web.pictures.survival import Mark, survival

MARKS = [
    Mark(1.0, 1.0, 1.0, 1.0, "0", "4 that began"),
    Mark(0.5, 0.25, 0.75, 0.6, "1", "Renewal 1", "/people/"),
    Mark(None, None, None, 0.4, "2", "Renewal 2", "/people/"),
]


def test_steps_hold_until_the_next_and_the_law_goes_on() -> None:
    # 358 wide from 54 on for three points of 100; everybody at 12, nobody at 112.
    drawn = survival(MARKS, width=358, height=134)
    assert drawn.seen == "M54.0 12.0L154.0 12.0L154.0 62.0L254.0 62.0"
    assert drawn.band == "M54.0 12.0L154.0 12.0L154.0 37.0L254.0 37.0L254.0 87.0L154.0 87.0L154.0 12.0L54.0 12.0Z"
    assert drawn.law == "M104.0 12.0L204.0 52.0L304.0 72.0"
    assert [(step.x, step.text, step.href) for step in drawn.steps] == [
        ("54.0", "0", ""), ("154.0", "1", "/people/"), ("254.0", "2", "/people/"),
    ]  # fmt: skip
    assert [tick.text for tick in drawn.ticks] == ["0 %", "25 %", "50 %", "75 %", "100 %"]
    assert drawn.narrow is None


def test_without_a_law_or_a_point_nothing_is_drawn_of_it() -> None:
    assert survival([Mark(1.0, 1.0, 1.0, None, "0", "begun")]).law == ""
    empty = survival([])
    assert (empty.seen, empty.band, empty.law, empty.steps) == ("", "", "", ())


def test_a_phone_gets_a_drawing_of_its_own_with_fewer_names() -> None:
    drawn = survival([Mark(1.0, 1.0, 1.0, None, str(n), f"Renewal {n}") for n in range(30)])
    assert drawn.narrow is not None
    assert [step.text for step in drawn.narrow.steps if step.text] == ["0", "5", "10", "15", "20", "25"]
    assert [step.text for step in drawn.steps if step.text][:3] == ["0", "2", "4"]
