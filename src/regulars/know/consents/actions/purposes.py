"""Making and changing purposes, quiet hours and frequency caps."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import time
from typing import Any

from django.db import transaction

from regulars.access.acting import require
from regulars.kit import moments
from regulars.kit.folding import fold
from regulars.kit.refused import Refused
from regulars.know.consents.models import Basis, Channel, FrequencyCap, Purpose, QuietHours
from regulars.know.customers.lines import change_line
from regulars.timeline.record import record

FIELDS = ("name", "meaning", "basis", "channels", "marketing", "double_opt_in", "expiry_months")
_LONGEST = 120  # months


def save_purpose(pk: int | None, fields: Mapping[str, Any], *, actor: str) -> Purpose:
    """Make a purpose (pk None) or change one. Raises Refused, Purpose.DoesNotExist.

    A changed meaning counts for those who agree from now on; the ledger keeps the words each of the others saw.
    """
    require("purposes.manage")
    told = _checked(fields)
    with transaction.atomic():
        purpose = Purpose.objects.select_for_update().get(pk=pk) if pk else Purpose(key=_key(told["name"]))
        changes = {}
        for name in FIELDS:
            if purpose.pk is None or getattr(purpose, name) != told[name]:
                changes[name] = [getattr(purpose, name) if purpose.pk else None, told[name]]
                setattr(purpose, name, told[name])
        if changes:
            purpose.save()
            record(change_line("purpose.changed", actor, changes=changes, note=purpose.name))
    return purpose


def _checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    errors = {}
    name, meaning = str(fields.get("name") or "").strip(), str(fields.get("meaning") or "").strip()
    channels = [channel for channel in Channel.values if channel in (fields.get("channels") or ())]
    months = str(fields.get("expiry_months") or "").strip()
    if not name or len(name) > 60:
        errors["name"] = "Give it a name of at most 60 characters."
    if not meaning or len(meaning) > 400:
        errors["meaning"] = "Say in plain words what they get, in at most 400 characters: customers read this."
    if fields.get("basis") not in Basis.values:
        errors["basis"] = "Choose why it is lawful."
    if not channels:
        errors["channels"] = "Choose at least one channel."
    if months and not (months.isdigit() and 1 <= int(months) <= _LONGEST):
        errors["expiry_months"] = f"Write a number of months from 1 to {_LONGEST}, or leave it empty."
    if errors:
        raise Refused(errors)
    return {
        "name": name, "meaning": meaning, "basis": str(fields["basis"]), "channels": channels,
        "marketing": bool(fields.get("marketing")), "double_opt_in": bool(fields.get("double_opt_in")),
        "expiry_months": int(months) if months else None,
    }  # fmt: skip


def _key(name: str) -> str:
    key = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:36] or "purpose"
    taken = set(Purpose.objects.filter(key__startswith=key).values_list("key", flat=True))
    return next(each for number in range(1, 1000) if (each := key if number == 1 else f"{key}-{number}") not in taken)


def archive_purpose(pk: int, *, archived: bool, actor: str) -> Purpose:
    """Retire a purpose: nobody is contacted for it and nobody is asked; or bring it back. Raises Purpose.DoesNotExist."""
    require("purposes.manage")
    with transaction.atomic():
        purpose = Purpose.objects.select_for_update().get(pk=pk)
        if (purpose.archived_at is not None) != archived:
            purpose.archived_at = moments.now() if archived else None
            purpose.save(update_fields=["archived_at"])
            changes: dict[str, list[Any]] = {"archived": [not archived, archived]}
            record(change_line("purpose.changed", actor, changes=changes, note=purpose.name))
    return purpose


def add_quiet_hours(channel: str, weekdays: Collection[int], starts: str, ends: str, *, actor: str) -> QuietHours:
    """Leave people in peace on a channel between two times (`20:00`) beginning on these weekdays. Raises Refused."""
    require("purposes.manage")
    errors = {}
    begin, end = _time(starts), _time(ends)
    if channel not in Channel.values:
        errors["channel"] = "Choose a channel."
    if begin is None:
        errors["starts"] = "Write a time, like 20:00."
    if end is None:
        errors["ends"] = "Write a time, like 08:00. For a whole day write 00:00 both times."
    if not weekdays or not set(weekdays) <= set(range(7)):
        errors["weekdays"] = "Choose at least one day."
    if errors or begin is None or end is None:
        raise Refused(errors)
    with transaction.atomic():
        row = QuietHours.objects.create(channel=channel, weekdays=sorted(set(weekdays)), starts=begin, ends=end)
        record(change_line("contact_rules.changed", actor, changes={"quiet hours": [None, str(row)]}, note=str(row)))
    return row


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        return None


def remove_quiet_hours(pk: int, *, actor: str) -> None:
    """Let people be contacted at that time again. Raises QuietHours.DoesNotExist."""
    require("purposes.manage")
    with transaction.atomic():
        row = QuietHours.objects.select_for_update().get(pk=pk)
        record(change_line("contact_rules.changed", actor, changes={"quiet hours": [str(row), None]}, note=str(row)))
        row.delete()


def add_frequency_cap(purpose: str, channel: str, most: str, days: str, *, actor: str) -> FrequencyCap:
    """Contact nobody more often than so many times in so many days; purpose or channel may be left empty. Raises Refused."""
    require("purposes.manage")
    errors = {}
    found = Purpose.objects.filter(key=purpose).first() if purpose else None
    if purpose and found is None:
        errors["purpose"] = "Choose one of the purposes, or all of them."
    if channel and channel not in Channel.values:
        errors["channel"] = "Choose one of the channels, or all of them."
    if not (most.strip().isdigit() and 1 <= int(most) <= 1000):
        errors["most"] = "Write a number from 1 to 1000."
    if not (days.strip().isdigit() and 1 <= int(days) <= 366):
        errors["days"] = "Write a number of days from 1 to 366."
    if errors:
        raise Refused(errors)
    with transaction.atomic():
        cap = FrequencyCap.objects.create(purpose=found, channel=channel, most=int(most), days=int(days))
        record(change_line("contact_rules.changed", actor, changes={"cap": [None, str(cap)]}, note=str(cap)))
    return cap


def remove_frequency_cap(pk: int, *, actor: str) -> None:
    """Drop a cap. Raises FrequencyCap.DoesNotExist."""
    require("purposes.manage")
    with transaction.atomic():
        cap = FrequencyCap.objects.select_for_update().get(pk=pk)
        record(change_line("contact_rules.changed", actor, changes={"cap": [str(cap), None]}, note=str(cap)))
        cap.delete()
