"""Learning from the company's own customers how much each step says, without anybody having judged a pair.

Expectation maximisation over all pairs there are: the candidate pairs one by one, and the rest, whom nothing joins,
through a random sample of them taken as different customers. So a step that hardly any two different customers reach
(the same e-mail address) is known as such even though most pairs that reach it are duplicates. Where the data say
little, the steps stay near what `comparisons` assumes: the assumption counts as much as ASSUMED duplicates would.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from regulars.know.duplicates.matching.comparisons import COMPARISONS
from regulars.know.duplicates.matching.model import Model
from regulars.know.duplicates.matching.scoring import patterns

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    from regulars.store.engine.linkage import Linkage

# As many duplicates as the assumed steps weigh.
ASSUMED = 25.0
# As many pairs of different customers as the assumed steps weigh: those of some two hundred customers.
ASSUMED_APART = 20_000.0
# And as many as an unseen step counts for besides, so that nothing is ever impossible.
UNSEEN = 0.5
SAMPLE = 400_000
# Candidates that are learned from: more add nothing to what is learned.
LEARNED_FROM = 1_500_000
ROUNDS = 200
CONVERGED = 1e-7
# Before anything is known: one customer in twenty has a duplicate.
DUPLICATES = 0.05


@dataclass(frozen=True, slots=True)
class Training:
    """What was learned, from how much."""

    model: Model
    customers: int
    pairs: int
    expected_duplicates: float
    rounds: int


def assumed(kind: str, customers: int) -> Model:
    """The model before anything is learned."""
    m = {c.name: {level.key: level.m for level in c.levels} for c in COMPARISONS[kind]}
    u = {c.name: {level.key: level.u for level in c.levels} for c in COMPARISONS[kind]}
    every = max(customers * (customers - 1) / 2, 1)
    return Model(kind, min(max(DUPLICATES * customers / every, 1e-12), 0.2), m, u)


def train(engine: Linkage, records: str, kind: str, customers: int, pairs: int, seed: int = 1) -> Training:
    """Learn from the tables `records` and `pairs` (see `candidates`)."""
    start = assumed(kind, customers)
    every = customers * (customers - 1) // 2
    learned, share = "pairs", 1.0
    if pairs > LEARNED_FROM:
        share = LEARNED_FROM / pairs
        engine.make("learned", f"SELECT * FROM pairs WHERE {_thinned(share)}")
        learned = "learned"
    met = patterns(engine, records, learned, start)
    _sample_others(engine, records, customers, every, seed)
    others = patterns(engine, records, "others", start)
    model, duplicates, rounds = _maximise(start, met, share, others, every, pairs, customers)
    return Training(model, customers, pairs, duplicates, rounds)


def _thinned(share: float) -> str:
    return f"(join_key_l * 7919 + join_key_r * 104729) % 100003 < {int(share * 100003)}"


def _sample_others(engine: Linkage, records: str, customers: int, every: int, seed: int) -> None:
    """Make the table `others`: pairs drawn at random, all of them where they are few, without the candidates."""
    import numpy as np  # noqa: PLC0415 -- slow import
    import pyarrow as pa  # noqa: PLC0415 -- slow import

    ids = np.sort(engine.ask(f"SELECT unique_id FROM {records}")["unique_id"].to_numpy())
    if every <= 2 * SAMPLE:
        left, right = np.triu_indices(customers, 1)
    else:
        chance = np.random.default_rng(seed)
        left, right = chance.integers(0, customers, SAMPLE), chance.integers(0, customers - 1, SAMPLE)
        right = right + (right >= left)
        left, right = np.minimum(left, right), np.maximum(left, right)
    engine.hold("drawn", pa.table({"join_key_l": ids[left], "join_key_r": ids[right]}))
    engine.make(
        "others",
        "SELECT DISTINCT '0' AS match_key, drawn.join_key_l, drawn.join_key_r FROM drawn "
        "LEFT JOIN pairs ON pairs.join_key_l = drawn.join_key_l AND pairs.join_key_r = drawn.join_key_r "
        "WHERE pairs.join_key_l IS NULL",
    )
    engine.drop("drawn")


def _maximise(
    start: Model, met: pa.Table, share: float, others: pa.Table, every: int, pairs: int, customers: int
) -> tuple[Model, float, int]:
    import numpy as np  # noqa: PLC0415 -- slow import

    counts = met["n"].to_numpy() / share
    rest = max(every - pairs, 0)
    drawn = others["n"].to_numpy().astype(float)
    drawn = drawn * (rest / drawn.sum()) if drawn.sum() else drawn
    m = {c.name: np.array([level.m for level in c.levels]) for c in start.comparisons}
    before = {name: values.copy() for name, values in m.items()}
    # Splink numbers the steps from the last (0) to the first; -1 is not told.
    steps = {c.name: len(c.levels) - 1 - met[f"gamma_{c.name}"].to_numpy() for c in start.comparisons}
    told = {name: met[f"gamma_{name}"].to_numpy() >= 0 for name in m}
    apart_before = {
        c.name: UNSEEN + ASSUMED_APART * np.array([level.u for level in c.levels]) for c in start.comparisons
    }
    fixed = {name: _others_at(others, name, drawn, len(m[name])) + apart_before[name] for name in m}
    # Hardly any pair is one customer, so all pairs together are a good first guess of what different customers are like.
    u = {
        name: _shares(fixed[name] + np.bincount(steps[name][told[name]], counts[told[name]], len(m[name])))
        for name in m
    }
    prior, rounds = start.prior, 0
    posterior = np.zeros(len(counts))
    for rounds in range(1, ROUNDS + 1):  # noqa: B007 -- said at the end
        odds = np.full(len(counts), np.log(prior / (1 - prior)))
        for name in m:
            at = np.where(told[name], steps[name], 0)
            odds += np.where(told[name], np.log(m[name][at] / u[name][at]), 0.0)
        now = 1 / (1 + np.exp(-np.clip(odds, -700, 700)))
        moved = float(np.abs(now - posterior) @ counts) / max(float(counts.sum()), 1)
        posterior = now
        same, apart = counts * posterior, counts * (1 - posterior)
        for name, assumption in before.items():
            k, at = len(assumption), steps[name][told[name]]
            m[name] = _shares(np.bincount(at, same[told[name]], k) + ASSUMED * assumption)
            u[name] = _shares(np.bincount(at, apart[told[name]], k) + fixed[name])
        prior = min(max((float(same.sum()) + DUPLICATES) / (every + 1), 1e-12), 0.2)
        if moved < CONVERGED:
            break
    keyed = {c.name: [level.key for level in c.levels] for c in start.comparisons}
    model = Model(
        start.kind,
        prior,
        {name: dict(zip(keyed[name], map(float, m[name]), strict=True)) for name in m},
        {name: dict(zip(keyed[name], map(float, u[name]), strict=True)) for name in u},
    )
    return model, float((counts * posterior).sum()), rounds


def _others_at(others: pa.Table, name: str, drawn: np.ndarray, levels: int) -> np.ndarray:
    import numpy as np  # noqa: PLC0415 -- slow import

    gamma = others[f"gamma_{name}"].to_numpy()
    told = gamma >= 0
    counted: np.ndarray = np.bincount(levels - 1 - gamma[told], drawn[told], levels)
    return counted


def _shares(counts: np.ndarray) -> np.ndarray:
    shares: np.ndarray = counts / counts.sum()
    return shares
