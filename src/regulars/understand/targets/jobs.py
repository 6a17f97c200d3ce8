"""What the worker does after it computed the scoreboard: raise and close alerts, look where targets will end."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction

from regulars.access.acting import HOUSE, acting_as
from regulars.kit import moments
from regulars.kit.tokens import new_token
from regulars.timeline.names import Change
from regulars.timeline.record import Entry, record
from regulars.understand.metrics.window import add_months, month_of
from regulars.understand.scoreboard.queries import latest
from regulars.understand.targets.models import Alert, MonthLooked, Target

if TYPE_CHECKING:
    from ibis.backends import BaseBackend

    from regulars.store.engine.tables import Tables
    from regulars.understand.metrics.measured import Measured
    from regulars.understand.scoreboard.board import Board
    from regulars.understand.scoreboard.sums import Sums
    from regulars.understand.targets.moves import Move
    from regulars.understand.targets.reasons import Parts

# A target is said to be missed below a chance of one in ten, and that is over only above one in five: an alert that comes
# and goes from day to day tells nobody anything.
OVER_AGAIN = 0.2
# So many months of a metric that the scoreboard does not draw.
MONTHS = 26


def look(backend: BaseBackend, tables: Tables, board: Board, sums: Sums | None = None) -> int:
    """Look at the metrics of this scoreboard and at every target; returns how many alerts were raised."""
    return look_at_moves(backend, tables, board) + look_at_targets(backend, tables, board, sums)


def look_at_moves(backend: BaseBackend, tables: Tables, board: Board) -> int:
    """Raise an alert for each metric of the scoreboard that moved more than chance allows, and close those that are over."""
    return _look(backend, tables, board, {metric.key: metric for metric in board.metrics})


def month_waits() -> bool:
    """Whether a month is over that was not looked at in every metric. Two small queries."""
    with acting_as(HOUSE):
        board = latest()
    return board is not None and not MonthLooked.objects.filter(pk=_finished(board)).exists()


def look_further(backend: BaseBackend, tables: Tables, board: Board, keys: Collection[str] | None = None) -> int:
    """The same for all other metrics (or `keys` of them), once for each finished month.

    They are measured month by month, which takes longer than what the scoreboard has at hand.
    """
    from regulars.understand.metrics.catalogue import EVERY  # noqa: PLC0415 -- loads ibis
    from regulars.understand.scoreboard.measuring import Asked, looking  # noqa: PLC0415 -- loads the engine's libraries
    from regulars.understand.targets.moves import NOT_MONTHLY, by_month  # noqa: PLC0415 -- loads scipy

    month = _finished(board)
    if MonthLooked.objects.filter(pk=month).exists():
        return 0
    further = EVERY.keys() - {metric.key for metric in board.metrics} - NOT_MONTHLY
    measured: dict[str, Measured] = {}
    wanted = sorted(further if keys is None else further & set(keys))
    with looking(backend, tables) as look:
        asked = Asked(tuple(wanted), as_of=board.as_of, comparison="nothing")
        for key, trend in look.trends(wanted, asked, MONTHS).items():
            one = by_month(trend, board.as_of)
            if one is not None:
                measured[key] = one
    raised = _look(backend, tables, board, measured)
    MonthLooked.objects.get_or_create(month=month, defaults={"looked_at": moments.now()})
    return raised


def _finished(board: Board) -> str:
    """The newest month that was over on the day of the scoreboard."""
    return add_months(month_of(board.as_of + timedelta(days=1)), -1).isoformat()[:7]


def _look(backend: BaseBackend, tables: Tables, board: Board, measured: Mapping[str, Measured]) -> int:
    from regulars.understand.inputs.queries import entered  # noqa: PLC0415 -- beside the others
    from regulars.understand.targets.chance import FALSE_ALARMS  # noqa: PLC0415 -- loads scipy
    from regulars.understand.targets.moves import moves  # noqa: PLC0415 -- loads scipy
    from regulars.understand.targets.reasons import reasons  # noqa: PLC0415 -- loads the engine's libraries

    # The metrics of the scoreboard and all others are two looks at a month; together they keep what was promised.
    found = {move.key: move for move in moves(measured.values(), FALSE_ALARMS / 2)}
    opened = {
        alert.metric: alert
        for alert in Alert.objects.filter(kind=Alert.Kind.MOVED, closed_at=None, metric__in=measured)
    }
    # What was said of this month before is not said again, even when it was put aside.
    said = set(
        Alert.objects.filter(kind=Alert.Kind.MOVED, month__in={move.month for move in found.values()})
        .values_list("metric", "month", "direction")
        .distinct()
    )
    for key, alert in opened.items():
        move = found.get(key)
        if move is None or move.direction != alert.direction:
            _over(alert, "It is back within what is to be expected.")
    fresh = [move for move in found.values() if (move.key, move.month, move.direction) not in said]
    if not fresh:
        return 0
    why = reasons(
        backend, tables, fresh, board.as_of, board.currency, entered=entered(), time_zone=settings.REGULARS_TIME_ZONE
    )
    return sum(_raise_move(measured[move.key], move, why.get(move.key, {}), opened.get(move.key)) for move in fresh)


def _raise_move(metric: Measured, move: Move, parts: Parts, opened: Alert | None) -> bool:
    from regulars.understand.targets.reasons import plain, spoken_reason  # noqa: PLC0415 -- as above

    fields: dict[str, Any] = {
        "title": move.title, "month": move.month, "since": move.since, "direction": move.direction, "good": move.good,
        "value": move.value, "expected": move.expected.value, "low": move.expected.low, "high": move.expected.high,
        "p": move.expected.p, "sentence": move.sentence[:400],
        "reason": spoken_reason(metric, move, parts)[:600], "effects": plain(parts),
    }  # fmt: skip
    if opened is not None and opened.direction == move.direction:
        # It goes on for a further month: the same alert, told of the newer one.
        Alert.objects.filter(pk=opened.pk, closed_at=None).update(**fields)
        return False
    return _raise(Alert(kind=Alert.Kind.MOVED, metric=move.key, **fields))


def look_at_targets(backend: BaseBackend, tables: Tables, board: Board, sums: Sums | None = None) -> int:
    """Say of every target where it stands, where it will be and how likely it is met."""
    from regulars.understand.metrics.catalogue import EVERY  # noqa: PLC0415 -- loads ibis
    from regulars.understand.scoreboard.measuring import looking  # noqa: PLC0415 -- loads the engine's libraries
    from regulars.understand.targets.measuring import courses  # noqa: PLC0415 -- as above

    waiting = Target.objects.exclude(state__in=[Target.State.MET, Target.State.MISSED])
    groups: dict[tuple[int, int | None, date], list[Target]] = {}
    for target in waiting:
        if target.metric in EVERY:
            groups.setdefault((target.over, target.segment_id, min(board.as_of, target.due)), []).append(target)
    if not groups:
        return 0
    alerts = 0
    with looking(backend, tables, sums) as look:
        for (over, segment, day), group in groups.items():
            keys = {target.metric for target in group}
            found = courses(look, keys, as_of=day, since=board.first_day, over=over, segment=segment)
            alerts += sum(_look_at(target, found.get(target.metric), board, EVERY[target.metric]) for target in group)
    return alerts


def _look_at(target: Target, course: Any, board: Board, metric: Any) -> int:
    from regulars.understand.targets.forecast import LIKELY, UNLIKELY, forecast  # noqa: PLC0415 -- loads scipy

    target.as_of, target.looked_at, target.currency = board.as_of, moments.now(), board.currency
    target.stands = None if course is None else course.now
    target.points = [] if course is None else [[day.isoformat(), value] for day, value in course.ends]
    target.foretold = target.low = target.high = target.chance = None
    target.how = ""
    met = target.stands is not None and (
        target.stands >= target.value if target.direction == "up" else target.stands <= target.value
    )
    if target.due <= board.as_of:
        target.state = Target.State.MET if met else Target.State.MISSED
    elif target.stands is None:
        target.state = Target.State.UNTOLD
    else:
        ahead = (target.due - board.as_of).days / 30.44
        if target.over == Target.Over.MONTH and course.ends:
            # Whole months from the last finished one to the one that ends on the day.
            last = course.ends[-1][0]
            ahead = max(1, round((target.due - last).days / 30.44))
        most = 1.0 if metric.proportion else float("inf")
        found = forecast([value for _, value in course.ends], target.stands, ahead, target.over, most=most)
        if found is None:
            target.state = Target.State.UNTOLD
        else:
            chance = found.chance_of(target.value, "up" if target.direction == "up" else "down")
            target.foretold, target.low, target.high, target.how = found.value, found.low, found.high, found.how
            target.chance = chance
            target.state = (
                Target.State.UNLIKELY
                if chance < UNLIKELY
                else Target.State.LIKELY
                if chance > LIKELY
                else Target.State.OPEN
            )
    with transaction.atomic():
        # Somebody may have changed or removed it meanwhile: then this is no answer any more.
        now = Target.objects.select_for_update().filter(pk=target.pk).first()
        if now is None or _asked(now) != _asked(target):
            return 0
        target.save()
        return _tell(target, metric)


def _asked(target: Target) -> tuple[Any, ...]:
    return target.metric, target.direction, target.value, target.due, target.over, target.segment_id


def _tell(target: Target, metric: Any) -> int:
    from regulars.understand.targets.wording import spoken  # noqa: PLC0415 -- loads ibis

    opened = Alert.objects.filter(kind=Alert.Kind.TARGET, target=target, closed_at=None).first()
    if opened is not None and (target.chance is None or target.chance >= OVER_AGAIN):
        _over(opened, "The target is over." if target.chance is None else "The target is within reach again.")
    if target.state != Target.State.UNLIKELY or opened is not None or target.foretold is None:
        return 0
    if Alert.objects.filter(kind=Alert.Kind.TARGET, target=target).exclude(put_aside_by="").exists():
        return 0
    low, high, value, wanted = (
        spoken(one, metric.unit, target.currency)
        for one in (target.low or 0.0, target.high or 0.0, target.foretold, target.value)
    )
    most = "at least" if target.direction == "up" else "at most"
    sentence = (
        f"{metric.title} will likely miss its target: {most} {wanted} by {target.due:%-d %B %Y}, and it heads for {value} "
        f"({low} to {high})."
    )
    alert = Alert(
        kind=Alert.Kind.TARGET, metric=target.metric, title=metric.title, target=target,
        direction="down" if target.direction == "up" else "up", good=False, value=target.stands or 0.0,
        expected=target.foretold, low=target.low or 0.0, high=target.high or 0.0, sentence=sentence[:400],
        reason=f"The chance is about {max(1, round((target.chance or 0) * 100))} in 100.",
    )  # fmt: skip
    return _raise(alert)


def _raise(alert: Alert) -> bool:
    alert.raised_at = moments.now()
    try:
        with transaction.atomic():
            alert.save()
            changes: dict[str, list[Any]] = {alert.metric: [alert.expected, alert.value]}
            record(_line("alert.raised", changes, f"{alert.sentence} {alert.reason}".strip()))
    except IntegrityError:
        return False  # another worker raised it in the same moment
    return True


def _over(alert: Alert, why: str) -> None:
    with transaction.atomic():
        if Alert.objects.filter(pk=alert.pk, closed_at=None).update(closed_at=moments.now(), note=why):
            record(_line("alert.closed", {"alert": [alert.sentence, None]}, why))


def _line(name: str, changes: dict[str, list[Any]], note: str) -> Entry:
    return Entry(
        name=name, occurred_at=moments.now(), source="house", source_id=new_token(), direction="", actor="house",
        payload=Change(changes=changes, note=note),
    )  # fmt: skip
