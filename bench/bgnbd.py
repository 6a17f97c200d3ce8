"""BG/NBD on 1,000,000 simulated customers: grouping and fit together, against `lifetimes` on the same arrays.

Bounds: at most 1 s, at least 10 times faster than lifetimes, and the likelihood of an ungrouped fit to 1e-6.
Run: python bench/bgnbd.py [--json] [--customers N] [--longest DAYS]
"""

from __future__ import annotations

import argparse
import json
import time
import warnings

import numpy as np
import numpy.typing as npt

from regulars.understand.predictions.bgnbd import BgNbd, fit, fit_histories
from regulars.understand.predictions.grouping import Histories

Integers = npt.NDArray[np.int64]
# The published parameters of CDNOW, with time in days.
TRUE = {"r": 0.243, "alpha": 4.414 * 7, "a": 0.793, "b": 2.426}
BOUND_SECONDS, BOUND_RATIO, BOUND_LIKELIHOOD = 1.0, 10.0, 1e-6


def simulate(customers: int, longest: int, seed: int = 20050401) -> tuple[Integers, Integers, Integers]:
    """Customers as the model has them, seen for 1 to `longest` days; purchases of one day count once: x, t_x, T."""
    random = np.random.default_rng(seed)
    age = random.integers(1, longest + 1, customers)
    rate = random.gamma(TRUE["r"], 1 / TRUE["alpha"], customers)
    leaves = random.beta(TRUE["a"], TRUE["b"], customers)
    x, last = np.zeros(customers, np.int64), np.zeros(customers, np.int64)
    moment, alive = np.zeros(customers), np.ones(customers, bool)
    while alive.any():
        who = np.flatnonzero(alive)
        moment[who] += random.exponential(1 / np.maximum(rate[who], 1e-12))
        day = np.minimum(moment[who], longest + 1.0).astype(np.int64)
        seen = day <= age[who]
        alive[who[~seen]] = False
        bought, day = who[seen], day[seen]
        another = day > last[bought]
        x[bought] += another
        last[bought] = np.maximum(last[bought], day)
        alive[bought[random.random(len(bought)) < leaves[bought]]] = False
    return x, last, age


def ungrouped(x: Integers, last: Integers, age: Integers) -> Histories:
    """Every customer as a history of its own: what a fit without grouping computes."""
    each = np.arange(len(x))
    return Histories(x, each, last / 7, each, age / 7, np.ones(len(x)))


def with_lifetimes(x: Integers, last: Integers, age: Integers) -> tuple[float, dict[str, float]]:
    """Seconds and parameters of the library's own fit."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifetimes import BetaGeoFitter

        begun = time.perf_counter()
        fitter = BetaGeoFitter().fit(x, last / 7, age / 7)
        return time.perf_counter() - begun, {name: float(value) for name, value in fitter.params_.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--longest", type=int, default=730, help="days the oldest customer was seen")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    x, last, age = simulate(chosen.customers, chosen.longest)
    seconds: list[float] = []
    model: BgNbd | None = None
    for _ in range(3):
        begun = time.perf_counter()
        model = fit(x, last / 7, age / 7)
        seconds.append(time.perf_counter() - begun)
    assert model is not None
    whole = fit_histories(ungrouped(x, last, age))
    theirs, parameters = with_lifetimes(x, last, age)
    figure = sorted(seconds)[1]
    apart = abs(model.log_likelihood - whole.log_likelihood)
    result = {
        "bench": "bgnbd",
        "customers": chosen.customers,
        "floor": {"what": "lifetimes, seconds", "value": theirs, "parameters": parameters},
        "figure": {"what": "grouping and fit, seconds", "value": figure, "parameters": model.parameters},
        "ratio": theirs / figure,
        "log_likelihood": model.log_likelihood,
        "log_likelihood_apart_from_ungrouped": apart,
        "bound": {"seconds": BOUND_SECONDS, "ratio": BOUND_RATIO, "log_likelihood": BOUND_LIKELIHOOD},
        "holds": figure <= BOUND_SECONDS and theirs / figure >= BOUND_RATIO and apart <= BOUND_LIKELIHOOD,
    }
    if chosen.json:
        print(json.dumps(result))
    else:
        print(f"BG/NBD on {chosen.customers:,} customers")
        print(f"  floor   lifetimes          {theirs:8.2f} s")
        print(f"  figure  grouping and fit   {figure:8.2f} s   (bound {BOUND_SECONDS} s)")
        print(f"  ratio   {result['ratio']:.0f} times faster (bound {BOUND_RATIO:.0f})")
        print(f"  log-likelihood {model.log_likelihood:.6f}, apart from an ungrouped fit by {apart:.1e}")
        print("  holds" if result["holds"] else "  DOES NOT HOLD")
    return 0 if result["holds"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
