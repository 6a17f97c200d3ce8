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


def metrics_to_choose() -> list[tuple[str, str]]:
    """(key, title) of every metric there is, in the order of the questions they answer."""
    from regulars.understand.metrics.catalogue import EVERY, QUESTIONS  # noqa: PLC0415 -- loads ibis, which pages do without

    named = [key for question in QUESTIONS for key in question.metrics]
    return [(key, EVERY[key].title) for key in dict.fromkeys((*named, *EVERY))]


def _known(board: Board | None, key: str) -> tuple[str, str, str]:
    for metric in board.metrics if board else ():
        if metric.key == key:
            return metric.title, metric.unit, metric.currency
    from regulars.understand.metrics.catalogue import EVERY  # noqa: PLC0415 -- as above, for what the scoreboard does not show

    metric_there_is = EVERY.get(key)
    if metric_there_is is None:
        return key.replace("_", " ").capitalize(), "", ""
    money = board.currency if board and metric_there_is.unit == "money" else ""
    return metric_there_is.title, metric_there_is.unit, money
