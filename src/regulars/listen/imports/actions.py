"""Bringing a prepared file into the record, and taking it back out."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from regulars.access.acting import require
from regulars.kit import moments
from regulars.know.requests.jobs import truncate_journal
from regulars.listen.imports.drafts import ImportRefused
from regulars.listen.imports.erased_rows import REASON
from regulars.listen.imports.failed_rows import write_failed
from regulars.listen.imports.layout import Layout
from regulars.listen.imports.models import Import
from regulars.listen.imports.portions import portions, survey
from regulars.listen.imports.queries import Undoing, plan_of
from regulars.listen.imports.taking import take_portion
from regulars.listen.imports.undoing import undo
from regulars.listen.imports.waiting import SILENCE, due
from regulars.timeline.names import Change
from regulars.timeline.record import Entry, last_id, record

Progress = Callable[[Import], None]


class ClaimLost(RuntimeError):
    """Another process goes on with this import; what this one had not committed is done by that one."""


def run(job: Import, *, progress: Progress | None = None) -> Import:
    """Runs an import from where it stands to its end. Safe to be killed anywhere and run again.

    Each portion is one transaction that records its facts and moves the position. Raises UnreadableFile when the file
    cannot be read further (the import is then stopped, and says why), ClaimLost when another process runs it.
    """
    require("imports.run")
    me = _claim(job)
    try:
        plan = plan_of(job)
        surveyed = survey(plan)
        job.rows = surveyed.rows
        Import.objects.filter(pk=job.pk).update(rows=job.rows, heartbeat_at=moments.now())
        for number, portion in enumerate(portions(plan, surveyed)):
            if number >= job.position:
                _take_in(job, number, portion, me)
                if progress is not None:
                    progress(job)
            else:
                _beat(job, me)
    except ClaimLost:
        raise
    except Exception as error:
        # Whatever it was, the import says so and can go on from its last portion once the cause is mended.
        failed = Import.objects.filter(pk=job.pk, claimed_by=me)
        failed.update(status=Import.Status.FAILED, error=f"{error}" or type(error).__name__, claimed_by="")
        raise
    _finish(job, me)
    return job


def _claim(job: Import) -> str:
    me = f"{socket.gethostname()}:{os.getpid()}"
    with transaction.atomic():
        now = moments.now()
        held = Import.objects.select_for_update().get(pk=job.pk)
        fresh = held.heartbeat_at is not None and held.heartbeat_at > now - SILENCE
        if held.status == Import.Status.RUNNING and fresh and held.claimed_by != me and _alive(held.claimed_by):
            raise ImportRefused(f"{held.filename} is being imported right now (import {held.pk}).")
        if held.status in (Import.Status.DONE, Import.Status.REVERTED):
            raise ImportRefused(f"Import {held.pk} is {held.get_status_display().lower()} already.")
        held.status, held.claimed_by, held.heartbeat_at, held.error = Import.Status.RUNNING, me, now, ""
        held.started_at = held.started_at or now
        held.first_line = held.first_line or last_id() + 1
        held.save()
    job.refresh_from_db()
    return me


def _alive(claim: str) -> bool:
    """Whether the process that holds a claim still lives; one on another machine is taken to, until it falls silent."""
    host, _, pid = claim.rpartition(":")
    if host != socket.gethostname() or not pid.isdigit():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _beat(job: Import, me: str) -> None:
    now = moments.now()
    if job.heartbeat_at is None or now - job.heartbeat_at > timedelta(seconds=5):
        Import.objects.filter(pk=job.pk, claimed_by=me).update(heartbeat_at=now)
        job.heartbeat_at = now


def _take_in(job: Import, number: int, portion: Any, me: str) -> None:
    with transaction.atomic():
        # The claim is checked first and its row locked, so that of two runners only one writes this portion.
        mine = Import.objects.filter(pk=job.pk, position=number, claimed_by=me, status=Import.Status.RUNNING)
        if not mine.update(position=number + 1, heartbeat_at=moments.now()):
            raise ClaimLost(f"Import {job.pk} goes on in another process.")
        counts = take_portion(job, portion)
        Import.objects.filter(pk=job.pk).update(
            rows_read=portion.rows_read,
            new=F("new") + counts.new,
            repeated=F("repeated") + counts.repeated,
            customers_made=F("customers_made") + counts.made,
            customers_changed=F("customers_changed") + counts.changed,
            refused=F("refused") + counts.refused,
            last_line=last_id(),
        )
    job.refresh_from_db()


def _finish(job: Import, me: str) -> None:
    refused = {
        row: (field, reason) for row, field, reason in job.refusals.values_list("row", "field", "reason").iterator()
    }
    emptied: set[int] = set()
    if refused:
        emptied = write_failed(job.file, Layout.from_json(job.layout), refused, job.failed_file, job.source)
        job.refusals.filter(row__in=emptied).update(reason=REASON)
    with transaction.atomic():
        ended = Import.objects.filter(pk=job.pk, claimed_by=me, status=Import.Status.RUNNING)
        if not ended.update(status=Import.Status.DONE, finished_at=moments.now(), claimed_by="", rows_read=F("rows")):
            raise ClaimLost(f"Import {job.pk} was ended by another process.")
        job.refresh_from_db()
        record(
            _line(
                "import.finished",
                job,
                {"new": [0, job.new], "repeated": [0, job.repeated], "refused": [0, job.refused]},
                job.actor,
            )
        )
    if emptied:
        # The database's journal has what the rows said before they were emptied.
        truncate_journal()
    # What it says is in the record now, and lies there only as long as people want it to.
    job.file.unlink(missing_ok=True)


def revert(job: Import, *, actor: str) -> Undoing:
    """Takes the whole import back in one transaction. Raises ImportRefused when there is nothing to take back."""
    require("imports.run")
    with transaction.atomic():
        held = Import.objects.select_for_update().get(pk=job.pk)
        stopped = Q(pk=job.pk) & (Q(status__in=[Import.Status.DONE, Import.Status.FAILED]) | Q(pk__in=due()))
        if not Import.objects.filter(stopped).exists():
            raise ImportRefused(
                f"Import {job.pk} is {held.get_status_display().lower()}; only one that ended or was stopped can be undone."
            )
        undone = undo(held)
        held.status, held.finished_at, held.claimed_by = Import.Status.REVERTED, moments.now(), ""
        held.save(update_fields=["status", "finished_at", "claimed_by"])
        # The lake learns from these three which lines to drop.
        gone: dict[str, list[Any]] = {
            "actor": [held.mark, None],
            "first": [held.first_line, None],
            "last": [held.last_line, None],
        }
        record(_line("import.reverted", held, gone, actor))
    shutil.rmtree(held.folder, ignore_errors=True)
    job.refresh_from_db()
    return undone


def _line(name: str, job: Import, changes: dict[str, list[Any]], actor: str) -> Entry:
    return Entry(
        name=name,
        occurred_at=moments.now(),
        source="house",
        source_id=f"{name}:{job.pk}",
        payload=Change(note=job.filename, changes=changes, more={"import": job.pk, "kind": job.kind}),
        direction="",
        actor=actor,
    )
