"""Columns side by side by month, each a door to the people behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

# A picture that shrank to a phone would have letters nobody reads, so it is drawn once more for this width.
NARROW = 380


@dataclass(frozen=True, slots=True)
class Bar:
    """One layer of a column; `key` chooses its colour, from 1."""

    key: int
    y: str
    height: str


@dataclass(frozen=True, slots=True)
class Column:
    """One month."""

    x: str
    text_x: str
    text: str
    href: str
    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale."""

    y: str
    text_y: str
    text: str


@dataclass(frozen=True, slots=True)
class Columns:
    """What the template needs, in a box of width x height."""

    width: int
    height: int
    left: int
    left_text: int
    text_y: int
    bar_width: str
    names: tuple[str, ...]
    columns: tuple[Column, ...]
    ticks: tuple[Tick, ...]
    # The same drawn for a phone; None where this is that drawing, or as small.
    narrow: Columns | None = None


@dataclass(frozen=True, slots=True)
class Datum:
    """One month to draw: its layers from the bottom up, its label for ear and pointer, and where it leads."""

    text: str
    values: tuple[float, ...]
    href: str
    label: str


def nice_step(most: float, lines: int = 4) -> float:
    """A round distance (1, 2 or 5 times a power of ten) so that about `lines` of them reach `most`."""
    if most < 1e-6:
        return 1
    raw = most / lines
    power: float = 10.0 ** floor(log10(raw))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw)


def margin(said: Sequence[str]) -> int:
    """What the longest text of a scale takes up beside the picture, in the picture's own units."""
    return max(46, 8 + 7 * max(map(len, said)))


def columns(data: Sequence[Datum], names: Sequence[str], *, width: int = 960, height: int = 240) -> Columns:
    """Stacked columns from zero; every third month is named when there are many."""
    bottom, top = 22, 8
    most = max((sum(d.values) for d in data), default=0.0)
    step = nice_step(most)
    reach = step * max(1, -(-most // step))
    said = [f"{i * step:,.0f}" if step >= 1 else f"{i * step:g}" for i in range(round(reach / step) + 1)]
    left = margin(said)
    scale = (height - bottom - top) / reach
    floor_y = height - bottom
    wide = (width - left) / max(1, len(data))
    bar_width = wide * 0.72
    every = 1 if len(data) <= 14 else 3
    drawn = []
    for index, datum in enumerate(data):
        x = left + index * wide + (wide - bar_width) / 2
        bars, y = [], float(floor_y)
        for key, value in enumerate(datum.values, start=1):
            tall = value * scale
            y -= tall
            bars.append(Bar(key, f"{y:.1f}", f"{tall:.1f}"))
        text = datum.text if (len(data) - 1 - index) % every == 0 else ""
        drawn.append(Column(f"{x:.1f}", f"{x + bar_width / 2:.1f}", text, datum.href, datum.label, tuple(bars)))
    ticks = tuple(
        Tick(f"{floor_y - i * step * scale:.1f}", f"{floor_y - i * step * scale + 4:.1f}", text)
        for i, text in enumerate(said)
    )
    narrow = columns(data, names, width=NARROW, height=height) if width > 2 * NARROW else None
    return Columns(
        width, height, left, left - 8, height - 6, f"{bar_width:.1f}", tuple(names), tuple(drawn), ticks, narrow
    )  # fmt: skip
