"""Conditions on plain columns: texts, choices, numbers, days, moments. Each is true or false, never unknown."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import In

from regulars.kit.folding import casings, fold
from regulars.know.customers.models import Customer
from regulars.know.filters.field import Leads, Moment, Where


def containing(column: str, text: str, how: str = "contains") -> Q:
    """Rows whose column contains (or `startswith`) the text, whatever the case. SQLite itself folds ASCII letters only."""
    if text.isascii() or connection.vendor != "sqlite":
        return Q(**{f"{column}__i{how}": text})
    start = "^" if how == "startswith" else ""
    return Q(**{f"{column}__iregex": start + re.escape(text)})


def text(column: str) -> Where:
    """A text column that is empty where nothing is known.

    `is` is written so that no index serves it: one that did would tempt the database to leave the order a page walks in,
    and sort everybody of a large town for fifty. `leads` is where the index is asked.
    """

    def where(op: str, value: Any, when: Moment) -> Q:
        match op:
            case "is":
                return Q(In(Coalesce(F(column), Value("")), casings(value)))
            case "contains":
                return containing(column, value)
            case "begins":
                return containing(column, value, "startswith")
            case _:
                return ~Q(**{column: ""})

    return where


def folded(column: str) -> Where:
    """A text column that holds `fold` of what is shown."""

    def where(op: str, value: Any, when: Moment) -> Q:
        key = fold(value) if isinstance(value, str) else ""
        match op:
            case "is":
                return Q(**{column: key})
            case "contains":
                return Q(**{f"{column}__contains": key})
            case "begins":
                return Q(**{f"{column}__startswith": key})
            case _:
                return ~Q(**{column: ""})

    return where


def choice(column: str, empty: Any = "") -> Where:
    """A column of one of several values."""

    def where(op: str, value: Any, when: Moment) -> Q:
        if op == "any_of":
            return Q(**{f"{column}__in": list(value)})
        return Q(**{f"{column}__isnull": False}) if empty is None else ~Q(**{column: empty})

    return where


def number(column: str) -> Where:
    """A number or an amount that may be null."""

    def where(op: str, value: Any, when: Moment) -> Q:
        known = Q(**{f"{column}__isnull": False})
        match op:
            case "is":
                return known & Q(**{column: value})
            case "at_least":
                return known & Q(**{f"{column}__gte": value})
            case "at_most":
                return known & Q(**{f"{column}__lte": value})
            case "between":
                return known & Q(**{f"{column}__gte": value[0], f"{column}__lte": value[1]})
            case _:
                return known

    return where


def day(column: str) -> Where:
    """A day that may be null."""

    def where(op: str, value: Any, when: Moment) -> Q:
        first, last = days_of(op, value, when)
        said = Q(**{f"{column}__isnull": False})
        if first is not None:
            said &= Q(**{f"{column}__gte": first})
        if last is not None:
            said &= Q(**{f"{column}__lte": last})
        return said

    return where


def moment(column: str) -> Where:
    """A moment that may be null, asked for by business days."""

    def where(op: str, value: Any, when: Moment) -> Q:
        first, last = days_of(op, value, when)
        said = Q(**{f"{column}__isnull": False})
        if first is not None:
            said &= Q(**{f"{column}__gte": when.begins(first)})
        if last is not None and last < date.max:
            said &= Q(**{f"{column}__lt": when.begins(last + timedelta(days=1))})
        return said

    return where


def days_of(op: str, value: Any, when: Moment) -> tuple[date | None, date | None]:
    """The first and the last day an operator of days means; None where it is open."""
    match op:
        case "last_days":
            return when.since(value), when.today
        case "next_days":
            return when.today, when.until(value)
        case "on":
            return value, value
        case "before":
            return None, value - timedelta(days=1) if value > date.min else value
        case "after":
            return value + timedelta(days=1) if value < date.max else value, None
        case "between":
            return value[0], value[1]
        case _:
            return None, None


def named(column: str) -> Leads:
    """An index on the column of listed customers leads to those who have just this text there."""

    def found(op: str, value: Any, when: Moment) -> Any:
        rows = Customer.objects.filter(**{f"{column}__in": casings(value)}) if op == "is" else None
        return None if rows is None else rows.filter(known=True, merged_into=None).values_list("pk", flat=True)

    return found


def leads(column: str, where: Where, ops: tuple[str, ...]) -> Leads:
    """The same for a column whose condition an index serves as it is."""

    def found(op: str, value: Any, when: Moment) -> Any:
        if op not in ops:
            return None
        rows = Customer.objects.filter(where(op, value, when), known=True, merged_into=None)
        return rows.values_list("pk", flat=True)

    return found
