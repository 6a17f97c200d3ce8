"""The docstring of a metric, taken apart: what it is, and its formula, unit, window, exclusions and source."""

from __future__ import annotations

from dataclasses import dataclass

LABELS = ("Formula", "Unit", "Window", "Exclusions", "Source")


@dataclass(frozen=True, slots=True)
class Definition:
    """`summary`: one sentence. `parts`: (label, text), in the order of LABELS."""

    summary: str
    parts: tuple[tuple[str, str], ...]


def definition(text: str) -> Definition:
    """Take the text of a definition apart. Raises ValueError when a part is missing or out of order."""
    summary, _, rest = text.partition("\n\n")
    parts: list[tuple[str, str]] = []
    for line in rest.splitlines():
        label, colon, begun = line.partition(": ")
        if colon and label in LABELS:
            parts.append((label, begun.strip()))
        elif parts:
            parts[-1] = (parts[-1][0], f"{parts[-1][1]} {line.strip()}".strip())
    if tuple(label for label, _ in parts) != LABELS:
        raise ValueError(f"definition {summary!r}: needs the parts {', '.join(LABELS)}, in this order")
    return Definition(" ".join(summary.split()), tuple(parts))
