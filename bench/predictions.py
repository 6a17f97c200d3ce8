"""Predictions of repeat buying on simulated customers, against `lifetimes` and the maximum of `pymc-marketing`.

Fits (grouping included) and the lifetime values of everybody, the same arrays for all three; each floor in a process of
its own, so that neither memory nor compiled code carries over. Floors that need longer than --limit seconds are stopped,
and the ratio is then told as "at least". `pymc-marketing` is given flat priors, so that its maximum is that of the
likelihood; what it compiles is compiled once before it is measured. Up to 200,000 customers the floors of the bounds run
three times and the shortest counts, as it does of ten runs of the figures. The ratio is the smaller of that by the clock and
that of processor time, so that other work beside it flatters neither.

Bounds: BG/NBD 30 times faster than lifetimes and 20 times faster than pymc-marketing at 1,000,000 customers, 10 times at
100,000; a likelihood as good or better; the values of all customers 10 times faster, and the same.
Needs: pip install -r requirements/bench.txt, best in an environment of its own.
Run: python bench/predictions.py [--json] [--customers N] [--longest DAYS] [--limit SECONDS]
     [--part most]
"""

from __future__ import annotations

import argparse
import json
import logging
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np
import numpy.typing as npt

from regulars.understand.predictions import bgnbd, gamma_gamma, pareto_nbd
from regulars.understand.predictions.grouping import Histories, group
from regulars.understand.predictions.outlook import Outlook, Worth

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
# The published parameters of CDNOW, with time in days, and of what its customers spend.
TRUE = {"r": 0.243, "alpha": 4.414 * 7, "a": 0.793, "b": 2.426, "p": 6.25, "q": 3.74, "v": 15.45}
# Months of weeks, a year of them, and the rate a month: how `lifetimes` and `pymc-marketing` count.
STEP, STEPS, RATE = 4.345, 12, 0.01
WARM = 2_000
RUNS_OF_OURS = 10
# Ratio to lifetimes and to pymc-marketing of a fit, by the number of customers; of values, whatever it is.
BOUND_LARGE, BOUND_SMALL, BOUND_VALUES = {"lifetimes": 30.0, "pymc-marketing": 20.0}, 10.0, 10.0
# Of a log-likelihood of some millions: what the last digits of a sum of so many may differ by.
LIKELIHOOD, SAME = 1e-3, 1e-3
RUNS = {"most": ("bgnbd", "clv", "values"), "pareto": ("pareto",)}
PARTS = {"bgnbd": "BG/NBD fit", "clv": "values of everybody", "values": "Gamma-Gamma fit", "pareto": "Pareto/NBD fit"}


def simulate(customers: int, longest: int, seed: int = 20050401) -> tuple[Integers, Integers, Integers]:
    """Customers as BG/NBD has them, seen for 1 to `longest` days; purchases of one day count once: x, t_x, T."""
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


def spend(x: Integers, seed: int = 20130201) -> Floats:
    """The average of what each customer's repeat orders cost, to the penny; 0 without any."""
    random = np.random.default_rng(seed)
    scale = random.gamma(TRUE["q"], 1 / TRUE["v"], len(x))
    orders = np.maximum(x, 1)
    mean = np.maximum(np.round(random.gamma(TRUE["p"] * orders, 1 / (scale * orders)), 2), 0.01)
    return np.where(x > 0, mean, 0.0)


@dataclass(frozen=True)
class Taken:
    """Seconds by the clock, and of all processors: what else the machine does makes the first longer, not the second."""

    seconds: float
    processor: float


def timed(run: Callable[[], Any], times: int = 1) -> tuple[Taken, Any]:
    """The shortest of some runs."""
    found = []
    for _ in range(times):
        begun, worked = time.perf_counter(), time.process_time()
        result = run()
        found.append((time.perf_counter() - begun, time.process_time() - worked))
    return Taken(min(one for one, _ in found), min(one for _, one in found)), result


def say(part: str, taken: Taken, **more: Any) -> None:
    """One line for the process that waits: a floor's part has ended."""
    print(json.dumps({"part": part, **asdict(taken), **more}), flush=True)


def again_and_again(customers: int) -> int:
    """How often a floor is run that takes seconds only."""
    return 3 if customers <= 200_000 else 1


def with_lifetimes(part: str, customers: int, longest: int) -> None:
    """Its fits, or its values of everybody. The arrays are those of the figure."""
    import pandas as pd
    from lifetimes import BetaGeoFitter, GammaGammaFitter, ParetoNBDFitter

    x, last, age = simulate(customers, longest)
    average = spend(x)
    weeks = last / 7, age / 7
    if part == "pareto":
        np.random.seed(0)
        taken, fitter = timed(lambda: ParetoNBDFitter().fit(x, *weeks))
        say("pareto", taken, parameters=[float(value) for value in fitter.params_])
        return
    taken, buying = timed(lambda: BetaGeoFitter().fit(x, *weeks), again_and_again(customers))
    say("bgnbd", taken, parameters=[float(value) for value in buying.params_])
    again = x > 0
    taken, values = timed(lambda: GammaGammaFitter().fit(x[again], average[again]))
    say("values", taken, parameters=[float(value) for value in values.params_])
    columns = [pd.Series(column) for column in (x, *weeks, average)]
    taken, clv = timed(
        lambda: values.customer_lifetime_value(buying, *columns, time=STEPS, discount_rate=RATE, freq="W"),
        again_and_again(customers),
    )
    say("clv", taken, total=float(clv.sum()))


def with_pymc(part: str, customers: int, longest: int) -> None:
    """Its maxima, or its values of everybody, with what it compiles compiled before."""
    logging.disable(logging.WARNING)
    import pandas as pd
    from pymc_extras.prior import Prior
    from pymc_marketing.clv import BetaGeoModel, GammaGammaModel, ParetoNBDModel
    from pymc_marketing.clv.utils import customer_lifetime_value

    def flat(*names: str) -> dict[str, Any]:
        return {name: Prior("HalfFlat") for name in names}

    def fitted(kind: Any, config: dict[str, Any], rows: Any) -> Any:
        model = kind(model_config=config)
        model.fit(rows, method="map", progressbar=False)
        return model

    def point(model: Any, names: tuple[str, ...]) -> list[float]:
        return [float(model.idata.posterior[name].to_numpy().ravel()[0]) for name in names]

    def table(customers: int) -> Any:
        x, last, age = simulate(customers, longest)
        columns = {"frequency": x, "recency": last / 7, "T": age / 7, "monetary_value": spend(x)}
        return pd.DataFrame({"customer_id": np.arange(customers), **columns})

    warm, rows = table(WARM), table(customers)
    if part == "pareto":
        names = ("r", "alpha", "s", "beta")
        fitted(ParetoNBDModel, flat(*names), warm)
        taken, model = timed(lambda: fitted(ParetoNBDModel, flat(*names), rows))
        say("pareto", taken, parameters=point(model, names))
        return
    names = ("r", "alpha", "a", "b")
    fitted(BetaGeoModel, flat(*names), warm)
    taken, buying = timed(lambda: fitted(BetaGeoModel, flat(*names), rows), again_and_again(customers))
    say("bgnbd", taken, parameters=point(buying, names))
    worth = ("p", "q", "v")
    fitted(GammaGammaModel, flat(*worth), warm[warm["frequency"] > 0])
    taken, values = timed(lambda: fitted(GammaGammaModel, flat(*worth), rows[rows["frequency"] > 0]))
    say("values", taken, parameters=point(values, worth))

    def everybody() -> Any:
        spent = values.expected_customer_spend(rows).mean(("chain", "draw")).to_numpy()
        return customer_lifetime_value(buying, rows.assign(future_spend=spent), STEPS, RATE, "W")

    taken, clv = timed(everybody, again_and_again(customers))
    say("clv", taken, total=float(clv.sum()))


FLOORS = {"lifetimes": with_lifetimes, "pymc-marketing": with_pymc}


def floor(name: str, part: str, chosen: argparse.Namespace) -> dict[str, Any]:
    """Run a floor in a process of its own; what it had told when it ended or was stopped, by part."""
    command = [
        sys.executable, __file__, "--floor", name, "--part", part, "--customers", str(chosen.customers),
        "--longest", str(chosen.longest),
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        told, wrong = process.communicate(timeout=chosen.limit)
    except subprocess.TimeoutExpired:
        process.kill()
        told, wrong = process.communicate()
    else:
        if process.returncode:
            print(wrong, file=sys.stderr)
            raise SystemExit(f"{name} failed at {part}")
    lines = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
    return {line.pop("part"): line for line in lines}


def ours(chosen: argparse.Namespace) -> dict[str, Any]:
    """The figures, each the shortest of several, with the models they belong to."""
    x, last, age = simulate(chosen.customers, chosen.longest)
    average, weeks = spend(x), (last / 7, age / 7)

    found = {
        "bgnbd": timed(lambda: bgnbd.fit(x, *weeks), RUNS_OF_OURS),
        "values": timed(lambda: gamma_gamma.fit(x, average), RUNS_OF_OURS),
    }
    if chosen.part != "most":
        found["pareto"] = timed(lambda: pareto_nbd.fit(x, *weeks), 3)
    buying, worth = found["bgnbd"][1], found["values"][1]

    def everybody() -> Floats:
        orders = buying.discounted(STEP * STEPS, x, *weeks, rate=RATE, step=STEP)
        return np.asarray(orders * worth.expected_value(x, average))

    found["clv"] = timed(everybody, RUNS_OF_OURS)
    outlook = Outlook(buying, Worth(0.0, worth))
    found["predict"] = timed(lambda: outlook.predict(x, last, age, x, average), RUNS_OF_OURS)
    return found


def likelihoods(part: str, histories: Histories, mine: Any, theirs: list[float]) -> tuple[float, float] | None:
    """The log-likelihood of ours and of theirs, by the same function."""
    if part == "bgnbd":
        return mine.log_likelihood, bgnbd.log_likelihood(bgnbd.BgNbd(*theirs, 0.0, 0), histories)
    if part == "pareto":
        return mine.log_likelihood, pareto_nbd.log_likelihood(pareto_nbd.ParetoNbd(*theirs, 0.0, 0), histories)
    return None


def compare(
    part: str,
    name: str,
    figure: Taken,
    mine: Any,
    floors: Mapping[str, Any],
    histories: Histories,
    chosen: argparse.Namespace,
) -> dict[str, Any]:
    """One floor of one part, with the ratio, the bound if there is one, and whether it holds.

    The ratio is the smaller of that by the clock and that of processor time.
    """
    reached = floors.get(part)
    seconds = reached["seconds"] if reached else chosen.limit
    ratios = [seconds / figure.seconds] + ([reached["processor"] / figure.processor] if reached else [])
    bound = {"bgnbd": BOUND_LARGE[name] if chosen.customers >= 1_000_000 else BOUND_SMALL, "clv": BOUND_VALUES}.get(
        part
    )
    row = {"part": part, "floor": name, "floor_seconds": seconds, "stopped": reached is None} | asdict(figure)
    row |= {"ratio": min(ratios), "ratios": ratios, "bound": bound, "holds": bound is None or min(ratios) >= bound}
    if reached and "parameters" in reached:
        both = likelihoods(part, histories, mine, reached["parameters"])
        if both:
            row |= {"log_likelihood": both[0], "theirs": both[1]}
            row["holds"] = row["holds"] and both[0] >= both[1] - LIKELIHOOD
    if reached and "total" in reached:
        row |= {"total": float(mine.sum()), "theirs": reached["total"]}
        row["holds"] = row["holds"] and abs(mine.sum() / reached["total"] - 1) < SAME
    return row


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--longest", type=int, default=730, help="days the oldest customer was seen")
    parser.add_argument("--limit", type=float, default=600.0, help="seconds after which a floor is stopped")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--floor", choices=FLOORS, help=argparse.SUPPRESS)
    parser.add_argument(
        "--part", choices=("all", *RUNS), default="all", help="most: all but Pareto/NBD, the slowest floors"
    )
    chosen = parser.parse_args()
    if chosen.floor:
        warnings.simplefilter("ignore")
        FLOORS[chosen.floor](chosen.part, chosen.customers, chosen.longest)
        return 0
    for module in ("lifetimes", "pymc_marketing"):
        if find_spec(module) is None:
            print(
                f"{module} is not installed: pip install -r requirements/bench.txt, best in an environment of its own"
            )
            return 2
    figures = ours(chosen)
    x, last, age = simulate(chosen.customers, chosen.longest)
    histories = group(x, last / 7, age / 7)
    rows = []
    for name in FLOORS:
        for run, parts in RUNS.items():
            if chosen.part in ("all", run):
                found = floor(name, run, chosen)
                rows += [compare(part, name, *figures[part], found, histories, chosen) for part in parts]
    result = {
        "bench": "predictions",
        "customers": chosen.customers,
        "distinct_histories": len(histories.x),
        "everything_predicted_seconds": figures["predict"][0].seconds,
        "rows": rows,
        "holds": all(row["holds"] for row in rows),
    }
    print(json.dumps(result)) if chosen.json else told(result)
    return 0 if result["holds"] else 1


def told(result: Mapping[str, Any]) -> None:
    """The same for people."""
    print(f"predictions of {result['customers']:,} customers, {result['distinct_histories']:,} distinct histories")
    for row in result["rows"]:
        least, bound = "at least " if row["stopped"] else "", f" (bound {row['bound']:.0f})" if row["bound"] else ""
        print(
            f"  {PARTS[row['part']]:20} {row['seconds']:7.2f} s   {row['floor']:14} {row['floor_seconds']:8.1f} s"
            f"   {least}{row['ratio']:.0f} times faster{bound}"
        )
        if "log_likelihood" in row:
            print(f"  {'':20} log-likelihood {row['log_likelihood']:.4f}, theirs {row['theirs']:.4f}")
        if "total" in row:
            print(f"  {'':20} together {row['total']:,.0f}, theirs {row['theirs']:,.0f}")
    print(f"  every column of every customer's prediction: {result['everything_predicted_seconds']:.2f} s")
    print("  holds" if result["holds"] else "  DOES NOT HOLD")


if __name__ == "__main__":
    raise SystemExit(main())
