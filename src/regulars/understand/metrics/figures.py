"""From the rows of `measure` to measured metrics, part by part, each beside what it is compared with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from regulars.understand.metrics.asked import ASKED
from regulars.understand.metrics.entered import Entered
from regulars.understand.metrics.measured import Measured, compared, measured
from regulars.understand.metrics.metric import Derivation, Metric
from regulars.understand.metrics.window import Window
from regulars.understand.metrics.wording import count, listed

Row = Mapping[str, Any]
ALL = ""


def figures(
    metrics: Sequence[Metric],
    tables: Iterable[Iterable[Row]],
    windows: Sequence[Window],
    *,
    entered: Entered | None = None,
    currency: str = "",
    since: date | None = None,
) -> dict[str, tuple[Measured, ...]]:
    """Each part with its metrics in the order given; without a breakdown the one part "".

    `tables`: the rows of each relation of `measure`. The first window is the one measured, the second, where there is
    one, what it is compared with. `since`: the day the record begins; a window before it is not compared with.
    """
    told = entered or Entered()
    by_part: dict[str, dict[int, dict[str, Any]]] = {}
    for rows in tables:
        for row in rows:
            part = str(row.get("part", ALL))
            by_part.setdefault(part, {}).setdefault(int(row["period"]), {}).update(row)
    if not any("part" in row for rows in by_part.values() for row in rows.values()):
        by_part.setdefault(ALL, {})
    return {
        part: _of_part(metrics, rows, windows, told, currency, since, part) for part, rows in sorted(by_part.items())
    }


def with_bases(metrics: Iterable[Metric], by_key: Mapping[str, Metric]) -> tuple[Metric, ...]:
    """The metrics and, behind them, those that they are worked out of."""
    found: dict[str, Metric] = {metric.key: metric for metric in metrics}
    for metric in list(found.values()):
        if metric.derived is not None:
            found |= {key: by_key[key] for key in metric.derived.of if key not in found}
    return tuple(found.values())


def _of_part(
    metrics: Sequence[Metric],
    rows: Mapping[int, Row],
    windows: Sequence[Window],
    entered: Entered,
    currency: str,
    since: date | None,
    part: str,
) -> tuple[Measured, ...]:
    found: dict[str, Measured] = {}
    for metric in sorted(metrics, key=lambda metric: metric.derived is not None):
        lacking = entered.lacking(metric.asks, windows[0].last)
        before = _before(metric, windows, since)
        if metric.derived is not None:
            one = _derived(metric, metric.derived, found, windows[0], before, entered, currency)
        else:
            one = measured(
                metric,
                rows.get(0, {}),
                windows[0],
                currency,
                row_before=None if before is None else rows.get(1, {}),
                window_before=before,
                entered=entered,
                part=part,
            )
        if lacking:
            one = replace(one, value=None, low=None, high=None, error=None, before=None, change=None, verdict=None)
        one = replace(one, part=part, lacking=lacking)
        found[metric.key] = replace(one, sentence=_sentence(metric, one), cautions=_cautions(metric, one, entered))
    return tuple(found[metric.key] for metric in metrics)


def _before(metric: Metric, windows: Sequence[Window], since: date | None) -> Window | None:
    if len(windows) < 2:
        return None
    window = windows[1]
    looked_at = window.before() if "purchases_before" in metric.needs else window
    return None if since is not None and since > looked_at.start else window


def _derived(
    metric: Metric,
    derivation: Derivation,
    found: Mapping[str, Measured],
    window: Window,
    before: Window | None,
    entered: Entered,
    currency: str,
) -> Measured:
    """A metric out of those it is derived from, now and before."""

    def of(values: Mapping[str, Any], over: Window) -> float | None:
        if any(value is None for value in values.values()):
            return None
        return derivation.value({key: float(value) for key, value in values.items()}, entered, over)

    def alone(value: float | None, over: Window) -> Measured:
        return Measured(
            key=metric.key,
            title=metric.title,
            unit=metric.unit,
            window=over,
            numerator=0 if value is None else value,
            denominator=None,
            value=value,
            currency=currency if metric.unit == "money" else "",
            formula=metric.formula,
        )

    bases = {key: found[key] for key in derivation.of}
    now = alone(of({key: base.value for key, base in bases.items()}, window), window)
    if before is None or now.value is None:
        return now
    earlier = {key: None if base.before is None else base.before.value for key, base in bases.items()}
    return compared(metric, now, alone(of(earlier, before), before))


def _sentence(metric: Metric, one: Measured) -> str:
    if one.lacking:
        what = listed([ASKED[kind].named for kind in one.lacking])
        return f"{metric.title} cannot be told until {what} {'is' if len(one.lacking) == 1 else 'are'} entered."
    return metric.sentence(one)


def _cautions(metric: Metric, one: Measured, entered: Entered) -> tuple[str, ...]:
    """What to know before resting on a figure: that few stand behind it, and what was estimated for it."""
    if one.lacking:
        return ()
    said = []
    of = one.denominator if one.denominator is not None and metric.against is None else one.numerator
    if metric.least and one.value is not None and of < metric.least:
        said.append(f"It rests on {count(of)} only; below {metric.least} it says little.")
    for kind in metric.uses:
        figure = entered.at(kind, one.window.last)
        if figure is not None and figure.estimated:
            said.append(figure.estimated)
    return tuple(said)
