"""What is kept here of one person: told in full, and erased.

On erasure everything goes, the ledger's lines too: with the person unknown they prove nothing any more. All that stays
is the salted hash of each address, so that a later import or a forgotten list does not get them written to again; asking
for our mails anew, by double opt-in, lifts that.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from regulars.kit import moments
from regulars.know.consents.hashing import key_hash
from regulars.know.consents.models import (
    Confirmation,
    ConsentLine,
    ConsentState,
    Contact,
    LedgerPermit,
    PreferenceKey,
    Suppression,
    Wording,
)
from regulars.know.customers.models import Customer
from regulars.know.identities.keys import email_key, phone_key
from regulars.know.identities.models import Identity

_PHONE = phone_key("")


def told(part_ids: Sequence[int]) -> dict[str, Any]:
    """Every consent with its proof, every suppression, every contact noted, every confirmation asked: JSON-ready."""
    lines = ConsentLine.objects.filter(customer_id__in=part_ids).select_related("purpose", "wording")
    return {
        "consents": [
            {
                "purpose": line.purpose.name, "channel": line.channel, "state": line.state,
                "said_at": line.said_at.isoformat(), "recorded_at": line.recorded_at.isoformat(),
                "how": line.get_how_display(), "words": line.wording.text if line.wording else "",
                "words_version": line.wording.version if line.wording else None, "evidence": line.evidence,
                "expires_at": line.expires_at.isoformat() if line.expires_at else None, "recorded_by": line.actor,
            }
            for line in lines.order_by("said_at", "pk")
        ],
        "confirmations_asked": [
            {
                "purpose": row.purpose.name, "address": row.address, "asked_at": row.asked_at.isoformat(),
                "sent_at": row.sent_at.isoformat() if row.sent_at else None,
                "confirmed_at": row.confirmed_at.isoformat() if row.confirmed_at else None,
            }
            for row in Confirmation.objects.filter(customer_id__in=part_ids).select_related("purpose").order_by("pk")
        ],
        "not_to_be_contacted": [
            {
                "why": row.get_kind_display(), "channel": row.channel or "all", "since": row.since.isoformat(),
                "address": row.key.partition(":")[2], "reason": row.reason,
                "lifted_at": row.lifted_at.isoformat() if row.lifted_at else None,
            }
            for row in Suppression.objects.filter(_of(part_ids)).order_by("pk")
        ],
        "contacted": [
            {"purpose": row.purpose.name, "channel": row.channel, "at": row.contacted_at.isoformat()}
            for row in Contact.objects.filter(customer_id__in=part_ids).select_related("purpose").order_by("pk")
        ],
    }  # fmt: skip


def erase(part_ids: Sequence[int]) -> int:
    """Remove it all, in the caller's transaction, before the customer and their identities are: returns how many rows went."""
    keys = _keys(part_ids)
    with transaction.atomic():
        permits = LedgerPermit.objects.bulk_create([LedgerPermit(customer_id=pk) for pk in part_ids])
        lines = ConsentLine.objects.filter(customer_id__in=part_ids)
        said = set(lines.exclude(wording=None).values_list("wording", flat=True))
        gone = lines.delete()[0]
        gone += Confirmation.objects.filter(customer_id__in=part_ids).delete()[0]
        # Words read out to this person alone may name them.
        Wording.objects.filter(pk__in=said, consentline=None, confirmation=None).delete()
        LedgerPermit.objects.filter(pk__in=[permit.pk for permit in permits]).delete()
        gone += ConsentState.objects.filter(Q(customer_id__in=part_ids) | Q(teller__in=part_ids)).delete()[0]
        gone += Contact.objects.filter(customer_id__in=part_ids).delete()[0]
        gone += PreferenceKey.objects.filter(pk__in=part_ids).delete()[0]
        gone += Suppression.objects.filter(_of(part_ids)).delete()[0]
        Suppression.objects.bulk_create(
            [
                Suppression(kind=Suppression.Kind.ERASED, key_hash=key_hash(key), since=moments.now(), actor="house")
                for key in sorted(_theirs_alone(keys, part_ids))
            ],
            ignore_conflicts=True,
        )
    return gone


def _keys(part_ids: Sequence[int]) -> set[str]:
    """The keys of all their addresses and numbers: those they are known by, and those that stand in their profile."""
    kinds = [Identity.Kind.EMAIL, Identity.Kind.PHONE]
    keys = set(Identity.objects.filter(customer_id__in=part_ids, kind__in=kinds).values_list("key", flat=True))
    for email, phone in Customer.objects.filter(pk__in=part_ids).values_list("email", "phone"):
        keys |= {email_key(email)} if email else set()
        keys |= {phone_key(phone)} if phone else set()
    return keys


def _theirs_alone(keys: set[str], part_ids: Sequence[int]) -> set[str]:
    """Without the phone numbers that somebody else has too: a household is not silenced because one of them left."""
    numbers = {key.removeprefix(_PHONE) for key in keys if key.startswith(_PHONE)}
    shared = Customer.objects.filter(phone__in=numbers).exclude(pk__in=part_ids).values_list("phone", flat=True)
    return keys - {phone_key(number) for number in shared} if numbers else keys


def _of(part_ids: Sequence[int]) -> Q:
    return Q(customer_id__in=part_ids) | Q(key__in=_keys(part_ids))
