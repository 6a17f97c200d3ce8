"""Where the bytes of attachments lie: REGULARS_HOME/files/attachments, under random names that say nothing."""

from __future__ import annotations

import hashlib
import io
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

from regulars.kit.refused import Refused
from regulars.know.notes.contents import SHOWN, extension_of, problem_with
from regulars.know.notes.stripping import Damaged, stripped

LONGEST_NAME = 200
_BLOCK = 1024 * 1024


class Upload(Protocol):
    """A file that somebody hands in: its bytes, and the name they have for it."""

    @property
    def name(self) -> str | None: ...
    @property
    def file(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that lies in its place."""

    name: str
    extension: str
    size: int
    sha256: str
    path: str


def folder() -> Path:
    """Of all attachments."""
    return Path(settings.REGULARS_HOME) / "files" / "attachments"


def place_of(path: str) -> Path:
    """Where a stored file lies. Raises ValueError for a path this program did not make up."""
    if not path.replace("/", "").isalnum() or len(Path(path).parts) != 2:
        raise ValueError(f"path: {path!r} is no attachment")
    return folder() / path


def store(upload: Upload) -> Stored:
    """Check a file and put it in its place, whole or not at all; a picture without what it tells beside itself.

    Raises Refused.
    """
    name = _bare_name(upload.name or "")
    if problem := problem_with(name, upload.file):
        raise Refused({"file": f"{name or 'The file'}: {problem}"})
    key = secrets.token_hex(16)
    path = f"{key[:2]}/{key}"
    target = place_of(path)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = target.with_name(f"{key}.part")
    most = settings.REGULARS_ATTACHMENT_BYTES
    content = _shown_only(name, upload.file, most)
    size, told = 0, hashlib.sha256()
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            while block := content.read(_BLOCK):
                size += len(block)
                if size > most:
                    raise Refused({"file": f"{name} is larger than {most // (1024 * 1024)} MB."})
                told.update(block)
                out.write(block)
            out.flush()
            os.fsync(out.fileno())
        if not size:
            raise Refused({"file": f"{name} is empty."})
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return Stored(name, extension_of(name), size, told.hexdigest(), path)


def _shown_only(name: str, file: Any, most: int) -> Any:
    """The file from its beginning; of a picture only what shows it. Raises Refused where it is damaged."""
    file.seek(0)
    if extension_of(name) not in SHOWN:
        return file
    content = file.read(most + 1)
    if len(content) > most:
        file.seek(0)
        return file
    try:
        return io.BytesIO(stripped(extension_of(name), content))
    except Damaged as damaged:
        raise Refused({"file": f"{name} is damaged. {damaged} Save it anew and try again."}) from damaged


def discard(paths: Iterable[str]) -> None:
    """Remove files from their places; those that are gone already do not matter."""
    for path in paths:
        place_of(path).unlink(missing_ok=True)


def _bare_name(name: str) -> str:
    """The name without any folder and without what does not print, at most as long as is kept."""
    bare = name.replace("\\", "/").rpartition("/")[2]
    bare = "".join(c for c in bare if c.isprintable()).strip(" .")
    stem, dot, extension = bare.rpartition(".")
    return bare if len(bare) <= LONGEST_NAME else f"{stem[: LONGEST_NAME - len(extension) - 1]}{dot}{extension}"
