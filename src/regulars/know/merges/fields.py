"""The fields of two profiles side by side, and what a form may choose for each. Pure: rows in, choices out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from regulars.kit.refused import Refused
from regulars.know.customers.profile import TEXTS
from regulars.know.identities.blending import TRAIT

NAMES: Final = {
    "name": "Name", "email": "E-mail", "phone": "Phone", "street": "Street", "postcode": "Postcode", "city": "Town",
    "region": "Region", "country": "Country", "language": "Language", "birthday": "Birthday",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """One field of both; `proposed` is the value the merged customer gets unless another is chosen."""

    name: str
    label: str
    winner: Any
    loser: Any
    proposed: Any

    @property
    def differs(self) -> bool:
        """Whether there is something to choose."""
        return bool(self.winner != self.loser)


def label(name: str) -> str:
    """What a field is called."""
    told = name.removeprefix(TRAIT).replace("_", " ").strip()
    return NAMES.get(name) or told[:1].upper() + told[1:]


def side_by_side(
    winner: Mapping[str, Any], loser: Mapping[str, Any], hidden: Collection[str] = ()
) -> list[FieldChoice]:
    """Every field that one of the two has: the winner's word counts, the loser's where the winner has none."""
    names = [*NAMES, *sorted(name for name in {*winner, *loser} if name.startswith(TRAIT))]
    return [
        FieldChoice(name, label(name), winner.get(name, ""), loser.get(name, ""), winner.get(name) or loser.get(name))
        for name in names
        if (name in winner or name in loser) and name not in hidden
    ]


def chosen(choices: Collection[FieldChoice], values: Mapping[str, Any], hidden: Collection[str]) -> dict[str, Any]:
    """The value of each field after the merge. Raises Refused for what is no field, or no value for it."""
    errors: dict[str, str] = {}
    outcome = {choice.name: choice.proposed for choice in choices}
    theirs = {choice.name: (choice.winner, choice.loser) for choice in choices}
    for name, told in values.items():
        if name in hidden or not (name in NAMES or name in outcome):
            errors[name] = "This field cannot be chosen here."
            continue
        value = told.isoformat() if isinstance(told, date) else told.strip() if isinstance(told, str) else told
        if value not in theirs.get(name, ("", "")) and (problem := _problem(name, value)):
            errors[name] = problem
            continue
        outcome[name] = value
    if errors:
        raise Refused(errors)
    return outcome


def _problem(name: str, value: Any) -> str:
    if name in TEXTS and len(str(value or "")) > TEXTS[name]:
        return f"At most {TEXTS[name]} characters; these are {len(str(value))}."
    if name == "birthday" and value:
        try:
            date.fromisoformat(str(value))
        except ValueError:
            return "This is no date. Write year-month-day, like 1984-12-03."
    if name.startswith(TRAIT):
        return "Choose one of the two values."
    return ""
