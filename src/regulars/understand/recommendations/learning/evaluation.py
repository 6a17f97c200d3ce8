"""How good recommendations are: learnt up to a day, compared with what customers then really bought.

Recall@k: of what a customer bought afterwards, the share that is among the k products offered; the mean over customers.
NDCG@k: the same with more for a hit that stands further up, against the best order there could have been.
Coverage: the share of all products that anybody is offered. Interval: 1.96 standard errors over customers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from regulars.understand.recommendations.learning.model import Blend, Model
from regulars.understand.recommendations.learning.scores import best, forbid, parts, together
from regulars.understand.recommendations.learning.tastes import Floats, Tastes

AT = 10
# Tried one after another on an earlier stretch of time; the best is taken.
BLENDS: tuple[Blend, ...] = tuple(
    Blend(factors, popular, lately, own)
    for factors in (0.0, 0.3, 1.0)
    for popular in (0.0, 0.3, 2.0)
    for lately in (0.0, 0.3, 0.6)
    for own in (0.5, 1.0, 2.0)
)
# Customers scored at once: a block is dense.
_CELLS = 16_000_000

Offered = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Quality:
    """What came of one way to recommend. `hits`: the share of customers who bought at least one of the products offered.

    `behind`: by how much its recall stays behind ours, taken customer by customer, and its own 95 % margin.
    """

    recall: float
    margin: float
    ndcg: float
    hits: float
    coverage: float
    customers: int
    behind: float = 0.0
    behind_margin: float = 0.0


def quality(offered: Offered, truth: sp.csr_matrix, products: int) -> Quality:
    """Of what was offered (-1: nothing) and what was then bought; customers who bought nothing are left out."""
    wanted = np.diff(truth.indptr)
    kept = wanted > 0
    offered, truth, wanted = offered[kept], truth[kept], wanted[kept]
    if not len(wanted):
        return Quality(0.0, 0.0, 0.0, 0.0, 0.0, 0)
    hit = _hits(offered, truth)
    recall = hit.sum(axis=1) / wanted
    discount = 1 / np.log2(np.arange(2, offered.shape[1] + 2))
    ideal = np.cumsum(discount)[np.minimum(wanted, offered.shape[1]) - 1]
    ndcg = (hit * discount).sum(axis=1) / ideal
    shown = np.unique(offered[offered >= 0])
    return Quality(
        float(recall.mean()), _margin(recall), float(ndcg.mean()), float(hit.any(axis=1).mean()),
        len(shown) / max(1, products), len(recall),
    )  # fmt: skip


def _margin(values: npt.NDArray[np.float64]) -> float:
    return 1.96 * float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else 0.0


def behind(ours: Offered, other: Offered, truth: sp.csr_matrix) -> tuple[float, float]:
    """By how much the recall of one way stays behind another's, the mean over customers, and its margin."""
    wanted = np.diff(truth.indptr)
    kept = wanted > 0
    truth, wanted = truth[kept], wanted[kept]
    if not len(wanted):
        return 0.0, 0.0
    gap = (_hits(ours[kept], truth).sum(axis=1) - _hits(other[kept], truth).sum(axis=1)) / wanted
    return float(gap.mean()), _margin(gap)


def _hits(offered: Offered, truth: sp.csr_matrix) -> npt.NDArray[np.bool_]:
    row = np.repeat(np.arange(truth.shape[0]), np.diff(truth.indptr))
    bought = row.astype(np.int64) * truth.shape[1] + truth.indices
    places = np.arange(truth.shape[0])[:, None] * truth.shape[1] + offered
    return np.isin(places, bought) & (offered >= 0)


def by_popularity(tastes: Tastes, popular: Floats, *, new_only: bool) -> Offered:
    """What most bought, the same for everybody but for what they have."""
    order = np.argsort(-popular, kind="stable")
    offered = np.full((len(tastes), AT), -1, np.int32)
    bought = tastes.bought
    for row in range(len(tastes)):
        has = set(bought.indices[bought.indptr[row] : bought.indptr[row + 1]]) if new_only else set()
        found = [place for place in order[: AT + len(has)] if place not in has and popular[place] > 0][:AT]
        offered[row, : len(found)] = found
    return offered


def by_habit(tastes: Tastes) -> Offered:
    """What each bought most and last: nothing that is new to them."""
    offered = np.full((len(tastes), AT), -1, np.int32)
    own = tastes.own
    for row in range(len(tastes)):
        stretch = slice(own.indptr[row], own.indptr[row + 1])
        order = np.argsort(-own.data[stretch], kind="stable")[:AT]
        offered[row, : len(order)] = own.indices[stretch][order]
    return offered


def offered_by(model: Model, tastes: Tastes, blends: Sequence[Blend], *, new_only: bool) -> list[Offered]:
    """What the model offers to each customer, by each of several blends; the costly parts are made once."""
    made: list[list[Offered]] = [[] for _ in blends]
    size = max(1, _CELLS // max(1, len(model)))
    for start in range(0, len(tastes), size):
        some = tastes.rows(slice(start, start + size))
        found = parts(model, some, own=not new_only)
        for place, blend in enumerate(blends):
            score = together(model, found, blend, new_only=new_only)
            if new_only:
                forbid(score, some)
            made[place].append(best(score, AT))
    return [np.concatenate(blocks) if blocks else np.full((0, AT), -1, np.int32) for blocks in made]


def news(truth: sp.csr_matrix, tastes: Tastes) -> sp.csr_matrix:
    """Of what was bought, what the customer had not bought before."""
    left: sp.csr_matrix = (truth - truth.multiply(tastes.bought)).tocsr()
    left.eliminate_zeros()
    return left


def tuned(model: Model, tastes: Tastes, truth: sp.csr_matrix, blends: Sequence[Blend] = BLENDS) -> Blend:
    """The blend that would have done best: all but `own` by what was new to customers, `own` by all they bought.

    The stretch of time it looks at must lie before the one that quality is told of.
    """
    first = [blend for blend in blends if blend.own == blends[0].own]
    fresh = news(truth, tastes)
    found = [quality(o, fresh, len(model)).ndcg for o in offered_by(model, tastes, first, new_only=True)]
    chosen = first[int(np.argmax(found))]
    second = [b for b in blends if replace(b, own=chosen.own) == chosen]
    found = [quality(o, truth, len(model)).ndcg for o in offered_by(model, tastes, second, new_only=False)]
    return second[int(np.argmax(found))]


def compared(model: Model, tastes: Tastes, truth: sp.csr_matrix) -> dict[str, dict[str, Quality]]:
    """`new` (only what a customer had not bought) and `all` -> way of recommending -> what came of it.

    Ways: ours; popular (what most ever bought), lately (what most buy now), habit (what they bought most and last).
    """
    buyers = model.buyers.astype(np.float32)
    told: dict[str, dict[str, Quality]] = {}
    for setting, new_only, wanted in (("new", True, news(truth, tastes)), ("all", False, truth)):
        ways = {
            "ours": offered_by(model, tastes, [model.blend], new_only=new_only)[0],
            "popular": by_popularity(tastes, buyers, new_only=new_only),
            "lately": by_popularity(tastes, model.lately, new_only=new_only),
        }
        if not new_only:
            ways["habit"] = by_habit(tastes)
        told[setting] = {}
        for name, offered in ways.items():
            gap, margin = behind(ways["ours"], offered, wanted)
            found = quality(offered, wanted, len(model))
            told[setting][name] = replace(found, behind=gap, behind_margin=margin)
    return told
