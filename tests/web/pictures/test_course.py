"""The picture of a figure on its way to a target."""

from __future__ import annotations

from regulars.web.pictures.course import course


def test_line_cone_and_goal_fill_the_box() -> None:
    drawn = course([(0, 1.0), (10, 2.0)], (20, 3.0), (4.0, 3.5, 5.0), width=112, height=52)
    assert (drawn.line, drawn.ahead) == ("M6 46L56 36", "M56 36L106 16")
    assert drawn.cone == "M56 36L106 6L106 21Z"
    assert (drawn.goal, drawn.due, drawn.now, drawn.end) == ("26", "106", ("56", "36"), ("106", "16"))


def test_without_forecast_there_is_no_cone() -> None:
    drawn = course([(0, 1.0), (10, 1.0)], (20, 1.0))
    assert (drawn.cone, drawn.ahead, drawn.end, drawn.line) == ("", "", None, "M6 90L160 90")
