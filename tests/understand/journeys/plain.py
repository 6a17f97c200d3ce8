"""The figures of a journey in plain Python, written apart from the relations: one customer after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby, pairwise

from tests.understand.journeys.story import JOURNEY, WINDOW, Told

PAUSE = timedelta(days=JOURNEY.pause_days)
SESSION = timedelta(minutes=JOURNEY.session_minutes)

Visit = tuple[int, list[Told]]


def journeys(told: Sequence[Told]) -> list[list[list[Told]]]:
    """Each journey as its visits, each visit as its rows."""
    found = []
    rows = sorted((row for row in told if row.touch), key=lambda row: (row.customer, row.at))
    for _, mine in groupby(rows, key=lambda row: row.customer):
        last: Told | None = None
        for row in mine:
            if last is None or row.at - last.at > PAUSE:
                found.append([[row]])
            elif row.touch != last.touch or row.at - last.at > SESSION:
                found[-1].append([row])
            else:
                found[-1][-1].append(row)
            last = row
    return found


def touchpoints(told: Sequence[Told]) -> dict[int, tuple[int, int, int, int]]:
    """touchpoint -> visits, left, going, moved."""
    visits, left, going, moved = Counter[int](), Counter[int](), Counter[int](), Counter[int]()
    for journey in journeys(told):
        for visit in journey:
            visits[visit[0].touch] += 1
        for visit in journey[:-1]:
            moved[visit[0].touch] += 1
        last = journey[-1][-1]
        over = (last.at + PAUSE).date() < WINDOW.end
        (left if over else going)[last.touch] += 1
    return {key: (visits[key], left[key], going[key], moved[key]) for key in visits}


def ways(told: Sequence[Told]) -> dict[tuple[int, int], tuple[int, int]]:
    """(before, after) -> times, people."""
    times, people = Counter[tuple[int, int]](), set()
    for journey in journeys(told):
        for before, after in pairwise(journey):
            pair = (before[0].touch, after[0].touch)
            times[pair] += 1
            people.add((*pair, after[0].customer))
    return {pair: (n, sum(one[:2] == pair for one in people)) for pair, n in times.items()}


def paths(told: Sequence[Told]) -> Counter[tuple[int, ...]]:
    """How often each path of at most ten touchpoints was taken."""
    return Counter(tuple(visit[0].touch for visit in journey[:10]) for journey in journeys(told))


def bad_marks(told: Sequence[Told]) -> Counter[int]:
    """touchpoint -> bad marks out of five given for it: for what came last before them."""
    found: Counter[int] = Counter()
    rows = sorted(told, key=lambda row: (row.customer, row.at))
    for _, mine in groupby(rows, key=lambda row: row.customer):
        last: Told | None = None
        for row in mine:
            if row.name == "survey.answered":
                near = last is not None and row.at - last.at <= timedelta(days=JOURNEY.mood_days)
                if last is not None and near and row.properties["score"] <= 2:
                    found[last.touch] += 1
            elif row.touch and row.name != "review.written":
                last = row
    return found
