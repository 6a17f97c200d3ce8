"""Setting up digests, pausing and removing them, trying one out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction

from regulars.access.acting import require
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.kit.tokens import new_token
from regulars.timeline.names import Change
from regulars.timeline.record import Entry, record
from regulars.understand.boards.queries import boards
from regulars.understand.digests.calendar import next_after
from regulars.understand.digests.models import Digest, Sending
from regulars.understand.digests.queries import may_receive

MOST = 50
_FIELDS = ("name", "rhythm", "weekday", "day", "hour", "board_id", "paused")


def save_digest(pk: int | None, told: Mapping[str, Any], recipients: Sequence[int], *, actor: str) -> Digest:
    """Set up a digest (`pk` None) or change one, by name, rhythm, weekday, day, hour, board and paused.

    Raises Refused, DoesNotExist.
    """
    who = require("numbers.manage")
    with transaction.atomic():
        digest = Digest.objects.select_for_update().get(pk=pk) if pk is not None else None
        fields = _checked(told, recipients, digest)
        now = moments.now()
        due = next_after(
            now, fields["rhythm"], fields["weekday"], fields["day"], fields["hour"], settings.REGULARS_TIME_ZONE
        )
        if digest is None:
            if Digest.objects.count() >= MOST:
                raise Refused({"name": f"{MOST} digests are the most there can be. Remove one first."})
            digest = Digest(created_at=now, owner_id=who.user_id)
            before: dict[str, Any] = {}
        else:
            before = _shown(digest)
        for name, value in fields.items():
            setattr(digest, name, value)
        digest.next_at = due
        digest.save()
        digest.recipients.set(recipients)
        after = _shown(digest)
        changes = {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}
        if changes:
            record(_line(digest, actor, changes))
    return digest


def remove_digest(pk: int, *, actor: str) -> None:
    """Remove a digest; mails that wait are not sent. Raises DoesNotExist."""
    require("numbers.manage")
    with transaction.atomic():
        digest = Digest.objects.get(pk=pk)
        record(_line(digest, actor, {"digest": [digest.name, None]}))
        digest.delete()


def try_out(pk: int, *, actor: str) -> Sending:
    """Send one mail now, to whoever asks and nobody else; the worker does it. Raises Refused, DoesNotExist."""
    who = require("numbers.manage")
    if who.user_id is None:
        raise Refused({"digest": "A mail to try it out goes to a colleague. Log in to send one."})
    with transaction.atomic():
        digest = Digest.objects.get(pk=pk)
        if Sending.objects.filter(digest=digest, user=who.user_id, period__startswith="test-", sent_at=None).exclude(
            due_at=None
        ):
            raise Refused({"digest": "One is on its way to you already. The worker sends it within a minute."})
        period = f"test-{new_token()}"[:40]
        sending = Sending.objects.create(digest=digest, user_id=who.user_id, period=period, due_at=moments.now())
        record(_line(digest, actor, {"test": [None, "sent to oneself"]}))
    return sending


def _shown(digest: Digest) -> dict[str, Any]:
    names = sorted(str(user) for user in digest.recipients.all())
    return {name: getattr(digest, name) for name in _FIELDS} | {"recipients": names}


def _line(digest: Digest, actor: str, changes: Mapping[str, list[Any]]) -> Entry:
    return Entry(
        name="digest.changed", occurred_at=moments.now(), source="house", source_id=new_token(), direction="", actor=actor,
        payload=Change(changes=dict(changes), note=digest.name),
    )  # fmt: skip


def _checked(told: Mapping[str, Any], recipients: Sequence[int], was: Digest | None) -> dict[str, Any]:
    errors: dict[str, str] = {}
    name = " ".join(str(told.get("name") or "").split())
    if not name:
        errors["name"] = "Give it a name: it is the subject of the mail."
    elif len(name) > 80:
        errors["name"] = f"At most 80 characters; these are {len(name)}."
    rhythm = str(told.get("rhythm") or "")
    if rhythm not in Digest.Rhythm.values:
        errors["rhythm"] = "Choose every week or every month."
    weekday = _number(told, "weekday", 0, 6, "Choose a day of the week.", errors)
    day = _number(told, "day", 1, 28, "Choose a day from 1 to 28: every month has those.", errors)
    hour = _number(told, "hour", 0, 23, "Choose an hour from 0 to 23.", errors)
    board = None
    if chosen := str(told.get("board") or ""):
        # A board that was chosen by somebody who sees it stays, even where whoever changes the hour does not.
        known = {str(each.pk): each.pk for each in boards()} | ({str(was.board_id): was.board_id} if was else {})
        board = known.get(chosen)
        if board is None:
            errors["board"] = "This board is not there any more. Choose another, or the scoreboard."
    allowed = {user.pk for user in may_receive()}
    if not recipients:
        errors["recipients"] = "Choose at least one colleague."
    elif set(recipients) - allowed - ({user.pk for user in was.recipients.all()} if was else set()):
        errors["recipients"] = "Only colleagues who see numbers can receive them."
    if errors:
        raise Refused(errors)
    return {
        "name": name, "rhythm": rhythm, "weekday": weekday, "day": day, "hour": hour, "board_id": board,
        "paused": bool(told.get("paused")),
    }  # fmt: skip


def _number(told: Mapping[str, Any], name: str, least: int, most: int, wrong: str, errors: dict[str, str]) -> int:
    text = str(told.get(name, least))
    if text.isascii() and text.isdigit() and least <= int(text) <= most:
        return int(text)
    errors[name] = wrong
    return least
