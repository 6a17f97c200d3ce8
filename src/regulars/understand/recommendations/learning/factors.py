"""Matrix factorisation by alternating least squares (Hu, Koren and Volinsky 2008): the products' side is learnt by `implicit`,
the customers' side is worked out exactly, for a million or for the one whose page is open."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import scipy.sparse as sp

from regulars.understand.recommendations.learning.tastes import Floats

FACTORS = 32
REGULARISATION = 1.0
CONFIDENCE = 5.0
ITERATIONS = 12
SEED = 20
# Below so many products a factorisation has nothing to compress.
FEWEST = 20


def learn_factors(weights: sp.csr_matrix, *, threads: int = 2) -> Floats:
    """The products' factors, one row each; without columns where there is too little to learn from."""
    if weights.shape[1] < FEWEST or weights.shape[0] < FEWEST:
        return np.zeros((weights.shape[1], 0), np.float32)
    from implicit.cpu.als import AlternatingLeastSquares  # noqa: PLC0415 -- slow import
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 -- comes with it

    # The library's own threads are used up by those of the linear algebra below it.
    with threadpool_limits(1, "blas"):
        model = AlternatingLeastSquares(
            factors=FACTORS, regularization=REGULARISATION, alpha=CONFIDENCE, iterations=ITERATIONS,
            num_threads=threads, random_state=SEED,
        )  # fmt: skip
        model.fit(weights, show_progress=False)
    return np.ascontiguousarray(model.item_factors, dtype=np.float32)


# Up to so many weights the sums are made of them alone, beyond it by one product of matrices.
_FEW = 3_000


class Fold:
    """Works out customers' factors from their weights; what it needs of the products is made once."""

    def __init__(self, products: Floats) -> None:
        self.products = products
        factors = products.shape[1]
        self.plain = products.T @ products + REGULARISATION * np.eye(factors, dtype=np.float32)

    @cached_property
    def squares(self) -> Floats:
        """Each product's factors times themselves: for many customers at once."""
        count, factors = self.products.shape
        return (self.products[:, :, None] * self.products[:, None, :]).reshape(count, factors * factors)

    def customers(self, weights: sp.csr_matrix) -> Floats:
        """The factors of these customers: the least squares of their row. Negative weights say no with their size."""
        count, factors = weights.shape[0], self.products.shape[1]
        if factors == 0 or count == 0:
            return np.zeros((count, factors), np.float32)
        # What was liked counts 1 + its weight; what was disliked counts its weight, with nothing wanted of it.
        liked, extra = weights * CONFIDENCE, weights * CONFIDENCE
        extra.data = (np.abs(extra.data) - 1).astype(np.float32)
        liked.data = np.maximum(liked.data, 0)
        if weights.nnz <= _FEW:
            left = np.stack([self._one(extra, row) for row in range(count)])
        else:
            left = (extra @ self.squares).reshape(-1, factors, factors)
        found: Floats = np.linalg.solve(left + self.plain, (liked @ self.products)[:, :, None])[:, :, 0]
        return found.astype(np.float32)

    def _one(self, extra: sp.csr_matrix, row: int) -> Floats:
        stretch = slice(extra.indptr[row], extra.indptr[row + 1])
        theirs = self.products[extra.indices[stretch]]
        summed: Floats = theirs.T @ (theirs * extra.data[stretch, None])
        return summed
