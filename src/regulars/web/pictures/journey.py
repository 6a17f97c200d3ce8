"""The map of a journey: stages across, touchpoints under them, flows between, who leaves, and the mood below.

Two drawings of one map: a wide one to hang up, and a tall one for a phone. Pure geometry; colour is the style sheet's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """A touchpoint to draw. `code` names it in the picture (B2); shares are from 0 to 1; `mood` from 0 to 100.

    `left` None: to stop here is as it should be, or nobody does;
    `left_hurts`: more do than is usual. `pain`: its place among the pain points, 0 for none.
    """

    stage: int
    code: str
    name: str
    people: int
    told: str
    href: str
    label: str
    left: float | None
    left_text: str
    left_href: str
    left_label: str
    mood: float | None
    mood_href: str
    mood_label: str
    pain: int = 0
    pain_href: str = ""
    left_hurts: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """A way between two points, by their places in the sequence of points."""

    before: int
    after: int
    times: int
    href: str
    label: str


@dataclass(frozen=True, slots=True)
class Box:
    """A touchpoint as drawn."""

    point: Point
    x: str
    y: str
    bar: str
    bar_y: str
    text_x: str
    name: str
    name_y: str
    told_y: str
    pain_x: str
    pain_y: str
    stop: str
    stop_width: str
    stop_tip: str
    stop_x: str
    stop_y: str


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A flow as drawn: `kind` is on, within or back."""

    flow: Flow
    path: str
    width: str
    kind: str


@dataclass(frozen=True, slots=True)
class Head:
    """A stage as drawn."""

    name: str
    x: str
    y: str
    width: str
    text_x: str
    text_y: str


@dataclass(frozen=True, slots=True)
class Feeling:
    """A mood as drawn; `tone` is good, watch or bad."""

    point: Point
    x: str
    y: str
    text_y: str
    tone: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A map in a box of width x height. `moods_y`: where the three grounds of the mood begin; `curve`: their line."""

    width: int
    height: int
    box_width: str
    box_height: str
    heads: tuple[Head, ...]
    boxes: tuple[Box, ...]
    ribbons: tuple[Ribbon, ...]
    feelings: tuple[Feeling, ...]
    curve: str
    moods_x: str
    moods_width: str
    moods: tuple[tuple[str, str, str, str], ...]


# Moods from 0 to 100: below the first something is wrong, from the second on people are glad.
SO_SO, GLAD = 50.0, 75.0
_LETTER = 7.0
_THICKEST, _THINNEST = 15.0, 1.2


def _at(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _cut(text: str, width: float) -> str:
    most = max(4, int(width / _LETTER))
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def tone(mood: float) -> str:
    """How a mood is coloured."""
    return "good" if mood >= GLAD else "watch" if mood >= SO_SO else "bad"


def _width(times: int, most: int) -> float:
    return max(_THINNEST, _THICKEST * times / most) if most else _THINNEST


def wide(stages: Sequence[str], points: Sequence[Point], flows: Sequence[Flow], *, width: int = 1240) -> Chart:
    """Stages side by side. Flows run from a box's right edge to the next one's left; what goes back is drawn from left
    to right, thin; what stays in a stage bows out at the right."""
    column = width / max(1, len(stages))
    gap = min(64.0, column * 0.3)
    box_width, box_height, pitch, top = column - gap, 50.0, 84.0, 62.0
    heads = tuple(
        Head(_cut(name, column), _at(n * column), "0", _at(column), _at(n * column + gap / 2), "26")
        for n, name in enumerate(stages)
    )
    rows = [0] * len(stages)
    places: list[tuple[float, float]] = []
    for point in points:
        places.append((point.stage * column + gap / 2, top + rows[point.stage] * pitch))
        rows[point.stage] += 1
    most_people = max((point.people for point in points), default=1) or 1
    boxes = tuple(
        _box(point, x, y, box_width, box_height, most_people) for point, (x, y) in zip(points, places, strict=True)
    )
    most = max((flow.times for flow in flows), default=0)
    ribbons = tuple(_ribbon(flow, points, places, box_width, box_height, most) for flow in flows)
    mood_top = top + max(rows, default=1) * pitch + 14
    feelings, curve = _moods_across(points, rows, column, mood_top)
    grounds = _grounds(mood_top)
    height = round(mood_top + 3 * _GROUND + 26)
    return Chart(
        width, height, _at(box_width), _at(box_height), heads, boxes, ribbons, feelings, curve, "0", _at(width), grounds
    )


_GROUND = 36.0


def _mood_y(mood: float, top: float) -> float:
    """Each of the three grounds is as high as the others, however much of the scale it holds."""
    if mood >= GLAD:
        share = (100 - mood) / (100 - GLAD)
    elif mood >= SO_SO:
        share = 1 + (GLAD - mood) / (GLAD - SO_SO)
    else:
        share = 2 + (SO_SO - mood) / SO_SO
    return top + share * _GROUND


def _grounds(top: float) -> tuple[tuple[str, str, str, str], ...]:
    names = (("good", "Glad"), ("watch", "So-so"), ("bad", "Unhappy"))
    return tuple((kind, _at(top + n * _GROUND), _at(_GROUND), word) for n, (kind, word) in enumerate(names))


def _moods_across(
    points: Sequence[Point], rows: Sequence[int], column: float, top: float
) -> tuple[tuple[Feeling, ...], str]:
    seen = [0] * len(rows)
    made: list[Feeling] = []
    line: list[str] = []
    for point in points:
        seen[point.stage] += 1
        if point.mood is None:
            continue
        x = point.stage * column + column * (seen[point.stage] - 0.5) / rows[point.stage]
        y = _mood_y(point.mood, top)
        made.append(Feeling(point, _at(x), _at(y), _at(top + 3 * _GROUND + 16), tone(point.mood)))
        line.append(f"{'L' if line else 'M'}{_at(x)} {_at(y)}")
    return tuple(made), "".join(line)


def _box(point: Point, x: float, y: float, width: float, height: float, most: int) -> Box:
    thick = _THICKEST * (point.left or 0)
    wing = 4 + thick / 2
    middle = x + width * 0.5
    return Box(
        point=point,
        x=_at(x),
        y=_at(y),
        bar=_at(width * point.people / most),
        bar_y=_at(y + height - 4),
        text_x=_at(x + 10),
        name=_cut(point.name, width - 14),
        name_y=_at(y + 19),
        told_y=_at(y + 36),
        pain_x=_at(x + width - 2),
        pain_y=_at(y + 1),
        stop=f"M{_at(middle)} {_at(y + height)}v9" if point.left is not None else "",
        stop_width=_at(max(1.4, thick)),
        stop_tip=f"M{_at(middle - wing)} {_at(y + height + 9)}h{_at(2 * wing)}l{_at(-wing)} 6z",
        stop_x=_at(middle + 14),
        stop_y=_at(y + height + 15),
    )


def _ribbon(
    flow: Flow, points: Sequence[Point], places: Sequence[tuple[float, float]], width: float, height: float, most: int
) -> Ribbon:
    (x, y), (to_x, to_y) = places[flow.before], places[flow.after]
    start, end = y + height / 2, to_y + height / 2
    steps = points[flow.after].stage - points[flow.before].stage
    thick = _width(flow.times, most)
    if steps > 0:
        x += width
        bend = (to_x - x) * 0.5
        path = (
            f"M{_at(x)} {_at(start)}C{_at(x + bend)} {_at(start)} {_at(to_x - bend)} {_at(end)} {_at(to_x)} {_at(end)}"
        )
        kind = "on"
    elif steps == 0:
        x, out = x + width, 22.0
        path = f"M{_at(x)} {_at(start)}C{_at(x + out)} {_at(start)} {_at(x + out)} {_at(end)} {_at(x)} {_at(end)}"
        kind = "within"
        thick = min(thick, 8.0)
    else:
        to_x += width
        bend = min(60.0, (x - to_x) * 0.5)
        # A little lower than what goes on, so that both are seen.
        start, end = start + 8, end + 8
        path = (
            f"M{_at(x)} {_at(start)}C{_at(x - bend)} {_at(start)} {_at(to_x + bend)} {_at(end)} {_at(to_x)} {_at(end)}"
        )
        kind, thick = "back", min(thick, 4.0)
    return Ribbon(flow, path, _at(thick), kind)


def tall(stages: Sequence[str], points: Sequence[Point], flows: Sequence[Flow], *, width: int = 360) -> Chart:
    """Stages below one another, a row for each touchpoint; the mood is a dot at the right, flows run down the left."""
    margin, box_height, pitch, head = 46.0, 48.0, 70.0, 40.0
    track = 74.0
    box_width = width - margin - track - 10
    heads, places = [], []
    y = 0.0
    for n, name in enumerate(stages):
        heads.append(Head(_cut(name, box_width), "0", _at(y), _at(width), _at(margin), _at(y + 26)))
        y += head
        for point in points:
            if point.stage == n:
                places.append((margin, y))
                y += pitch
        y += 6
    most_people = max((point.people for point in points), default=1) or 1
    boxes = tuple(
        _box(point, x, top, box_width, box_height, most_people) for point, (x, top) in zip(points, places, strict=True)
    )
    most = max((flow.times for flow in flows), default=0)
    ribbons = tuple(_arc(flow, places, box_height, most) for flow in flows)
    left = width - track
    feelings = tuple(
        Feeling(
            point,
            _at(left + 6 + point.mood / 100 * (track - 12)),
            _at(top + box_height / 2),
            _at(top + 42),
            tone(point.mood),
        )
        for point, (_, top) in zip(points, places, strict=True)
        if point.mood is not None
    )
    curve = "".join(f"{'L' if n else 'M'}{feeling.x} {feeling.y}" for n, feeling in enumerate(feelings))
    return Chart(
        width, round(y), _at(box_width), _at(box_height), tuple(heads), boxes, ribbons, feelings, curve, _at(left),
        _at(track), (),
    )  # fmt: skip


def _arc(flow: Flow, places: Sequence[tuple[float, float]], height: float, most: int) -> Ribbon:
    (x, y), (_, to_y) = places[flow.before], places[flow.after]
    start, end = y + height / 2, to_y + height / 2
    down = end > start
    # A long way bows further out, so that ways do not lie on one another.
    out = min(40.0, 12 + abs(end - start) * 0.05)
    path = f"M{_at(x)} {_at(start)}C{_at(x - out)} {_at(start)} {_at(x - out)} {_at(end)} {_at(x)} {_at(end)}"
    return Ribbon(flow, path, _at(min(9.0, _width(flow.times, most))), "on" if down else "back")
