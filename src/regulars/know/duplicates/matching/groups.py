"""Which pairs may be merged without anybody looking: only where everything agrees, and everybody with everybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from regulars.know.duplicates.matching.comparisons import COMPARISONS

# A customer told of more often than this at once is for people to look at.
LARGEST = 8
_NAMES = ("given", "family", "name")
# Written the other way round is the same name too.
_SAME_NAME = frozenset({"same", "swapped", "crossed"})


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


def doubtful(kind: str, steps: Mapping[str, str]) -> bool:
    """Whether people should look at the two before they become one, however likely that is.

    Something contradicts it; or a family may share the only thing that agrees, since the names are alike and not the same
    while something else differs: Norjas and Noran of one e-mail address, in two towns.
    """
    if contradicts(kind, steps):
        return True
    if all(steps.get(name) in _SAME_NAME for name in _NAMES if name in steps):
        return False
    beside = [(c, steps[c.name]) for c in COMPARISONS[kind] if c.name in steps and c.name not in _NAMES]
    agree = sum(step != c.levels[-1].key for c, step in beside)
    return agree <= 1 and agree < len(beside)


def mergeable(
    kind: str, pairs: Collection[Scored], least: float, apart: Collection[tuple[int, int]] = ()
) -> list[list[int]]:
    """Groups of customers who are one beyond doubt: every pair among them at least this likely and not doubtful.

    A group of whom two were judged different (`apart`), are doubtful, or were not found that likely, stays for people to
    judge, all of it.
    """
    sure = {(p.left, p.right) for p in pairs if p.score >= least and not doubtful(kind, p.steps)}
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
