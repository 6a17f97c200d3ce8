"""What was learnt: of products only. Nothing in it is of any one customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from regulars.understand.recommendations.learning.factors import Fold, learn_factors
from regulars.understand.recommendations.learning.neighbours import Neighbours, neighbours
from regulars.understand.recommendations.learning.tastes import Floats, Tastes


@dataclass(frozen=True, slots=True)
class Blend:
    """How the parts are put together: `factors` and `popular` beside the neighbours' 1, `lately` the power of what sells now,
    `own` how much one's own habit counts where products may be offered that were bought before."""

    factors: float = 0.3
    popular: float = 0.3
    lately: float = 0.6
    own: float = 1.0


@dataclass(frozen=True)
class Model:
    """Products by their number, `keys`; arrays are by the same places."""

    keys: Sequence[str]
    near: Neighbours
    # From what somebody has (row) to what goes with it (column): `near` as a matrix.
    goes_with: sp.csr_matrix
    factors: Floats
    buyers: npt.NDArray[np.int32]
    lately: Floats
    blend: Blend = field(default_factory=Blend)
    # How many customers it was learnt from.
    customers: int = 0

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def places(self) -> dict[str, int]:
        """Product -> its place."""
        return {key: place for place, key in enumerate(self.keys)}

    @cached_property
    def fold(self) -> Fold:
        """Works out the factors of customers."""
        return Fold(self.factors)

    @cached_property
    def popular(self) -> Floats:
        """How many bought each, as a share of the most bought one."""
        return np.asarray(self.buyers / max(1, self.buyers.max(initial=0)), np.float32)

    @cached_property
    def trend(self) -> Floats:
        """What sells now, compared with how many ever bought it: ice in June, candles in December."""
        return np.asarray((self.lately + 0.5) / (self.buyers + 5.0), np.float32)


def learn(
    tastes: Tastes, keys: Sequence[str], buyers: Any, lately: Any, blend: Blend | None = None, *, threads: int = 2
) -> Model:
    """A model of these tastes."""
    near = neighbours(tastes.weights, tastes.bought)
    return Model(
        keys,
        near,
        near.matrix(),
        learn_factors(tastes.weights, threads=threads),
        np.asarray(buyers, np.int32),
        np.asarray(lately, np.float32),
        blend or Blend(),
        len(tastes),
    )
