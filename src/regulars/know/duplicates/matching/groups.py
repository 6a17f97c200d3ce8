"""Which pairs may be merged without anybody looking: only where everything agrees, and everybody with everybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from regulars.know.duplicates.matching.comparisons import COMPARISONS

# A customer told of more often than this at once is for people to look at.
LARGEST = 8


@dataclass(frozen=True, slots=True)
class Scored:
    """A pair of customers: how likely they are one, and at which step each comparison is."""

    left: int
    right: int
    score: float
    weight: float
    steps: Mapping[str, str]


def contradicts(kind: str, steps: Mapping[str, str]) -> bool:
    """Whether something told of the two is against their being one, whatever else speaks for it."""
    return any(
        comparison.level(steps[comparison.name]).against for comparison in COMPARISONS[kind] if comparison.name in steps
    )


def mergeable(
    kind: str, pairs: Collection[Scored], least: float, apart: Collection[tuple[int, int]] = ()
) -> list[list[int]]:
    """Groups of customers who are one beyond doubt: every pair among them at least this likely and without contradiction.

    A group of whom two were judged different (`apart`), contradict each other, or were not found that likely, stays for
    people to judge, all of it.
    """
    sure = {(p.left, p.right) for p in pairs if p.score >= least and not contradicts(kind, p.steps)}
    groups = []
    for group in _connected(sure):
        among = [(a, b) for a in group for b in group if a < b]
        whole = len(group) <= LARGEST and all(pair in sure and pair not in apart for pair in among)
        if whole:
            groups.append(group)
    return groups


def _connected(pairs: Collection[tuple[int, int]]) -> list[list[int]]:
    beside: dict[int, set[int]] = defaultdict(set)
    for left, right in pairs:
        beside[left].add(right)
        beside[right].add(left)
    seen: set[int] = set()
    groups = []
    for start in sorted(beside):
        if start in seen:
            continue
        group, ahead = {start}, [start]
        while ahead:
            further = beside[ahead.pop()] - group
            group |= further
            ahead.extend(further)
        seen |= group
        groups.append(sorted(group))
    return groups
