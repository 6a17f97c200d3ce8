"""Keeping people from being contacted, whatever they agreed to, and letting them be contacted again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from regulars.access.acting import require
from regulars.kit import moments
from regulars.kit.email_address import normal_email
from regulars.kit.phone_number import normal_phone
from regulars.kit.refused import Refused
from regulars.know.consents.hashing import key_hash
from regulars.know.consents.models import Channel, Suppression
from regulars.know.customers.lines import change_line
from regulars.know.customers.models import Customer
from regulars.know.customers.parts import seen_customer
from regulars.know.identities.keys import email_key, phone_key
from regulars.know.identities.models import Identity
from regulars.timeline.record import record

Kind = Suppression.Kind

# What colleagues may put up by hand.
BY_HAND = (Kind.DO_NOT_CONTACT, Kind.OBJECTED, Kind.BOUNCED, Kind.COMPLAINED, Kind.UNSUBSCRIBED)


@dataclass(frozen=True, slots=True)
class Stop:
    """One suppression to be kept: of a customer (all channels unless one is named), or of an address by its key."""

    kind: str
    channel: str = ""
    customer_id: int | None = None
    key: str = ""
    reason: str = ""
    since: datetime | None = None


def suppress_customer(customer_id: int, kind: str, *, channel: str = "", reason: str = "", actor: str) -> None:
    """Keep a customer from being contacted, on one channel or all. Raises Refused, Customer.DoesNotExist."""
    require("consents.edit")
    _check(kind, channel)
    customer = seen_customer(customer_id)
    with transaction.atomic():
        stop([Stop(kind, channel, customer.pk, reason=reason)], actor=actor)


def suppress_address(text: str, kind: str, *, channel: str = "", reason: str = "", actor: str) -> None:
    """Keep an e-mail address or phone number from being used, whoever has it now or later. Raises Refused."""
    require("purposes.manage")
    _check(kind, channel)
    key = key_of(text)
    if not key:
        raise Refused(
            {"address": "Write an e-mail address, or a phone number with its country code, like +44 20 7946 0958."}
        )
    with transaction.atomic():
        stop([Stop(kind, channel, key=key, reason=reason)], actor=actor)


def key_of(text: str) -> str:
    """The identity's key of an e-mail address or phone number; empty for what is neither."""
    if address := normal_email(text):
        return email_key(address)
    number = normal_phone(text, settings.REGULARS_REGION)
    return phone_key(number) if number else ""


def _check(kind: str, channel: str) -> None:
    errors = {}
    if kind not in BY_HAND:
        errors["kind"] = "Choose why they must not be contacted."
    if channel and channel not in Channel.values:
        errors["channel"] = "Choose one of the channels, or all of them."
    if errors:
        raise Refused(errors)


def stop(stops: Sequence[Stop], *, actor: str, on_timeline: bool = True) -> int:
    """Keep suppressions, in the caller's transaction; those that stand already are left. Returns how many are new.

    Who may was asked by the caller. A fixed number of statements, however many there are.
    """
    now = moments.now()
    wanted = {(each.kind, each.channel, each.customer_id, each.key): each for each in stops}
    standing = Suppression.objects.filter(
        Q(customer_id__in={each.customer_id for each in stops if each.customer_id})
        | Q(key__in={each.key for each in stops if each.key}),
        lifted_at=None,
    ).values_list("kind", "channel", "customer_id", "key")
    there = set(standing)
    new = [each for place, each in wanted.items() if place not in there]
    Suppression.objects.bulk_create(
        [
            Suppression(
                kind=each.kind, channel=each.channel, customer_id=each.customer_id, key=each.key,
                reason=each.reason[:200], since=each.since or now, actor=actor,
            )
            for each in new
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    if not on_timeline:
        return len(new)
    owners = _owners({each.key for each in new if each.key})
    record(
        *(
            change_line(
                "suppression.added", actor, customer_id=each.customer_id or owners.get(each.key),
                changes={"suppression": [None, _said(each.kind, each.channel)]}, note=_said(each.kind, each.channel),
                at=each.since,
            )
            for each in new
        )
    )  # fmt: skip
    return len(new)


def _owners(keys: set[str]) -> dict[str, int]:
    return dict(Identity.objects.filter(key__in=keys).values_list("key", "customer_id")) if keys else {}


def _said(kind: str, channel: str) -> str:
    where = f" ({Channel(channel).label.lower()})" if channel else ""
    return f"{Kind(kind).label.lower()}{where}"


def lift(pk: int, *, actor: str) -> Suppression:
    """Let somebody be contacted again. Raises Suppression.DoesNotExist, also for a customer one does not see.

    What stands on an address alone is lifted by those who manage purposes.
    """
    require("consents.edit")
    with transaction.atomic():
        row = Suppression.objects.select_for_update().get(pk=pk, lifted_at=None)
        if row.customer_id is None:
            require("purposes.manage")
        else:
            try:
                seen_customer(row.customer_id)
            except Customer.DoesNotExist as unseen:
                raise Suppression.DoesNotExist from unseen
        _lift([row], actor)
    return row


def lift_own(customer_id: int, channel: str) -> None:
    """What stood in the way of a customer who has just asked for our messages themselves; not what is no choice of theirs."""
    customer = Customer.objects.select_related("merged_into").get(pk=customer_id)
    root = customer.merged_into or customer
    key = email_key(root.email) if root.email and channel == Channel.MAIL else ""
    whom = Q(customer_id=root.pk) | Q(customer__merged_into=root)
    if key:
        whom |= Q(key=key) | Q(key_hash=key_hash(key))
    rows = Suppression.objects.filter(
        whom, lifted_at=None, channel__in=["", channel], kind__in=[Kind.UNSUBSCRIBED, Kind.OBJECTED, Kind.ERASED]
    )
    _lift(list(rows), f"customer:{root.pk}")


def _lift(rows: Iterable[Suppression], actor: str) -> None:
    now = moments.now()
    lines = []
    for row in rows:
        row.lifted_at, row.lifted_by = now, actor
        row.save(update_fields=["lifted_at", "lifted_by"])
        said = _said(row.kind, row.channel)
        owner = row.customer_id or _owners({row.key}).get(row.key)
        lines.append(
            change_line(
                "suppression.lifted", actor, customer_id=owner, changes={"suppression": [said, None]}, note=said
            )
        )
    record(*lines)
