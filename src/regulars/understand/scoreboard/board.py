"""What a scoreboard holds. Pure data: it travels as JSON from the worker that computes it to the page that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from regulars.understand.metrics.around import Around
from regulars.understand.metrics.measured import Measured
from regulars.understand.metrics.window import Window
from regulars.understand.report.figures import Anonymous, Cohort, Currency, GroupSize, Month, Scores


class UnknownPart(ValueError):
    """People were asked for by something the scoreboard does not show; the text names it."""


@dataclass(frozen=True, slots=True)
class Initiative:
    """A day on which the business changed something for its customers: a mark in the pictures."""

    day: date
    what: str


@dataclass(frozen=True, slots=True)
class Board:
    """The scoreboard of one day. Money is in `currency`.

    `window` are the 12 months up to `as_of`, which the metrics are over; months, cohorts and groups are of everything
    recorded up to `as_of`. `notes` say what the figures leave out. `others`: sales in other currencies. What is foretold is
    no part of it: one model tells it, that of the insights.
    """

    as_of: date
    computed_at: datetime
    lake_version: str
    currency: str
    window: Window
    first_day: date
    last_day: date
    metrics: tuple[Measured, ...]
    sql: Mapping[str, str]
    months: tuple[Month, ...]
    cohorts: tuple[Cohort, ...]
    ntile: tuple[Scores, ...]
    tie_safe: tuple[Scores, ...]
    groups: tuple[GroupSize, ...]
    anonymous: Anonymous
    others: tuple[Currency, ...]
    initiatives: tuple[Initiative, ...]
    notes: tuple[str, ...]
    # Every metric beyond those of the scoreboard, for the catalogue.
    further: tuple[Measured, ...] = ()
    # Shares of a month's customers before and since the latest initiative.
    around: tuple[Around, ...] = ()

    def metric(self, key: str) -> Measured:
        """One of the metrics by its key; raises KeyError."""
        return self.every[key]

    @property
    def every(self) -> dict[str, Measured]:
        """All that was measured, by key."""
        return {metric.key: metric for metric in (*self.metrics, *self.further)}

    @property
    def marks(self) -> dict[str, str]:
        """What the business changed, by month: 2026-03 -> what."""
        marks: dict[str, str] = {}
        for initiative in self.initiatives:
            month = initiative.day.isoformat()[:7]
            marks[month] = f"{marks[month]}; {initiative.what}" if month in marks else initiative.what
        return marks


def to_json(board: Board) -> str:
    """The board as JSON; decimals as text, so that none loses a digit."""
    return _encoder.encode(board).decode()


def from_json(text: str) -> Board:
    """The board that `to_json` wrote."""
    return _decoder.decode(text)


_encoder = msgspec.json.Encoder(decimal_format="string")
_decoder = msgspec.json.Decoder(Board)
