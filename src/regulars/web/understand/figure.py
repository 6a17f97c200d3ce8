"""A figure of a metric in words, by what the scoreboard knows of the metric."""

from __future__ import annotations

from collections.abc import Callable

from regulars.understand.scoreboard.board import Board
from regulars.understand.targets.wording import difference, spoken

Say = Callable[[float], str]


def spoken_by(board: Board | None, key: str, currency: str = "") -> tuple[str, Say]:
    """The title of a metric and how its figures are said."""
    title, unit, money = _known(board, key)
    return title, lambda value: spoken(value, unit, currency or money)


def difference_by(board: Board | None, key: str) -> Say:
    """How a change of a metric is said, with its sign."""
    _, unit, money = _known(board, key)
    return lambda change: f"{'+' if change > 0 else '−' if change < 0 else ''}{difference(change, unit, money)}"


def _known(board: Board | None, key: str) -> tuple[str, str, str]:
    for metric in board.metrics if board else ():
        if metric.key == key:
            return metric.title, metric.unit, metric.currency
    return key.replace("_", " ").capitalize(), "", ""
