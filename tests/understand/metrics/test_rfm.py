from __future__ import annotations

from regulars.understand.metrics.rfm import GROUPS


def test_groups_divide_all_scores_without_gap_or_overlap() -> None:
    covered = [
        (recency, frequency)
        for group in GROUPS
        for recency in range(group.recency[0], group.recency[1] + 1)
        for frequency in range(group.frequency[0], group.frequency[1] + 1)
    ]
    assert sorted(covered) == [(recency, frequency) for recency in range(1, 6) for frequency in range(1, 6)]
