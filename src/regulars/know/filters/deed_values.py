"""What a rule's JSON tells of a deed, read into `regulars.timeline.deed.Deed` and written back. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from regulars.know.filters.values import (
    MOST_DAYS,
    BadValue,
    plain_number,
    read_date,
    read_number,
    read_text,
    read_whole,
)
from regulars.timeline.deed import Deed, Property, Step
from regulars.timeline.names import CHANNELS, VOCABULARY, Kind

MOST_TIMES: Final = 1_000
MOST_PROPERTIES: Final = 5
MOST_STEPS: Final = 3
COUNTS: Final = ("at_least", "at_most", "exactly")
WHICH: Final = ("first", "last")
PROPERTY_OPS: Final = ("is", "contains", "at_least", "at_most", "filled")
# The house's own lines are of no customer, and what changed on a profile is asked of the profile.
DEEDS: Final = tuple(name for name, word in VOCABULARY.items() if word.kind not in {Kind.HOUSE, Kind.PROFILE})

_SORT: Final = frozenset({"amount", "product", "channels", "where", "then"})
_DEED: Final = _SORT | {"times", "count", "days", "older", "from", "to", "since", "which"}
_STEP: Final = _SORT | {"name", "days", "absent"}
_PATH: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_ -]{0,63}(?<! )(\.[A-Za-z_][A-Za-z0-9_ -]{0,63}(?<! )){0,3}")


def read_deed(told: Any) -> Deed:
    """The deed of a condition's value. Raises BadValue."""
    filled = _filled(told, _DEED)
    deed = Deed(
        count=_one_of(filled.get("count", "at_least"), COUNTS, "at least, at most or exactly so many times"),
        times=_times(filled),
        days=_days(filled, "days"),
        older=_days(filled, "older"),
        first_day=read_date(filled["from"]) if "from" in filled else None,
        last_day=read_date(filled["to"]) if "to" in filled else None,
        since=_name(filled["since"]) if "since" in filled else "",
        which=_one_of(filled["which"], WHICH, "the first or the last time") if "which" in filled else "",
        **_sort(filled, 1),
    )
    if deed.first_day and deed.last_day and deed.first_day > deed.last_day:
        raise BadValue("The first day must not be after the last.")
    if deed.days is not None and deed.older is not None and deed.older >= deed.days:
        raise BadValue(f"Nothing lies within the last {deed.days} days and longer than {deed.older} days ago.")
    if deed.which and (deed.times != 1 or deed.count != "at_least" or deed.since or deed.then):
        raise BadValue(
            "The first or last time goes with a window of days alone: not with a count, since, or what followed."
        )
    return deed


def write_deed(deed: Deed) -> dict[str, Any]:
    """The deed as JSON: only what is not as usual."""
    told: dict[str, Any] = {}
    if deed.count != "at_least":
        told["count"] = deed.count
    if deed.times != 1:
        told["times"] = deed.times
    told |= {name: value for name, value in (("days", deed.days), ("older", deed.older)) if value is not None}
    told |= {name: day.isoformat() for name, day in (("from", deed.first_day), ("to", deed.last_day)) if day}
    told |= {name: value for name, value in (("since", deed.since), ("which", deed.which)) if value}
    return told | _write_sort(deed.amount, deed.product, deed.channels, deed.properties, deed.then)


def _filled(told: Any, known: frozenset[str]) -> dict[str, Any]:
    if told is None:
        return {}
    if not isinstance(told, Mapping) or set(told) - known:
        unknown = ", ".join(sorted(map(str, set(told) - known))) if isinstance(told, Mapping) else str(told)[:40]
        raise BadValue(f"“{unknown}” is nothing to ask here. Give {', '.join(sorted(known))}.")
    return {name: value for name, value in told.items() if value is not False and value not in (None, "", [])}


def _sort(filled: dict[str, Any], depth: int) -> dict[str, Any]:
    return {
        "amount": read_number(filled["amount"]) if "amount" in filled else None,
        "product": read_text(filled["product"]) if "product" in filled else "",
        "channels": _channels(filled.get("channels", [])),
        "properties": _properties(filled.get("where", [])),
        "then": _step(filled["then"], depth) if "then" in filled else None,
    }


def _step(told: Any, depth: int) -> Step:
    if depth > MOST_STEPS:
        raise BadValue(f"At most {MOST_STEPS} things that followed.")
    filled = _filled(told, _STEP)
    if "name" not in filled:
        raise BadValue("Say what followed.")
    made = _sort(filled, depth + 1)
    then, absent = made.pop("then"), filled.get("absent", False)
    if absent is not True and absent is not False:
        raise BadValue("What followed or not is true or false.")
    if absent and then is not None:
        raise BadValue("Nothing can follow what did not happen.")
    return Step(Deed(**made).lines(_name(filled["name"])), _days(filled, "days"), absent, then)


def _name(told: Any) -> str:
    return _one_of(told, DEEDS, "something people do, as the timeline names it")


def _one_of(told: Any, known: tuple[str, ...], what: str) -> str:
    if not isinstance(told, str) or told not in known:
        raise BadValue(f"Give {what}: {', '.join(known)}.")
    return told


def _times(filled: dict[str, Any]) -> int:
    # Nobody does a thing less than never.
    least = 1 if filled.get("count", "at_least") == "at_least" else 0
    return read_whole(filled["times"], "how many times", MOST_TIMES, least) if "times" in filled else 1


def _days(filled: dict[str, Any], name: str) -> int | None:
    return read_whole(filled[name], "days", MOST_DAYS) if name in filled else None


def _channels(told: Any) -> tuple[str, ...]:
    if not isinstance(told, list):
        raise BadValue("Give a list of channels.")
    return tuple(dict.fromkeys(_one_of(one, CHANNELS, "a channel") for one in told))


def _properties(told: Any) -> tuple[Property, ...]:
    if not isinstance(told, list) or len(told) > MOST_PROPERTIES:
        raise BadValue(f"Give a list of at most {MOST_PROPERTIES} properties.")
    return tuple(_property(one) for one in told)


def _property(told: Any) -> Property:
    if not isinstance(told, Mapping) or set(told) - {"property", "op", "value"}:
        raise BadValue("A property has property, op and value.")
    path, op = told.get("property"), _one_of(told.get("op", "is"), PROPERTY_OPS, "how the property is compared")
    if not isinstance(path, str) or not _PATH.fullmatch(path):
        raise BadValue(
            "Name the property as the sender does: letters, digits and _; points lead inside, like plan.name."
        )
    read: Callable[[Any], Any] = read_text if op in {"is", "contains"} else read_number
    if op == "filled":
        if told.get("value") not in (None, "", True):
            raise BadValue("Nothing is compared with a property that is to be known.")
        return Property(tuple(path.split(".")), op)
    return Property(tuple(path.split(".")), op, read(told.get("value")))


def _write_sort(
    amount: Decimal | None, product: str, channels: tuple[str, ...], properties: tuple[Property, ...], then: Step | None
) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if amount is not None:
        told["amount"] = plain_number(amount)
    if product:
        told["product"] = product
    if channels:
        told["channels"] = sorted(channels)
    if properties:
        told["where"] = [_write_property(one) for one in properties]
    if then is not None:
        told["then"] = _write_step(then)
    return told


def _write_property(one: Property) -> dict[str, Any]:
    told: dict[str, Any] = {"property": ".".join(one.path), "op": one.op}
    if one.value is not None:
        told["value"] = plain_number(one.value) if isinstance(one.value, Decimal) else one.value
    return told


def _write_step(step: Step) -> dict[str, Any]:
    lines = step.lines
    told: dict[str, Any] = {"name": lines.name}
    if step.days is not None:
        told["days"] = step.days
    if step.absent:
        told["absent"] = True
    return told | _write_sort(lines.amount, lines.product, lines.channels, lines.properties, step.then)
