"""What a filter needs to know of a field. Every noun adds its own; pages join them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from regulars.access.acting import current
from regulars.kit import moments
from regulars.know.customers.models import Customer
from regulars.know.filters.kinds import OPS, Kind, Op


@dataclass(frozen=True)
class Moment:
    """When, and over which company, a rule is read: all conditions of it see the same present."""

    now: datetime

    @cached_property
    def merged(self) -> bool:
        """Whether any customer was merged at all: only then are parts looked at."""
        return Customer.objects.filter(merged_into__isnull=False).exists()

    @cached_property
    def today(self) -> date:
        """The business day."""
        return moments.business_day(self.now, settings.REGULARS_TIME_ZONE)

    def since(self, days: int) -> date:
        """The first of the last so many days, today being one of them."""
        return self.today - timedelta(days=min(days - 1, (self.today - date.min).days))

    def until(self, days: int) -> date:
        """The last of the next so many days, today being one of them."""
        return self.today + timedelta(days=min(days - 1, (date.max - self.today).days))

    def begins(self, day: date) -> datetime:
        """When the day begins where the business is."""
        return datetime.combine(day, time(), tzinfo=moments.zone(settings.REGULARS_TIME_ZONE))


# Given an operator (never one that only denies another) and its value as `read_value` gives it: the condition on customers.
# It must be true or false and never unknown, so that its denial is exactly everybody else.
Where = Callable[[str, Any, Moment], Q]
# The ids of customers it fits, when an index leads to them; asked only to see whether they are few.
Leads = Callable[[str, Any, Moment], "QuerySet[Any, int] | None"]


@dataclass(frozen=True, slots=True)
class FilterField:
    """One field people can ask for: where it stands in the menu, its kind and what it means in the database.

    `choices` gives (value, words) of a choice. `ops` narrows the operators of the kind. `say` speaks a condition as part of
    a sentence (operator, value in words); without it the label is used. `suggest` names an address of values to offer.
    """

    key: str
    label: str
    kind: Kind
    group: str
    where: Where
    choices: Callable[[], Iterable[tuple[str, str]]] | None = None
    ops: tuple[str, ...] = ()
    say: Callable[[str, str], str] | None = None
    leads: Leads | None = None
    hint: str = ""
    negative: str = ""

    @property
    def operators(self) -> dict[str, Op]:
        """The operators this field has."""
        every = OPS[self.kind]
        return {name: every[name] for name in (self.ops or every)}


def seen(fields: Iterable[tuple[str, FilterField]]) -> dict[str, FilterField]:
    """By key, those that whoever acts may see: of (the name that a role may hide, or nothing; field)."""
    hidden = current().hidden
    return {field.key: field for name, field in fields if name not in hidden}


def held(rows: QuerySet[Any, Any], when: Moment, column: str = "customer_id") -> Q:
    """The customers of whom there is one of `rows`, told of themselves or of a part that was merged into them."""
    own = Q(Exists(rows.filter(**{column: OuterRef("pk")})))
    if not when.merged:
        return own
    parts = Customer.objects.filter(merged_into=OuterRef("pk"))
    return own | Q(Exists(parts.filter(Exists(rows.filter(**{column: OuterRef("pk")})))))


def ids_of(rows: QuerySet[Any, Any], when: Moment, column: str = "customer_id") -> QuerySet[Any, int] | None:
    """The ids of those customers, where nobody is merged; else the way by an index is not taken."""
    return None if when.merged else rows.values_list(column, flat=True)
