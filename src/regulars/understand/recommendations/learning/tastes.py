"""Tastes as sparse matrices: customers down, products across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import scipy.sparse as sp

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tastes:
    """`weights`: signed, the square root of all signs added; `own`: faded purchases; `bought`: 1 where ever bought.

    Rows are `customers` (ids, ascending), columns the products in the order they were given.
    """

    customers: Ints
    weights: sp.csr_matrix
    own: sp.csr_matrix
    bought: sp.csr_matrix

    def __len__(self) -> int:
        return len(self.customers)

    def rows(self, chosen: Any) -> Tastes:
        """Some of the customers."""
        return Tastes(self.customers[chosen], self.weights[chosen], self.own[chosen], self.bought[chosen])


def weight(net: npt.NDArray[np.float64]) -> Floats:
    """Signs added up, as a weight: the tenth purchase says less than the first."""
    return (np.sign(net) * np.sqrt(np.abs(net))).astype(np.float32)


def row(places: Sequence[int], values: Any, width: int) -> sp.csr_matrix:
    """One customer's row: these values at these places."""
    made = sp.csr_matrix(
        (np.asarray(values, np.float32), np.asarray(places, np.int32), np.array([0, len(places)], np.int32)),
        shape=(1, width),
    )
    made.eliminate_zeros()
    return made


def tastes_of(rows: pa.Table, keys: Sequence[str], without: Ints | None = None) -> Tastes:
    """The matrices of the rows of `signals.tastes`. Products that are not among `keys` are passed over, as are customers
    in `without`."""
    column = pc.index_in(rows["key"], pa.array(keys, pa.string()))
    kept = column.is_valid()
    if without is not None and len(without):
        kept = pc.and_(kept, pc.invert(pc.is_in(rows["customer_id"], pa.array(without))))
    rows, column = rows.filter(kept), column.filter(kept)
    customers, row = np.unique(rows["customer_id"].to_numpy(), return_inverse=True)
    shape = (len(customers), len(keys))
    places = (row, column.to_numpy())

    def matrix(values: Any, kind: type[np.generic]) -> sp.csr_matrix:
        made = sp.csr_matrix((np.asarray(values, kind), places), shape=shape)
        made.eliminate_zeros()
        made.sort_indices()
        return made

    times = rows["times"].to_numpy()
    return Tastes(
        customers.astype(np.int64),
        matrix(weight(rows["net"].to_numpy()), np.float32),
        matrix(rows["own"].to_numpy(), np.float32),
        matrix(times > 0, np.float32),
    )
