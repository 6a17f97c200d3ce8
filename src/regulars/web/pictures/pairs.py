"""Pairs of columns side by side: what was expected, and what came; each pair a door to people where it has an address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from regulars.web.pictures.columns import NARROW, Datum, Tick, margin, nice_step


@dataclass(frozen=True, slots=True)
class Bar:
    """One column; `key` chooses its colour, from 1."""

    key: int
    x: str
    y: str
    height: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Columns that are compared."""

    text_x: str
    text: str
    href: str
    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """What the template needs, in a box of width x height."""

    width: int
    height: int
    left: int
    left_text: int
    text_y: int
    bar_width: str
    names: tuple[str, ...]
    pairs: tuple[Pair, ...]
    ticks: tuple[Tick, ...]
    # The same drawn for a phone; None where this is that drawing, or as small.
    narrow: Pairs | None = None


def pairs(
    data: Sequence[Datum], names: Sequence[str], *, percent: bool = False, width: int = 960, height: int = 230
) -> Pairs:
    """The values of each datum side by side, from zero. `percent`: values are shares, the scale ends at 100 %."""
    bottom, top = 22, 8
    most = 1.0 if percent else max((max(d.values, default=0.0) for d in data), default=0.0)
    step = 0.25 if percent else nice_step(most)
    reach = step * max(1, -(-most // step))

    def said(value: float) -> str:
        if percent:
            return f"{value * 100:.0f} %"
        return f"{value:,.0f}" if step >= 1 else f"{value:g}"

    texts = [said(round(i * step, 9)) for i in range(round(reach / step) + 1)]
    left = margin(texts)
    floor_y = height - bottom
    scale = (floor_y - top) / reach
    wide = (width - left) / max(1, len(data))
    bar = wide * 0.78 / max(1, len(names))
    drawn, free = [], 0.0
    for index, datum in enumerate(data):
        begin = left + index * wide + wide * 0.11
        bars = tuple(
            Bar(key + 1, f"{begin + key * bar:.1f}", f"{floor_y - value * scale:.1f}", f"{value * scale:.1f}")
            for key, value in enumerate(datum.values)
        )
        middle = left + (index + 0.5) * wide
        # A name that would run into the one before it is left out; pointing at the pair still tells it.
        fits = middle - 3.2 * len(datum.text) >= free
        free = middle + 3.2 * len(datum.text) + 4 if fits else free
        drawn.append(Pair(f"{middle:.1f}", datum.text if fits else "", datum.href, datum.label, bars))
    ticks = tuple(
        Tick(f"{floor_y - i * step * scale:.1f}", f"{floor_y - i * step * scale + 4:.1f}", text)
        for i, text in enumerate(texts)
    )
    narrow = pairs(data, names, percent=percent, width=NARROW, height=height) if width > 2 * NARROW else None
    return Pairs(
        width, height, left, left - 8, height - 6, f"{bar * 0.94:.1f}", tuple(names), tuple(drawn), ticks, narrow
    )  # fmt: skip
