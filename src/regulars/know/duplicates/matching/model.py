"""A trained model: what each step of each comparison weighs. Kept as JSON, shown to people, and read by Splink."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log2
from typing import Any

from regulars.know.duplicates.matching.comparisons import COMPARISONS, Comparison


@dataclass(frozen=True, slots=True)
class Model:
    """`m` and `u` by comparison and level: how often one customer's two records, and two customers' records, are at it.

    `prior` is how likely two records drawn at random are one customer.
    """

    kind: str
    prior: float
    m: Mapping[str, Mapping[str, float]]
    u: Mapping[str, Mapping[str, float]]

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """What it compares."""
        return COMPARISONS[self.kind]

    def weight(self, comparison: str, level: str) -> float:
        """How much the step speaks for one customer, in doublings of the odds; negative speaks against."""
        return log2(self.m[comparison][level] / self.u[comparison][level])

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "kind": self.kind,
            "prior": self.prior,
            "m": {name: dict(levels) for name, levels in self.m.items()},
            "u": {name: dict(levels) for name, levels in self.u.items()},
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Model:
        """What `to_json` gave."""
        return cls(told["kind"], told["prior"], told["m"], told["u"])

    def fits(self) -> bool:
        """Whether it was made for the comparisons there are now."""
        # Sets: PostgreSQL gives the keys of JSON back in an order of its own.
        now = {comparison.name: {level.key for level in comparison.levels} for comparison in self.comparisons}
        return now == {name: set(levels) for name, levels in self.m.items()}


def settings(model: Model, *, adjusted: bool = True) -> dict[str, Any]:
    """The model as Splink's settings. `adjusted`: values that many have say less (term frequencies)."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": model.prior,
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": False,
        "blocking_rules_to_generate_predictions": ["l.unique_id = r.unique_id"],
        "comparisons": [_comparison(model, comparison, adjusted) for comparison in model.comparisons],
    }


def _comparison(model: Model, comparison: Comparison, adjusted: bool) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [
        {"sql_condition": comparison.missing, "label_for_charts": "not told", "is_null_level": True}
    ]
    for level in comparison.levels:
        told: dict[str, Any] = {
            "sql_condition": level.sql or "ELSE",
            "label_for_charts": level.words,
            "m_probability": model.m[comparison.name][level.key],
            "u_probability": model.u[comparison.name][level.key],
        }
        if level.common and adjusted:
            # The step's own share is what the value's is set against: the condition need not be plain equality.
            told |= {
                "tf_adjustment_column": level.common,
                "tf_adjustment_weight": 1.0,
                "disable_tf_exact_match_detection": True,
            }
        levels.append(told)
    return {"output_column_name": comparison.name, "comparison_levels": levels}
