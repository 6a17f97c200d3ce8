"""What is told of a learning: how good it was, in numbers that are kept as JSON beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec


class Way(msgspec.Struct, frozen=True):
    """How one way to recommend did. See `learning.evaluation` for the terms."""

    recall: float
    margin: float
    ndcg: float
    hits: float
    coverage: float
    customers: int
    behind: float = 0.0
    behind_margin: float = 0.0


class Trial(msgspec.Struct, frozen=True):
    """Learnt until a day and compared with what was bought in the `days` after it: setting -> way -> how it did."""

    learnt_until: date
    days: int
    ways: dict[str, dict[str, Way]]
    blend: dict[str, float] = {}


class Told(msgspec.Struct, frozen=True):
    """All that is told of a learning. `trial` is None where too few bought again to tell."""

    customers: int = 0
    products: int = 0
    pairs: int = 0
    trial: Trial | None = None


@dataclass(frozen=True, slots=True)
class Learnt:
    """A learning as pages read it."""

    as_of: date
    computed_at: Any
    generation: str
    told: Told


def to_json(told: Told) -> str:
    """As text to be kept."""
    return msgspec.json.encode(told).decode()


def from_json(payload: str) -> Told:
    """What `to_json` wrote."""
    return msgspec.json.decode(payload, type=Told) if payload else Told()
