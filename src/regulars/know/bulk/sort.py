"""What a sort of change is: how it is checked, done to some customers, taken back, and said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from regulars.know.bulk.models import BulkRow
from regulars.know.customers.models import Customer

Value = Mapping[str, Any]
Outcome = BulkRow.Outcome
Answers = dict[int, tuple[Outcome, str]]


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one customer: before and after, or why not."""

    customer_id: int
    before: Any = None
    after: Any = None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of change. `check` raises Refused for a value that cannot be; `do` changes those of the customers that it
    changes anything for; `undo` takes rows back and says of each what became of it and why; `say` names the change;
    `before` and `after` say what a customer has and would have, for a preview."""

    check: Callable[[Value], None]
    do: Callable[[Sequence[int], Value, str], list[Done]]
    undo: Callable[[Sequence[BulkRow], Value, str], Answers]
    say: Callable[[Value], str]
    before: Callable[[Sequence[Customer], Value], dict[int, str]]
    after: Callable[[str, Value], str]
