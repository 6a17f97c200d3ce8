"""The relationship of each customer of a stretch of rows, given what they were called before. Columns in, columns out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from regulars.understand.relationship.contacts import AGO
from regulars.understand.relationship.kinds import HEADINGS, KINDS, closeness, feeling, headings, kinds, weeks_ago

COLUMNS = (
    "relationship", "heading", "closeness", "closeness_ago", "sentiment", "heard_day", "weeks", "channels", "began", "praised",
    "blamed", "complaints", "solved",
)  # fmt: skip
Numbers = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Related:
    """COLUMNS as lists, one entry a customer."""

    columns: dict[str, list[Any]]


def relate(rows: pa.Table, as_of: date, kinds_before: Sequence[str], headings_before: Sequence[str]) -> Related:
    """The columns of `rows` of `compute.insights`; whoever was never heard from has no relationship yet."""

    def whole(name: str) -> Numbers:
        return np.asarray(rows[name].fill_null(0).to_numpy(), dtype=np.int64)

    def real(name: str) -> Numbers:
        return np.asarray(rows[name].fill_null(0.0).to_numpy(), dtype=np.float64)

    weeks, praise, blame = whole("weeks"), real("praise"), real("blame")
    now = closeness(weeks, whole("channels"), whole("began"), whole("ours"))
    ago = closeness(
        weeks_ago(weeks, whole("weeks_before")), whole("channels_ago"), whole("began_ago"), whole("ours_ago")
    )
    came = rows["heard"].is_valid().to_numpy()
    quarter = np.datetime64(as_of - timedelta(weeks=AGO))
    first = rows["first_heard"].to_numpy().astype("datetime64[D]")
    called = kinds(now.value, praise, blame, _index(KINDS, kinds_before))
    going = headings(now.value, ago.value, first > quarter, _index(HEADINGS, headings_before))
    felt = feeling(praise, blame)
    columns = {
        "relationship": np.where(came, np.array(KINDS)[called], "").tolist(),
        "heading": np.where(came, np.array(HEADINGS)[going], "").tolist(),
        "closeness": _or_none(_percent(now.value), came),
        "closeness_ago": _or_none(_percent(ago.value), came & ~(first > quarter)),
        "sentiment": _or_none(_percent(np.nan_to_num(felt)), came & ~np.isnan(felt)),
        "weeks": now.weeks.tolist(),
        "channels": np.bitwise_count(whole("channels")).astype(np.int64).tolist(),
        "began": np.where(came, _percent(now.initiative), 0).tolist(),
        **{name: whole(name).tolist() for name in ("praised", "blamed", "complaints", "solved")},
    }
    return Related(columns)


def _index(names: Sequence[str], told: Sequence[str]) -> npt.NDArray[np.int64]:
    places = {name: place for place, name in enumerate(names)}
    return np.fromiter((places.get(name, -1) for name in told), dtype=np.int64, count=len(told))


def _percent(values: Numbers) -> Numbers:
    """In steps of 5: what moves less moves nothing."""
    return np.asarray(np.round(values * 20) * 5, dtype=np.int64)


def _or_none(values: Numbers, where: Numbers) -> list[Any]:
    return [value if told else None for value, told in zip(values.tolist(), where.tolist(), strict=True)]
