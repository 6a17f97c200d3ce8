"""Which model fits this business, and why: chosen by what the data say, told in plain words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from regulars.understand.predictions import bgnbd, pareto_nbd
from regulars.understand.predictions.fitted import FitError
from regulars.understand.predictions.holdout import Fit, Holdout, Split, hold_out, split_of
from regulars.understand.predictions.purchases import Known, Purchases
from regulars.understand.predictions.repeat_buying import RepeatBuying

FAMILIES: dict[str, Fit] = {"BG/NBD": bgnbd.fit, "Pareto/NBD": pareto_nbd.fit}
# Errors closer than this part of each other are the same: the likelihood decides.
_SAME = 0.01


@dataclass(frozen=True, slots=True)
class Candidate:
    """One family: fitted to everything known (None, with the reason in `failed`), and held out where that is possible."""

    name: str
    model: RepeatBuying | None
    held_out: Holdout | None
    failed: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen family, first of `candidates`, and why. `untested`: why nothing could be held out; empty if it was.

    `model` is None where no family fits: `why` then says what is missing. `worthless`: the chosen model was held out and
    told no better than that everybody goes on as before.
    """

    candidates: tuple[Candidate, ...]
    why: str
    untested: str
    worthless: bool

    @property
    def model(self) -> RepeatBuying | None:
        """The chosen model, fitted to everything known."""
        return self.candidates[0].model

    @property
    def held_out(self) -> Holdout | None:
        """How the chosen family did in the time held out."""
        return self.candidates[0].held_out


def choose(
    purchases: Purchases, until: int, unit_days: float = 7.0, families: tuple[str, ...] = tuple(FAMILIES)
) -> Choice:
    """Fit each of the `families` to the days of purchase up to `until`, hold each out, and take the best.

    The smaller error in the time held out wins; where they are the same, or nothing can be held out, the likelihood.
    """
    known, split = purchases.until(until), split_of(purchases, until)
    found = [_candidate(name, purchases, known, split, unit_days) for name in families]
    fitted = [one for one in found if one.model is not None]
    untested = split if isinstance(split, str) else ""
    if not fitted:
        return Choice(tuple(found), f"No model of repeat buying fits: {found[0].failed}.", untested, worthless=False)
    best, why = _best(fitted)
    others = tuple(one for one in found if one is not best)
    if not untested and best.held_out is None:
        untested = "the model could not be fitted to the earlier part of the past alone"
    return Choice((best, *others), why, untested, _worthless(best.held_out))


def _candidate(name: str, purchases: Purchases, known: Known, split: Split | str, unit_days: float) -> Candidate:
    fit = FAMILIES[name]
    try:
        model = fit(known.frequency, known.recency / unit_days, known.age / unit_days)
    except FitError as error:
        return Candidate(name, None, None, str(error))
    if isinstance(split, str):
        return Candidate(name, model, None)
    try:
        return Candidate(name, model, hold_out(fit, purchases, split, unit_days))
    except FitError as error:
        return Candidate(name, model, None, str(error))


def _best(fitted: list[Candidate]) -> tuple[Candidate, str]:
    if len(fitted) == 1:
        return fitted[0], f"{fitted[0].name}, as no other model could be fitted."
    tested = [(one.held_out.typical_error, one) for one in fitted if one.held_out is not None]
    if len(tested) == len(fitted):
        (error, best), (other_error, other) = sorted(tested, key=lambda pair: pair[0])[:2]
        if other_error - error > _SAME * other_error:
            held_out = best.held_out
            weeks = held_out.split.days // 7 if held_out is not None else 0
            said = f"{best.name}: in the {weeks} weeks held out its typical error was {error:.2f} orders a customer"
            return best, f"{said}, that of {other.name} {other_error:.2f}."
    best, other = sorted(fitted, key=_likelihood, reverse=True)[:2]
    apart = _likelihood(best) - _likelihood(other)
    tied = "both told the weeks held out equally well, and " if len(tested) == len(fitted) else ""
    if apart < 2:
        return best, f"{best.name}: {tied}the orders do not tell it from {other.name}."
    return (
        best,
        f"{best.name}: {tied}the orders are likelier under it than under {other.name} (log-likelihood higher by {apart:.0f}).",
    )


def _likelihood(candidate: Candidate) -> float:
    return candidate.model.log_likelihood if candidate.model is not None else -np.inf


def _worthless(held_out: Holdout | None) -> bool:
    if held_out is None:
        return False
    return held_out.typical_error >= held_out.of_last_rate
