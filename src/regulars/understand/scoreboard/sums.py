"""Sums over customers, asked of the lake once and then kept up with a few customers at a time.

What is new in the lake changes what is told of a few customers. A sum over customers is then the sum as it was, less what
those few added to it before, plus what they add to it now: both are asked of their own rows, which are few.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar

import ibis.expr.types as ir

from regulars.store.engine.fetch import fetch
from regulars.store.engine.few import Few
from regulars.store.engine.tables import Tables
from regulars.understand.metrics.churn import gaps
from regulars.understand.metrics.entered import Entered
from regulars.understand.metrics.material import Material
from regulars.understand.metrics.metric import Grain, Metric
from regulars.understand.metrics.relations import by_grain, measure, needs_of
from regulars.understand.metrics.window import Window
from regulars.understand.scoreboard.adding import Row, added, from_json, in_order, to_json

if TYPE_CHECKING:
    from ibis.backends import BaseBackend

Ask = Callable[[Tables], ir.Table]
T = TypeVar("T")

# Raised when the kept rows would mean something else than the same question does now.
METHOD = 1


class Sums:
    """One look at the lake, and the sums kept of the look before it.

    `kept`: the rows of each sum at the look `few.since`, as JSON. `now` holds those of this look, to be kept in turn;
    `asked` the names of those that everybody was asked for. `scored`: everybody's RFM scores, once they were worked out on
    the way, for whoever needs them too.
    """

    def __init__(
        self, backend: BaseBackend, tables: Tables, few: Few | None = None, kept: dict[str, str] | None = None
    ) -> None:
        self.backend, self.tables, self.few = backend, tables, few
        self.kept = kept or {}
        self.now: dict[str, str] = {}
        self.asked: list[str] = []
        self.scored: ir.Table | None = None
        self._busy: Future[Any] | None = None

    def aside(self, work: Callable[[], T]) -> Callable[[], T]:
        """Begin with something that asks everybody, in a thread of its own where the few are asked meanwhile. Returns how to
        get the answer; whoever else asks everybody waits for it."""
        if self.few is None or self.few.backend is self.backend:
            answer = work()
            return lambda: answer
        worker = ThreadPoolExecutor(1, "everybody")
        busy = worker.submit(work)
        worker.shutdown(wait=False)
        self._busy = busy
        return busy.result

    def rows(
        self, name: str, ask: Ask, keys: Sequence[str], *, of: object = "", gone: Callable[[Row], bool] | None = None
    ) -> list[Row]:
        """The rows of a relation whose every column beside `keys` is a sum over customers, in order of the keys.

        `of`: whatever else the sums depend on; they are kept up with only while it is the same. `gone`: whether a row
        stands for nothing any more, and would not be there.
        """
        named = _named(name, (of, tuple(keys)))
        if named in self.now:
            return from_json(self.now[named])
        few, before = self.few, self.kept.get(named)
        if few is None or before is None:
            found = in_order(self._everybody(name, ask), keys)
        elif few.nobody:
            found = from_json(before)
        else:
            less, more = few.both(named, ask)
            found = added(from_json(before), less, more, keys, gone or (lambda _: False))
        self.now[named] = to_json(found)
        return found

    def gaps(self, last: date) -> list[Row]:
        """The rows of `churn.gaps` up to the day `last`."""
        return self.rows(
            "gaps", lambda of: gaps(of.orders, last), ("gap",), of=last, gone=lambda row: not row["people"]
        )

    def measured(
        self,
        metrics: Iterable[Metric],
        windows: Sequence[Window],
        material: Callable[[Tables], Material],
        of: object = "",
    ) -> list[list[Row]]:
        """The rows of `measure`, one list a grain. `material` makes of tables what is measured; `of` as for `rows`."""
        mine = material(self.tables)
        keys = ("period",) if mine.by is None else ("period", "part")
        return [
            self._of_grain(grain, members, windows, material, keys, (of, _asked(mine, members), tuple(windows)))
            for grain, members in by_grain(metrics, mine.entered, windows).items()
        ]

    def _of_grain(
        self,
        grain: Grain,
        metrics: Sequence[Metric],
        windows: Sequence[Window],
        material: Callable[[Tables], Material],
        keys: Sequence[str],
        of: object,
    ) -> list[Row]:
        def ask(tables: Tables) -> ir.Table:
            [relation] = measure(metrics, material(tables), windows, counted=True)
            return relation

        if any(metric.quantile is not None for metric in metrics):

            def behind(tables: Tables) -> ir.Table:
                needs = needs_of(metrics)
                return grain.build(material(tables), windows, needs).select(*keys, *needs)

            return self._while_same(grain.name, ask, behind, keys, of)
        return self.rows(grain.name, ask, keys, of=of, gone=lambda row: not row["__rows"])

    def _while_same(self, name: str, ask: Ask, behind: Ask, keys: Sequence[str], of: object) -> list[Row]:
        """Rows that are no sums, such as percentiles: they stand as long as what they are taken of is the same."""
        named = _named(name, (of, tuple(keys)))
        if named in self.now:
            return from_json(self.now[named])
        few, before = self.few, self.kept.get(named)
        if few is not None and before is not None and (few.nobody or self._same(few, named, behind)):
            self.now[named] = before
            return from_json(before)
        found = in_order(self._everybody(name, ask), keys)
        self.now[named] = to_json(found)
        return found

    @staticmethod
    def _same(few: Few, named: str, behind: Ask) -> bool:
        """Whether what the few are counted by is what it was."""
        was, now = (sorted(map(repr, rows)) for rows in few.both(f"behind {named}", behind))
        return was == now

    def _everybody(self, name: str, ask: Ask) -> list[Row]:
        if self._busy is not None:
            # An engine answers one question at a time.
            wait([self._busy])
        self.asked.append(name)
        rows: list[Row] = fetch(self.backend, ask(self.tables)).to_pylist()
        return rows


def _named(name: str, of: object) -> str:
    """A name for the sums that stands for everything they depend on."""
    return f"{name[:60]}:{sha256(repr((METHOD, of)).encode()).hexdigest()[:32]}"


def _asked(material: Material, metrics: Sequence[Metric]) -> object:
    """What the sums of these metrics depend on, beside the tables."""
    told: Entered = material.entered
    if not any("inactivity_days" in metric.uses for metric in metrics):
        # The estimate follows every order; only what is measured with it follows the estimate.
        told = replace(told, figures=tuple(figure for figure in told.figures if figure.kind != "inactivity_days"))
    figures = tuple(replace(figure, estimated="") for figure in told.figures)
    return tuple(metric.key for metric in metrics), figures, material.currency, material.time_zone
