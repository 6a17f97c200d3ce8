"""May we contact these customers, for this purpose, on this channel? The one place that answers; whatever sends asks here.

One customer or a million: the database answers in one statement a chunk. See `reasons.Reason` for what it can say and
`states` for what binds when a customer has said several things.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from regulars.access.acting import current
from regulars.access.permissions import Sees
from regulars.kit import moments, sql_values
from regulars.kit.refused import Refused
from regulars.know.consents.asking import Question, statement
from regulars.know.consents.models import Channel, Purpose, QuietHours
from regulars.know.consents.quiet import Window, quiet_until
from regulars.know.consents.reasons import SAID, Reason
from regulars.know.customers.models import Customer
from regulars.know.customers.visible import visible

# Ids that travel in one statement, and rows fetched at a time.
_CHUNK = 250_000
# So many are looked at one by one; of more, the tables about everybody are made once a statement and cost less.
_FEW = 2_000
_FETCH = 10_000

Asked = int | Customer | Iterable[int] | QuerySet[Customer]


class Answer:
    """What came of one question. Nothing is read before it is asked for: counts by `counts`, who by `allowed`.

    Each look reads anew what holds then; who sends a million mails over hours asks again for each portion.
    """

    def __init__(self, question: Question, ids: list[int] | None, rows: QuerySet[Customer] | None) -> None:
        self.question = question
        self._ids = ids
        self._rows = rows

    def __bool__(self) -> bool:
        """Whether every one of them may be contacted, and there is one."""
        return set(self.counts) == {Reason.YES}

    @cached_property
    def counts(self) -> Mapping[Reason, int]:
        """How many there are of each reason, `Reason.YES` among them; reasons of nobody are left out."""
        found: Counter[Reason] = Counter()
        for condition, values, only in self._scopes():
            sql, parameters = statement(self.question, condition, values, _few(only))
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT reason, COUNT(*) FROM ({sql}) AS answered GROUP BY reason", parameters)
                rows = cursor.fetchall()
            for reason, number in rows:
                found[Reason(reason)] += number
            if only is not None and (missing := len(only) - sum(number for _, number in rows)):
                found[Reason.NOT_FOUND] += missing
        return {reason: found[reason] for reason in Reason if found[reason]}

    @cached_property
    def quiet_until(self) -> datetime | None:
        """When the quiet hours end that hold now; None when none do."""
        return self.question.quiet_until

    def allowed(self) -> Iterator[int]:
        """The ids of those who may be contacted."""
        return (pk for pk, reason in self.reasons() if reason is Reason.YES)

    def refused(self) -> Iterator[tuple[int, Reason]]:
        """(id, why not) of the others."""
        return ((pk, reason) for pk, reason in self.reasons() if reason is not Reason.YES)

    def reasons(self) -> Iterator[tuple[int, Reason]]:
        """(id, reason) of each, asked of the database a chunk at a time. Merged customers are answered as their root."""
        by_code = {str(reason): reason for reason in Reason}
        for condition, values, only in self._scopes():
            sql, parameters = statement(self.question, condition, values, _few(only))
            with connection.cursor() as cursor:
                cursor.execute(sql, parameters)
                while rows := cursor.fetchmany(_FETCH):
                    for pk, reason in rows:
                        yield pk, by_code[reason]

    def of(self, customer_id: int) -> Reason:
        """The reason of one of them; NOT_FOUND for one who was not asked about."""
        return self.by_id.get(customer_id, Reason.NOT_FOUND)

    @cached_property
    def by_id(self) -> Mapping[int, Reason]:
        """All reasons by id: for a page of customers, not for a million."""
        found = dict(self.reasons())
        if self._ids is not None:
            for pk, root in _roots(self._ids).items():
                if root in found:
                    found[pk] = found[root]
        return found

    def why(self, customer_id: int) -> str:
        """The reason of one of them in words."""
        return SAID[self.of(customer_id)]

    def _scopes(self) -> Iterator[tuple[str, list[Any], list[int] | None]]:
        """(condition on the customer `c`, its parameters, which were asked for by number) of each chunk."""
        who = current()
        conditions: list[str] = ["c.merged_into_id IS NULL"]
        values: list[Any] = []
        if not who.may("customers.see") or who.sees != Sees.ALL:
            sql, parameters = _ids_of(Customer.objects.filter(visible(who)))
            conditions.append(f"c.id IN ({sql})")
            values += parameters
        if self._rows is not None:
            sql, parameters = _ids_of(self._rows)
            yield " AND ".join([*conditions, f"c.id IN ({sql})"]), [*values, *parameters], None
            return
        ids = self._ids or []
        for first in range(0, len(ids), _CHUNK):
            some = ids[first : first + _CHUNK]
            merged = _roots(some)
            roots = sorted({merged.get(pk, pk) for pk in some})
            chosen, given = sql_values.among("c.id", roots, connection.vendor)
            yield " AND ".join([*conditions, chosen]), [*values, *given], roots


def may_contact(asked: Asked, purpose: str, channel: str, *, at: datetime | None = None) -> Answer:
    """Ask about one customer, several, or all of a queryset of customers, at a moment that is now or to come.

    Raises Refused for a purpose or channel there is not. Those whom whoever acts does not see are not found. Of a
    queryset, rows that were merged into another are passed over: their root answers for them.
    """
    if channel not in Channel.values:
        raise Refused({"channel": f"There is no channel {channel!r}. There are {', '.join(Channel.values)}."})
    found = Purpose.objects.filter(key=purpose).first()
    if found is None:
        raise Refused({"purpose": f"There is no purpose {purpose!r}. See Settings, Purposes."})
    moment = at or moments.now()
    question = Question(found, channel, moment, quiet_now(channel, moment))
    if isinstance(asked, QuerySet):
        return Answer(question, None, asked)
    if isinstance(asked, Customer):
        return Answer(question, [asked.pk], None)
    return Answer(question, [asked] if isinstance(asked, int) else list(dict.fromkeys(asked)), None)


def quiet_now(channel: str, at: datetime) -> datetime | None:
    """When the quiet hours of the channel end that hold at this moment; None when none do."""
    windows = [
        Window(frozenset(row.weekdays), row.starts, row.ends) for row in QuietHours.objects.filter(channel=channel)
    ]
    return quiet_until(at, windows, moments.zone(settings.REGULARS_TIME_ZONE)) if windows else None


def _few(ids: list[int] | None) -> list[int] | None:
    return ids if ids is not None and len(ids) <= _FEW else None


def _ids_of(rows: QuerySet[Customer]) -> tuple[str, tuple[Any, ...]]:
    """SQL of the ids of a queryset; its order says nothing unless it decides who is among them."""
    try:
        sql, values = (rows if rows.query.is_sliced else rows.order_by()).values("pk").query.sql_with_params()
    except EmptyResultSet:
        return "SELECT 0 WHERE 1 = 0", ()
    return str(sql), tuple(values)


def _roots(ids: list[int]) -> dict[int, int]:
    """Those of the ids that are parts of another customer, and whom they are parts of."""
    condition, values = sql_values.among("id", ids, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, merged_into_id FROM customers_customer WHERE merged_into_id IS NOT NULL AND {condition}",
            values,
        )
        return dict(cursor.fetchall())
