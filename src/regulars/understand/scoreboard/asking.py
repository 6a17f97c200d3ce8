"""Metrics asked for in words, from the terminal or over the API, and told as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from regulars.kit.refused import Refused
from regulars.understand.metrics.catalogue import EVERY
from regulars.understand.metrics.spans import COMPARISONS, UnknownSpan
from regulars.understand.scoreboard.measuring import SEGMENT, Answer, Asked, UnknownMetric, measured_now
from regulars.understand.scoreboard.telling import told


def ask(keys: Sequence[str], **how: Any) -> dict[str, Any]:
    """What `answer` says, as JSON. Raises Refused."""
    return told(answer(keys, **how))


def answer(
    keys: Sequence[str],
    *,
    window: str = "12m",
    segment: int | None = None,
    by: str = "",
    compare: str = "before",
    as_of: date | None = None,
) -> Answer:
    """Measure metrics by their keys, anew. Raises Refused, which names the parameter that is wrong and what there is."""
    if not keys:
        raise Refused({"metric": "Name at least one metric."})
    if unknown := [key for key in keys if key not in EVERY]:
        raise Refused({"metric": f"{', '.join(unknown)}: not known; there are {', '.join(EVERY)}"})
    if compare not in COMPARISONS:
        raise Refused({"compare": f"{compare!r} is not known; write one of {', '.join(COMPARISONS)}"})
    wanted = [segment] if segment is not None else []
    wanted += [int(one) for one in by.removeprefix(SEGMENT).split(",") if by.startswith(SEGMENT) and one.isdigit()]
    with _segments(wanted, "segment" if segment is not None else "by"):
        asked = Asked(tuple(keys), window, segment, by, compare, as_of)
        try:
            return measured_now(asked)
        except UnknownSpan as error:
            raise Refused({"window": _reason(error)}) from error
        except UnknownMetric as error:
            raise Refused({"by": _reason(error)}) from error


@contextmanager
def _segments(ids: Sequence[int], name: str) -> Iterator[None]:
    """Segments that whoever asks does not find are none."""
    if ids:
        from regulars.understand.segments.queries import found  # noqa: PLC0415 -- only where somebody asks for one

        known = set(found().filter(pk__in=ids).values_list("pk", flat=True))
        if missing := [str(one) for one in ids if one not in known]:
            raise Refused({name: f"There is no segment {', '.join(missing)}."})
    yield


def _reason(error: ValueError) -> str:
    """The text without the parameter's name in front, which stands beside it already."""
    return str(error).partition(": ")[2] or str(error)
