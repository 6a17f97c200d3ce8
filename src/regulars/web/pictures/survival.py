"""Who is still there after each renewal: steps as seen with their interval, a law beside them; each step leads to people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from regulars.web.pictures.columns import NARROW, Tick
from regulars.web.pictures.curves import Stretch


@dataclass(frozen=True, slots=True)
class Mark:
    """What was seen at one point, and what the law says: shares from 0 to 1, None where it is not known."""

    seen: float | None
    low: float | None
    high: float | None
    law: float | None
    text: str
    label: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class SurvivalCurve:
    """What the template needs, in a box of width x height. Paths are empty where nothing is to be drawn."""

    width: int
    height: int
    left: int
    left_text: int
    text_y: int
    top: int
    floor: int
    seen: str
    band: str
    law: str
    steps: tuple[Stretch, ...]
    ticks: tuple[Tick, ...]
    # The same drawn for a phone; None where this is that drawing.
    narrow: SurvivalCurve | None = None


def survival(marks: Sequence[Mark], *, width: int = 960, height: int = 280) -> SurvivalCurve:
    """The scale goes from nobody to everybody. A step holds from its point to the next one."""
    left, bottom, top = 54, 22, 12
    floor = height - bottom
    wide = (width - left - 4) / max(1, len(marks))

    def x(point: float) -> float:
        return left + point * wide

    def y(share: float) -> str:
        return f"{floor - share * (floor - top):.1f}"

    def stairs(values: Sequence[float | None]) -> list[str]:
        told = []
        for point, value in enumerate(values):
            if value is None:
                break
            told += [f"{x(point):.1f} {y(value)}", f"{x(point + 1):.1f} {y(value)}"]
        return told

    seen = stairs([mark.seen for mark in marks])
    upper = stairs([mark.high if mark.low is not None else None for mark in marks])
    lower = stairs([mark.low if mark.high is not None else None for mark in marks])
    law = [f"{x(point + 0.5):.1f} {y(mark.law)}" for point, mark in enumerate(marks) if mark.law is not None]
    # Not every name fits below where there are many.
    every = max(1, -(-len(marks) * 56 // width))
    steps = tuple(
        Stretch(
            f"{x(point):.1f}", f"{wide:.1f}", f"{x(point + 0.5):.1f}", mark.text if point % every == 0 else "", mark.href,
            mark.label,
        )
        for point, mark in enumerate(marks)
    )  # fmt: skip
    ticks = tuple(Tick(y(quarter / 4), f"{float(y(quarter / 4)) + 4:.1f}", f"{quarter * 25} %") for quarter in range(5))
    return SurvivalCurve(
        width, height, left, left - 8, height - 6, top, floor, _line(seen),
        _line([*upper, *reversed(lower)]) + "Z" if upper and lower else "", _line(law) if len(law) > 1 else "", steps, ticks,
        survival(marks, width=NARROW, height=240) if width > 2 * NARROW else None,
    )  # fmt: skip


def _line(points: Sequence[str]) -> str:
    return "M" + "L".join(points) if points else ""
