"""The kinds of fields, the operators each has, and what a value must be. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from regulars.know.filters.deed_values import read_deed, write_deed
from regulars.know.filters.values import (
    MOST_DAYS,
    plain_number,
    read_choices,
    read_date,
    read_nothing,
    read_number,
    read_pair,
    read_text,
    read_whole,
)  # fmt: skip


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"
    REFERENCE = "reference"
    DEED = "deed"


class Shape(StrEnum):
    """What an operator compares with."""

    NOTHING = "nothing"
    TEXT = "text"
    NUMBER = "number"
    NUMBERS = "numbers"
    DATE = "date"
    DATES = "dates"
    DAYS = "days"
    CHOICES = "choices"
    CUSTOMER = "customer"
    DEED = "deed"


@dataclass(frozen=True, slots=True)
class Op:
    """One operator: how it is said in a menu, what it takes, and the operator of which it says the opposite."""

    words: str
    shape: Shape
    denies: str = ""


_HAS: Final = {"filled": Op("is known", Shape.NOTHING), "empty": Op("is not known", Shape.NOTHING, "filled")}
_NUMBER: Final = {
    "at_least": Op("is at least", Shape.NUMBER),
    "at_most": Op("is at most", Shape.NUMBER),
    "is": Op("is", Shape.NUMBER),
    "between": Op("is between", Shape.NUMBERS),
    **_HAS,
}
OPS: Final[Mapping[Kind, Mapping[str, Op]]] = {
    Kind.TEXT: {
        "is": Op("is", Shape.TEXT),
        "is_not": Op("is not", Shape.TEXT, "is"),
        "contains": Op("contains", Shape.TEXT),
        "contains_not": Op("does not contain", Shape.TEXT, "contains"),
        "begins": Op("begins with", Shape.TEXT),
        **_HAS,
    },
    Kind.NUMBER: _NUMBER,
    Kind.MONEY: _NUMBER,
    Kind.DATE: {
        "last_days": Op("is within the last … days", Shape.DAYS),
        "not_last_days": Op("is not within the last … days", Shape.DAYS, "last_days"),
        "next_days": Op("is within the next … days", Shape.DAYS),
        "on": Op("is on", Shape.DATE),
        "before": Op("is before", Shape.DATE),
        "after": Op("is after", Shape.DATE),
        "between": Op("is between", Shape.DATES),
        **_HAS,
    },
    Kind.CHOICE: {
        "any_of": Op("is", Shape.CHOICES),
        "none_of": Op("is not", Shape.CHOICES, "any_of"),
        **_HAS,
    },
    Kind.YES_NO: {"yes": Op("is yes", Shape.NOTHING), "no": Op("is no", Shape.NOTHING), **_HAS},
    Kind.REFERENCE: {"is": Op("is", Shape.CUSTOMER), "is_not": Op("is not", Shape.CUSTOMER, "is"), **_HAS},
    Kind.DEED: {"did": Op("did", Shape.DEED), "did_not": Op("did not", Shape.DEED, "did")},
}


def read_value(shape: Shape, told: Any, choices: Collection[str] | None = None) -> Any:
    """What the JSON value says: text, Decimal, (Decimal, Decimal), date, (date, date), int, tuple of texts, Deed.

    `choices` are the values there are, where that is known. Raises BadValue.
    """
    match shape:
        case Shape.NOTHING:
            return read_nothing(told)
        case Shape.TEXT:
            return read_text(told)
        case Shape.NUMBER:
            return read_number(told)
        case Shape.NUMBERS:
            return read_pair(told, read_number)
        case Shape.DATE:
            return read_date(told)
        case Shape.DATES:
            return read_pair(told, read_date)
        case Shape.DAYS:
            return read_whole(told, "days", MOST_DAYS)
        case Shape.CHOICES:
            return read_choices(told, choices)
        case Shape.CUSTOMER:
            return read_whole(told, "the customer's number", 2**62)
        case Shape.DEED:
            return read_deed(told)


def write_value(shape: Shape, value: Any) -> Any:
    """What `read_value` gave, as the JSON that rules keep: one way to write each value."""
    match shape:
        case Shape.NUMBER:
            return plain_number(value)
        case Shape.NUMBERS:
            return [plain_number(one) for one in value]
        case Shape.DATE:
            return value.isoformat()
        case Shape.DATES:
            return [day.isoformat() for day in value]
        case Shape.CHOICES:
            return sorted(value)
        case Shape.DEED:
            return write_deed(value) or None
        case _:
            return value
