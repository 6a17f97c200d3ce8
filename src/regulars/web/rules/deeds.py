"""What somebody did as controls: read from a posted form, and laid out for it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from django.http import QueryDict

from regulars.know.filters.deed_values import MOST_PROPERTIES, MOST_STEPS
from regulars.know.filters.deed_words import VERBS

_PLAIN: Final = ("count", "times", "days", "older", "from", "to", "since", "which", "amount", "product")
_CHANNELS: Final = {
    "web": "web", "shop": "web shop", "app": "app", "store": "store", "mail": "mail", "phone": "phone", "chat": "chat",
    "form": "form", "survey": "survey", "review": "review",
}  # fmt: skip
_OPS: Final = (
    ("is", "is"), ("contains", "contains"), ("at_least", "is at least"), ("at_most", "is at most"), ("filled", "is told"),
)  # fmt: skip
# What of a step the controls do not ask is carried along beside them.
_CARRIED: Final = ("where", "channels", "amount")


@dataclass(frozen=True, slots=True)
class DeedControls:
    """The parts of a deed, each as it stands in its control."""

    value: dict[str, str]
    names: list[tuple[str, str]]
    channels: list[tuple[str, str, bool]]
    properties: list[dict[str, Any]]
    steps: list[dict[str, Any]]
    more: bool
    of_product: bool

    @property
    def counts(self) -> tuple[tuple[str, str], ...]:
        """How the number of times is meant."""
        return (("at_least", "at least"), ("at_most", "at most"), ("exactly", "exactly"))

    @property
    def ops(self) -> tuple[tuple[str, str], ...]:
        """How a property can be compared."""
        return _OPS


def deed_controls(name: str, told: Any) -> DeedControls:
    """The controls of a deed's JSON, with an empty row more for each thing there can be several of."""
    value = dict(told) if isinstance(told, dict) else {}
    chosen = set(value.get("channels") or [])
    properties = [*value.get("where", []), {}][:MOST_PROPERTIES]
    steps = [*_steps(value), {}][:MOST_STEPS]
    return DeedControls(
        {key: str(value[key]) for key in _PLAIN if key in value},
        [(key, verb.label) for key, verb in VERBS.items()],
        [(key, words, key in chosen) for key, words in _CHANNELS.items()],
        properties,
        steps,
        more=bool(set(value) - {"count", "times", "days"}),
        of_product=VERBS[name].of_product or bool({"product", "amount"} & set(value)),
    )


def _steps(value: dict[str, Any]) -> list[dict[str, Any]]:
    steps = []
    then = value.get("then")
    while isinstance(then, dict):
        carried = {key: then[key] for key in _CARRIED if key in then}
        steps.append({key: then.get(key, "") for key in ("name", "days", "absent", "product")} | {
            "carried": json.dumps(carried, ensure_ascii=False) if carried else "",
        })  # fmt: skip
        then = then.get("then")
    return steps


def read_deed_form(told: QueryDict, at: str) -> dict[str, Any] | None:
    """The JSON of a deed that was posted for the condition at this place; None where everything is as usual."""

    def text(name: str) -> str:
        return str(told.get(f"deed.{at}.{name}", "")).strip()

    value: dict[str, Any] = {name: text(name) for name in _PLAIN if text(name)}
    if value.get("count") == "at_least":
        del value["count"]
        if value.get("times") == "1":
            del value["times"]
    if channels := told.getlist(f"deed.{at}.channels"):
        value["channels"] = channels
    if where := [one for i in range(MOST_PROPERTIES) if (one := _property(text, f"where.{i}"))]:
        value["where"] = where
    steps = [one for i in range(MOST_STEPS) if (one := _step(text, f"then.{i}"))]
    for before, after in pairwise(steps):
        before["then"] = after
    if steps:
        value["then"] = steps[0]
    return value or None


def _property(text: Any, name: str) -> dict[str, Any]:
    path, op, value = text(f"{name}.property"), text(f"{name}.op"), text(f"{name}.value")
    if not path or (not value and op != "filled"):
        return {}
    return {"property": path, "op": op} | ({} if op == "filled" else {"value": value})


def _step(text: Any, name: str) -> dict[str, Any]:
    if not text(f"{name}.name"):
        return {}
    step: dict[str, Any] = {"name": text(f"{name}.name")}
    step |= {key: text(f"{name}.{key}") for key in ("days", "product") if text(f"{name}.{key}")}
    if text(f"{name}.absent"):
        step["absent"] = True
    try:
        carried = json.loads(text(f"{name}.carried") or "{}")
    except ValueError:
        carried = {}
    return step | {key: carried[key] for key in _CARRIED if isinstance(carried, dict) and key in carried}
