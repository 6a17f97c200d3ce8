"""CDNOW's purchases as the package lifetimes carries them: 2,357 customers, bought first in early 1997."""

from __future__ import annotations

from datetime import date
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt

UNTIL = date(1997, 9, 30)
Histories = tuple[npt.NDArray[np.int64], npt.NDArray[np.float64], npt.NDArray[np.float64]]


def path() -> Path:
    """The raw file: master id, sample id, day, quantity, dollars; no header."""
    # Found without being imported: its __init__ pulls in far more than a text file.
    spec = find_spec("lifetimes")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "datasets" / "CDNOW_sample.txt"


def histories() -> Histories:
    """x, t_x and T in weeks, worked out by hand from the raw file."""
    days: dict[str, set[date]] = {}
    for line in path().read_text().splitlines():
        _, customer, day, *_ = line.split()
        when = date(int(day[:4]), int(day[4:6]), int(day[6:]))
        if when <= UNTIL:
            days.setdefault(customer, set()).add(when)
    x = np.array([len(seen) - 1 for seen in days.values()])
    recency = np.array([(max(seen) - min(seen)).days / 7 for seen in days.values()])
    age = np.array([(UNTIL - min(seen)).days / 7 for seen in days.values()])
    return x, recency, age


def summary() -> dict[str, npt.NDArray[np.float64]]:
    """The same customers with frequency, recency and T in weeks and the average of repeat orders, as the package has them."""
    file = path().parent / "cdnow_customers_summary_with_transactions.csv"
    lines = file.read_text().splitlines()[1:]
    _, *columns = np.array([[float(part) for part in line.split(",")] for line in lines]).T
    return dict(zip(("frequency", "recency", "T", "monetary_value"), columns, strict=True))
