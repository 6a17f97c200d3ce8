"""Which products go with which: the cosine of their columns, shrunk where few customers speak."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from regulars.understand.recommendations.learning.tastes import Floats

KEPT = 100
# Two products that one customer bought are no pair yet: so much is added below the line.
SHRINK = 50.0
# Columns worked on at once: a block is dense, products times this.
_BLOCK = 512


@dataclass(frozen=True, slots=True)
class Neighbours:
    """For each product its nearest, nearest first. -1 fills the rows of products that have fewer.

    `likeness` is the shrunk cosine, `both` how many customers bought both.
    """

    index: npt.NDArray[np.int32]
    likeness: Floats
    both: npt.NDArray[np.int32]

    def matrix(self) -> sp.csr_matrix:
        """From what somebody has (row) to what goes with it (column)."""
        count, width = self.index.shape
        column = np.repeat(np.arange(count), width)
        there = self.index.ravel() >= 0
        values = self.likeness.ravel()[there]
        made = sp.csr_matrix(
            (values, (self.index.ravel()[there], column[there])), shape=(count, count), dtype=np.float32
        )
        made.sort_indices()
        return made


def neighbours(weights: sp.csr_matrix, bought: sp.csr_matrix, kept: int = KEPT, shrink: float = SHRINK) -> Neighbours:
    """The nearest products of each. Only what speaks for a product counts; what was returned makes nothing alike."""
    liked = weights.maximum(0).tocsr()
    liked.eliminate_zeros()
    count = liked.shape[1]
    width = max(1, min(kept, count - 1))
    length = np.sqrt(np.asarray(liked.multiply(liked).sum(axis=0))).ravel()
    index = np.full((count, width), -1, np.int32)
    likeness = np.zeros((count, width), np.float32)
    both = np.zeros((count, width), np.int32)
    by_product, bought_by_product = liked.T.tocsr(), bought.T.tocsr()
    for start in range(0, count, _BLOCK):
        block = slice(start, min(start + _BLOCK, count))
        shared = np.asarray((by_product[block] @ liked).todense(), np.float32)
        shared /= np.outer(length[block], length) + shrink
        shared[np.arange(shared.shape[0]), np.arange(block.start, block.stop)] = 0
        nearest = _largest(shared, width)
        found = np.take_along_axis(shared, nearest, 1)
        together = np.asarray((bought_by_product[block] @ bought).todense())
        counts = np.take_along_axis(together, nearest, 1)
        index[block] = np.where(found > 0, nearest, -1)
        likeness[block] = np.maximum(found, 0)
        both[block] = np.where(found > 0, counts, 0)
    return Neighbours(index, likeness, both)


def _largest(values: Floats, width: int) -> npt.NDArray[np.int64]:
    """The places of the `width` largest of each row, largest first; of equals, the first."""
    if width < values.shape[1]:
        some = np.argpartition(-values, width - 1, axis=1)[:, :width]
    else:
        some = np.broadcast_to(np.arange(values.shape[1]), values.shape).copy()
    some.sort(axis=1)
    order = np.argsort(-np.take_along_axis(values, some, 1), axis=1, kind="stable")
    return np.take_along_axis(some, order, 1)
