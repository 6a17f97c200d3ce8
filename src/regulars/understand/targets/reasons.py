"""Who moved a figure: the months of each group of customers beside those of all, asked of the engine. Worker only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.types as ir

from regulars.kit.countries import in_country
from regulars.store.engine.fetch import fetch
from regulars.store.engine.views import kept
from regulars.understand.metrics import months
from regulars.understand.metrics.catalogue import EVERY
from regulars.understand.metrics.entered import Entered
from regulars.understand.metrics.material import Material, material
from regulars.understand.metrics.measured import Measured, number
from regulars.understand.metrics.metric import Metric
from regulars.understand.metrics.relations import measure
from regulars.understand.metrics.window import Window, add_months
from regulars.understand.targets.effects import Effect, Sums, effects, excess
from regulars.understand.targets.groups import ELSEWHERE, UNNAMED, WAYS, WITHOUT
from regulars.understand.targets.moves import Move
from regulars.understand.targets.wording import difference, month_name, spoken

if TYPE_CHECKING:
    from ibis.backends import BaseBackend

    from regulars.store.engine.tables import Tables

# So many groups of a way are told apart; the rest is one more.
MOST_GROUPS = 6
# A group is named as the reason when it made so much more of the change than its size would.
WORTH_NAMING = 0.15
_SAID = {
    "country": "customers in {}",
    "channel": "those who mostly order through {}",
    "category": "those who mostly buy {}",
    "group": "those who were “{}” before",
}
Parts = Mapping[str, tuple[Effect, ...]]


@dataclass(frozen=True, slots=True)
class Pair:
    """The two months that are compared, as the first day of each."""

    before: date
    now: date

    @property
    def windows(self) -> tuple[Window, Window]:
        """Their days."""
        return tuple(Window(day, add_months(day, 1), 1) for day in (self.now, self.before))  # type: ignore[return-value]


def reasons(
    backend: BaseBackend,
    tables: Tables,
    found: Iterable[Move],
    as_of: date,
    currency: str,
    *,
    entered: Entered | None = None,
    time_zone: str = "UTC",
) -> dict[str, Parts]:
    """For each move, by its key: for each way of grouping customers what every group did. They sum to the change."""
    by_pair: dict[Pair, list[Move]] = {}
    for move in found:
        pair = Pair(date.fromisoformat(f"{move.since}-01"), date.fromisoformat(f"{move.month}-01"))
        by_pair.setdefault(pair, []).append(move)
    if not by_pair:
        return {}
    drawn = any(EVERY[move.key].series for moved in by_pair.values() for move in moved)
    by_month = kept(backend, months.customer_months(tables.orders, as_of, currency))
    made_of = replace(material(tables, currency), entered=entered or Entered(), time_zone=time_zone)
    made: dict[str, dict[str, tuple[Effect, ...]]] = {}
    for pair, moved in by_pair.items():
        whole = _months(backend, by_month, as_of, pair)
        for way, build in WAYS.items():
            parts = kept(backend, build(tables, pair.windows))
            sums = _by_group(backend, by_month, parts, as_of, pair) if drawn else {}
            for move in moved:
                if EVERY[move.key].series:
                    one = _effects(move.key, way, sums, whole)
                else:
                    one = _measured(backend, made_of, EVERY[move.key], way, parts, pair)
                if one:
                    made.setdefault(move.key, {})[way] = one
    return dict(made)


def _months(backend: BaseBackend, by_month: ir.Table, as_of: date, pair: Pair) -> dict[date, dict[str, Any]]:
    rows = fetch(backend, months.monthly(by_month, as_of)).to_pylist()
    return {row["month"]: row for row in rows if row["month"] in {pair.before, pair.now}}


def _by_group(
    backend: BaseBackend, by_month: ir.Table, parts: ir.Table, as_of: date, pair: Pair
) -> dict[str, dict[date, dict[str, Any]]]:
    """The two months of the largest groups, each as if there were no others."""
    active = by_month.filter(by_month.month.isin([ibis.date(pair.before), ibis.date(pair.now)]))
    sizes = active.inner_join(parts, "customer_id").group_by("part").aggregate(people=lambda t: t.count())
    largest = fetch(backend, sizes.order_by(ibis.desc("people"), "part").limit(MOST_GROUPS)).to_pylist()
    return {
        row["part"]: _months(backend, by_month.semi_join(parts.filter(parts.part == row["part"]), "customer_id"), as_of, pair)
        for row in largest
    }  # fmt: skip


def _effects(
    key: str, way: str, sums: Mapping[str, Mapping[date, Mapping[str, Any]]], whole: Mapping[date, Mapping[str, Any]]
) -> tuple[Effect, ...]:
    series, days = EVERY[key].series, sorted(whole)
    if series is None or len(days) < 2:
        return ()
    numerator, denominator = series.numerator, series.denominator

    def told(row: Mapping[str, Any] | None) -> tuple[Fraction, Fraction | None]:
        known = row or {}
        of = Fraction(number(known.get(denominator))) if denominator else None
        return Fraction(number(known.get(numerator))), of

    def side(day: date) -> dict[str, Sums]:
        found = {group: told(rows.get(day)) for group, rows in sums.items()}
        all_of_it, of_all = told(whole[day])
        rest = all_of_it - sum(n for n, _ in found.values())
        left = None if of_all is None else of_all - sum(d or 0 for _, d in found.values())
        # Whoever is in none of the groups asked for: by subtraction, so that the groups sum to the whole.
        if rest or left:
            found[WITHOUT[way] if WITHOUT[way] not in found else ELSEWHERE] = (rest, left)
        return dict(found)

    if denominator and not all(whole[day][denominator] for day in days):
        return ()
    return effects(side(days[0]), side(days[1]))


def _measured(
    backend: BaseBackend, made_of: Material, metric: Metric, way: str, parts: ir.Table, pair: Pair
) -> tuple[Effect, ...]:
    """The same for a metric that is measured month by month. A percentile, or what is worked out of others, has no parts."""
    if metric.quantile is not None or metric.derived is not None or metric.against is not None:
        return ()
    now, before = pair.windows
    sides = []
    for window in (before, now):
        whole = _sums(backend, metric, made_of, window).get("", (Fraction(0), None))
        groups = _sums(backend, metric, replace(made_of, by=parts), window)
        rest = whole[0] - sum(n for n, _ in groups.values())
        left = None if whole[1] is None else whole[1] - sum(d or 0 for _, d in groups.values())
        if rest or left:
            name = WITHOUT[way] if WITHOUT[way] not in groups else ELSEWHERE
            groups = groups | {name: (rest, left)}
        sides.append(groups)
    if any(left is not None for side in sides for _, left in side.values()) and not all(
        sum(d or 0 for _, d in side.values()) for side in sides
    ):
        return ()
    told: list[Mapping[str, Sums]] = [dict(side) for side in sides]
    return tuple(_scaled(effect, metric.scale) for effect in effects(*told))


def _sums(
    backend: BaseBackend, metric: Metric, made_of: Material, window: Window
) -> dict[str, tuple[Fraction, Fraction | None]]:
    found: dict[str, tuple[Fraction, Fraction | None]] = {}
    for relation in measure((metric,), made_of, (window,)):
        for row in fetch(backend, relation).to_pylist():
            of = row.get(f"{metric.key}__denominator", ...)
            denominator = None if of is ... else Fraction(number(of))
            found[str(row.get("part", ""))] = Fraction(number(row[f"{metric.key}__numerator"])), denominator
    return found


def _scaled(effect: Effect, scale: int) -> Effect:
    before, now = (None if one is None else one * scale for one in (effect.before, effect.now))
    return replace(effect, mix=effect.mix * scale, rate=effect.rate * scale, before=before, now=now)


def spoken_reason(metric: Measured, move: Move, parts: Parts) -> str:
    """The group that made more of the change than its size would, in a sentence; else that it moved everywhere."""
    best: tuple[float, str, Effect] | None = None
    for way, made in parts.items():
        for effect in made:
            over = float(excess(effect, made))
            if (best is None or over > best[0]) and effect.group != ELSEWHERE:
                best = (over, way, effect)
    if best is None:
        return ""
    over, way, effect = best
    change = sum((one.total for one in parts[way]), start=effect.total - effect.total)
    compared = f"than in {month_name(move.since)}"
    amount = difference(float(change), metric.unit, metric.currency)
    word = "more" if change > 0 else "less"
    if over < WORTH_NAMING or not change:
        return (
            f"That is {amount} {word} {compared}. No country, channel, product group or group of customers stands out."
        )
    share = min(float(effect.total / change), 9.99)
    whom = _whom(way, effect.group)
    own = ""
    if effect.before is not None and effect.now is not None:
        was, is_now = (spoken(float(one), metric.unit, metric.currency) for one in (effect.before, effect.now))
        own = f", who went from {was} to {is_now}"
    because = ""
    if abs(effect.mix) > abs(effect.rate):
        because = f", as they became {'more' if effect.shift > 0 else 'fewer'} among all"
    part = "All and more" if share > 1.005 else f"{share * 100:.0f} %"
    return f"That is {amount} {word} {compared}. {part} of it comes from {whom}{own}{because}."


def _whom(way: str, group: str) -> str:
    if way == "country" and group == UNNAMED:
        return "customers whose country is not known"
    return _SAID[way].format(in_country(group) if way == "country" else group)


def plain(parts: Parts) -> dict[str, list[list[Any]]]:
    """As JSON: way -> [group, mix, rate, size, before, now]."""

    def row(effect: Effect) -> Sequence[Any]:
        own = [None if one is None else float(one) for one in (effect.before, effect.now)]
        return [effect.group, float(effect.mix), float(effect.rate), float(effect.size), *own]

    return {way: [list(row(effect)) for effect in made] for way, made in parts.items()}
