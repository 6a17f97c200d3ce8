"""Two or more lines over time, with a mark where something begins; a month's stretch leads to its people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from regulars.web.pictures.columns import NARROW, Tick, nice_step


@dataclass(frozen=True, slots=True)
class Curve:
    """One line; `key` chooses its colour, from 1."""

    key: int
    path: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of the picture that leads somewhere, and what it says; `text` stands below it."""

    x: str
    width: str
    text_x: str
    text: str
    href: str
    label: str


@dataclass(frozen=True, slots=True)
class Curves:
    """What the template needs, in a box of width x height. `since` is where the mark stands; empty without one."""

    width: int
    height: int
    left: int
    left_text: int
    text_y: int
    top: int
    floor: int
    names: tuple[str, ...]
    curves: tuple[Curve, ...]
    stretches: tuple[Stretch, ...]
    ticks: tuple[Tick, ...]
    since: str
    since_text: str
    since_anchor: str
    since_text_x: str
    # The same drawn for a phone; None where this is that drawing, or as small.
    narrow: Curves | None = None


@dataclass(frozen=True, slots=True)
class Door:
    """Points `begin` up to, not including, `end`, with what they say and where they lead."""

    begin: int
    end: int
    text: str
    href: str
    label: str


def curves(
    lines: Sequence[Sequence[float]],
    names: Sequence[str],
    doors: Sequence[Door],
    *,
    since: int | None = None,
    since_text: str = "",
    width: int = 960,
    height: int = 280,
) -> Curves:
    """Lines of the same number of points, from zero. `since`: the point at which the mark stands."""
    left, bottom, top = 54, 22, 20
    points = max((len(line) for line in lines), default=0)
    most = max((max(line, default=0.0) for line in lines), default=0.0)
    step = nice_step(most)
    reach = step * max(1, -(-most // step))
    floor_y = height - bottom
    scale = (floor_y - top) / reach
    wide = (width - left - 4) / max(1, points - 1)

    def x(point: float) -> float:
        return left + point * wide

    drawn = tuple(
        Curve(key, "M" + "L".join(f"{x(i):.1f} {floor_y - value * scale:.1f}" for i, value in enumerate(line)))
        for key, line in enumerate(lines, start=1)
        if line
    )
    stretches, free = [], 0.0
    for door in doors:
        begin, end = x(max(door.begin - 0.5, 0)), x(min(door.end - 0.5, points - 1))
        middle = (begin + end) / 2
        # A name that would run into the one before it is left out.
        fits = middle - 3.4 * len(door.text) >= free
        free = middle + 3.4 * len(door.text) + 6 if fits and door.text else free
        stretches.append(
            Stretch(
                f"{begin:.1f}", f"{max(end - begin, 1):.1f}", f"{middle:.1f}", door.text if fits else "", door.href,
                door.label,
            )
        )  # fmt: skip
    ticks = tuple(
        Tick(
            f"{floor_y - i * step * scale:.1f}",
            f"{floor_y - i * step * scale + 4:.1f}",
            f"{i * step:,.0f}" if step >= 1 else f"{i * step:g}",
        )
        for i in range(round(reach / step) + 1)
    )
    at = "" if since is None else f"{x(since):.1f}"
    late = since is not None and x(since) > width * 0.6
    narrow = (
        curves(lines, names, doors, since=since, since_text=since_text, width=NARROW, height=240)
        if width > 2 * NARROW
        else None
    )
    return Curves(
        width, height, left, left - 8, height - 6, top, floor_y, tuple(names), drawn, tuple(stretches), ticks, at,
        since_text, "end" if late else "start", "" if since is None else f"{x(since) + (-6 if late else 6):.1f}", narrow,
    )  # fmt: skip
