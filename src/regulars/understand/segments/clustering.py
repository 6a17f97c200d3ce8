"""Groups that the numbers show by themselves, described in words, each with a rule that comes near it.

Customers with numbers are put into as many groups as set them apart best (k-means on scaled logarithms; k by the mean
silhouette of a sample). A small decision tree for each group, learnt on one half, becomes its rule: what share of whom it
finds is in the group (precision) and what share of the group it finds (recall) is measured on the other half.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import numpy as np
import pyarrow as pa

from regulars.store.lake.present import Wanted, read

Array = np.ndarray[Any, Any]
SAMPLE: Final = 40_000
# Silhouettes compare everybody with everybody.
COMPARED: Final = 3_000
MOST_GROUPS: Final = 7
FEWEST: Final = 60
# Below this no number of groups describes the customers: they are one crowd.
APART: Final = 0.25
DEPTH: Final = 3
SEED: Final = 20


@dataclass(frozen=True, slots=True)
class Feature:
    """One number of a customer: its column, the field of the rule language, how it is said high and low, and its steps."""

    column: str
    field: str
    high: str
    low: str
    step: float
    logged: bool


FEATURES: Final = (
    Feature("orders", "insight:orders", "order often", "ordered seldom", 1, logged=True),
    Feature("revenue", "insight:worth", "spent much", "spent little", 0.01, logged=True),
    Feature("away", "insight:last", "have not bought for long", "bought lately", 1, logged=True),
    Feature("returns", "insight:returns", "send things back", "send nothing back", 1, logged=True),
    Feature("closeness", "insight:closeness", "are close to us", "keep their distance", 1, logged=False),
    Feature("sentiment", "insight:sentiment", "are glad", "are cross", 1, logged=False),
)


def propose(today_ordinal: int) -> dict[str, Any]:
    """The groups of everybody with orders, ready for JSON: `groups`, `customers`, `silhouette`; or `reason` why none."""
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 -- goes with what it limits

    # The worker is not alone on the machine, and threads that wait for each other take longer than one.
    with threadpool_limits(limits=1):
        return groups_of(*_read(today_ordinal))


def _read(today: int) -> tuple[Array, dict[str, Array]]:
    wanted = {"customer_id": pa.int64(), "last_day": pa.date32()}
    wanted |= {f.column: pa.int64() for f in FEATURES if f.column != "away"}
    rows = read(Wanted("insights_customerinsight", wanted, "orders > 0", "customer_id", order="customer_id"))
    if len(rows) > SAMPLE:
        chosen = np.sort(np.random.default_rng(SEED).choice(len(rows), SAMPLE, replace=False))
        rows = rows.take(pa.array(chosen))
    columns = {
        f.column: rows[f.column].cast(pa.float64()).fill_null(0.0).to_numpy() for f in FEATURES if f.column != "away"
    }
    columns["revenue"] = columns["revenue"] / 10_000
    # Days since 1970 on both sides.
    day = rows["last_day"].cast(pa.int32()).cast(pa.float64()).fill_null(0.0).to_numpy()
    columns["away"] = np.maximum(today - 719_163 - day, 0)
    return rows["customer_id"].to_numpy(), columns


def groups_of(ids: Array, columns: dict[str, Array]) -> dict[str, Any]:
    """The same, of these customers with these numbers (a column for each of FEATURES)."""
    if len(ids) < FEWEST:
        return {"groups": [], "reason": f"Groups show from {FEWEST} buyers on; there are {len(ids)}."}
    raw = np.column_stack([columns[f.column] for f in FEATURES])
    scaled, kept = _scaled(raw)
    if not kept:
        return {"groups": [], "reason": "All buyers are alike in everything that is known of them."}
    labels, silhouette = _labels(scaled)
    if labels is None:
        return {
            "groups": [],
            "reason": f"Your buyers are one crowd: no division sets them apart (best silhouette {silhouette:.2f}).",
        }
    groups = [_group(raw, labels == number, kept) for number in range(int(labels.max()) + 1)]
    groups.sort(key=lambda group: -group["share"])
    _name(groups)
    return {"groups": groups, "customers": len(ids), "silhouette": round(silhouette, 3)}


def _scaled(raw: Array) -> tuple[Array, list[int]]:
    """Logged where that is asked for, each with spread one; columns in which everybody is the same are left out."""
    made = [np.log1p(raw[:, i]) if feature.logged else raw[:, i] for i, feature in enumerate(FEATURES)]
    kept = [i for i, column in enumerate(made) if column.std() > 1e-9]
    return np.column_stack([(made[i] - made[i].mean()) / made[i].std() for i in kept]) if kept else raw, kept


def _labels(scaled: Array) -> tuple[Array | None, float]:
    from sklearn.cluster import KMeans, MiniBatchKMeans  # noqa: PLC0415 -- slow import, needed in the worker alone
    from sklearn.metrics import silhouette_score  # noqa: PLC0415

    rng = np.random.default_rng(SEED)
    sample = rng.choice(len(scaled), min(COMPARED, len(scaled)), replace=False)
    best: tuple[float, Array | None] = (-1.0, None)
    kind = KMeans if len(scaled) <= COMPARED else MiniBatchKMeans
    for k in range(2, MOST_GROUPS + 1):
        labels = kind(n_clusters=k, n_init=5, random_state=SEED).fit_predict(scaled)
        counts = np.bincount(labels, minlength=k)
        if counts.min() < max(10, len(scaled) // 200) or len(np.unique(labels[sample])) < 2:
            continue
        score = float(silhouette_score(scaled[sample], labels[sample]))
        if score > best[0]:
            best = (score, labels)
    return (best[1] if best[0] >= APART else None), best[0]


def _group(raw: Array, inside: Array, kept: list[int]) -> dict[str, Any]:
    from sklearn.tree import DecisionTreeClassifier  # noqa: PLC0415

    half = np.random.default_rng(SEED).permutation(len(raw)) < len(raw) // 2
    tree = DecisionTreeClassifier(max_depth=DEPTH, min_samples_leaf=max(5, len(raw) // 400), random_state=SEED)
    # The steps in which rules are said: a bound between 2 and 3 orders is "at least 3".
    tree.fit(raw[half], inside[half])
    ways = list(_ways(tree.tree_))
    found = np.zeros(len(raw), bool)
    for way in ways:
        found |= np.logical_and.reduce([_holds(raw, *bound) for bound in way]) if way else np.ones(len(raw), bool)
    other = ~half
    both = int((found & inside & other).sum())
    parts = [_all([_condition(*bound) for bound in _tight(way)]) for way in ways]
    return {
        "share": float(inside.mean()),
        "people": int(inside.sum()),
        "rule": parts[0] if len(parts) == 1 else {"any": parts} if parts else {},
        "precision": both / max(1, int((found & other).sum())),
        "recall": both / max(1, int((inside & other).sum())),
        "says": _says(raw, inside, kept),
        "medians": {FEATURES[i].column: float(np.median(raw[inside, i])) for i in range(len(FEATURES))},
    }


def _ways(
    tree: Any, node: int = 0, way: tuple[tuple[int, bool, float], ...] = ()
) -> Iterator[tuple[tuple[int, bool, float], ...]]:
    """The ways down the tree to leaves where most are in the group: (feature, above, bound) each."""
    if tree.children_left[node] == -1:
        outside, inside = tree.value[node][0]
        if inside > outside:
            yield way
        return
    feature, bound = int(tree.feature[node]), float(tree.threshold[node])
    yield from _ways(tree, tree.children_left[node], (*way, (feature, False, bound)))
    yield from _ways(tree, tree.children_right[node], (*way, (feature, True, bound)))


def _bound(feature: int, above: bool, bound: float) -> float:
    """The bound in whole steps: the least value above it, or the greatest not above."""
    step = FEATURES[feature].step
    steps = np.floor(bound / step + 1e-9)
    return float((steps + 1 if above else steps) * step)


def _holds(raw: Array, feature: int, above: bool, bound: float) -> Array:
    said = _bound(feature, above, bound)
    return raw[:, feature] >= said - 1e-9 if above else raw[:, feature] <= said + 1e-9


def _tight(way: tuple[tuple[int, bool, float], ...]) -> list[tuple[int, bool, float]]:
    """Of several bounds of one number on one side the tightest."""
    held: dict[tuple[int, bool], float] = {}
    for feature, above, bound in way:
        known = held.get((feature, above))
        held[feature, above] = bound if known is None else max(known, bound) if above else min(known, bound)
    return [(feature, above, bound) for (feature, above), bound in held.items()]


def _condition(feature: int, above: bool, bound: float) -> dict[str, Any]:
    asked, said = FEATURES[feature], _bound(feature, above, bound)
    if asked.column == "away":
        # So many days ago or more is: not within the last so many. Today is the first of them.
        days = int(said) if above else int(said) + 1
        return {"field": asked.field, "op": "not_last_days" if above else "last_days", "value": max(1, days)}
    value = f"{Decimal(str(round(said, 2))).normalize():f}"
    return {"field": asked.field, "op": "at_least" if above else "at_most", "value": value}


def _all(parts: list[dict[str, Any]]) -> dict[str, Any]:
    # Whoever has no orders is in no group.
    bought = {"field": "insight:orders", "op": "at_least", "value": "1"}
    said = any(part["field"] == "insight:orders" and part["op"] == "at_least" for part in parts)
    return {"all": parts if said else [bought, *parts]}


def _says(raw: Array, inside: Array, kept: list[int]) -> list[str]:
    """What is most unlike the others, in words: the three largest differences of at least a third of the spread."""
    told = []
    for i in kept:
        feature = FEATURES[i]
        column = np.log1p(raw[:, i]) if feature.logged else raw[:, i]
        effect = float((column[inside].mean() - column.mean()) / column.std())
        if abs(effect) >= 0.33:
            told.append((abs(effect), feature.high if effect > 0 else feature.low))
    return [words for _, words in sorted(told, reverse=True)[:3]]


def _name(groups: list[dict[str, Any]]) -> None:
    """A short name of what sets each apart most; no two the same."""
    taken: set[str] = set()
    for group in groups:
        says = group["says"] or ["like most"]
        name = ", ".join(says[:2])
        if name in taken:
            name = ", ".join(says[:3])
        while name in taken:
            name += " too"
        taken.add(name)
        group["name"] = f"They {name}"[:60] if group["says"] else name.capitalize()
