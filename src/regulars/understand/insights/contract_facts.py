"""How long contracts last, as a page tells of it. Pure data: it travels as JSON from the worker to the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import msgspec

from regulars.understand.insights.facts import Model


@dataclass(frozen=True, slots=True)
class Point:
    """At a renewal (0: the beginning): of `at_risk` who came to it `left` ended; the share still there after it, as `seen`
    (None: nobody came so far) with its 95 % interval, and as the `law` of renewal says (None: there is none)."""

    renewal: int
    at_risk: int
    left: int
    seen: float | None
    low: float | None
    high: float | None
    law: float | None


@dataclass(frozen=True, slots=True)
class ContractTrial:
    """What was told by `until_then` let expect that so many of `contracts` would end up to now, and how many did."""

    until_then: date
    contracts: int
    expected: float
    actual: int


@dataclass(frozen=True, slots=True)
class ContractKind:
    """Contracts of one period, `month` or `year`: `contracts` in all, of which `running` run, and `decided` came to a
    renewal or ended before one.

    `histories` holds how many were renewed so often and then ended, and how many run: (renewed, ended, running). `law` is
    None where the curve of what was seen is taken, `points` are empty where nothing can be told yet; `why` says why.
    `reasons`: why they ended, as told, most first.
    """

    period: str
    contracts: int
    running: int
    decided: int
    why: str
    histories: tuple[tuple[int, int, int], ...] = ()
    law: Model | None = None
    points: tuple[Point, ...] = ()
    reasons: tuple[tuple[str, int], ...] = ()
    tried: ContractTrial | None = None
    untested: str = ""


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """Of one fit, on these terms. `unclear`: contracts whose period nobody told; `unstarted`: those whose beginning."""

    kinds: tuple[ContractKind, ...]
    unclear: int
    unstarted: int
    days: int
    discount: float
    margin: float | None


def to_json(facts: ContractFacts) -> str:
    """The facts as JSON."""
    return msgspec.json.encode(facts).decode()


def from_json(text: str) -> ContractFacts | None:
    """The facts that `to_json` wrote; None for nothing, and for what an older release wrote in another form."""
    try:
        return msgspec.json.decode(text, type=ContractFacts) if text else None
    except msgspec.ValidationError:
        return None
