"""What sets the people of a segment apart from everybody, and with which other segments it shares people."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from math import asin, sqrt
from typing import Any, Final

import numpy as np
import pyarrow as pa

from regulars.store.lake.present import Wanted, read

Array = np.ndarray[Any, Any]
# Differences smaller than this are not worth a sentence, and those of fewer people may be chance.
SMALL: Final = 0.2
FEWEST: Final = 20
# How many standard errors a difference must be away from none: with some hundred looked at, chance passes once in years.
SURE: Final = 4.0
MOST_SAID: Final = 8
_COMMON: Final = 25  # values of a text that are looked at
_NUMBERS: Final[Mapping[str, str]] = {
    "orders": "orders", "revenue": "worth so far", "returns": "returns", "alive": "chance of still being a customer",
    "expected": "orders expected within a year", "clv": "worth to come", "closeness": "closeness",
    "sentiment": "sentiment", "channels": "ways they come by", "complaints": "complaints",
}  # fmt: skip
_MONEY: Final = ("revenue", "clv")


@dataclass(frozen=True, slots=True)
class Apart:
    """One difference. `effect` is Cohen's d (numbers) or h (shares); `here` and `all` are means or shares of those known."""

    field: str
    label: str
    value: str
    kind: str
    here: float
    everybody: float
    effect: float


@dataclass(slots=True)
class Facts:
    """What is looked at of everybody, in the order of `ids`."""

    ids: Array
    texts: dict[str, tuple[str, list[tuple[str, Array]]]]
    numbers: dict[str, tuple[str, str, Array]]


def read_facts() -> Facts:
    """Of everybody lists show. A few reads of whole columns."""
    columns = {name: pa.string() for name in ("kind", "city", "country", "language")}
    people = read(Wanted("customers_customer", {"id": pa.int64()} | columns, "known AND merged_into_id IS NULL"))
    order = np.argsort(people["id"].to_numpy(), kind="stable")
    ids = people["id"].to_numpy()[order]
    texts = {}
    labels = {"kind": "Person or company", "city": "Town", "country": "Country", "language": "Language"}
    for name, label in labels.items():
        texts[name] = label, list(_common(people[name].take(pa.array(order))))
    numbers, groups = _insights(ids)
    return Facts(ids, texts | groups, numbers)


def _insights(ids: Array) -> tuple[dict[str, tuple[str, str, Array]], dict[str, tuple[str, list[tuple[str, Array]]]]]:
    kinds = {name: pa.int64() if name not in {"alive", "expected"} else pa.float64() for name in _NUMBERS}
    texts = {"segment": "Group", "relationship": "Relationship", "heading": "Where the relationship goes"}
    wanted = {"customer_id": pa.int64()} | kinds | {name: pa.string() for name in texts}
    rows = read(Wanted("insights_customerinsight", wanted, key="customer_id"))
    owners = rows["customer_id"].to_numpy()
    order = np.argsort(owners, kind="stable")
    owners = owners[order]
    place = np.searchsorted(owners, ids)
    place[place == len(owners)] = 0
    there = (owners[place] == ids) if len(owners) else np.zeros(len(ids), bool)
    numbers = {}
    for name, label in _NUMBERS.items():
        told = rows[name].cast(pa.float64()).to_numpy(zero_copy_only=False)[order] if len(rows) else np.zeros(1)
        column = np.where(there, told[place], np.nan)
        numbers[f"insight.{name}"] = (
            label,
            "money" if name in _MONEY else "number",
            column / (10_000 if name in _MONEY else 1),
        )
    groups = {}
    for name, label in texts.items():
        found = []
        for value, inside in _common(rows[name].take(pa.array(order))) if len(rows) else ():
            found.append((value, there & inside[place]))
        groups[f"insight.{name}"] = label, found
    return numbers, groups


def _common(column: Any) -> Iterator[tuple[str, Array]]:
    """The values most people have, and who has each."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    coded = whole.dictionary_encode()
    codes = coded.indices.to_numpy(zero_copy_only=False)
    values = coded.dictionary.to_pylist()
    counts = np.bincount(codes[codes >= 0], minlength=len(values)) if len(codes) else np.array([], np.int64)
    for code in np.argsort(-counts, kind="stable")[:_COMMON]:
        if values[code] and counts[code] >= FEWEST:
            yield str(values[code]), codes == code


def apart(facts: Facts, members: Array) -> list[Apart]:
    """The fields that differ most from everybody, the largest difference first."""
    inside = np.isin(facts.ids, members, assume_unique=True)
    n, rest = int(inside.sum()), int((~inside).sum())
    if n < FEWEST or rest < FEWEST:
        return []
    found = [*_shares(facts, inside, n, rest), *_means(facts, inside)]
    found.sort(key=lambda one: -abs(one.effect))
    said: list[Apart] = []
    for one in found:
        # Of one field the value that differs most says it.
        if sum(1 for other in said if other.field == one.field) < 2:
            said.append(one)
    return said[:MOST_SAID]


def _shares(facts: Facts, inside: Array, n: int, rest: int) -> Iterator[Apart]:
    for name, (label, values) in facts.texts.items():
        for value, has in values:
            mine, others = int((has & inside).sum()), int((has & ~inside).sum())
            here, elsewhere = mine / n, others / rest
            whole = (mine + others) / (n + rest)
            error = sqrt(max(whole * (1 - whole), 1e-12) * (1 / n + 1 / rest))
            effect = 2 * asin(sqrt(here)) - 2 * asin(sqrt(whole))
            if abs(effect) >= SMALL and abs(here - elsewhere) >= SURE * error:
                yield Apart(name, label, value, "share", here, whole, effect)


def _means(facts: Facts, inside: Array) -> Iterator[Apart]:
    for name, (label, kind, column) in facts.numbers.items():
        known = ~np.isnan(column)
        mine, others = column[known & inside], column[known & ~inside]
        if len(mine) < FEWEST or len(others) < FEWEST:
            continue
        everybody = column[known]
        spread = float(everybody.std())
        error = sqrt(float(mine.var()) / len(mine) + float(others.var()) / len(others))
        effect = (float(mine.mean()) - float(everybody.mean())) / spread if spread else 0.0
        if abs(effect) >= SMALL and abs(float(mine.mean()) - float(others.mean())) >= SURE * error:
            yield Apart(name, label, "", kind, float(mine.mean()), float(everybody.mean()), effect)


def overlaps(members: Mapping[int, Array]) -> dict[int, dict[int, int]]:
    """How many people each segment shares with each other one it shares any with."""
    numbers = sorted(members)
    if not numbers:
        return {}
    ids = np.unique(np.concatenate([members[number] for number in numbers]))
    found: dict[int, dict[int, int]] = {number: {} for number in numbers}
    bits = {number: np.packbits(np.isin(ids, members[number], assume_unique=True)) for number in numbers}
    for i, one in enumerate(numbers):
        for other in numbers[i + 1 :]:
            shared = int(_ONES[bits[one] & bits[other]].sum())
            if shared:
                found[one][other] = found[other][one] = shared
    return found


_ONES: Final = np.array([(byte).bit_count() for byte in range(256)], np.uint16)


def portrait(facts: Facts, members: Array, shared: Mapping[int, int], known: Collection[int]) -> dict[str, Any]:
    """What a page tells, ready for JSON."""
    return {
        "apart": [asdict(one) for one in apart(facts, members)],
        "overlap": {str(number): count for number, count in shared.items() if number in known},
        "people": len(facts.ids),
    }
