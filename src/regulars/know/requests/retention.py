"""How long each kind of data is kept. Rules are applied once a day by the worker, and can be tried before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from regulars.access.acting import require
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.kit.tokens import new_token
from regulars.know.customers.models import Customer
from regulars.know.requests.deadlines import months_later
from regulars.know.requests.erasing import erase_person
from regulars.know.requests.finding import find_person
from regulars.know.requests.models import LegalHold, RetentionRule
from regulars.timeline.erase import count_before, strip_before
from regulars.timeline.names import NAMES_OF_KIND, Change, Kind
from regulars.timeline.record import Entry, last_id, record

LONGEST = 240  # months
# Ids of lines one transaction looks through, and customers erased before the next are looked for.
_LINES = 20_000
_AT_ONCE = 500
# A dry run counts no further.
MOST_COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class DataKind:
    """One kind of data with a rule of its own: `names` of lines that are stripped, or customers that are erased."""

    key: str
    label: str
    meaning: str
    names: tuple[str, ...] = ()
    known: bool | None = None


KINDS: tuple[DataKind, ...] = (
    DataKind("visits", "Visits", "pages, screens and products looked at lose their addresses and their minute",
             NAMES_OF_KIND[Kind.VISITS]),
    DataKind("words", "Words", "mails, messages, calls, notes on the timeline, answers and complaints lose their texts",
             (*NAMES_OF_KIND[Kind.SAID], *NAMES_OF_KIND[Kind.SERVICE], *NAMES_OF_KIND[Kind.MAIL])),
    DataKind("orders", "Orders", "orders and refunds lose their numbers and everything but products and amounts",
             NAMES_OF_KIND[Kind.ORDERS]),
    DataKind("visitors", "Visitors", "visitors nobody knows, who were not heard for so long, are erased", known=False),
    DataKind("customers", "Customers", "customers who were not heard for so long are erased", known=True),
)  # fmt: skip
BY_KEY = {kind.key: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class Trial:
    """What applying a rule now would do: how many lines or customers (up to MOST_COUNTED), and who are kept by a hold."""

    kind: DataKind
    months: int
    before: date
    count: int
    held: int


def rules() -> list[tuple[DataKind, RetentionRule]]:
    """Each kind of data with its rule; 0 months keep it for good."""
    require("privacy.manage")
    kept = RetentionRule.objects.in_bulk()
    return [(kind, kept.get(kind.key) or RetentionRule(kind=kind.key)) for kind in KINDS]


def set_rule(key: str, months: int, *, actor: str) -> RetentionRule:
    """Keep one kind of data so many months, 0: for good. Raises Refused."""
    require("privacy.manage")
    if key not in BY_KEY:
        raise Refused({"kind": "Choose one of the kinds of data."})
    if not 0 <= months <= LONGEST:
        raise Refused({"months": f"Give 1 to {LONGEST} months, or 0 to keep it for good."})
    with transaction.atomic():
        rule, _ = RetentionRule.objects.select_for_update().get_or_create(kind=key)
        if rule.months != months:
            _record("retention.changed", {"months": [rule.months, months]}, BY_KEY[key].label, actor)
            rule.months = months
            rule.save(update_fields=["months"])
    return rule


def try_rule(key: str, months: int) -> Trial:
    """What the rule would do now. Changes nothing. Raises KeyError for a kind that is none."""
    require("privacy.manage")
    kind = BY_KEY[key]
    before = _limit(months)
    held = _held()
    if kind.names:
        count = count_before(kind.names, before, held, MOST_COUNTED)
    else:
        count = len(_silent(kind, before, held).values_list("pk", flat=True)[:MOST_COUNTED])
    return Trial(kind, months, before, count, len(held))


def apply_rules(*, actor: str = "house") -> dict[str, int]:
    """Apply every rule that is set. Returns how many customers each touched, one more than once where their
    lines lie far apart.

    In portions of a transaction each: killed anywhere, the next run goes on.
    """
    require("privacy.manage")
    done: dict[str, int] = {}
    for rule in RetentionRule.objects.filter(months__gt=0):
        kind = BY_KEY.get(rule.kind)
        if kind is None:
            continue
        before = _limit(rule.months)
        count = _strip(kind, before, actor) if kind.names else _erase(kind, before, actor)
        RetentionRule.objects.filter(pk=rule.pk).update(applied_at=moments.now())
        if count:
            done[kind.key] = count
    return done


def _strip(kind: DataKind, before: date, actor: str) -> int:
    touched = 0
    end = last_id()
    for first in range(0, end + 1, _LINES):
        with transaction.atomic():
            owners = strip_before(kind.names, before, _held(), first, first + _LINES - 1)
            if owners:
                _record("retention.applied", {"parts": [owners, []]}, kind.label, actor)
        touched += len(owners)
    return touched


def _erase(kind: DataKind, before: date, actor: str) -> int:
    erased = 0
    while silent := list(_silent(kind, before, _held()).values_list("pk", flat=True)[:_AT_ONCE]):
        for pk in silent:
            erase_person(find_person(pk), actor=actor)
        erased += len(silent)
    return erased


def _silent(kind: DataKind, before: date, held: Collection[int]) -> QuerySet[Customer]:
    day = moments.midnight(before, settings.REGULARS_TIME_ZONE)
    rows = Customer.objects.filter(known=bool(kind.known), merged_into=None, erased_at=None)
    quiet = Q(last_heard_at__lt=day) | Q(last_heard_at=None, created_at__lt=day, changed_at__lt=day)
    rows = rows.filter(quiet)
    return (rows.exclude(pk__in=list(held)) if held else rows).order_by("pk")


def _held() -> list[int]:
    """Every customer with a hold, with all their parts."""
    roots = list(LegalHold.objects.filter(lifted_at=None).values_list("customer_id", flat=True))
    return [*roots, *Customer.objects.filter(merged_into__in=roots).values_list("pk", flat=True)] if roots else []


def _limit(months: int) -> date:
    today = moments.business_day(moments.now(), settings.REGULARS_TIME_ZONE)
    return months_later(today, -months)


def _record(name: str, changes: dict[str, list[object]], note: str, actor: str) -> None:
    record(
        Entry(
            name=name, occurred_at=moments.now(), source="house", source_id=new_token(),
            payload=Change(changes=changes, note=note), direction="", actor=actor,
        )
    )  # fmt: skip


# A day is enough: what a rule says counts in months.
AGAIN = timedelta(days=1)
