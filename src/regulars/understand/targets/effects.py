"""Who moved a figure: a change taken apart by groups of customers, exactly. Pure: numbers in, numbers out.

A count or sum changes by what each group changes. A share or ratio changes for two reasons: groups answer differently than
before (rate), and there are more or fewer of those who always answered differently (mix). With w a group's part of the
denominator, r its own rate and V the figure of all, each taken now (1) and before (0):

    mix  = (w1 - w0) x ((r1 + r0) / 2 - (V1 + V0) / 2)
    rate = n1 / D1 - n0 / D0 - (V1 + V0) / 2 x (w1 - w0) - mix,  which is (r1 - r0) x (w1 + w0) / 2

Both summed over the groups are the change, to the last digit: the arithmetic is of fractions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

Number = int | Decimal | Fraction
# (numerator, denominator), the second None where the figure is a plain count or sum.
Sums = tuple[Number, Number | None]


@dataclass(frozen=True, slots=True)
class Effect:
    """What one group did to the figure. `mix` is zero for a count or sum.

    `size`: the group's part of the whole, before and now in the mean. `before`, `now`: its own figure, None where it had none.
    `shift`: how much larger a part of the denominator it became.
    """

    group: str
    mix: Fraction
    rate: Fraction
    size: Fraction
    before: Fraction | None
    now: Fraction | None
    shift: Fraction = Fraction(0)

    @property
    def total(self) -> Fraction:
        """Both reasons together."""
        return self.mix + self.rate


def effects(before: Mapping[str, Sums], now: Mapping[str, Sums]) -> tuple[Effect, ...]:
    """The effect of each group, the largest first; they sum to the change of the figure.

    Raises ZeroDivisionError where a ratio has nothing to divide by on either side.
    """
    groups = sorted(set(before) | set(now))
    plain = all(sums[1] is None for sums in (*before.values(), *now.values()))
    made = _of_sums(groups, before, now) if plain else _of_ratios(groups, before, now)
    return tuple(sorted(made, key=lambda effect: (-abs(effect.total), effect.group)))


def _of_sums(groups: list[str], before: Mapping[str, Sums], now: Mapping[str, Sums]) -> list[Effect]:
    was = {group: Fraction(before[group][0]) if group in before else Fraction(0) for group in groups}
    is_now = {group: Fraction(now[group][0]) if group in now else Fraction(0) for group in groups}
    whole = sum(was.values()) + sum(is_now.values())
    return [
        Effect(
            group,
            Fraction(0),
            is_now[group] - was[group],
            (was[group] + is_now[group]) / whole if whole else Fraction(0),
            was[group],
            is_now[group],
        )
        for group in groups
    ]


def _of_ratios(groups: list[str], before: Mapping[str, Sums], now: Mapping[str, Sums]) -> list[Effect]:
    def sums(side: Mapping[str, Sums], group: str) -> tuple[Fraction, Fraction]:
        numerator, denominator = side.get(group, (0, 0))
        return Fraction(numerator), Fraction(denominator or 0)

    whole = {
        name: tuple(sum((sums(side, group)[place] for group in groups), Fraction(0)) for place in (0, 1))
        for name, side in (("before", before), ("now", now))
    }
    (all_0, of_0), (all_1, of_1) = whole["before"], whole["now"]
    mean = (all_0 / of_0 + all_1 / of_1) / 2
    made = []
    for group in groups:
        (n0, d0), (n1, d1) = sums(before, group), sums(now, group)
        was, is_now = (n0 / d0 if d0 else None), (n1 / d1 if d1 else None)
        rates = [rate for rate in (was, is_now) if rate is not None]
        # A group that was not there before has its own rate throughout: all it did, it did by coming.
        own = sum(rates, Fraction(0)) / len(rates) if rates else mean
        shift = d1 / of_1 - d0 / of_0
        mix = shift * (own - mean)
        total = n1 / of_1 - n0 / of_0 - mean * shift
        made.append(Effect(group, mix, total - mix, (d0 / of_0 + d1 / of_1) / 2, was, is_now, shift))
    return made


def excess(effect: Effect, all_of_them: tuple[Effect, ...]) -> Fraction:
    """How much more of the change a group made than its size would: what makes it worth naming. Negative: less."""
    change = sum(one.total for one in all_of_them)
    return effect.total / change - effect.size if change else Fraction(0)
