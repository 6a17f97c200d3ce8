"""Everything kept about a person in one file: a page to read, the same as JSON, and their attachments."""

from __future__ import annotations

import hashlib
import secrets
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import msgspec
from django.conf import settings
from django.template.loader import render_to_string

from regulars.kit import moments
from regulars.know.requests.finding import Person
from regulars.know.requests.rooms import rooms
from regulars.timeline.describe import describe
from regulars.timeline.read import of_customers

_AT_ONCE = 500


def folder() -> Path:
    """Where access files wait to be fetched."""
    return Path(settings.REGULARS_HOME) / "files" / "requests"


def path_of(name: str) -> Path:
    """The file of a request; `name` is one that `write_access_file` gave."""
    return folder() / Path(name).name


def remove_file(name: str) -> None:
    """Take it away; nothing happens where it is gone already."""
    path_of(name).unlink(missing_ok=True)


def write_access_file(person: Person) -> tuple[str, dict[str, Any]]:
    """Write the file; returns its name and the proof: its SHA-256, its size, and how much of what is in it.

    Written beside and renamed: a file that is there is whole. The timeline goes through in portions, however long it is.
    """
    folder().mkdir(parents=True, exist_ok=True)
    name = f"{secrets.token_urlsafe(18)}.zip"
    draft = folder() / f"{name}.part"
    told = {room.name: found for room in rooms() if (found := room.told(person.part_ids))}
    attachments = _attachments(told)
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            for inside, path in attachments:
                if path.is_file():
                    archive.write(path, inside)
            with archive.open("data.json", "w") as out:
                _write_json(out, told, person)
            with archive.open("index.html", "w") as out:
                lines = _write_page(out, told, person, [inside for inside, _ in attachments])
        proof = {"sha256": _digest(draft), "bytes": draft.stat().st_size, "lines": lines, "files": len(attachments)}
        draft.replace(path_of(name))
    finally:
        draft.unlink(missing_ok=True)
    return name, proof


def _attachments(told: dict[str, dict[str, Any]]) -> list[tuple[str, Path]]:
    """(name inside the archive, where it lies) of every file told; where it lies is then no longer told."""
    found: list[tuple[str, Path]] = []
    for kept in told.values():
        for each in kept.get("files", ()):
            inside = f"files/{len(found) + 1}-{Path(each['name']).name}"
            found.append((inside, Path(each.pop("path"))))
            each["inside"] = inside
    return found


def _stories(person: Person) -> Iterator[list[Any]]:
    after: str | None = None
    while True:
        page = of_customers(person.part_ids, after=after, limit=_AT_ONCE)
        yield page.interactions
        after = page.next
        if after is None:
            return


def _write_json(out: IO[bytes], told: dict[str, Any], person: Person) -> None:
    out.write(b'{"made_at": ' + msgspec.json.encode(moments.now()) + b', "by": ')
    out.write(msgspec.json.encode(settings.REGULARS_COMPANY))
    for name, kept in told.items():
        out.write(b",\n" + msgspec.json.encode(name) + b": " + msgspec.json.encode(kept))
    out.write(b',\n"timeline": [')
    first = True
    for lines in _stories(person):
        for line in lines:
            out.write(b"\n" if first else b",\n")
            first = False
            out.write(msgspec.json.encode(_as_json(line)))
    out.write(b"\n]}\n")


def _as_json(line: Any) -> dict[str, Any]:
    return {
        "name": line.name,
        "channel": line.channel,
        "occurred_at": line.occurred_at,
        "amount": None if line.amount is None else str(line.amount),
        "currency": line.currency,
        "told_by": line.source,
        "properties": line.properties,
    }


def _write_page(out: IO[bytes], told: dict[str, Any], person: Person, files: list[str]) -> int:
    zone = moments.zone(settings.REGULARS_TIME_ZONE)
    sections = [(name, what, _rows(kept)) for name, told_of in told.items() for what, kept in told_of.items() if kept]
    context = {
        "company": settings.REGULARS_COMPANY,
        "who": str(person.root),
        "day": moments.now().astimezone(zone),
        "sections": sections,
        "files": files,
    }
    whole = render_to_string("requests/access_file.html", context)
    before, after = whole.split("<!--timeline-->")
    out.write(before.encode())
    count = 0
    for lines in _stories(person):
        said = [(line.occurred_at.astimezone(zone), line.channel, describe(line)) for line in lines]
        out.write(render_to_string("requests/access_lines.html", {"lines": said}).encode())
        count += len(lines)
    out.write(after.encode())
    return count


def _rows(kept: Any) -> list[list[tuple[str, str]]]:
    """What a room told, as rows of (name, text)."""
    entries = kept if isinstance(kept, list) else [kept]
    return [
        [(str(key).replace("_", " "), _text(value)) for key, value in entry.items() if value not in (None, "", [], {})]
        if isinstance(entry, dict)
        else [("", _text(entry))]
        for entry in entries
    ]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_text(each) for each in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_text(each)}" for key, each in value.items())
    return str(value)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
