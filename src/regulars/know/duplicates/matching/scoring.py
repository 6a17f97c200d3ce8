"""Splink at work: which steps the candidate pairs are at, and how likely each pair is one customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from regulars.know.duplicates.matching.model import Model, settings

if TYPE_CHECKING:
    import pyarrow as pa

    from regulars.store.engine.linkage import Linkage


# A value of a small company counts as rare as among so many customers more: two Kellys of five are no common name.
ELSEWHERE = 500


def _frequencies_sql(records: str, column: str) -> str:
    """How frequent each value is (tf_<column>): values that many have say less."""
    return (
        f"SELECT {column}, CAST(count(*) AS DOUBLE) / (max(told.n) + {ELSEWHERE}) AS tf_{column} FROM {records} "
        f"CROSS JOIN (SELECT count({column}) AS n FROM {records}) AS told WHERE {column} IS NOT NULL GROUP BY {column}"
    )


def _linker(engine: Linkage, records: str, pairs: str, model: Model, *, adjusted: bool) -> Any:
    from splink import Linker  # noqa: PLC0415 -- slow import

    linker = Linker(
        engine.api.register(records),
        settings(model, adjusted=adjusted),
        log_level=None,
        validate_settings=False,
    )
    if adjusted:
        for column in sorted({level.common for c in model.comparisons for level in c.levels if level.common}):
            engine.make(f"tf_{column}", _frequencies_sql(records, column))
            linker.table_management.register_term_frequency_lookup(engine.api.register(f"tf_{column}"), column)
    linker.table_management.register_blocked_pairs_for_predict(engine.api.register(pairs))
    return linker


def patterns(engine: Linkage, records: str, pairs: str, model: Model) -> pa.Table:
    """How many of `pairs` are at which steps: one row for each combination (gamma_<comparison>..., n)."""
    linker = _linker(engine, records, pairs, model, adjusted=False)
    scored = linker.inference.predict(warning_mode="never")
    columns = ", ".join(f"gamma_{comparison.name}" for comparison in model.comparisons)
    found = engine.ask(f"SELECT {columns}, count(*) AS n FROM {scored.physical_name} GROUP BY {columns}")
    scored.drop_table_from_database_and_remove_from_cache()
    return found


def score(engine: Linkage, records: str, pairs: str, model: Model, *, least: float) -> pa.Table:
    """The pairs at least this likely: unique_id_l, unique_id_r, match_probability, match_weight, gamma_<comparison>..."""
    linker = _linker(engine, records, pairs, model, adjusted=True)
    scored = linker.inference.predict(threshold_match_probability=least, warning_mode="never")
    columns = ", ".join(f"gamma_{comparison.name}" for comparison in model.comparisons)
    found = engine.ask(
        f"SELECT unique_id_l, unique_id_r, match_probability, match_weight, {columns} FROM {scored.physical_name}"
    )
    scored.drop_table_from_database_and_remove_from_cache()
    return found
