"""A change taken apart sums to the change, exactly."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from regulars.understand.targets.effects import Effect, Sums, effects, excess

GROUPS = st.sampled_from(["Germany", "France", "Italy", "none", "elsewhere"])
AMOUNT = st.integers(0, 10**9).map(lambda n: Decimal(n) / 10_000)
COUNT = st.integers(0, 10_000)


@given(st.dictionaries(GROUPS, st.tuples(COUNT, COUNT)), st.dictionaries(GROUPS, st.tuples(AMOUNT, AMOUNT)))
def test_mix_and_rate_of_all_groups_are_the_change_of_a_ratio(
    before: dict[str, tuple[int, int]], now: dict[str, tuple[Decimal, Decimal]]
) -> None:
    of_before, of_now = sum(d for _, d in before.values()), sum(d for _, d in now.values())
    assume(of_before > 0 and of_now > 0)
    found = effects(dict(before), dict(now))
    was = Fraction(sum(n for n, _ in before.values())) / of_before
    is_now = Fraction(sum(n for n, _ in now.values())) / Fraction(of_now)
    assert sum(one.total for one in found) == is_now - was
    assert sum(one.size for one in found) == 1
    assert {one.group for one in found} == set(before) | set(now)


@given(st.dictionaries(GROUPS, AMOUNT), st.dictionaries(GROUPS, AMOUNT))
def test_effects_on_a_sum_are_its_change(before: dict[str, Decimal], now: dict[str, Decimal]) -> None:
    found = effects({g: (n, None) for g, n in before.items()}, {g: (n, None) for g, n in now.items()})
    assert sum(one.total for one in found) == Fraction(sum(now.values())) - Fraction(sum(before.values()))
    assert all(one.mix == 0 for one in found)


def test_mix_alone_where_every_group_answers_as_before() -> None:
    # Half of the old come back, a tenth of the new; nothing changed but how many of each there are.
    before: dict[str, Sums] = {"old": (50, 100), "new": (10, 100)}
    now: dict[str, Sums] = {"old": (50, 100), "new": (30, 300)}
    found = {one.group: one for one in effects(before, now)}
    assert {one.rate for one in found.values()} == {Fraction(0)}
    assert sum(one.mix for one in found.values()) == Fraction(80, 400) - Fraction(60, 200)


def test_rate_alone_where_the_mix_stays() -> None:
    found = effects({"a": (20, 100), "b": (20, 100)}, {"a": (10, 100), "b": (20, 100)})
    assert found == (
        Effect("a", Fraction(0), Fraction(-1, 20), Fraction(1, 2), Fraction(1, 5), Fraction(1, 10)),
        Effect("b", Fraction(0), Fraction(0), Fraction(1, 2), Fraction(1, 5), Fraction(1, 5)),
    )
    assert excess(found[0], found) == Fraction(1, 2)


def test_group_that_came_did_all_of_it_by_coming() -> None:
    found = {one.group: one for one in effects({"a": (50, 100)}, {"a": (50, 100), "market": (0, 100)})}
    assert (found["market"].rate, found["market"].before) == (0, None)
    assert found["market"].mix + found["a"].mix == Fraction(-1, 4)
