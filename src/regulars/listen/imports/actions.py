"""Bringing a file in: hand it in, say how it is to be read, run it, take it back."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from regulars.kit import moments
from regulars.listen.imports.detect import detect
from regulars.listen.imports.failed_rows import write_failed
from regulars.listen.imports.fields import KINDS, Kind
from regulars.listen.imports.layout import DATE_ORDERS, DELIMITERS, Layout
from regulars.listen.imports.match_columns import Matching, match_columns, with_mapping
from regulars.listen.imports.models import Import
from regulars.listen.imports.orders_file import headerless, sample_of
from regulars.listen.imports.parse_dates import known_zone
from regulars.listen.imports.portions import count_rows, portions
from regulars.listen.imports.queries import Undoing, plan_of
from regulars.listen.imports.taking import take_portion
from regulars.listen.imports.undoing import undo
from regulars.listen.imports.waiting import SILENCE, due
from regulars.timeline.names import Change
from regulars.timeline.record import Entry, last_id, record

Progress = Callable[[Import], None]


class ImportRefused(ValueError):
    """The import cannot be done as asked; the message says why and what to do. Nothing was changed."""


class ClaimLost(RuntimeError):
    """Another process goes on with this import; what this one had not committed is done by that one."""


def keep_file(content: IO[bytes], filename: str, *, actor: str) -> Import:
    """Copies a file into the data folder as a draft import. Its name is shown to people and never used as a path."""
    with transaction.atomic():
        job = Import.objects.create(
            kind="", source="file", filename=os.path.basename(filename.replace("\\", "/"))[:255] or "file",  # noqa: PTH119
            size=0, digest="", time_zone=settings.REGULARS_TIME_ZONE, currency=settings.REGULARS_CURRENCY,
            created_at=moments.now(), actor=actor,
        )  # fmt: skip
        job.folder.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with job.file.open("wb") as out:
            while piece := content.read(1 << 20):
                digest.update(piece)
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        job.size, job.digest = job.file.stat().st_size, digest.hexdigest()
        job.save(update_fields=["size", "digest"])
    return job


def prepare(
    job: Import,
    *,
    kind: Kind | str = "",
    layout: Mapping[str, str] | None = None,
    mapping: Mapping[str, str] | None = None,
    options: Mapping[str, str] | None = None,
) -> Matching:
    """Finds out how the draft's file is laid out and what its columns mean, with a person's own choices over it.

    `layout` may set encoding, delimiter, decimal, date_order and sheet; `options` source, mode, currency and time_zone.
    Raises UnreadableFile, UnknownField, ImportRefused.
    """
    if kind and kind not in KINDS:
        raise ImportRefused(f"kind: {kind!r} is none of {', '.join(KINDS)}.")
    found = _chosen(detect(job.file), layout or {})
    if found.container == "text" and layout:
        found = _columns_anew(job.file, found)
    sample = sample_of(job.file, found)
    matching = headerless(sample) if not found.header and kind in ("", "orders") else None
    if matching is None:
        matching = match_columns(sample, kind or None)
    if mapping:
        matching = with_mapping(matching, mapping)
    for name, value in _options(options or {}).items():
        setattr(job, name, value)
    job.kind, job.preset = matching.kind, matching.preset
    if not (options or {}).get("source"):
        job.source = matching.source
    job.layout, job.mapping = found.as_json(), matching.mapping
    job.save()
    return matching


def _chosen(found: Layout, choices: Mapping[str, str]) -> Layout:
    values = found.as_json()
    for name, value in choices.items():
        if not value:
            continue
        if name == "delimiter" and value not in DELIMITERS:
            raise ImportRefused(f"delimiter: {value!r} is none of {', '.join(DELIMITERS.values())}.")
        if name == "decimal" and value not in (".", ","):
            raise ImportRefused("decimal: write . or ,")
        if name == "date_order" and value not in DATE_ORDERS:
            raise ImportRefused(f"date_order: {value!r} is none of {', '.join(DATE_ORDERS)}.")
        if name not in ("encoding", "delimiter", "decimal", "date_order", "sheet"):
            raise ImportRefused(f"{name}: is no part of a layout.")
        if value != values[name]:
            values |= {
                name: value,
                "sure": values["sure"] | {name: "high"},
                "why": values["why"] | {name: "set by you"},
            }
    return Layout.from_json(values)


def _columns_anew(path: Path, layout: Layout) -> Layout:
    """The header as it reads under another encoding or delimiter."""
    names = tuple(sample_of(path, Layout.from_json(layout.as_json() | {"columns": list(layout.columns)})))
    return Layout.from_json(layout.as_json() | {"columns": list(names)})


def _options(options: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value.strip() for name, value in options.items() if value and value.strip()}
    if unknown := set(kept) - {"source", "mode", "currency", "time_zone"}:
        raise ImportRefused(f"{', '.join(sorted(unknown))}: is no option of an import.")
    if "currency" in kept:
        kept["currency"] = kept["currency"].upper()
        if not (len(kept["currency"]) == 3 and kept["currency"].isalpha()):
            raise ImportRefused(f"currency: {kept['currency']!r} is no currency; write three letters such as EUR.")
    if "time_zone" in kept and not known_zone(kept["time_zone"]):
        raise ImportRefused(f"time_zone: there is no {kept['time_zone']!r}; write one such as Europe/Berlin.")
    if "mode" in kept and kept["mode"] not in Import.Mode.values:
        raise ImportRefused(f"mode: {kept['mode']!r} is none of {', '.join(Import.Mode.values)}.")
    return kept


def discard(job: Import) -> None:
    """Throws a draft away, with its file."""
    if job.status != Import.Status.DRAFT:
        raise ImportRefused("This import was started; undo it instead.")
    shutil.rmtree(job.folder, ignore_errors=True)
    job.delete()


def queue(job: Import) -> None:
    """Lets the worker run a prepared draft, or a stopped import go on."""
    waiting = Import.objects.filter(pk=job.pk, status__in=[Import.Status.DRAFT, Import.Status.FAILED]).exclude(kind="")
    if not waiting.update(status=Import.Status.QUEUED, error=""):
        raise ImportRefused("This import is not waiting to be started.")
    job.refresh_from_db()


def run(job: Import, *, progress: Progress | None = None) -> Import:
    """Runs an import from where it stands to its end. Safe to be killed anywhere and run again.

    Each portion is one transaction that records its facts and moves the position. Raises UnreadableFile when the file
    cannot be read further (the import is then stopped, and says why), ClaimLost when another process runs it.
    """
    me = _claim(job)
    try:
        if not job.rows:
            job.rows = count_rows(plan_of(job))
            Import.objects.filter(pk=job.pk).update(rows=job.rows)
        for number, portion in enumerate(portions(plan_of(job))):
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
    if refused:
        write_failed(job.file, Layout.from_json(job.layout), refused, job.failed_file)
    with transaction.atomic():
        ended = Import.objects.filter(pk=job.pk, claimed_by=me, status=Import.Status.RUNNING)
        if not ended.update(status=Import.Status.DONE, finished_at=moments.now(), claimed_by="", rows_read=F("rows")):
            raise ClaimLost(f"Import {job.pk} was ended by another process.")
        job.refresh_from_db()
        record(
            _line("import.finished", job, {"new": job.new, "repeated": job.repeated, "refused": job.refused}, job.actor)
        )
    # What it says is in the record now, and lies there only as long as people want it to.
    job.file.unlink(missing_ok=True)


def revert(job: Import, *, actor: str) -> Undoing:
    """Takes the whole import back in one transaction. Raises ImportRefused when there is nothing to take back."""
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
        taken_back = {"actor": held.mark, "first": held.first_line, "last": held.last_line}
        record(_line("import.reverted", held, taken_back, actor))
    shutil.rmtree(held.folder, ignore_errors=True)
    job.refresh_from_db()
    return undone


def _line(name: str, job: Import, more: dict[str, Any], actor: str) -> Entry:
    return Entry(
        name=name,
        occurred_at=moments.now(),
        source="house",
        source_id=f"{name}:{job.pk}",
        payload=Change(note=job.filename, more={"import": job.pk, "kind": job.kind, **more}),
        direction="",
        actor=actor,
    )
