"""What to expect of contracts and subscriptions: chosen between a law of renewal and the bare curve of what was seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from regulars.understand.predictions import kaplan_meier, shifted_beta_geometric
from regulars.understand.predictions.fitted import FitError
from regulars.understand.predictions.grouping import Floats, Integers
from regulars.understand.predictions.kaplan_meier import Survival
from regulars.understand.predictions.shifted_beta_geometric import ShiftedBetaGeometric

# The part of the observed curve that a law of renewal must stay beside, within its 95 % interval.
_AGREES = 0.9


@dataclass(frozen=True, slots=True)
class ContractOutlook:
    """How long contracts last. `law` is None where none fits, or where it contradicts the observed `curve`; `why` tells.

    The curve's time is in renewals: a contract that was renewed n times and then ended left at n + 1.
    """

    curve: Survival
    law: ShiftedBetaGeometric | None
    why: str


@dataclass(frozen=True, slots=True)
class PredictedContracts:
    """One entry a contract in every array; nan where the curve does not reach that far and no law carries on.

    churn_next: the chance to end at the next renewal. churn: at one of the next `periods`. expected: renewals of the next
    `periods`. renewals_left: until half of those like this one have ended. clv: what these renewals earn, discounted.
    value_at_risk: clv times churn.
    """

    churn_next: Floats
    churn: Floats
    expected: Floats
    renewals_left: Floats
    clv: Floats
    value_at_risk: Floats


def learn_contracts(renewed: npt.ArrayLike, ended: npt.ArrayLike) -> ContractOutlook:
    """Learn from contracts, one entry each: how often it was `renewed`, and whether it `ended` at the renewal after that.

    The law is taken where it stays within the interval of the observed curve, as it can look further than anybody has
    stayed yet; otherwise the curve. Raises FitError where no contract has come to a renewal.
    """
    n, gone = np.asarray(renewed, dtype=np.int64), np.asarray(ended, dtype=bool)
    if not ((n > 0) | gone).any():
        raise FitError("no contract has come to its first renewal yet")
    curve = kaplan_meier.fit(n + gone, gone)
    try:
        law = shifted_beta_geometric.fit(n, gone)
    except FitError as error:
        return ContractOutlook(curve, None, f"The curve of what was seen alone: {error}.")
    told = np.isfinite(curve.low)
    share = law.survival(curve.times[told])
    inside = (share >= curve.low[told]) & (share <= curve.high[told])
    if told.any() and inside.mean() < _AGREES:
        off = int(curve.times[told][np.argmax(np.abs(share - curve.survival[told]))])
        return ContractOutlook(
            curve,
            None,
            f"The curve of what was seen alone: contracts do not end by one law, least of all at renewal {off}.",
        )
    first, longest = (100 * law.retention(renewals) for renewals in (1, max(float(curve.longest), 2.0)))
    said = f"of those who come to their first renewal {first:.0f} % renew, of those who stay longest {longest:.0f} %"
    return ContractOutlook(curve, law, f"Shifted beta-geometric: it follows the curve of what was seen; {said}.")


def predict_contracts(
    outlook: ContractOutlook,
    renewed: npt.ArrayLike,
    price: npt.ArrayLike,
    *,
    periods: int,
    discount_a_period: float = 0.0,
    margin: float = 1.0,
) -> PredictedContracts:
    """Predict for running contracts: how often each was `renewed`, and the `price` of a period. Periods are whole ones.

    What is paid at the next renewal is a period away and discounted once.
    """
    if periods < 1 or discount_a_period < 0 or not 0 <= margin <= 1:
        raise ValueError("periods from 1, discount_a_period from 0 and margin from 0 to 1 are needed")
    n = np.asarray(renewed, dtype=np.int64)
    if n.size and n.min() < 0:
        raise ValueError("renewed: whole numbers of renewals from 0 up are needed")
    distinct, where = np.unique(n, return_inverse=True)
    stays = _stays(outlook, distinct, periods)
    weights = (1 + discount_a_period) ** -np.arange(1, periods + 1, dtype=np.float64)
    paid = np.asarray(price, dtype=np.float64)
    clv = (stays @ weights)[where] * paid * margin
    churn = 1 - stays[:, -1]
    return PredictedContracts(
        churn_next=(1 - stays[:, 0])[where],
        churn=churn[where],
        expected=stays.sum(axis=1)[where],
        renewals_left=_left(outlook, distinct)[where],
        clv=clv,
        value_at_risk=clv * churn[where],
    )


def _stays(outlook: ContractOutlook, renewed: Integers, periods: int) -> Floats:
    """The chance to renew each of the next 1 to `periods` times, one row for each number of renewals so far."""
    ahead = np.arange(1, periods + 1)
    if outlook.law is not None:
        return outlook.law.survival(ahead[None, :], renewed[:, None])
    return np.asarray(1 - outlook.curve.churn(ahead[None, :], renewed[:, None]))


def _left(outlook: ContractOutlook, renewed: Integers) -> Floats:
    if outlook.law is not None:
        return outlook.law.median_left(renewed)
    half = 0.5 * outlook.curve.at(renewed)
    # The first time at which no more than half of those still there now remain.
    falls = -outlook.curve.survival
    place = np.searchsorted(falls, -half, side="left")
    reached = place < len(falls)
    times = np.append(outlook.curve.times, np.nan)
    return np.asarray(np.where(reached & np.isfinite(half), times[place] - renewed, np.nan))
