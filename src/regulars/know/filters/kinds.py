"""The kinds of fields, the operators each has, and what a value must be. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from regulars.kit import money


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

MOST_DAYS: Final = 36_500
LONGEST_TEXT: Final = 200
MOST_CHOICES: Final = 200


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did: at least `times`, within the last `days` (None: ever), for an `amount` or of a `product`."""

    times: int = 1
    days: int | None = None
    amount: Decimal | None = None
    product: str = ""


class BadValue(ValueError):
    """A value that an operator cannot be given; says why, and how to mend it."""


def read_value(shape: Shape, told: Any, choices: Collection[str] | None = None) -> Any:
    """What the JSON value says: text, Decimal, (Decimal, Decimal), date, (date, date), int, tuple of texts, Deed.

    `choices` are the values there are, where that is known. Raises BadValue.
    """
    match shape:
        case Shape.NOTHING:
            return _nothing(told)
        case Shape.TEXT:
            return _text(told)
        case Shape.NUMBER:
            return _number(told)
        case Shape.NUMBERS:
            return _pair(told, _number)
        case Shape.DATE:
            return _date(told)
        case Shape.DATES:
            return _pair(told, _date)
        case Shape.DAYS:
            return _whole(told, "days", MOST_DAYS)
        case Shape.CHOICES:
            return _choices(told, choices)
        case Shape.CUSTOMER:
            return _whole(told, "the customer's number", 2**62)
        case Shape.DEED:
            return _deed(told)


def _nothing(told: Any) -> None:
    if told not in (None, "", True):
        raise BadValue("Nothing is compared here. Leave the value out.")


def _text(told: Any) -> str:
    if not isinstance(told, str) or not told.strip():
        raise BadValue("Write what to look for.")
    if len(told) > LONGEST_TEXT:
        raise BadValue(f"At most {LONGEST_TEXT} characters.")
    if "\x00" in told:
        raise BadValue("A text has no zero bytes.")
    return " ".join(told.split())


def _number(told: Any) -> Decimal:
    if isinstance(told, bool) or not isinstance(told, int | float | str):
        raise BadValue("Give a number, like 12 or 12.50.")
    try:
        return money.amount(told)
    except ValueError as error:
        raise BadValue("Give a number, like 12 or 12.50.") from error


def _date(told: Any) -> date:
    try:
        return date.fromisoformat(told)
    except (TypeError, ValueError) as error:
        raise BadValue("Give a day as year-month-day, like 2026-03-31.") from error


def _pair(told: Any, read: Any) -> tuple[Any, Any]:
    if not isinstance(told, list) or len(told) != 2:
        raise BadValue("Give two: from and to.")
    low, high = read(told[0]), read(told[1])
    if low > high:
        raise BadValue("The first must not be greater than the second.")
    return low, high


def _whole(told: Any, what: str, most: int) -> int:
    try:
        number = int(told) if isinstance(told, str) else told
    except ValueError:
        number = None
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= most:
        raise BadValue(f"Give {what} as a whole number from 1 to {most:,}." if most < 2**62 else f"Give {what}.")
    return number


def _choices(told: Any, known: Collection[str] | None) -> tuple[str, ...]:
    if not isinstance(told, list) or not told or not all(isinstance(one, str) for one in told):
        raise BadValue("Choose at least one.")
    if len(told) > MOST_CHOICES:
        raise BadValue(f"At most {MOST_CHOICES} at once.")
    if known is not None and (unknown := [one for one in told if one not in known]):
        raise BadValue(f"There is no choice “{unknown[0]}” any more. Choose another.")
    return tuple(dict.fromkeys(told))


def _deed(told: Any) -> Deed:
    if told is None:
        return Deed()
    if not isinstance(told, dict) or set(told) - {"times", "days", "amount", "product"}:
        raise BadValue("Give times, days, amount or product.")
    filled = {name: value for name, value in told.items() if value not in (None, "")}
    return Deed(
        times=_whole(filled["times"], "how many times", 1_000) if "times" in filled else 1,
        days=_whole(filled["days"], "days", MOST_DAYS) if "days" in filled else None,
        amount=_number(filled["amount"]) if "amount" in filled else None,
        product=_text(filled["product"]) if "product" in filled else "",
    )
