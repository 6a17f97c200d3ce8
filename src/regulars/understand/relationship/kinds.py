"""From contacts and opinions to a relationship: closeness, feeling, the kind, and whither it goes. Arrays in, arrays out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from regulars.understand.relationship.contacts import AGO, WEEKS

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Names = npt.NDArray[np.str_]

KINDS = ("friend", "warm", "neutral", "love-hate", "distant", "enemy")
HEADINGS = ("new", "closer", "steady", "cooling")

# Closeness from which on somebody is close, and below which they are distant.
CLOSE, FAR = 0.6, 0.3
# Feeling from which on somebody likes us, and up to which they do not.
GLAD, CROSS = 0.25, -0.35
# One lukewarm word makes no feeling: this much indifference is added to what was said.
INDIFFERENT = 0.5
# So much blame makes an enemy, and so much of both a love-hate: more than one complaint, less than two grave ones.
GRAVE, TORN = 0.9, 0.6
# A change of closeness within a quarter that is called one.
MOVED = 0.15
# Hysteresis: nobody is called something else while a step of this size would lead back.
STEP = 0.05
# Whoever came in one week only has no rhythm: so many weeks are waited for them. Of the others, their own gap, within these.
PATIENCE, SHORTEST, LONGEST = 8.0, 4.0, 26.0
# Twelve weeks of a year with a visit are as often as anybody is asked to come, and three ways to come by are broad.
OFTEN, BROAD = 12.0, 3.0
_ALL = np.int64((1 << WEEKS) - 1)


@dataclass(frozen=True, slots=True)
class Closeness:
    """Of each customer, from 0 to 1: all of it, and its four parts."""

    value: Floats
    recency: Floats
    frequency: Floats
    breadth: Floats
    initiative: Floats
    weeks: Integers


def _count(bits: Integers) -> Integers:
    return np.bitwise_count(bits).astype(np.int64)


def _lowest(bits: Integers) -> Integers:
    """The place of the lowest bit; WEEKS where there is none."""
    return np.where(bits == 0, WEEKS, _count((bits & -bits) - 1))


def _highest(bits: Integers) -> Integers:
    # Whole numbers of 52 bits are exact as floats.
    return np.where(bits == 0, 0, np.frexp(bits.astype(np.float64))[1] - 1).astype(np.int64)


def weeks_ago(weeks: Integers, before: Integers, ago: int = AGO) -> Integers:
    """The bits of the year that ended `ago` weeks before."""
    return ((weeks >> ago) | (before << (WEEKS - ago))) & _ALL


def closeness(weeks: Integers, channels: Integers, began: Integers, ours: Integers) -> Closeness:
    """How close each customer is, by a year of weeks: whether they are silent longer than is their way, how often they
    came, by how many ways, and who begins. Silence weighs over all: it takes the others down with it."""
    count, last = _count(weeks), _lowest(weeks)
    gap = np.where(count > 1, (_highest(weeks) - last) / np.maximum(count - 1, 1), 0.0)
    patience = np.where(count > 1, np.clip(gap, SHORTEST, LONGEST), PATIENCE)
    recency = np.where(count > 0, 0.5 ** (np.maximum(last - gap, 0.0) / patience), 0.0)
    frequency = np.minimum(np.log2(1.0 + count) / np.log2(1.0 + OFTEN), 1.0)
    breadth = np.minimum(_count(channels) / BROAD, 1.0)
    initiative = (began + 1.0) / (began + ours + 2.0)
    value = recency * (0.2 + 0.8 * (0.6 * frequency + 0.2 * breadth + 0.2 * initiative))
    return Closeness(value, recency, frequency, breadth, initiative, count)


def feeling(praise: Floats, blame: Floats) -> Floats:
    """From -1 to 1; nan for whoever said nothing that tells."""
    said = praise + blame
    return np.where(said > 0.01, (praise - blame) / (said + INDIFFERENT), np.nan)


def _kind(close: Floats, felt: Floats, praise: Floats, blame: Floats) -> Integers:
    """The index in KINDS."""
    felt = np.nan_to_num(felt)
    conditions = [
        (close >= FAR) & (praise >= TORN) & (blame >= TORN),
        (felt <= CROSS) & (blame >= GRAVE),
        (close >= CLOSE) & (felt >= GLAD),
        ((close >= CLOSE) & (felt > CROSS)) | ((close >= FAR) & (felt >= GLAD)),
        close < FAR,
    ]
    chosen = [KINDS.index(name) for name in ("love-hate", "enemy", "friend", "warm", "distant")]
    return np.select(conditions, chosen, KINDS.index("neutral")).astype(np.int64)


def kinds(close: Floats, praise: Floats, blame: Floats, before: Integers) -> Integers:
    """The kind of each customer as an index in KINDS; `before` is what they were called, -1 for nothing.

    Somebody stays what they were while a small step in closeness or feeling would make them so again.
    """
    felt = feeling(praise, blame)
    found = _kind(close, felt, praise, blame)
    moved = np.flatnonzero((before >= 0) & (found != before))
    stays = np.zeros(len(moved), dtype=bool)
    for closer in (-STEP, 0.0, STEP):
        for gladder in (-STEP, 0.0, STEP):
            for more in (1 - 2 * STEP, 1.0, 1 + 2 * STEP):
                near = _kind(close[moved] + closer, felt[moved] + gladder, praise[moved] * more, blame[moved] * more)
                stays |= near == before[moved]
    found[moved[stays]] = before[moved[stays]]
    return found


def headings(now: Floats, ago: Floats, is_new: npt.NDArray[np.bool_], before: Integers) -> Integers:
    """Whither it goes since a quarter, as an index in HEADINGS: new (not known for a quarter), closer, steady, cooling
    (was close, or nearly, and is clearly less so). `before` as in `kinds`."""
    new, closer, steady, cooling = (HEADINGS.index(name) for name in ("new", "closer", "steady", "cooling"))
    change = now - ago
    was_near = ago >= (CLOSE + FAR) / 2
    # Whoever cools goes on cooling until the change is clearly undone.
    bound = np.where(before == cooling, MOVED - STEP, MOVED)
    up = np.where(before == closer, MOVED - STEP, MOVED)
    found = np.select([is_new, was_near & (change <= -bound), change >= up], [new, cooling, closer], steady)
    return np.asarray(found, dtype=np.int64)
