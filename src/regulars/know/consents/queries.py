"""Reading what customers agreed to. Whoever acts must see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from regulars.kit import moments
from regulars.kit.phone_number import normal_phone
from regulars.kit.position import read_position, write_position
from regulars.know.consents.hashing import key_hash
from regulars.know.consents.models import (
    Channel,
    ConsentLine,
    ConsentState,
    FrequencyCap,
    Purpose,
    QuietHours,
    Standing,
    State,
    Suppression,
)
from regulars.know.consents.states import granted_ids, standing_at
from regulars.know.customers.models import Customer
from regulars.know.customers.parts import visible_through
from regulars.know.customers.queries import listed, parts_of
from regulars.know.identities.keys import email_key, phone_key


@dataclass(frozen=True, slots=True)
class Cell:
    """What binds of one purpose on one channel; `line` is the word it rests on, None when nothing was ever said."""

    purpose: Purpose
    channel: Channel
    standing: Standing | None
    line: ConsentLine | None


@dataclass(frozen=True, slots=True)
class LinePage:
    """Some lines of the ledger, latest first, and where the next page begins (None: that was all)."""

    lines: list[ConsentLine]
    next: str | None


def purposes(*, archived: bool = False) -> list[Purpose]:
    """The purposes there are, in their order; those that were archived only on request, last."""
    rows = Purpose.objects.order_by("position", "pk")
    return [*rows.filter(archived_at=None), *(rows.exclude(archived_at=None) if archived else ())]


def quiet_hours() -> list[QuietHours]:
    """All quiet hours, by channel."""
    return list(QuietHours.objects.order_by("channel", "starts", "pk"))


def frequency_caps() -> list[FrequencyCap]:
    """All frequency caps, in the order they were made."""
    return list(FrequencyCap.objects.select_related("purpose").order_by("pk"))


def cells(part_ids: Sequence[int], *, at: datetime | None = None) -> list[Cell]:
    """Every purpose and channel with what binds for a customer of these parts: three queries. Who may look was asked before."""
    moment = at or moments.now()
    bound = _binding(part_ids, moment)
    lines = ConsentLine.objects.select_related("wording").in_bulk([row.line_id for row, _ in bound.values()])
    found = []
    for purpose in purposes():
        for channel in purpose.channels:
            row, standing = bound.get((purpose.pk, channel), (None, None))
            found.append(Cell(purpose, Channel(channel), standing, lines.get(row.line_id) if row else None))
    return found


def binding(customer_id: int, purpose_id: int, channel: str) -> State | None:
    """What binds now for one customer. Expired is said as pending, for it has to be asked again."""
    customer = Customer.objects.select_related("merged_into").get(pk=customer_id)
    parts = parts_of(customer.merged_into or customer)
    _, standing = _binding(parts, moments.now()).get((purpose_id, channel), (None, None))
    return None if standing is None else State.PENDING if standing == Standing.EXPIRED else State[standing.name]


def _binding(part_ids: Sequence[int], at: datetime) -> dict[tuple[int, str], tuple[ConsentState, Standing]]:
    """The rule of `states`, for the few rows of one customer: of each part the latest, of those the most restrictive."""
    rows = ConsentState.objects.filter(customer_id__in=part_ids, teller__in=part_ids).order_by("said_at", "line_id")
    last = {(row.customer_id, row.purpose_id, row.channel): row for row in rows}
    bound: dict[tuple[int, str], tuple[ConsentState, Standing]] = {}
    for (_, purpose, channel), row in last.items():
        standing = standing_at(row.standing, row.expires_at, at)
        known = bound.get((purpose, channel))
        if known is None or known[1] < standing:
            bound[purpose, channel] = (row, standing)
    return bound


def history(part_ids: Sequence[int], *, after: str | None = None, limit: int = 50) -> LinePage:
    """A page of the ledger of a customer of these parts, latest first. Raises BadPosition."""
    rows = ConsentLine.objects.filter(visible_through(), customer_id__in=part_ids).select_related("purpose", "wording")
    if after:
        moment, pk = read_position(after, tuple[datetime, int])
        rows = rows.filter(Q(said_at__lt=moment) | Q(said_at=moment, pk__lt=pk))
    found = list(rows.order_by("-said_at", "-pk")[: limit + 1])
    shown = found[:limit]
    return LinePage(shown, write_position(shown[-1].said_at, shown[-1].pk) if len(found) > limit else None)


def suppressions_of(customer: Customer) -> list[Suppression]:
    """What stands against contacting this customer or their address now."""
    stored = Customer.objects.filter(pk=customer.pk).values_list("email", "phone").get()
    keys = [email_key(stored[0])] if stored[0] else []
    if stored[1] and (number := normal_phone(stored[1], settings.REGULARS_REGION)):
        keys.append(phone_key(number))
    whom = Q(customer=customer.pk) | Q(customer__merged_into=customer.pk)
    if keys:
        whom |= Q(key__in=keys) | Q(key_hash__in=[key_hash(key) for key in keys])
    return list(Suppression.objects.filter(whom, lifted_at=None).order_by("-since", "-pk"))


def suppressions(*, after: str | None = None, limit: int = 50, text: str = "") -> SuppressionPage:
    """A page of everything that stands, latest first; `text` is an address looked for. Raises BadPosition."""
    rows = Suppression.objects.filter(lifted_at=None).select_related("customer")
    if seen := visible_through():
        rows = rows.filter(Q(customer=None) | seen)
    if text:
        rows = rows.filter(key__contains=text.strip().lower())
    if after:
        (pk,) = read_position(after, tuple[int])
        rows = rows.filter(pk__lt=pk)
    found = list(rows.order_by("-pk")[: limit + 1])
    shown = found[:limit]
    return SuppressionPage(shown, write_position(shown[-1].pk) if len(found) > limit else None)


@dataclass(frozen=True, slots=True)
class SuppressionPage:
    """Some suppressions, latest first, and where the next page begins (None: that was all)."""

    rows: list[Suppression]
    next: str | None


def with_consent(purpose: str, channel: str, *, at: datetime | None = None) -> QuerySet[Customer]:
    """The listed customers who agreed to this and whose consent holds, for filters. Nobody for a purpose there is not.

    It is consent alone: whether they may be contacted right now is `may_contact`'s to say.
    """
    pk = Purpose.objects.filter(key=purpose).values_list("pk", flat=True).first()
    if pk is None:
        return listed().none()
    sql, values = granted_ids(pk, channel, at or moments.now())
    return listed().filter(pk__in=RawSQL(sql, values))  # noqa: S611 -- a constant statement; values travel as parameters
