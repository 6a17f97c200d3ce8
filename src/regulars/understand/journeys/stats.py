"""Whether shares differ beyond chance: two shares, many strata, many tests at once, and how many times as likely."""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, exp, log, sqrt

from regulars.understand.metrics.intervals import Z95, two_proportion_p

# Of all that is called a finding, at most this share is expected to be chance.
FALSE_FINDINGS = 0.01


def differs(first: int, of_first: int, second: int, of_second: int) -> float:
    """The two-sided p-value of two shares being one; 1.0 where either has nothing to divide by."""
    if not of_first or not of_second:
        return 1.0
    return two_proportion_p(first, of_first, second, of_second)


def strata_p(strata: Sequence[tuple[int, int, int, int]]) -> tuple[float, float]:
    """(expected, two-sided p) of the first group's count, where groups are compared inside each stratum only.

    Each stratum: (first, of_first, second, of_second). Source: Mantel and Haenszel (1959), Statistical aspects of the
    analysis of data from retrospective studies of disease, JNCI 22; without continuity correction.
    """
    observed = expected = variance = 0.0
    for first, of_first, second, of_second in strata:
        total, hits = of_first + of_second, first + second
        if not of_first or not of_second or total < 2:
            continue
        observed += first
        expected += of_first * hits / total
        variance += of_first * of_second * hits * (total - hits) / (total * total * (total - 1))
    if variance <= 0:
        return expected, 1.0
    return expected, erfc(abs(observed - expected) / sqrt(variance) / sqrt(2))


def found(p_values: Sequence[float], share: float = FALSE_FINDINGS) -> list[bool]:
    """Which of many tests are findings, when at most `share` of the findings may be chance.

    Source: Benjamini and Hochberg (1995), Controlling the false discovery rate, JRSS B 57.
    """
    ranked = sorted(p_values)
    bound = max((p for rank, p in enumerate(ranked, start=1) if p <= share * rank / len(ranked)), default=-1.0)
    return [p <= bound for p in p_values]


def times_as_likely(first: int, of_first: int, second: int, of_second: int) -> tuple[float, float, float] | None:
    """The ratio of two shares and its 95 % interval, on the log scale; None where either share is nothing.

    Source: Katz, Baptista, Azen and Pike (1978), Obtaining confidence intervals for the risk ratio, Biometrics 34.
    """
    if not (first and of_first and second and of_second):
        return None
    ratio = (first / of_first) / (second / of_second)
    spread = Z95 * sqrt(max(0.0, 1 / first - 1 / of_first + 1 / second - 1 / of_second))
    return ratio, exp(log(ratio) - spread), exp(log(ratio) + spread)
