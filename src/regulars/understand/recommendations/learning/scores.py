"""How much each product suits each customer. The same code scores one whose page is open and a million in the worker."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from regulars.understand.recommendations.learning.model import Blend, Model
from regulars.understand.recommendations.learning.tastes import Floats, Tastes

# Cells of the dense matrix of a block of customers: 64 MB.
_CELLS = 16_000_000


def _level(scores: Floats) -> Floats:
    """Each row as a share of its largest, so that parts of different measure can be added."""
    np.maximum(scores, 0, out=scores)
    largest = scores.max(axis=1, initial=0, keepdims=True)
    scores /= np.where(largest > 0, largest, 1)
    return scores


Parts = tuple[Floats, Floats, Floats | None]


def parts(model: Model, tastes: Tastes, theirs: Floats | None = None, *, own: bool = True) -> Parts:
    """(by neighbours, by factors, by own habit), each dense and level: customers down, products across.

    `theirs` are the customers' factors where they are known already. Without `own` the habit is left out: None.
    """
    near = _level(np.asarray((tastes.weights @ model.goes_with).todense(), np.float32))
    if model.factors.shape[1]:
        theirs = model.fold.customers(tastes.weights) if theirs is None else theirs
        factors = _level(theirs @ model.factors.T)
    else:
        factors = np.zeros_like(near)
    return near, factors, _level(np.asarray(tastes.own.todense(), np.float32)) if own else None


def together(model: Model, found: Parts, blend: Blend, *, new_only: bool) -> Floats:
    """The parts put together. With `new_only` one's own habit is left out; what was bought is left to the caller."""
    near, factors, own = found
    score: Floats = near + blend.factors * factors + blend.popular * model.popular
    score *= model.trend**blend.lately
    if not new_only and own is not None:
        score = _level(score) + blend.own * own
    return score


def scores(model: Model, tastes: Tastes, *, new_only: bool = True) -> Floats:
    """The score of every product for these few customers; -inf where it may not be offered again."""
    score = together(model, parts(model, tastes, own=not new_only), model.blend, new_only=new_only)
    if new_only:
        forbid(score, tastes)
    return score


def forbid(score: Floats, tastes: Tastes) -> None:
    """What somebody bought is not news to them."""
    row, column = tastes.bought.nonzero()
    score[row, column] = -np.inf


def best(score: Floats, count: int) -> npt.NDArray[np.int32]:
    """The places of the `count` best of each row, best first; -1 where nothing suits."""
    count = min(count, score.shape[1])
    if count == 0:
        return np.full((score.shape[0], 0), -1, np.int32)
    some = np.argpartition(score, score.shape[1] - count, axis=1)[:, score.shape[1] - count :]
    some.sort(axis=1)
    found = np.take_along_axis(score, some, 1)
    order = np.argsort(-found, axis=1, kind="stable")
    some, found = np.take_along_axis(some, order, 1), np.take_along_axis(found, order, 1)
    return np.where(found > 0, some, -1).astype(np.int32)


def blocks(model: Model, tastes: Tastes) -> Iterator[tuple[int, Tastes]]:
    """All customers in blocks that fit into memory: (where the block begins, its tastes)."""
    size = max(1, _CELLS // max(1, len(model)))
    for start in range(0, len(tastes), size):
        yield start, tastes.rows(slice(start, start + size))
