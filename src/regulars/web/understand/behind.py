"""What the people behind a number are called: the heading of their page."""

from __future__ import annotations

import re

from regulars.understand.scoreboard.board import Board
from regulars.web.understand import months

_PART = re.compile(r"^(?P<month>\d{4}-(0[1-9]|1[0-2]))(:(?P<more>[a-z0-9]+))?$")
_OF_A_MONTH = {
    "": "Bought in",
    "new": "Bought for the first time in",
    "returning": "Came back in",
    "returns": "Sent something back in",
}


def heading(board: Board, key: str, part: str) -> str:
    """Who these people are, or empty when the scoreboard has no such number."""
    if key in {"month", "cohort"}:
        found = _PART.match(part)
        if found is None:
            return ""
        month, more = months.long(found["month"]), found["more"] or ""
        if key == "month":
            return f"{_OF_A_MONTH[more]} {month}" if more in _OF_A_MONTH else ""
        if more and not more.isdigit():
            return ""
        age = int(more or 0)
        again = f", and again {age} month{'' if age == 1 else 's'} later" if age else ""
        return f"First order in {month}{again}"
    if key not in {metric.key for metric in board.metrics} or part not in {"", "counted", "rest"}:
        return ""
    return board.metric(key).title
