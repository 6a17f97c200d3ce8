"""Whether shares differ beyond chance: two shares, many strata, many tests at once, and how many times as likely."""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, exp, fsum, lgamma, log, sqrt

from regulars.understand.metrics.intervals import Z95

# Of all that is called a finding, at most this share is expected to be chance.
FALSE_FINDINGS = 0.01
# Of more hits in all the normal distribution says the same of strata as the exact one, which takes long to add up.
_NORMAL_FROM = 5_000

Stratum = tuple[int, int, int, int]


def differs(first: int, of_first: int, second: int, of_second: int) -> float:
    """The two-sided p-value of two shares being one; 1.0 where either has nothing to divide by.

    Fisher's exact test, the count itself taken by half (mid-p), the smaller tail doubled: right however few they are, where
    a normal approximation calls one complaint in a hundred visits beyond chance because nobody complained elsewhere.
    Sources: Fisher (1935), The logic of inductive inference, JRSS 98; Lancaster (1961), Significance tests in discrete
    distributions, JASA 56.
    """
    if not of_first or not of_second or first * of_second == second * of_first:
        return 1.0
    hits, total = first + second, of_first + of_second
    # Outward from what was seen: each next term from the one before, until nothing is added any more.
    more = first * total > hits * of_first
    seen = _chance(first, of_first, hits, total)
    terms, term, k = [seen / 2], seen, first
    while term > 0:
        if more:
            term *= (of_first - k) * (hits - k) / ((k + 1) * (total - of_first - hits + k + 1))
            k += 1
        else:
            term *= k * (total - of_first - hits + k) / ((of_first - k + 1) * (hits - k + 1))
            k -= 1
        if term < seen * 1e-17:
            break
        terms.append(term)
    tail = fsum(terms)
    # Beside the mean of an askew distribution it is the other tail that is the smaller one.
    return max(0.0, 2 * min(tail, 1 - tail))


def _chance(k: int, drawn: int, hits: int, total: int) -> float:
    """Of a hypergeometric distribution: exactly `k` of the `hits` among `drawn` of `total`."""

    def ways(of: int, some: int) -> float:
        return lgamma(of + 1) - lgamma(some + 1) - lgamma(of - some + 1)

    return exp(ways(hits, k) + ways(total - hits, drawn - k) - ways(total, drawn))


def strata_differ(strata: Sequence[Stratum]) -> tuple[float, float]:
    """(expected, two-sided p) as `strata_p`, but exact where counts are small: the first groups' counts added up, each of
    them hypergeometric, mid-p, the smaller tail doubled.

    Source: Agresti (2013), Categorical Data Analysis, section 7.3.5, exact conditional inference for 2 x 2 x K tables.
    """
    expected, p = strata_p(strata)
    known = [stratum for stratum in strata if stratum[1] and stratum[3]]
    if sum(first + second for first, _, second, _ in known) > _NORMAL_FROM:
        return expected, p
    import numpy as np  # noqa: PLC0415 -- slow import

    lowest, chances = 0, np.ones(1)
    for first, of_first, second, of_second in known:
        hits, total = first + second, of_first + of_second
        low, high = max(0, hits - of_second), min(hits, of_first)
        lowest += low
        chances = np.convolve(chances, [_chance(k, of_first, hits, total) for k in range(low, high + 1)])
    place = sum(stratum[0] for stratum in known) - lowest
    tail = min(float(chances[:place].sum()), float(chances[place + 1 :].sum())) + float(chances[place]) / 2
    return expected, min(1.0, 2 * tail)


def strata_p(strata: Sequence[Stratum]) -> tuple[float, float]:
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
