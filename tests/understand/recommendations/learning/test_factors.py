"""The customers' side of the factorisation is worked out as the library works it out."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp

from regulars.understand.recommendations.learning import factors
from regulars.understand.recommendations.learning.factors import Fold, learn_factors


def some(customers: int, products: int, seed: int = 3) -> sp.csr_matrix:
    rng = np.random.default_rng(seed)
    made = sp.random(customers, products, 0.15, "csr", np.float32, rng)
    made.data = rng.choice([-1.0, 0.2, 1.0, 1.7], len(made.data)).astype(np.float32)
    return made


def test_customers_factors_are_those_of_the_library() -> None:
    from implicit.cpu.als import AlternatingLeastSquares

    weights = some(80, 40)
    model = AlternatingLeastSquares(
        factors=factors.FACTORS, regularization=factors.REGULARISATION, alpha=factors.CONFIDENCE, random_state=1,
        iterations=3, num_threads=1,
    )  # fmt: skip
    model.fit(weights, show_progress=False)
    expected = model.recalculate_user(np.arange(80), weights)
    np.testing.assert_allclose(Fold(model.item_factors).customers(weights), expected, rtol=2e-3, atol=2e-4)


def test_one_customer_alone_is_as_among_many(monkeypatch: Any) -> None:
    weights = some(300, 60)
    fold = Fold(learn_factors(weights, threads=1))
    alone = np.concatenate([fold.customers(weights[row]) for row in range(20)])
    monkeypatch.setattr(factors, "_FEW", 0)
    np.testing.assert_allclose(fold.customers(weights)[:20], alone, rtol=2e-3, atol=2e-4)


def test_learning_twice_gives_the_same() -> None:
    weights = some(60, 40)
    np.testing.assert_array_equal(learn_factors(weights, threads=1), learn_factors(weights, threads=1))


def test_too_little_gives_no_factors() -> None:
    assert learn_factors(some(5, 40)).shape == (40, 0)
    assert Fold(np.zeros((40, 0), np.float32)).customers(some(5, 40)).shape == (5, 0)
