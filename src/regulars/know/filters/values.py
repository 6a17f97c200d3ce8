"""What single JSON values of a rule may be. Pure; all raise BadValue."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal
from typing import Any, Final

from regulars.kit import money

MOST_DAYS: Final = 36_500
LONGEST_TEXT: Final = 200
MOST_CHOICES: Final = 200


class BadValue(ValueError):
    """A value that an operator cannot be given; says why, and how to mend it."""


def plain_number(value: Decimal) -> str:
    """A number as rules keep it: `200`, `12.5`."""
    return f"{value.normalize():f}" if value else "0"


def read_nothing(told: Any) -> None:
    """Nothing at all."""
    if told not in (None, "", True):
        raise BadValue("Nothing is compared here. Leave the value out.")


def read_text(told: Any) -> str:
    """A text with something in it; white space is one blank."""
    if not isinstance(told, str) or not told.strip():
        raise BadValue("Write what to look for.")
    if len(told) > LONGEST_TEXT:
        raise BadValue(f"At most {LONGEST_TEXT} characters.")
    if "\x00" in told:
        raise BadValue("A text has no zero bytes.")
    if any("\ud800" <= letter <= "\udfff" for letter in told):
        raise BadValue("This holds half a letter. Write it anew.")
    return " ".join(told.split())


def read_number(told: Any) -> Decimal:
    """An exact number of four places."""
    if isinstance(told, bool) or not isinstance(told, int | float | str):
        raise BadValue("Give a number, like 12 or 12.50.")
    try:
        return money.amount(told)
    except ValueError as error:
        raise BadValue("Give a number, like 12 or 12.50.") from error


def read_date(told: Any) -> date:
    """A day."""
    try:
        return date.fromisoformat(told)
    except (TypeError, ValueError) as error:
        raise BadValue("Give a day as year-month-day, like 2026-03-31.") from error


def read_pair(told: Any, read: Callable[[Any], Any]) -> tuple[Any, Any]:
    """Two of what `read` reads, the first not greater."""
    if not isinstance(told, list) or len(told) != 2:
        raise BadValue("Give two: from and to.")
    low, high = read(told[0]), read(told[1])
    if low > high:
        raise BadValue("The first must not be greater than the second.")
    return low, high


def read_whole(told: Any, what: str, most: int, least: int = 1) -> int:
    """A whole number from `least` to `most`; `what` says in an error what it stands for."""
    try:
        number = int(told) if isinstance(told, str) else told
    except ValueError:
        number = None
    if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= most:
        raise BadValue(f"Give {what} as a whole number from {least} to {most:,}." if most < 2**62 else f"Give {what}.")
    return number


def read_choices(told: Any, known: Collection[str] | None) -> tuple[str, ...]:
    """One or more of the choices, each once; `known` are those there are, where that is known."""
    if not isinstance(told, list) or not told or not all(isinstance(one, str) for one in told):
        raise BadValue("Choose at least one.")
    if len(told) > MOST_CHOICES:
        raise BadValue(f"At most {MOST_CHOICES} at once.")
    if known is not None and (unknown := [one for one in told if one not in known]):
        raise BadValue(f"There is no choice “{unknown[0]}” any more. Choose another.")
    return tuple(dict.fromkeys(told))
