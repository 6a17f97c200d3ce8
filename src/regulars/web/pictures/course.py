"""How a figure went, where it heads, and the target it is held against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Course:
    """What the template needs, in a box of width x height. `goal`: the height of the target's line."""

    width: int
    height: int
    line: str
    ahead: str
    cone: str
    now: tuple[str, str] | None
    end: tuple[str, str] | None
    goal: str
    due: str


_PAD = 6.0


def _at(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def course(
    points: Sequence[tuple[float, float]],
    goal: tuple[float, float],
    foretold: tuple[float, float, float] | None = None,
    *,
    width: int = 320,
    height: int = 96,
) -> Course:
    """`points`: (day as a number, value), oldest first, the last being as it stands. `goal`: (due day, value).

    `foretold`: value, low, high on the due day. The vertical axis spans what is drawn, not zero.
    """
    values = [value for _, value in points] + [goal[1]] + list(foretold or ())
    least, most = min(values), max(values)
    span = (most - least) or 1.0
    days = [day for day, _ in points] + [goal[0]]
    first, last = min(days), max(days)
    length = (last - first) or 1.0

    def x(day: float) -> float:
        return _PAD + (day - first) / length * (width - 2 * _PAD)

    def y(value: float) -> float:
        return height - _PAD - (value - least) / span * (height - 2 * _PAD)

    line = "".join(f"{'L' if place else 'M'}{_at(x(day))} {_at(y(value))}" for place, (day, value) in enumerate(points))
    ahead = cone = ""
    end = None
    if foretold is not None and points:
        day, value = points[-1]
        start, due = f"{_at(x(day))} {_at(y(value))}", x(goal[0])
        ahead = f"M{start}L{_at(due)} {_at(y(foretold[0]))}"
        cone = f"M{start}L{_at(due)} {_at(y(foretold[2]))}L{_at(due)} {_at(y(foretold[1]))}Z"
        end = (_at(due), _at(y(foretold[0])))
    now = (_at(x(points[-1][0])), _at(y(points[-1][1]))) if points else None
    return Course(width, height, line, ahead, cone, now, end, _at(y(goal[1])), _at(x(goal[0])))
