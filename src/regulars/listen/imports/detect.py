"""Finds out how a file is laid out: container, encoding, delimiter, decimal mark, order of dates."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, cast

from regulars.know.cards.read import begins_like_cards
from regulars.listen.imports.cards_file import detect_cards
from regulars.listen.imports.detect_values import date_order, decimal_mark
from regulars.listen.imports.layout import DELIMITERS, Layout, Sure, UnreadableFile
from regulars.listen.imports.read_file import batches
from regulars.listen.imports.text_rows import is_delimiter_line, known_name, open_bytes, split_rows, unique_names

_HEAD = 262_144
_PIECE = 1 << 20
_PROBE = 16_384
_PROBES_EVERY = 1 << 22
_BOMS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]


def detect(path: Path, *, encoding: str = "", delimiter: str = "", sheet: str = "") -> Layout:
    """Looks at the whole encoding and at samples from all over the file. Raises UnreadableFile with the reason.

    What is given is taken as it is, and the rest found under it.
    """
    if not path.is_file():
        raise UnreadableFile(f"There is no file {path}.")
    if path.stat().st_size == 0:
        raise UnreadableFile(f"{path.name} is empty.")
    with path.open("rb") as file:
        gzipped = file.read(2) == b"\x1f\x8b"
    try:
        with open_bytes(path, gzipped=gzipped) as file:
            start = file.read(4_096)
        if begins_like_cards(start):
            return detect_cards(path, Layout(gzipped=gzipped))
        if start[:4] == b"PAR1":
            return _detect_typed(path, Layout(container="parquet", gzipped=gzipped))
        if start[:4] == b"PK\x03\x04":
            return _detect_typed(path, Layout(container="xlsx", gzipped=gzipped, sheet=sheet))
        if start[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
            raise UnreadableFile(
                f"{path.name} is an old or a locked Excel workbook. Save it as .xlsx without a password."
            )
        if start[:5] == b"%PDF-":
            raise UnreadableFile(f"{path.name} is a PDF. Export the data as CSV or XLSX instead.")
        return _detect_text(path, gzipped, encoding, delimiter)
    except (gzip.BadGzipFile, EOFError) as error:
        raise UnreadableFile(f"{path.name} is a damaged gzip file: {error}. Download or pack it again.") from error


def _detect_typed(path: Path, layout: Layout) -> Layout:
    """Workbooks and Parquet files carry types; only text inside them needs its marks found."""
    # Typed numbers are written with a mark that no text has, so that only the texts are asked for theirs.
    first = next(iter(batches(path, replace(layout, decimal="\x00"), rows=2_000)), None)
    if first is None:
        raise UnreadableFile(f"{path.name} has no rows.")
    columns = [cast("list[str | None]", column.to_pylist()) for column in first.table.columns]
    texts = [[value for value in column if value] for column in columns]
    mark, mark_sure, mark_why = decimal_mark(texts, likely=".")
    order, order_sure, order_why = date_order(texts, european=mark == ",")
    return replace(
        layout,
        columns=tuple(first.table.column_names),
        decimal=mark,
        date_order=order,
        sure={"decimal": mark_sure, "date_order": order_sure},
        why={"decimal": mark_why, "date_order": order_why},
    )


def _detect_text(path: Path, gzipped: bool, known_encoding: str, known_delimiter: str) -> Layout:
    encoding, encoding_sure, encoding_why, head, probes = _encoding(path, gzipped)
    if known_encoding and known_encoding != encoding:
        encoding, encoding_sure, encoding_why = known_name(known_encoding), "high", "set by you"
    text = _decode_piece(head, encoding, first=True)
    controls = sum(c < " " and c not in "\t\r\n\x0b\x0c" for c in text[:20_000])
    if controls > len(text[:20_000]) // 200:
        raise UnreadableFile(f"{path.name} is neither text nor a workbook that can be read. Export it as CSV or XLSX.")
    if not text.strip():
        raise UnreadableFile(f"{path.name} holds no text.")
    delimiter, delimiter_sure, delimiter_why = _delimiter(text)
    if known_delimiter and known_delimiter != delimiter:
        delimiter, delimiter_sure, delimiter_why = known_delimiter, "high", "set by you"
    rows = [row for row in _rows(text, delimiter, cut=len(head) >= _HEAD) if any(row)]
    if rows and is_delimiter_line(rows[0]):
        rows = rows[1:]
    if not rows:
        raise UnreadableFile(f"{path.name} has no rows.")
    header = _has_header(rows)
    width = len(rows[0])
    sample = [row for row in rows[1 if header else 0 :] if len(row) == width]
    for probe in probes:
        # A probe starts and ends anywhere: its first and last rows are dropped, and those of another width.
        sample += [row for row in _rows(_decode_piece(probe, encoding), delimiter, cut=True)[1:] if len(row) == width]
    texts = [[row[i].strip() for row in sample if row[i].strip()] for i in range(width)]
    mark, mark_sure, mark_why = decimal_mark(texts, likely="," if delimiter == ";" else ".")
    order, order_sure, order_why = date_order(texts, european=mark == "," or delimiter == ";")
    return Layout(
        gzipped=gzipped,
        encoding=encoding,
        delimiter=delimiter,
        decimal=mark,
        date_order=order,
        header=header,
        columns=tuple(unique_names(rows[0] if header else [f"column {i + 1}" for i in range(width)])),
        sure={"encoding": encoding_sure, "delimiter": delimiter_sure, "decimal": mark_sure, "date_order": order_sure},
        why={"encoding": encoding_why, "delimiter": delimiter_why, "decimal": mark_why, "date_order": order_why},
    )


def _encoding(path: Path, gzipped: bool) -> tuple[str, Sure, str, bytes, list[bytes]]:
    """Encoding, how sure, why, the head of the file, and probes from all over it. Reads the file once, a piece at a time."""
    head, probes, odd, ascii_only = _skim(path, gzipped)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name, "high", "byte order mark", head, probes
    if odd is None and b"\x00" not in head:
        return "utf-8", "high", "every byte fits" if not ascii_only else "plain letters only", head, probes
    zeros = head[:4_000]
    if zeros[1::2].count(0) > len(zeros) // 4:
        return "utf-16-le", "high", "every second byte is zero", head, probes
    if zeros[::2].count(0) > len(zeros) // 4:
        return "utf-16-be", "high", "every second byte is zero", head, probes
    if b"\x00" in head:
        raise UnreadableFile(f"{path.name} is neither text nor a workbook that can be read. Export it as CSV or XLSX.")
    return *_eight_bit(head if odd is None else odd), head, probes


def _skim(path: Path, gzipped: bool) -> tuple[bytes, list[bytes], bytes | None, bool]:
    """The head, probes, the bytes around the first that is no UTF-8 (None: all are), and whether all are plain letters."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    ascii_only, head, probes, odd, piece = True, b"", list[bytes](), None, b""
    with open_bytes(path, gzipped=gzipped) as file:
        for number, piece in enumerate(_pieces(file)):
            if number == 0:
                head = piece[:_HEAD]
            elif number % (_PROBES_EVERY // _PIECE) == 0:
                probes.append(piece[:_PROBE])
            if odd is None:
                try:
                    decoder.decode(piece)
                except UnicodeDecodeError as error:
                    odd = piece[max(0, error.start - 4_000) : error.start + 60_000]
                ascii_only = ascii_only and piece.isascii()
    if len(piece) > _PROBE:
        probes.append(piece[-_PROBE - len(piece) % 4 :])
    return head, probes, odd, ascii_only


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece


def _eight_bit(sample: bytes) -> tuple[str, Sure, str]:
    """The code page of text that is not Unicode: Windows-1252 when its letters stand as Western words have them."""
    western = sample.decode("cp1252", errors="replace")
    beyond = [c for c in western if not c.isascii()]
    usual = sum(c in "ÄÖÜäöüßéèêëàâáãçñíìîïóòôõúùûÉÈÀÇÑåÅæÆøØœŒ€£§°´’“”„–…«»¡¿²³½®©ªº·\xa0" for c in beyond)
    # A capital with an accent after a small letter is what Cyrillic or Central European text looks like when misread.
    broken = len(re.findall(r"[a-zß-ÿ][À-Þ]", western))
    if beyond and usual >= 0.9 * len(beyond) and broken <= 0.05 * len(beyond):
        return "cp1252", "high" if len(beyond) > 3 else "medium", "Western letters"
    import charset_normalizer  # noqa: PLC0415 -- loads its tables when imported

    best = charset_normalizer.from_bytes(sample, enable_fallback=False).best()
    if best is None:
        return "cp1252", "low", "nothing fits well"
    return best.encoding, "medium" if best.chaos < 0.1 else "low", "letters that go together"


def _decode_piece(piece: bytes, encoding: str, *, first: bool = False) -> str:
    if not first and encoding in ("utf-8-sig", "utf-16", "utf-32"):
        # Without its mark a later piece is read in the order of nearly all files that carry one.
        encoding = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}[encoding]
    return piece.decode(encoding, errors="ignore")


def _rows(text: str, delimiter: str, *, cut: bool) -> list[list[str]]:
    if cut:
        text = text[: text.rfind("\n") + 1]
    return list(split_rows(io.StringIO(text, newline=""), delimiter))


def _delimiter(text: str) -> tuple[str, Sure, str]:
    """The delimiter that splits most rows into the same number of columns, and more than one."""
    if told := re.match(r"sep=(.)\r?\n", text.lstrip("\ufeff"), re.IGNORECASE):
        return told[1], "high", "the first line says so"
    best, best_score, widths = ",", 0.0, 1
    for delimiter in DELIMITERS:
        try:
            counts = Counter(len(row) for row in _rows(text, delimiter, cut=text.count("\n") > 1)[:500] if any(row))
        except csv.Error:
            continue
        counts.pop(1, None)
        if not counts:
            continue
        (width, often), total = counts.most_common(1)[0], max(1, sum(counts.values()))
        # Blanks stand inside ordinary text, so they only win where nothing else splits the rows.
        score = often / total * min(width, 20) * (0.2 if delimiter == " " else 1.0)
        if score > best_score:
            best, best_score, widths = delimiter, score, width
    if best_score == 0:
        return ",", "medium", "one column"
    return best, "high", f"{widths} columns in nearly every row"


def _has_header(rows: list[list[str]]) -> bool:
    """False when the first row already holds data: no cell of it has a letter, as the rows below have none there either."""
    first = [cell for cell in rows[0] if cell.strip()]
    return not first or any(re.search(r"[^\W\d_]", cell) and "@" not in cell for cell in first)
