"""The statement that answers `may_contact`: one CASE over the customer, what binds for them, and what stands against it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from regulars.kit import sql_values
from regulars.kit.phone_number import normal_phone
from regulars.know.consents.hashing import hash_sql, salt
from regulars.know.consents.models import Basis, Channel, FrequencyCap, Purpose, Standing, Suppression
from regulars.know.consents.reasons import Reason
from regulars.know.consents.states import joint_standings, own_standing

Kind = Suppression.Kind

# Which column has the address of a channel, and what stands before it in an identity's key.
_ADDRESS: dict[str, tuple[str, str]] = {
    Channel.MAIL: ("c.email", "email:"),
    Channel.PHONE: ("c.phone", "phone:"),
    Channel.SMS: ("c.phone", "phone:"),
    Channel.CHAT: ("c.phone", "phone:"),
}
# Without the cast the expression has no type on SQLite, and so no index is made of it: a million times ten thousand rows.
_ROOT = "CAST(COALESCE(part.merged_into_id, part.id) AS bigint)"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of each customer."""

    purpose: Purpose
    channel: str
    at: datetime
    quiet_until: datetime | None


def blocking(purpose: Purpose) -> tuple[str, ...]:
    """The kinds of suppression that stand against a purpose: some against everything, some against what we need not send."""
    kinds = [Kind.BOUNCED, Kind.DO_NOT_CONTACT, Kind.ERASED]
    if purpose.basis != Basis.CONTRACT:
        kinds += [Kind.COMPLAINED, Kind.UNSUBSCRIBED]
    if purpose.marketing:
        kinds.append(Kind.OBJECTED)
    return tuple(str(kind) for kind in kinds)


def statement(
    question: Question, condition: str, values: list[Any], only: Collection[int] | None = None
) -> tuple[str, list[Any]]:
    """SQL of (id, reason) for each customer `c` that meets the condition; `only` when that names just these few."""
    purpose, channel = question.purpose, question.channel
    if purpose.archived_at is not None or channel not in purpose.channels:
        return f"SELECT c.id, '{Reason.PURPOSE}' AS reason FROM customers_customer AS c WHERE {condition}", values
    built = _Statement(question, only)
    built.add_consent()
    built.add_suppressions()
    built.add_caps()
    return built.sql(condition, values)


class _Statement:
    """Tables before the statement, joins in it and the cases of its answer, each with its parameters."""

    def __init__(self, question: Question, only: Collection[int] | None) -> None:
        self.question = question
        self.only = only
        self.tables: list[tuple[str, list[Any]]] = []
        self.joins: list[tuple[str, list[Any]]] = []
        self.against: list[tuple[str, list[Any]]] = []
        self.cases: list[tuple[str, list[Any]]] = []
        # Asked last of what lasts: it is work for each row that comes so far.
        self.dear: list[tuple[str, list[Any]]] = []
        self.passing: list[tuple[str, list[Any]]] = []

    def _theirs(self, column: str) -> tuple[str, list[Any]]:
        """The condition that `column` is one of the few customers asked about, or a part of one."""
        if self.only is None:
            return "1 = 1", []
        own, ids = sql_values.among("id", self.only, connection.vendor)
        merged, roots = sql_values.among("merged_into_id", self.only, connection.vendor)
        return (
            f"{column} IN (SELECT id FROM customers_customer WHERE {own}"
            f" UNION ALL SELECT id FROM customers_customer WHERE merged_into_id IS NOT NULL AND {merged})",
            [*ids, *roots],
        )

    def sql(self, condition: str, values: list[Any]) -> tuple[str, list[Any]]:
        last = Reason.QUIET if self.question.quiet_until is not None else Reason.YES
        cases = [
            (f"WHEN c.erased_at IS NOT NULL THEN '{Reason.GONE}'", []),
            *_no_address(self.question.channel),
            *self.against,
            *self.cases,
            *self.dear,
            *self.passing,
        ]
        parts = [
            *([(f"WITH {', '.join(sql for sql, _ in self.tables)}", [v for _, vs in self.tables for v in vs])]),
            ("SELECT c.id, CASE", []),
            *cases,
            (f"ELSE '{last}' END AS reason FROM customers_customer AS c", []),
            *self.joins,
            (f"WHERE {condition}", values),
        ]
        return "\n".join(sql for sql, _ in parts), [value for _, given in parts for value in given]

    def add_consent(self) -> None:
        purpose, channel, at = self.question.purpose, self.question.channel, self.question.at
        self.tables.append(joint_standings(purpose.pk, channel, at, self.only))
        self.joins += [
            (
                "LEFT JOIN consents_consentstate AS own ON own.customer_id = c.id AND own.purpose_id = %s"
                " AND own.channel = %s AND own.teller = c.id",
                [purpose.pk, channel],
            ),
            ("LEFT JOIN joint ON joint.root = c.id", []),
        ]
        own, moment = own_standing("own", at)
        # 0 is nothing known. Worked out once for a yes, and once more to say which no it is.
        said = f"COALESCE(joint.standing, {own}, 0)"
        no = {Standing.WITHDRAWN: Reason.WITHDRAWN, Standing.DENIED: Reason.DENIED}
        against = f"IN ({', '.join(str(int(standing)) for standing in no)})"
        if purpose.basis == Basis.CONSENT:
            no |= {Standing.EXPIRED: Reason.EXPIRED, Standing.PENDING: Reason.PENDING}
            against = f"<> {int(Standing.GRANTED)}"
        which = " ".join(f"WHEN {int(standing)} THEN '{reason}'" for standing, reason in no.items())
        self.cases.append(
            (f"WHEN {said} {against} THEN CASE {said} {which} ELSE '{Reason.UNKNOWN}' END", [*moment, *moment])
        )

    def add_suppressions(self) -> None:
        kinds = blocking(self.question.purpose)
        active = (
            f"lifted_at IS NULL AND channel IN ('', %s) AND kind IN ({', '.join(['%s'] * len(kinds))})",
            [self.question.channel, *kinds],
        )
        theirs, ids = self._theirs("customer_id")
        self.tables.append(
            (
                f"stopped AS (SELECT {_ROOT} AS id, MIN(stop.kind) AS kind"
                " FROM (SELECT customer_id, kind FROM consents_suppression"
                f" WHERE customer_id IS NOT NULL AND {active[0]} AND {theirs}) AS stop"
                " JOIN customers_customer AS part ON part.id = stop.customer_id GROUP BY 1)",
                [*active[1], *ids],
            )
        )
        self.joins.append(("LEFT JOIN stopped ON stopped.id = c.id", []))
        self.against.append(("WHEN stopped.kind IS NOT NULL THEN stopped.kind", []))
        if self.question.channel not in _ADDRESS:
            return
        column, prefix = _ADDRESS[self.question.channel]
        theirs, ids = "1 = 1", []
        if self.only is not None:
            theirs, ids = sql_values.among("c.id", self.only, connection.vendor)
            theirs = f"key IN (SELECT '{prefix}' || {column} FROM customers_customer AS c WHERE {theirs})"
        self.tables.append(
            (
                "barred AS (SELECT key, MIN(kind) AS kind FROM consents_suppression"
                f" WHERE key > '' AND {active[0]} AND {theirs} GROUP BY key)",
                [*active[1], *ids],
            )
        )
        self.joins.append((f"LEFT JOIN barred ON barred.key = '{prefix}' || {column}", []))
        self.against.append(("WHEN barred.kind IS NOT NULL THEN barred.kind", []))
        if prefix == "phone:":
            self._add_numbers_written_otherwise(active)
        self._add_erased(column, prefix, active)

    def _add_numbers_written_otherwise(self, active: tuple[str, list[Any]]) -> None:
        """Phone numbers are kept as told; those who own a barred number are looked at one by one."""
        rows = _owners_of_barred_numbers(active)
        ids = sorted({pk for pk, phone, key in rows if _same_number(phone, key.removeprefix("phone:"))})
        if ids:
            condition, values = sql_values.among("c.id", ids, connection.vendor)
            self.against.append((f"WHEN {condition} THEN '{Reason.DO_NOT_CONTACT}'", values))

    def _add_erased(self, column: str, prefix: str, active: tuple[str, list[Any]]) -> None:
        """Hashing a million addresses takes a second, so it is done only where somebody was erased."""
        erased = f"SELECT key_hash FROM consents_suppression WHERE key_hash > '' AND {active[0]}"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT EXISTS ({erased})", active[1])
            if not cursor.fetchone()[0]:
                return
        hashed = hash_sql(f"%s || '{prefix}' || {column}")
        self.dear.append((f"WHEN {hashed} IN ({erased}) THEN '{Reason.ERASED}'", [salt(), *active[1]]))

    def add_caps(self) -> None:
        purpose, channel, at = self.question.purpose, self.question.channel, self.question.at
        for number, cap in enumerate(FrequencyCap.objects.order_by("pk")):
            if cap.purpose_id not in (None, purpose.pk) or cap.channel not in ("", channel):
                continue
            if cap.purpose_id is None and purpose.basis == Basis.CONTRACT:
                continue  # what an order needs is sent however much else there was
            conditions, values = (
                ["sent.contacted_at > %s", "sent.contacted_at <= %s"],
                [
                    sql_values.moment(at - timedelta(days=cap.days), connection.vendor),
                    sql_values.moment(at, connection.vendor),
                ],
            )
            if cap.purpose_id is not None:
                conditions.append("sent.purpose_id = %s")
                values.append(cap.purpose_id)
            if cap.channel:
                conditions.append("sent.channel = %s")
                values.append(cap.channel)
            theirs, ids = self._theirs("sent.customer_id")
            conditions.append(theirs)
            values += ids
            self.tables.append(
                (
                    f"full{number} AS (SELECT {_ROOT} AS id"
                    " FROM consents_contact AS sent JOIN customers_customer AS part ON part.id = sent.customer_id"
                    f" WHERE {' AND '.join(conditions)} GROUP BY 1 HAVING COUNT(*) >= %s)",
                    [*values, cap.most],
                )
            )
            self.joins.append((f"LEFT JOIN full{number} ON full{number}.id = c.id", []))
            self.passing.append((f"WHEN full{number}.id IS NOT NULL THEN '{Reason.CAPPED}'", []))


def _no_address(channel: str) -> list[tuple[str, list[Any]]]:
    if channel == Channel.WEB:
        return []
    missing = "c.street = '' OR c.city = ''" if channel == Channel.POST else f"{_ADDRESS[channel][0]} = ''"
    return [(f"WHEN {missing} THEN '{Reason.NO_ADDRESS}'", [])]


def _same_number(told: str, barred: str) -> bool:
    """Whether a number as told is the barred one. In doubt, without a country code, its last digits decide."""
    number = normal_phone(told, settings.REGULARS_REGION)
    if number:
        return number == barred
    digits = "".join(c for c in told if c.isdigit())
    return digits[-7:] == barred[-7:]


def _owners_of_barred_numbers(active: tuple[str, list[Any]]) -> list[tuple[int, str, str]]:
    """(customer, their phone number as told, the barred key) of those whose number is not written as keys are."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT root.id, root.phone, stop.key
            FROM (SELECT key FROM consents_suppression WHERE key LIKE 'phone:%%' AND {active[0]}) AS stop
            JOIN identities_identity AS identity ON identity.key = stop.key
            JOIN customers_customer AS owner ON owner.id = identity.customer_id
            JOIN customers_customer AS root ON root.id = COALESCE(owner.merged_into_id, owner.id)
            WHERE root.phone <> '' AND 'phone:' || root.phone <> stop.key""",
            active[1],
        )
        return list(cursor.fetchall())
