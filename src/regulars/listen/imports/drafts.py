"""A file on its way to being imported: handed in, looked at, thrown away, or put in line. Nothing is in the record yet."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from typing import IO

from django.conf import settings
from django.db import transaction

from regulars.access.acting import require
from regulars.kit import moments
from regulars.listen.imports.detect import detect
from regulars.listen.imports.fields import KINDS, Kind
from regulars.listen.imports.layout import DATE_ORDERS, DELIMITERS, Layout
from regulars.listen.imports.match_columns import Matching, match_columns, with_mapping
from regulars.listen.imports.models import Import
from regulars.listen.imports.orders_file import headerless, sample_of
from regulars.listen.imports.own_fields import own_targets
from regulars.listen.imports.parse_dates import known_zone


class ImportRefused(ValueError):
    """The import cannot be done as asked; the message says why and what to do. Nothing was changed."""


def keep_file(content: IO[bytes], filename: str, *, actor: str) -> Import:
    """Copies a file into the data folder as a draft import. Its name is shown to people and never used as a path."""
    require("imports.run")
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
    require("imports.run")
    if kind and kind not in KINDS:
        raise ImportRefused(f"kind: {kind!r} is none of {', '.join(KINDS)}.")
    choices = {name: value for name, value in (layout or {}).items() if value}
    _check(choices)
    known = {name: choices[name] for name in ("encoding", "delimiter", "sheet") if name in choices}
    found = _chosen(detect(job.file, **known), choices)
    sample = sample_of(job.file, found)
    own = own_targets()
    matching = headerless(sample) if not found.header and kind in ("", "orders") else None
    if matching is None:
        matching = match_columns(sample, kind or None, own)
    if mapping:
        matching = with_mapping(matching, mapping, own)
    for name, value in _options(options or {}).items():
        setattr(job, name, value)
    job.kind, job.preset = matching.kind, matching.preset
    if not (options or {}).get("source"):
        job.source = matching.source
    job.layout, job.mapping = found.as_json(), matching.mapping
    job.save()
    return matching


def _check(choices: Mapping[str, str]) -> None:
    """Raises ImportRefused for a choice there is not."""
    may_be = {"delimiter": tuple(DELIMITERS), "decimal": (".", ","), "date_order": tuple(DATE_ORDERS)}
    for name, value in choices.items():
        if name not in ("encoding", "sheet", *may_be):
            raise ImportRefused(f"{name}: is no part of a layout.")
        if name in may_be and value not in may_be[name]:
            shown = DELIMITERS.values() if name == "delimiter" else may_be[name]
            raise ImportRefused(f"{name}: {value!r} is none of {', '.join(shown)}.")


def _chosen(found: Layout, choices: Mapping[str, str]) -> Layout:
    """The layout with decimal mark and order of dates as chosen."""
    values = found.as_json()
    for name in ("decimal", "date_order"):
        value = choices.get(name)
        if value and value != values[name]:
            values |= {
                name: value,
                "sure": values["sure"] | {name: "high"},
                "why": values["why"] | {name: "set by you"},
            }
    return Layout.from_json(values)


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
    require("imports.run")
    if job.status != Import.Status.DRAFT:
        raise ImportRefused("This import was started; undo it instead.")
    shutil.rmtree(job.folder, ignore_errors=True)
    job.delete()


def queue(job: Import) -> None:
    """Lets the worker run a prepared draft, or a stopped import go on."""
    require("imports.run")
    waiting = Import.objects.filter(pk=job.pk, status__in=[Import.Status.DRAFT, Import.Status.FAILED]).exclude(kind="")
    if not waiting.update(status=Import.Status.QUEUED, error=""):
        raise ImportRefused("This import is not waiting to be started.")
    job.refresh_from_db()
