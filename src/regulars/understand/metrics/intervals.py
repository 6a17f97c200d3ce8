"""How sure a share is: the Wilson interval, and whether two shares differ beyond chance."""

from __future__ import annotations

from math import erfc, sqrt

# The 97.5 % point of the normal distribution: two-sided 95 %.
Z95 = 1.959963984540054


def wilson(successes: int, trials: int, z: float = Z95) -> tuple[float, float]:
    """The Wilson score interval of `successes` out of `trials`, both ends in [0, 1].

    Stays inside [0, 1] and is usable with few trials and shares near 0 or 1, unlike the normal approximation.
    Raises ValueError unless 0 <= successes <= trials and trials > 0.
    Source: Wilson, E. B. (1927), Probable inference, the law of succession, and statistical inference, JASA 22.
    """
    if trials <= 0 or not 0 <= successes <= trials:
        raise ValueError(f"wilson: {successes} of {trials} is not a share")
    return wilson_of(successes / trials, trials, z)


def wilson_of(share: float, trials: float, z: float = Z95) -> tuple[float, float]:
    """The Wilson interval of a share that rests on the information of `trials` independent observations.

    `trials` need not be whole: answers of the same people say less than as many answers of others, and count for fewer.
    Source: Korn, E. L. and Graubard, B. I. (1998), Confidence intervals for proportions with small expected number of
    positive counts estimated from survey data, Survey Methodology 24, for the effective sample size.
    """
    if trials <= 0 or not 0 <= share <= 1:
        raise ValueError(f"wilson: {share} of {trials} is not a share")
    spread = z * z / trials
    centre = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * sqrt(share * (1 - share) / trials + spread / (4 * trials))
    # Rounding may leave a value like -1e-18; and at the edges the interval ends exactly at 0 or 1.
    low = 0.0 if share == 0 else max(0.0, centre - half)
    high = 1.0 if share == 1 else min(1.0, centre + half)
    return low, high


def ratio_error(x: float, y: float, n: int, xx: float, xy: float, yy: float) -> float | None:
    """The standard error of sum(x) / sum(y) over `n` customers, each with any number of units; None below two of them.

    `x`, `y`: the sums; `xx`, `xy`, `yy`: sums of squares and products over customers. Customers are the units drawn, so
    what one of them does several times is not taken for as many customers.
    Source: the ratio estimator by linearisation, Cochran (1977), Sampling Techniques, section 6.
    """
    if n < 2 or y == 0:
        return None
    ratio = x / y
    # Rounding may leave a hair below zero where everybody is the same.
    squares = max(0.0, xx - 2 * ratio * xy + ratio * ratio * yy)
    return sqrt(squares * n / (n - 1)) / abs(y)


def normal_p(difference: float, error: float) -> float:
    """The two-sided p-value of a difference with this standard error under a normal distribution."""
    if error == 0:
        return 1.0 if difference == 0 else 0.0
    return erfc(abs(difference / error) / sqrt(2))


def two_proportion_p(successes: int, trials: int, successes_before: int, trials_before: int) -> float:
    """The two-sided p-value that two shares, taken as independent samples, come from one share (pooled z-test).

    Returns 1.0 where both shares are all or nothing and equal. Raises ValueError when a share has no trials.
    Source: any textbook of statistics, e.g. Agresti (2013), Categorical Data Analysis, section 3.1.
    """
    if trials <= 0 or trials_before <= 0:
        raise ValueError("two_proportion_p: each share needs at least one trial")
    pooled = (successes + successes_before) / (trials + trials_before)
    variance = pooled * (1 - pooled) * (1 / trials + 1 / trials_before)
    if variance == 0:
        return 1.0
    z = (successes / trials - successes_before / trials_before) / sqrt(variance)
    return erfc(abs(z) / sqrt(2))
