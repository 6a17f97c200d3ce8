"""What a file is, by its content and not by what its name or its sender says. Only kinds that are named here are kept.

Nothing that a browser would run is among them: no HTML, no SVG, no scripts. Archives are not either, since what is in
them cannot be looked at; Office documents are archives of a known shape, and those with macros are refused.
"""

from __future__ import annotations

import io
import zipfile
from typing import Final

# Extension -> the type it is served with.
TYPES: Final[dict[str, str]] = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "eml": "message/rfc822",
    "vcf": "text/vcard; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
# Pictures may be looked at in the page; everything else is only ever downloaded.
SHOWN: Final = frozenset({"png", "jpg", "jpeg", "gif", "webp"})
TAKEN: Final = (
    "PDF, pictures (PNG, JPEG, GIF, WebP), text, CSV, mail, contact and calendar files, Word, Excel and OpenDocument"
)

_TEXTS = frozenset({"txt", "csv", "eml", "vcf", "ics"})
_SIGNED: Final[dict[str, frozenset[str]]] = {
    "pdf": frozenset({".pdf"}),
    "png": frozenset({".png"}),
    "jpg": frozenset({".jpg", ".jpeg", ".jfif"}),
    "jpeg": frozenset({".jpg", ".jpeg", ".jfif"}),
    "gif": frozenset({".gif"}),
    "webp": frozenset({".webp"}),
}
_BEGINNINGS: Final = {"vcf": b"BEGIN:VCARD", "ics": b"BEGIN:VCALENDAR"}
_PARTS: Final = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
_MIMETYPES: Final = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
}
# What a text never begins with, whatever it is called: a browser that guesses would show it as a page.
_MARKUP: Final = (b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"<head", b"<body", b"<iframe")
_LOOKED_AT = 64 * 1024


def extension_of(name: str) -> str:
    """`Invoice.PDF` -> `pdf`; empty without one."""
    _, dot, extension = name.rpartition(".")
    return extension.lower() if dot else ""


def problem_with(name: str, file: io.BufferedIOBase) -> str:
    """Why a file of this name with this content is not kept; empty when it is. Leaves the file anywhere."""
    extension = extension_of(name)
    if extension not in TYPES:
        told = f"Files ending in .{extension}" if extension else "Files without an ending"
        return f"{told} are not kept. What is: {TAKEN}."
    if extension in _TEXTS:
        good = _is_text(extension, file)
    elif extension in _SIGNED:
        good = _is_signed(extension, file)
    else:
        good = _is_document(extension, file)
    return (
        ""
        if good
        else f"This is not what its name says: no .{extension} file, or a damaged one. Save it anew and try again."
    )


def _is_signed(extension: str, file: io.BufferedIOBase) -> bool:
    import puremagic  # noqa: PLC0415 -- reads its tables when it is loaded

    file.seek(0)
    try:
        found = puremagic.magic_string(file.read(_LOOKED_AT))
    except (puremagic.PureError, ValueError):
        return False
    return any(one.extension in _SIGNED[extension] for one in found)


def _is_text(extension: str, file: io.BufferedIOBase) -> bool:
    file.seek(0)
    first = file.read(_LOOKED_AT)
    begun = first.removeprefix(b"\xef\xbb\xbf").lstrip()
    if begun[:16].lower().startswith(_MARKUP):
        return False
    if extension in _BEGINNINGS and not begun.upper().startswith(_BEGINNINGS[extension]):
        return False
    if first.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16, as Excel writes text
        return True
    while first:
        # No text has these; whatever letters it is written in does not matter.
        if any(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in first):
            return False
        first = file.read(_LOOKED_AT)
    return True


def _is_document(extension: str, file: io.BufferedIOBase) -> bool:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as parts:
            names = parts.namelist()
            if any(
                name.lower().endswith(("vbaproject.bin", ".exe", ".js")) or name.startswith("Basic/") for name in names
            ):
                return False
            if extension in _PARTS:
                return _PARTS[extension] in names
            if "mimetype" not in names or parts.getinfo("mimetype").file_size > 100:
                return False
            return parts.read("mimetype").strip() == _MIMETYPES[extension]
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError, ValueError):
        return False
