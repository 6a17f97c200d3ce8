"""The small line beside a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """A dated word on the picture: when something changed."""

    x: str
    text_x: str
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Spark:
    """What the template needs: path and polygon data in a box of width x height."""

    width: int
    height: int
    line: str
    band: str
    last: tuple[str, str] | None
    marks: tuple[Mark, ...] = ()


_PAD = 5.0
_TOP = 16.0
# About the width of a letter in the size that picture.css sets marks in.
_LETTER = 5.2


def _at(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def spark(
    values: Sequence[float | None],
    *,
    low: Sequence[float | None] = (),
    high: Sequence[float | None] = (),
    marks: Sequence[tuple[int, str]] = (),
    width: int = 240,
    height: int = 64,
) -> Spark:
    """A line through `values` (None leaves a gap), its 95 % band, and dated words at an index of `values`.

    The vertical axis spans the values and the band, not zero: a spark shows the shape, the sentence the size. A flat
    line lies in the middle.
    """
    known = [v for v in values if v is not None]
    if not known:
        return Spark(width, height, "", "", None)
    reach = known + [v for v in low if v is not None] + [v for v in high if v is not None]
    least, most = min(reach), max(reach)
    span = most - least
    top = _TOP if marks else _PAD
    step = (width - 2 * _PAD) / max(1, len(values) - 1)

    def x(index: int) -> float:
        return _PAD + index * step

    def y(value: float) -> float:
        if span == 0:
            return (top + height - _PAD) / 2
        return height - _PAD - (value - least) / span * (height - _PAD - top)

    line, pen = [], "M"
    for index, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        line.append(f"{pen}{_at(x(index))} {_at(y(value))}")
        pen = "L"
    band = ""
    edges = [(i, a, b) for i, (a, b) in enumerate(zip(low, high, strict=False)) if a is not None and b is not None]
    if len(edges) > 1:
        upper = [f"{_at(x(i))},{_at(y(b))}" for i, _, b in edges]
        lower = [f"{_at(x(i))},{_at(y(a))}" for i, a, _ in reversed(edges)]
        band = " ".join(upper + lower)
    end, last = next((i, v) for i, v in reversed(list(enumerate(values))) if v is not None)
    drawn = []
    for index, text in marks:
        if 0 <= index < len(values):
            # The word stands right of its mark where there is room for it, else left.
            left = x(index) + 8 + len(text) * _LETTER > width
            drawn.append(Mark(_at(x(index)), _at(x(index) + (-4 if left else 4)), "end" if left else "start", text))
    return Spark(width, height, "".join(line), band, (_at(x(end)), _at(y(last))), tuple(drawn))
