"""What precedes leaving, from the counts of `leaving`: how many times as likely, how sure, corrected for many looks. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from regulars.understand.journeys.definition import Definition
from regulars.understand.journeys.figures import Leaving, Precedent
from regulars.understand.journeys.stats import differs, found, times_as_likely

FEWEST = 30
SHOWN = 12


def leaving(
    definition: Definition,
    everybody: Mapping[str, Any],
    rows: Iterable[Mapping[str, Any]],
    end: date,
    *,
    before: int,
    after: int,
) -> Leaving | None:
    """The precedents of leaving, the strongest first; None where nobody was seen or nobody left."""
    people, gone = int(everybody["people"] or 0), int(everybody["gone"] or 0)
    if not people or not gone:
        return None
    keys = [point.key for point in definition.touchpoints]
    looked: list[Precedent] = []
    for row in rows:
        had, lost = int(row["people"]), int(row["gone"])
        others, others_gone = people - had, gone - lost
        ratio = times_as_likely(lost, had, others_gone, others)
        if had < FEWEST or others < FEWEST or ratio is None:
            continue
        first = 0 if row["prev"] is None else keys[row["prev"]]
        p = differs(lost, had, others_gone, others)
        looked.append(Precedent(keys[row["touch"]], first, had, lost, others, others_gone, *ratio, p))
    kept = [each for each, finding in zip(looked, found([each.p for each in looked]), strict=True) if finding]
    chosen = sorted((each for each in kept if each.times > 1), key=lambda each: (-each.low, each.key, each.before))
    return Leaving(end - timedelta(days=after), before, after, people, gone, tuple(chosen[:SHOWN]))
