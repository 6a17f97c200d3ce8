"""Which pairs may be merged without anybody looking."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from regulars.know.duplicates.matching.groups import Scored, contradicts, mergeable

AGREE = {"given": "same", "family": "same", "email": "same"}


def _pair(left: int, right: int, score: float = 1.0, **steps: str) -> Scored:
    return Scored(left, right, score, 20.0, AGREE | steps)


def test_pair_beyond_doubt_is_mergeable() -> None:
    assert mergeable("person", [_pair(1, 2), _pair(3, 4, 0.9)], 0.99) == [[1, 2]]


def test_contradiction_keeps_a_pair_for_people() -> None:
    assert [
        contradicts("person", AGREE | steps) for steps in ({}, {"birthday": "different"}, {"birthday": "year"})
    ] == [
        False,
        True,
        True,
    ]
    assert mergeable("person", [_pair(1, 2, reference="different")], 0.99) == []


def test_chain_without_its_third_pair_stays_for_people() -> None:
    chain = [_pair(1, 2), _pair(2, 3)]
    assert mergeable("person", chain, 0.99) == []
    assert mergeable("person", [*chain, _pair(1, 3, 0.7)], 0.99) == []
    assert mergeable("person", [*chain, _pair(1, 3)], 0.99) == [[1, 2, 3]]


def test_group_of_whom_two_were_judged_different_is_left_alone() -> None:
    pairs = [_pair(1, 2), _pair(2, 3), _pair(1, 3)]
    assert mergeable("person", pairs, 0.99, {(1, 3)}) == []


@given(st.sets(st.tuples(st.integers(1, 9), st.integers(1, 9)).filter(lambda p: p[0] < p[1])), st.data())
def test_no_group_ever_holds_two_who_were_kept_apart_or_not_sure(
    edges: set[tuple[int, int]], data: st.DataObject
) -> None:
    sure = {edge for edge in sorted(edges) if data.draw(st.booleans())}
    apart = {edge for edge in sorted(edges) if data.draw(st.booleans())}
    groups = mergeable("person", [_pair(*edge, 1.0 if edge in sure else 0.6) for edge in sorted(edges)], 0.99, apart)
    among = {pair for group in groups for pair in combinations(group, 2)}
    assert among <= sure - apart
    assert sum(len(group) for group in groups) == len({pk for group in groups for pk in group})


def test_one_shared_thing_under_a_like_name_stays_for_people() -> None:
    shared = {"family": "same", "email": "same", "place": "different"}
    told = {
        "two of a family": {"given": "letters"} | shared,
        "one shortened": {"given": "short"} | shared,
        "the same name": {"given": "same"} | shared,
        "the other way round": shared | {"given": "swapped", "family": "crossed"},
        "a phone agrees too": {"given": "letters", "phone": "same"} | shared,
        "nothing differs": {"given": "letters", "family": "same", "email": "same"},
    }
    alone = {
        who: mergeable("person", [Scored(1, 2, 1.0, 20.0, steps)], 0.99) == [[1, 2]] for who, steps in told.items()
    }
    assert alone == {
        "two of a family": False,
        "one shortened": False,
        "the same name": True,
        "the other way round": True,
        "a phone agrees too": True,
        "nothing differs": True,
    }


def test_branches_of_a_company_stay_for_people() -> None:
    steps = {"name": "begins", "phone": "same", "place": "different"}
    assert mergeable("company", [Scored(1, 2, 1.0, 20.0, steps)], 0.99) == []
    assert mergeable("company", [Scored(1, 2, 1.0, 20.0, steps | {"name": "same"})], 0.99) == [[1, 2]]
