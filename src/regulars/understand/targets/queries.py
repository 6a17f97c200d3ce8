"""Reading targets and alerts."""

from __future__ import annotations

from dataclasses import dataclass

from regulars.access.acting import require
from regulars.kit.position import read_position, write_position
from regulars.understand.targets.models import Alert, Target

MOST_SHOWN = 200
PAGE = 40


@dataclass(frozen=True, slots=True)
class Alerts:
    """Some alerts, newest first, and the position of the next page."""

    alerts: list[Alert]
    next: str | None


def targets() -> list[Target]:
    """Every target, the nearest day first. One query."""
    require("numbers.see")
    return list(Target.objects.select_related("owner", "segment").order_by("due", "pk")[:MOST_SHOWN])


def target_of(pk: int) -> Target:
    """One target. Raises DoesNotExist."""
    require("numbers.see")
    return Target.objects.select_related("owner", "segment").get(pk=pk)


def open_alerts(metric: str = "") -> list[Alert]:
    """The alerts that are neither over nor put aside, newest first. One query."""
    require("numbers.see")
    rows = Alert.objects.filter(closed_at=None)
    return list((rows.filter(metric=metric) if metric else rows).order_by("-pk")[:MOST_SHOWN])


def past_alerts(*, after: str | None = None) -> Alerts:
    """Those that are over or were put aside, newest first. Raises BadPosition."""
    require("numbers.see")
    rows = Alert.objects.exclude(closed_at=None)
    if after:
        (pk,) = read_position(after, tuple[int])
        rows = rows.filter(pk__lt=pk)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    shown = found[:PAGE]
    return Alerts(shown, write_position(shown[-1].pk) if len(found) > PAGE else None)


def alert_of(pk: int) -> Alert:
    """One alert. Raises DoesNotExist."""
    require("numbers.see")
    return Alert.objects.select_related("target").get(pk=pk)
