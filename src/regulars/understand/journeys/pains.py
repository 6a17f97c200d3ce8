"""Where the journey hurts, ranked by cost = people x harm. Pure: what was counted in, pain points out.

Each touchpoint is held against others: how many more than usual leave, complain, give a bad mark or wait too long. What is
usual for leaving and complaints is the share at all other touchpoints (for leaving, those where it is not right to stop);
for marks, the share of bad ones on the same scale elsewhere; for waiting, how often anything else takes longer than the
patience of this touchpoint. Visits are what is tested, as each can end in one way only; people are what is counted. A
difference is a pain point when it is worse, by a fifth at least, hurt a handful of people and not one of them many times,
and is still a finding among all the comparisons made (`stats.found`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from regulars.understand.journeys.definition import HOUR, Definition, Touchpoint
from regulars.understand.journeys.figures import Harm, Map, Met, Pain
from regulars.understand.journeys.stats import differs, found, strata_differ

# Fewer visits than these say nothing either way.
FEWEST = 30
# And where fewer people than these were hurt, it is their story, not the touchpoint's.
FEWEST_HURT = 5
# And a difference smaller than this is not worth a workshop.
WORSE_BY = 1.2

Count = Callable[[Met], tuple[int, int]]


def pains(definition: Definition, met: Sequence[Met]) -> tuple[Pain, ...]:
    """The pain points of a journey, the costliest first. `met` stands in the order of the touchpoints."""
    tested: list[tuple[Touchpoint, Met, Harm]] = []
    for point, here in zip(definition.touchpoints, met, strict=True):
        tested += [(point, here, harm) for harm in _harms(definition, met, point, here)]
    kept = found([harm.p for _, _, harm in tested])
    by_key: dict[int, list[Harm]] = {}
    lost: dict[int, float] = {}
    for (point, here, harm), finding in zip(tested, kept, strict=True):
        enough = harm.people >= FEWEST_HURT and harm.excess >= 1
        if finding and enough and harm.observed > WORSE_BY * harm.expected:
            by_key.setdefault(point.key, []).append(harm)
            if harm.kind == "leaving":
                lost[point.key] = value_lost(here, harm)
    made = [
        Pain(key, tuple(sorted(harms, key=lambda harm: -harm.cost)), lost.get(key, 0.0))
        for key, harms in by_key.items()
    ]
    return tuple(sorted(made, key=lambda pain: (-pain.cost, pain.key)))


def looked_at(drawn: Map) -> bool:
    """Whether any touchpoint of a map was met often enough to be held against others."""
    return any(met.visits >= FEWEST for met in drawn.touchpoints)


def value_lost(here: Met, harm: Harm) -> float:
    """What leaving cost at most: those beyond the usual, times what those who went on spent more than those who left."""
    went_on = here.people - here.left_people
    if not went_on or not here.left_people:
        return 0.0
    return harm.excess * max(0.0, here.spent_on / went_on - here.spent_left / here.left_people)


def _harms(definition: Definition, met: Sequence[Met], point: Touchpoint, here: Met) -> Iterable[Harm]:
    weights = definition.weights
    if here.ended >= FEWEST and not point.may_end:
        # Where it is right to stop, everybody stops: such touchpoints are no measure for the others.
        usual = _usual(definition, met, point, lambda m: (m.left, m.ended), without_ends=True)
        yield from _one("leaving", here.left, here.ended, usual, here.left_people, weights.leaving)
    if here.visits >= FEWEST:
        usual = _usual(definition, met, point, lambda m: (min(m.complaints, m.visits), m.visits))
        complaints = min(here.complaints, here.visits)
        yield from _one("complaint", complaints, here.visits, usual, here.complained_people, weights.complaint)
    if point.patience_hours is not None and here.moved >= FEWEST:
        place = definition.thresholds.index(round(point.patience_hours * HOUR))
        others = [m for m in met if m.key != point.key and m.over]
        usual = (sum(m.over[place] for m in others), sum(m.moved for m in others))
        yield from _one("waiting", here.over[place], here.moved, usual, here.late_people, weights.waiting)
    yield from _bad_answers(met, here, weights.bad_answer)


def _one(kind: str, observed: int, of: int, usual: tuple[int, int], people: int, weight: float) -> Iterable[Harm]:
    hits, total = usual
    if total >= FEWEST:
        yield Harm(kind, observed, of, of * hits / total, people, weight, differs(observed, of, hits, total))


def _usual(
    definition: Definition, met: Sequence[Met], point: Touchpoint, count: Count, *, without_ends: bool = False
) -> tuple[int, int]:
    others = [
        count(there)
        for other, there in zip(definition.touchpoints, met, strict=True)
        if other.key != point.key and not (without_ends and other.may_end)
    ]
    return sum(hits for hits, _ in others), sum(of for _, of in others)


def _bad_answers(met: Sequence[Met], here: Met, weight: float) -> Iterable[Harm]:
    strata, observed, people = [], 0, 0
    for mood in here.moods:
        elsewhere = [m for there in met if there.key != here.key for m in there.moods if m.kind == mood.kind]
        bad, answers = sum(m.bad for m in elsewhere), sum(m.answers for m in elsewhere)
        if answers:
            strata.append((mood.bad, mood.answers, bad, answers))
            observed += mood.bad
            people += mood.bad_people
    of = sum(stratum[1] for stratum in strata)
    if of < FEWEST:
        return
    _, p = strata_differ(strata)
    expected = sum(answers * bad / total for _, answers, bad, total in strata)
    yield Harm("bad_answer", observed, of, expected, people, weight, p)
