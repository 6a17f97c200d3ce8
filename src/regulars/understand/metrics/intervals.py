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
    share = successes / trials
    spread = z * z / trials
    centre = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * sqrt(share * (1 - share) / trials + spread / (4 * trials))
    # Rounding may leave a value like -1e-18; and at the edges the interval ends exactly at 0 or 1.
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    high = 1.0 if successes == trials else min(1.0, centre + half)
    return low, high


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
