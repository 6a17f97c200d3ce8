"""Looking for duplicates among all customers of a kind, or among those who are new or changed, with the engine that is set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from regulars.know.duplicates.matching.candidates import candidates
from regulars.know.duplicates.matching.groups import Scored
from regulars.know.duplicates.matching.model import Model
from regulars.know.duplicates.matching.records import Told, records, schema, without_shared_sql
from regulars.know.duplicates.matching.scoring import score
from regulars.know.duplicates.matching.training import Training, train

if TYPE_CHECKING:
    import pyarrow as pa

    from regulars.store.engine.linkage import Linkage

AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to. `training` is None where an older model was used."""

    pairs: list[Scored]
    customers: int
    compared: int
    training: Training | None
    references: tuple[str, ...] = ()


def look(
    engine: Linkage,
    kind: str,
    customers: Iterable[Told],
    *,
    references: tuple[str, ...] = (),
    model: Model | None = None,
    new: Iterable[int] | None = None,
    least: float = 0.5,
) -> Found:
    """The pairs among `customers` that are at least this likely one.

    Without a `model` one is trained on these customers. With `new` only pairs are looked at of which one is new.
    """
    count = _hold(engine, kind, customers, references)
    among = ""
    if new is not None and model is not None:
        _hold_ids(engine, new)
        among = "fresh"
    compared = candidates(engine, "records", kind, count, among)
    training = None
    if model is None:
        training = train(engine, "records", kind, count, compared)
        model = training.model
    found = score(engine, "records", "pairs", model, least=least) if compared else None
    return Found(list(_scored(model, found)) if found is not None else [], count, compared, training, references)


def _hold(engine: Linkage, kind: str, customers: Iterable[Told], references: tuple[str, ...]) -> int:
    """Make the table `records`, by portions: a million customers are never all in memory as Python's objects."""
    import pyarrow as pa  # noqa: PLC0415 -- slow import

    waiting = iter(customers)
    portions: list[pa.Table] = []
    while portion := list(islice(waiting, AT_ONCE)):
        portions.append(records(portion, kind, references))
    told = pa.concat_tables(portions) if portions else schema().empty_table()
    engine.hold("told", told)
    engine.make("records", without_shared_sql("told"))
    engine.drop("told")
    return len(told)


def _hold_ids(engine: Linkage, ids: Iterable[int]) -> None:
    import pyarrow as pa  # noqa: PLC0415 -- slow import

    engine.hold("fresh", pa.table({"unique_id": pa.array(list(ids), pa.int64())}))


def _scored(model: Model, found: pa.Table) -> Iterator[Scored]:
    # Splink numbers the steps from the last (0) to the first; -1 is not told.
    steps = [(c.name, f"gamma_{c.name}", [level.key for level in reversed(c.levels)]) for c in model.comparisons]
    for batch in found.to_batches(max_chunksize=AT_ONCE):
        for row in batch.to_pylist():
            told = {name: keys[row[gamma]] for name, gamma, keys in steps if row[gamma] >= 0}
            pair = sorted((row["unique_id_l"], row["unique_id_r"]))
            yield Scored(pair[0], pair[1], row["match_probability"], row["match_weight"], told)
