"""Bytes to rows: what detecting a layout and reading by it have in common."""

from __future__ import annotations

import codecs
import csv
import gzip
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, cast

from regulars.listen.imports.layout import UnreadableFile

# One cell may hold a long text, but a quotation mark that is never closed must not swallow the file.
csv.field_size_limit(1 << 20)


def open_bytes(path: Path, *, gzipped: bool) -> IO[bytes]:
    """The file's bytes, unpacked when gzipped."""
    return cast("IO[bytes]", gzip.open(path, "rb")) if gzipped else path.open("rb")


def split_rows(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """The rows of delimited text; blanks as a delimiter mean any run of white space."""
    if delimiter == " ":
        return (line.split() for line in lines)
    return csv.reader(lines, delimiter=delimiter)


def is_delimiter_line(row: list[str]) -> bool:
    """Whether a row is the line `sep=;` by which spreadsheets are told the delimiter; it is no header."""
    return row[0].lstrip("\ufeff").lower().startswith("sep=") and len(row) <= 2 and not any(row[1:])


def known_name(encoding: str) -> str:
    """The name under which Python knows an encoding. Raises UnreadableFile for one it does not."""
    try:
        return codecs.lookup(encoding).name
    except LookupError as error:
        raise UnreadableFile(f"The encoding {encoding!r} is not known. Try utf-8 or cp1252.") from error


def unique_names(names: Iterable[str]) -> list[str]:
    """Column names without white space around them; an empty one is `column N`, a second one of a name gets its number."""
    seen: Counter[str] = Counter()
    result = []
    for position, raw in enumerate(names, 1):
        name = " ".join(raw.replace("\ufeff", "").split()) or f"column {position}"
        seen[name] += 1
        result.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return result
