"""Made-up companies whose customers buy and leave exactly as a model has it, with parameters drawn at random."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
History = tuple[Integers, Floats, Floats]
COMPANIES = 20


@dataclass(frozen=True)
class Company:
    """A company's true parameters by name, and its customers' x, t_x and T."""

    true: dict[str, float]
    history: History


def _bought(random: np.random.Generator, rate: Floats, ends: Floats, leaves: Floats, age: Floats) -> History:
    """Purchases at `rate` until `ends` or `age`; after each, the customer leaves with the chance `leaves`."""
    moment, last = np.zeros(len(age)), np.zeros(len(age))
    x, there = np.zeros(len(age), np.int64), np.ones(len(age), bool)
    until = np.minimum(ends, age)
    while there.any():
        who = np.flatnonzero(there)
        moment[who] += random.exponential(1 / rate[who])
        there[who[moment[who] > until[who]]] = False
        bought = who[moment[who] <= until[who]]
        x[bought] += 1
        last[bought] = moment[bought]
        there[bought[random.random(len(bought)) < leaves[bought]]] = False
    return x, last, age


def bgnbd_company(seed: int, customers: int) -> Company:
    """A company of the BG/NBD model, seen for up to 60 weeks."""
    random = np.random.default_rng(seed)
    r, alpha = random.uniform(0.3, 1.5), random.uniform(3.0, 12.0)
    a, b = random.uniform(0.5, 1.5), random.uniform(1.5, 5.0)
    rate = np.maximum(random.gamma(r, 1 / alpha, customers), 1e-9)
    leaves, age = random.beta(a, b, customers), random.uniform(10.0, 60.0, customers)
    history = _bought(random, rate, np.full(customers, np.inf), leaves, age)
    return Company({"r": r, "alpha": alpha, "a": a, "b": b}, history)


def pareto_company(seed: int, customers: int) -> Company:
    """A company of the Pareto/NBD model, seen for up to 60 weeks."""
    random = np.random.default_rng(seed)
    r, alpha = random.uniform(0.4, 1.5), random.uniform(4.0, 12.0)
    s, beta = random.uniform(0.5, 1.5), random.uniform(8.0, 20.0)
    rate = np.maximum(random.gamma(r, 1 / alpha, customers), 1e-9)
    ends = random.exponential(1 / np.maximum(random.gamma(s, 1 / beta, customers), 1e-9))
    age = random.uniform(10.0, 60.0, customers)
    return Company(
        {"r": r, "alpha": alpha, "s": s, "beta": beta}, _bought(random, rate, ends, np.zeros(customers), age)
    )


def values_company(seed: int, customers: int) -> tuple[dict[str, float], Integers, Floats]:
    """The parameters of a company of the Gamma-Gamma model, its customers' numbers of orders and their averages."""
    random = np.random.default_rng(seed)
    p, q, v = random.uniform(2.0, 8.0), random.uniform(2.5, 6.0), random.uniform(8.0, 40.0)
    orders = random.integers(1, 12, customers)
    scale = random.gamma(q, 1 / v, customers)
    return {"p": p, "q": q, "v": v}, orders, random.gamma(p * orders, 1 / (scale * orders))
