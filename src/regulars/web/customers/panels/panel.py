"""What a panel is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from regulars.know.customers.models import Customer
from regulars.web.requests import Request


@dataclass(frozen=True, slots=True)
class Panel:
    """One card beside the story: its template (below templates/customers/panels) and what that is given."""

    template: str
    context: dict[str, Any]


# Given the request, the customer (veiled) and the ids of all their merged parts, their own first. None: nothing to show.
Show = Callable[[Request, Customer, Sequence[int]], Panel | None]
