"""What to expect of people who have not ordered yet: how many of others like them began, and how soon.

The time from being heard of first to the first order, by Kaplan and Meier, of everybody: those still waiting count for as
long as they were known. Who is known for a while without an order is compared with those who were at that time.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from regulars.understand.predictions import kaplan_meier
from regulars.understand.predictions.beginning import Beginning

# Points of the curve that are kept: more tell nobody anything.
_KEPT = 60


def learn_beginning(waited: npt.ArrayLike, ordered: npt.ArrayLike, people: npt.ArrayLike) -> Beginning | None:
    """Learn from groups of `people` who `waited` so many days and then `ordered`, or wait still; None where nobody did."""
    if not np.asarray(waited).size:
        return None
    curve = kaplan_meier.fit(waited, ordered, people)
    if not len(curve.times):
        return None
    # The points at which most happens: evenly by share, the last one always.
    steps = np.linspace(float(curve.survival[0]), float(curve.survival[-1]), _KEPT)
    kept = np.unique(np.append(np.searchsorted(-curve.survival, -steps, side="left"), len(curve.times) - 1))
    kept = kept[kept < len(curve.times)]
    return Beginning(
        tuple(float(day) for day in curve.times[kept]),
        tuple(float(share) for share in curve.survival[kept]),
        curve.longest,
    )
