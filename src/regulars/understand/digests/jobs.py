"""Sending digests. Two workers send each mail of a period once: the period is claimed by one UPDATE, each mail by another."""

from __future__ import annotations

import smtplib
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import F

from regulars.access.acting import acting_as
from regulars.access.users.queries import acting_of
from regulars.kit import moments
from regulars.kit.tokens import new_token
from regulars.timeline.names import Change
from regulars.timeline.record import Entry, record
from regulars.understand.digests.calendar import Rhythm, next_after, period_of
from regulars.understand.digests.models import Digest, Sending

_TRIES = 6
_CLAIM = timedelta(minutes=5)
_KEPT = timedelta(days=400)


def waits() -> bool:
    """Whether a digest or a mail of one is due. Two small queries."""
    now = moments.now()
    due = Digest.objects.filter(paused=False, next_at__lte=now)
    return due.exists() or Sending.objects.filter(due_at__lte=now).exists()


def send_due() -> int:
    """Put the mails of every digest that is due in line, and send all that are; returns how many went out."""
    _line_up()
    sent = 0
    while (
        pk := Sending.objects.filter(due_at__lte=moments.now()).order_by("due_at").values_list("pk", flat=True).first()
    ):
        # Claimed by moving it ahead: a worker that dies here leaves it to be due again.
        now = moments.now()
        mine = Sending.objects.filter(pk=pk, due_at__lte=now)
        if mine.update(due_at=now + _CLAIM, attempts=F("attempts") + 1):
            sent += _send(Sending.objects.select_related("digest", "user").get(pk=pk))
    return sent


def _line_up() -> None:
    zone = settings.REGULARS_TIME_ZONE
    for digest in Digest.objects.filter(paused=False, next_at__lte=moments.now()):
        now = moments.now()
        rhythm: Rhythm = "weekly" if digest.rhythm == Digest.Rhythm.WEEKLY else "monthly"
        following = next_after(now, rhythm, digest.weekday, digest.day, digest.hour, zone)
        with transaction.atomic():
            # After days without a worker one mail is sent, not one for each that was missed.
            if not Digest.objects.filter(pk=digest.pk, next_at=digest.next_at).update(next_at=following):
                continue
            period = period_of(digest.next_at, rhythm, zone)
            rows = [Sending(digest=digest, user=user, period=period, due_at=now) for user in digest.recipients.all()]
            Sending.objects.bulk_create(rows, ignore_conflicts=True)
            record(_said(digest, f"{digest.name}, {period}", len(rows)))
        Sending.objects.filter(digest=digest, due_at=None, sent_at__lt=now - _KEPT).delete()


def _said(digest: Digest, note: str, mails: int) -> Entry:
    return Entry(
        name="digest.sent", occurred_at=moments.now(), source="house", source_id=new_token(), direction="", actor="house",
        payload=Change(changes={"mails": [None, mails]}, note=note),
    )  # fmt: skip


def _send(sending: Sending) -> bool:
    from regulars.understand.digests.content import content  # noqa: PLC0415 -- reads the scoreboard
    from regulars.understand.digests.mails import digest_mail  # noqa: PLC0415 -- as above

    who = acting_of(sending.user)
    if not who.may("numbers.see"):
        return _over(sending, "This account is closed, or sees no numbers any more.")
    try:
        with acting_as(who):
            made = content(sending.digest)
            if made is None:
                return _over(sending, "There are no numbers yet.")
            mail = digest_mail(sending, made)
    except ObjectDoesNotExist:
        return _over(sending, "This colleague does not see the board any more.")
    try:
        mail.send()
    except (smtplib.SMTPException, OSError) as error:
        refused = isinstance(error, smtplib.SMTPRecipientsRefused) or sending.attempts >= _TRIES
        sending.due_at = None if refused else moments.now() + timedelta(minutes=4**sending.attempts)
        sending.problem = (f"{error}" or type(error).__name__)[:200]
        sending.save(update_fields=["due_at", "problem"])
        return False
    sending.sent_at, sending.due_at, sending.problem = moments.now(), None, ""
    sending.save(update_fields=["sent_at", "due_at", "problem"])
    return True


def _over(sending: Sending, why: str) -> bool:
    sending.due_at, sending.problem = None, why
    sending.save(update_fields=["due_at", "problem"])
    return False
