"""How each component is used, in every state it has; a test sees that none is missing."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, Final

from regulars.web.pictures.cohort import cohort_table
from regulars.web.pictures.columns import Datum, columns
from regulars.web.pictures.course import course
from regulars.web.pictures.curves import Door, curves
from regulars.web.pictures.journey import Flow, Point, tall, wide
from regulars.web.pictures.pairs import pairs
from regulars.web.pictures.spark import spark
from regulars.web.pictures.survival import Mark, survival

_RATES = [0.09, 0.095, 0.088, 0.091, 0.09, 0.094, 0.089, 0.12, 0.16, 0.19, 0.22, 0.24]
_WAY = [
    Point(0, "A1", "Followed a link", 900, "900 people", "#journey", "Followed a link: 900 people", 0.1, "10 %", "#journey",
          "90 visits were the last", 78.0, "#journey", "78 of 100 over 40 answers"),
    Point(1, "B1", "Began to pay", 620, "620 people", "#journey", "Began to pay: 620 people", 0.4, "40 %", "#journey",
          "248 visits were the last", 42.0, "#journey", "42 of 100 over 31 answers", 1, "#journey",
          left_hurts=True),
    Point(1, "B2", "Bought", 350, "350 people", "#journey", "Bought: 350 people", None, "", "#journey", "", 88.0, "#journey",
          "88 of 100 over 60 answers"),
]  # fmt: skip
_FLOWS = [
    Flow(0, 1, 610, "#journey", "From A1 to B1, 610 times"),
    Flow(1, 2, 350, "#journey", "From B1 to B2, 350 times"),
    Flow(2, 0, 60, "#journey", "From B2 back to A1, 60 times"),
]
_STAGES = ("Aware", "Buy")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

VALUES: Final[dict[str, Any]] = {
    "countries": [("", "Any country"), ("DE", "Germany"), ("PL", "Poland")],
    "wizard": ["Upload", "Columns", "Preview", "Import"],
    "line": spark(_RATES, low=[r - 0.015 for r in _RATES], high=[r + 0.015 for r in _RATES], marks=[(6, "fitting room")]),
    "flat": spark([1.0, 1.0, 1.0]),
    "broken": spark([0.1, None, 0.3, 0.2]),
    "bars": columns(
        [Datum(m, (120 - 4 * i, 20 + 9 * i), "#columns", f"{m}: {100 + 5 * i} buyers") for i, m in enumerate(_MONTHS)],
        ("New", "Came back"),
    ),
    "cohorts": cohort_table(
        [("Jan 2026", [100, 24, 20, 18]), ("Feb 2026", [80, 30, 22]), ("Mar 2026", [120, 58])],
        href=lambda cohort, month: f"#cohort-{cohort}-{month}",
    ),
    "heading": course([(d * 30.0, 0.18 + d * 0.005) for d in range(13)], (480, 0.28), (0.27, 0.25, 0.29)),
    "early": course([(0, 0.2), (30, 0.21), (60, 0.2)], (480, 0.28)),
    "way": (wide(_STAGES, _WAY, _FLOWS), tall(_STAGES, _WAY, _FLOWS)),
    "pairs": [("Mail", "ada@brandt.example"), ("Phone", "+49 40 5550 142"), ("Shop", "88213")],
    "beside": pairs(
        [Datum(str(n), (0.2 * n, 0.15 * n + 0.1), "#pairs", f"{n} orders: {0.2 * n:.1f} expected") for n in range(1, 8)],
        ("Expected", "What came"),
    ),
    "chances": pairs(
        [Datum(f"{n}0 %", (n / 10, n / 10 + 0.04), "", f"Told {n}0 %") for n in range(1, 9)],
        ("Told", "Happened"), percent=True,
    ),
    "grown": curves(
        ([12.0 * n for n in range(12)], [11.0 * n + n * n / 4 for n in range(12)]), ("Expected", "What came"),
        [Door(n, n + 1, m, "#curves", f"{m}: 12 expected") for n, m in enumerate(_MONTHS)],
        since=8, since_text="held out from here",
    ),
    "lasting": survival(
        [
            Mark(0.9**n if n < 9 else None, 0.88**n if n < 9 else None, 0.92**n if n < 9 else None, 0.91**n, str(n),
                f"{n} renewals", "#survival")
            for n in range(12)
        ]
    ),
    "lasted": survival([Mark(0.8**n, 0.6**n, 0.95**n, None, str(n), f"{n} renewals") for n in range(4)]),
    "places": [("#tabs", "Appearance", True), ("#tabs-2", "People", False), ("#tabs-3", "Write keys", False)],
    "sql": "SELECT count(*) FILTER (WHERE orders >= 2) * 1.0 / count(*)\nFROM buyers",
}  # fmt: skip

_CAPTION: Final = re.compile(r"^\{# (.+) #\}$", re.MULTILINE)
_FOLDER: Final = Path(__file__).parent.parent / "templates" / "patterns" / "states"


@cache
def examples(name: str) -> tuple[tuple[str, str], ...]:
    """(caption, source) of each state of a component, from templates/patterns/states/<name>.html."""
    _, *parts = _CAPTION.split((_FOLDER / f"{name}.html").read_text(encoding="utf-8"))
    return tuple((caption, source.strip()) for caption, source in zip(parts[::2], parts[1::2], strict=True))
