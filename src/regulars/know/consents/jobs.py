"""What the worker does about consents: mails that ask to confirm, bounces and complaints heard, what nobody needs any more."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from regulars.kit import moments
from regulars.kit.email_address import normal_email
from regulars.know.consents.actions.suppressing import Kind, Stop, stop
from regulars.know.consents.links import CONFIRMATIONS_LIVE
from regulars.know.consents.mails import confirmation_mail
from regulars.know.consents.models import Channel, Confirmation, Contact
from regulars.know.customers.models import Customer
from regulars.know.identities.keys import email_key
from regulars.timeline.cursors import advance, position, read_on_named

if TYPE_CHECKING:
    from regulars.timeline.models import Interaction

CONSUMER = "consents.suppressions"
_KINDS = {
    "mail.bounced": Kind.BOUNCED,
    "mail.complained": Kind.COMPLAINED,
    "mail.unsubscribed": Kind.UNSUBSCRIBED,
}
# A full mailbox or a busy server; the address itself is good. Senders say so under one of these names.
_PASSING = {"soft", "transient", "temporary", "deferred", "blocked", "autoreply", "mailbox full"}
_TYPES = ("bounce_type", "bounceType", "type", "severity")
_TRIES = 6
_CLAIM = timedelta(minutes=5)
# Longer than any frequency cap looks back.
_CONTACTS_KEPT = timedelta(days=400)
_SCAN = 100_000


def confirmations_wait() -> bool:
    """Whether a mail is due."""
    return Confirmation.objects.filter(due_at__lte=moments.now()).exists()


def send_confirmations() -> int:
    """Send every mail that is due; returns how many went out. One that fails is tried again, later each time."""
    sent = 0
    while (
        pk := Confirmation.objects.filter(due_at__lte=moments.now())
        .order_by("due_at")
        .values_list("pk", flat=True)
        .first()
    ):
        # Claimed by moving it ahead: a worker that dies here leaves it to be due again.
        now = moments.now()
        mine = Confirmation.objects.filter(pk=pk, due_at__lte=now)
        if mine.update(due_at=now + _CLAIM, attempts=F("attempts") + 1):
            sent += _send(Confirmation.objects.select_related("customer", "purpose", "wording").get(pk=pk))
    return sent


def _send(row: Confirmation) -> bool:
    try:
        confirmation_mail(row).send()
    except (smtplib.SMTPException, OSError) as error:
        refused = isinstance(error, smtplib.SMTPRecipientsRefused)
        over = refused or row.attempts >= _TRIES
        row.due_at = None if over else moments.now() + timedelta(minutes=4**row.attempts)
        row.problem = (f"{error}" or type(error).__name__)[:200]
        row.save(update_fields=["due_at", "problem"])
        return False
    row.sent_at, row.due_at, row.problem = moments.now(), None, ""
    row.save(update_fields=["sent_at", "due_at", "problem"])
    return True


def news_waits() -> bool:
    """Whether the timeline has lines that were not looked at yet."""
    return read_on_named(position(CONSUMER), (), 1).moved


def hear_bounces() -> int:
    """Suppress addresses whose mails came back for good, were complained about or unsubscribed; returns how many are new."""
    new = 0
    while True:
        with transaction.atomic():
            read = read_on_named(position(CONSUMER), tuple(_KINDS), _SCAN)
            if not read.moved:
                return new
            new += _suppress(read.lines)
            advance(CONSUMER, read.to)


def _suppress(lines: Sequence[Interaction]) -> int:
    told = [line for line in lines if line.customer_id is not None and not _passes(line)]
    if not told:
        return 0
    ids = {line.customer_id for line in told if line.customer_id is not None}
    addresses = dict(Customer.objects.filter(pk__in=ids).values_list("pk", "email"))
    stops = []
    for line in told:
        address = normal_email(str(line.properties.get("email") or "")) or addresses.get(line.customer_id or 0, "")
        kind = _KINDS[line.name]
        if address:
            stops.append(
                Stop(kind, Channel.MAIL, key=email_key(address), reason=_subject(line), since=line.occurred_at)
            )
        elif kind != Kind.BOUNCED:
            stops.append(Stop(kind, Channel.MAIL, line.customer_id, reason=_subject(line), since=line.occurred_at))
    return stop(stops, actor="house")


def _passes(line: Interaction) -> bool:
    said = {str(line.properties.get(name) or "").lower() for name in _TYPES}
    return line.name == "mail.bounced" and bool(said & _PASSING)


def _subject(line: Interaction) -> str:
    return str(line.properties.get("subject") or "")


def forget() -> int:
    """Drop requests to confirm that can be answered no more, and contacts that no cap counts; returns how many rows went."""
    now = moments.now()
    old = Confirmation.objects.filter(asked_at__lt=now - 2 * CONFIRMATIONS_LIVE)
    return old.delete()[0] + Contact.objects.filter(contacted_at__lt=now - _CONTACTS_KEPT).delete()[0]
