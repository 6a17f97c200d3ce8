"""Learning at three points of time: to choose the blend, to tell how good it is, and to serve."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

import numpy as np
import pyarrow as pa
import scipy.sparse as sp

from regulars.understand.recommendations.learning.evaluation import Quality, compared, tuned
from regulars.understand.recommendations.learning.model import Blend, Model, learn
from regulars.understand.recommendations.learning.tastes import Ints, Tastes, tastes_of

# What came true is looked at over four weeks.
HORIZON = 28
# Of fewer customers nothing is told: chance would speak.
FEWEST = 30
# More tell no better and take longer: 5,000 put a mean share known to within a hundredth.
MOST = 5_000


class Heard(Protocol):
    """Where rows come from: an engine behind it, or literal rows in a test. See `signals` for the columns."""

    def tastes(self, as_of: date, every: int) -> pa.Table:
        """Rows of `signals.tastes`."""

    def products(self, as_of: date) -> pa.Table:
        """Rows of `signals.products`."""

    def bought_between(self, first: date, last: date, every: int) -> pa.Table:
        """Rows of `signals.bought_between`."""


@dataclass(frozen=True, slots=True)
class Tested:
    """How good it was over the `days` behind `learnt_until`, by setting and way; and the blend that was chosen before."""

    learnt_until: date
    days: int
    blend: Blend
    told: dict[str, dict[str, Quality]]


def at(
    heard: Heard, as_of: date, *, every: int = 1, without: Ints | None = None, blend: Blend | None = None
) -> tuple[Model, Tastes]:
    """The model and the tastes as they stood on a day; customers in `without` teach nothing."""
    sold = heard.products(as_of)
    keys = sold["key"].to_pylist()
    tastes = tastes_of(heard.tastes(as_of, every), keys, without)
    model = learn(tastes, keys, sold["buyers"].to_numpy(), sold["lately"].to_numpy(), blend)
    return model, tastes


def came_true(heard: Heard, as_of: date, model: Model, tastes: Tastes, every: int = 1) -> tuple[Tastes, sp.csr_matrix]:
    """Those customers of `tastes` who bought something in the four weeks after `as_of`, and what."""
    rows = heard.bought_between(as_of + timedelta(days=1), as_of + timedelta(days=HORIZON), every)
    column = np.array([model.places.get(key, -1) for key in rows["key"].to_pylist()], np.int64)
    customer = rows["customer_id"].to_numpy().astype(np.int64)
    place = np.searchsorted(tastes.customers, customer)
    known = (column >= 0) & (place < len(tastes))
    known[known] = tastes.customers[place[known]] == customer[known]
    chosen = np.unique(place[known])
    if len(chosen) > MOST:
        # Evenly over all, so that the oldest customers speak as much as the newest.
        chosen = chosen[np.linspace(0, len(chosen) - 1, MOST).astype(np.int64)]
        known &= np.isin(place, chosen)
    row = np.searchsorted(chosen, place[known])
    shape = (len(chosen), len(model))
    truth = sp.csr_matrix((np.ones(len(row), np.float32), (row, column[known])), shape=shape)
    truth.sort_indices()
    return tastes.rows(chosen), truth


def tried(heard: Heard, as_of: date, *, every: int = 1, without: Ints | None = None) -> Tested | None:
    """Learn up to four weeks ago with the blend that did best in the four weeks before, and look what came true.

    None where too few customers bought again to say anything.
    """
    until = as_of - timedelta(days=HORIZON)
    blend = Blend()
    earlier = until - timedelta(days=HORIZON)
    model, tastes = at(heard, earlier, every=every, without=without)
    some, truth = came_true(heard, earlier, model, tastes, every)
    if len(some) >= FEWEST:
        blend = tuned(model, some, truth)
    model, tastes = at(heard, until, every=every, without=without, blend=blend)
    some, truth = came_true(heard, until, model, tastes, every)
    if len(some) < FEWEST:
        return None
    return Tested(until, HORIZON, blend, compared(model, some, truth))
