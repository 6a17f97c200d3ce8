"""Which products go with which."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from regulars.understand.recommendations.learning.neighbours import neighbours

# Four customers; tea and cup together three times, tea and pot once, nobody bought a saw with anything.
BOUGHT = np.array([[1, 1, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [0, 0, 0, 1]], np.float32)


def dense(weights: Any, kept: int, shrink: float) -> Any:
    """The same by the plain formula, cell by cell."""
    liked = np.maximum(weights, 0)
    count = liked.shape[1]
    out = np.zeros((count, count))
    for a in range(count):
        for b in range(count):
            if a != b:
                length = np.linalg.norm(liked[:, a]) * np.linalg.norm(liked[:, b])
                out[a, b] = liked[:, a] @ liked[:, b] / (length + shrink)
    return out


def test_nearest_first_with_how_many_bought_both() -> None:
    found = neighbours(sp.csr_matrix(BOUGHT), sp.csr_matrix(BOUGHT), kept=3, shrink=1.0)
    assert found.index.tolist() == [[1, 2, -1], [0, 2, -1], [0, 1, -1], [-1, -1, -1]]
    assert found.both.tolist() == [[3, 1, 0], [3, 1, 0], [1, 1, 0], [0, 0, 0]]
    np.testing.assert_allclose(found.likeness[0, :2], [3 / 4, 1 / (np.sqrt(3) + 1)], rtol=1e-6)


def test_what_was_returned_makes_nothing_alike() -> None:
    weights = BOUGHT.copy()
    weights[:, 1] *= -1
    found = neighbours(sp.csr_matrix(weights), sp.csr_matrix(BOUGHT), kept=3, shrink=1.0)
    assert found.index[0].tolist() == [2, -1, -1]


def test_only_so_many_are_kept() -> None:
    found = neighbours(sp.csr_matrix(BOUGHT), sp.csr_matrix(BOUGHT), kept=1, shrink=1.0)
    assert found.index.tolist() == [[1], [0], [0], [-1]]


def test_matrix_leads_from_what_one_has_to_what_goes_with_it() -> None:
    found = neighbours(sp.csr_matrix(BOUGHT), sp.csr_matrix(BOUGHT), kept=1, shrink=1.0).matrix().toarray()
    # The pot keeps only tea as its neighbour, so cup leads nowhere but to tea.
    assert (found > 0).tolist() == [
        [False, True, True, False],
        [True, False, False, False],
        [False, False, False, False],
        [False, False, False, False],
    ]


@given(arrays.arrays(np.float32, (6, 5), elements=st.sampled_from([-1.0, 0.0, 0.0, 0.5, 1.0, 2.0])))
def test_agrees_with_the_plain_formula(weights: Any) -> None:
    found = neighbours(sp.csr_matrix(weights), sp.csr_matrix((weights > 0).astype(np.float32)), kept=4, shrink=2.0)
    np.testing.assert_allclose(found.matrix().toarray().T, dense(weights, 4, 2.0), atol=1e-6)


def test_one_product_has_no_neighbour() -> None:
    one = sp.csr_matrix(np.ones((3, 1), np.float32))
    assert neighbours(one, one).index.tolist() == [[-1]]
