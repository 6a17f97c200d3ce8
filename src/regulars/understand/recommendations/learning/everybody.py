"""What everybody may want next, and who may want each product: made by the worker, a block of customers at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from regulars.understand.recommendations.learning.model import Model
from regulars.understand.recommendations.learning.scores import best, blocks, forbid, parts, together
from regulars.understand.recommendations.learning.tastes import Floats, Ints, Tastes

COUNT = 10
# People kept of each product, those it suits best first.
MOST = 1_000


@dataclass(frozen=True, slots=True)
class Everybody:
    """By customer (`ids`, ascending): `offers`, places of products, best first (-1: none), and `factors`, of length 1.

    By product: `people[start[p]:start[p + 1]]` are the places of the customers whom it suits, best first.
    """

    ids: Ints
    offers: npt.NDArray[np.int32]
    factors: Floats
    start: Ints
    people: npt.NDArray[np.int32]


def everybody(model: Model, tastes: Tastes, offered: Any = None, count: int = COUNT) -> Everybody:
    """The offers of all customers among the products of which `offered` (a truth value each) holds."""
    width = min(count, len(model))
    offers = np.full((len(tastes), width), -1, np.int32)
    values = np.zeros((len(tastes), width), np.float32)
    factors = np.zeros((len(tastes), model.factors.shape[1]), np.float32)
    barred = None if offered is None else ~np.asarray(offered, np.bool_)
    for start, some in blocks(model, tastes):
        stretch = slice(start, start + len(some))
        theirs = model.fold.customers(some.weights)
        score = together(model, parts(model, some, theirs, own=False), model.blend, new_only=True)
        forbid(score, some)
        if barred is not None:
            score[:, barred] = -np.inf
        offers[stretch] = best(score, width)
        values[stretch] = np.take_along_axis(score, np.maximum(offers[stretch], 0), 1)
        factors[stretch] = theirs / np.maximum(np.linalg.norm(theirs, axis=1, keepdims=True), 1e-9)
    begin, people = _by_product(offers, values, len(model))
    return Everybody(tastes.customers, offers, factors, begin, people)


def _by_product(offers: npt.NDArray[np.int32], values: Floats, products: int) -> tuple[Ints, npt.NDArray[np.int32]]:
    row, rank = np.nonzero(offers >= 0)
    product = offers[row, rank]
    # What stands high in somebody's own list suits them more than what stands low in another's, whatever its score.
    order = np.lexsort((row, -values[row, rank], rank, product))
    product, row = product[order], row[order]
    count = np.bincount(product, minlength=products)
    place = np.arange(len(product)) - np.repeat(np.cumsum(count) - count, count)
    kept = place < MOST
    start = np.concatenate([[0], np.cumsum(np.minimum(count, MOST))]).astype(np.int64)
    return start, row[kept].astype(np.int32)
