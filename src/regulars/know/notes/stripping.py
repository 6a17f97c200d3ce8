"""What a picture tells beside itself (where and when it was taken, by which device, by whom) taken out of its bytes. Pure.

The picture is not encoded anew: its file is walked by its parts, and parts that are no picture are left out. What is needed
to show it stays: the colour profile, and the turn of the camera as the only entry of an Exif part of our own.

JPEG: ITU-T T.81 annex B, with JFIF (T.871), Exif 3.0 section 4.7 and ICC.1 annex B.4. PNG: W3C PNG, third edition, chapters 5
and 11. WebP: RFC 9649. GIF: GIF89a. Orientation: TIFF 6.0, tag 274.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from struct import pack, unpack_from
from typing import Final
from zlib import crc32

_EXIF: Final = b"Exif\x00\x00"
_ORIENTATION: Final = 0x0112
_SHORT: Final = 3


class Damaged(ValueError):
    """The file is not built as its kind is."""


def stripped(extension: str, content: bytes) -> bytes:
    """The picture without what it tells beside itself; other kinds of files as they are. Raises Damaged."""
    strip = _KINDS.get(extension)
    if strip is None:
        return content
    try:
        return strip(content)
    except (struct.error, IndexError) as error:
        raise Damaged("The file ends too early.") from error


def orientation(tiff: bytes) -> int:
    """How the camera was held (1 to 8, 1 is upright) by the TIFF structure of an Exif part; 1 where it does not say."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (at,) = unpack_from(f"{order}I", tiff, 4)
        (count,) = unpack_from(f"{order}H", tiff, at)
        for number in range(count):
            tag, kind, _, value = unpack_from(f"{order}HHIH", tiff, at + 2 + 12 * number)
            if (tag, kind) == (_ORIENTATION, _SHORT):
                return int(value) if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


def _turn(way: int) -> bytes:
    """A TIFF structure that says nothing but the orientation."""
    return b"MM\x00\x2a" + pack(">IHHHIHHI", 8, 1, _ORIENTATION, _SHORT, 1, way, 0, 0)


def _jpeg(content: bytes) -> bytes:
    if content[:2] != b"\xff\xd8":
        raise Damaged("A JPEG begins with a start of image.")
    kept, way = [], 1
    for marker, part in _segments(content):
        body = part[4:]
        if marker == 0xE1 and body.startswith(_EXIF):
            way = orientation(body[len(_EXIF) :]) if way == 1 else way
        elif _shows(marker, body):
            kept.append((marker, part))
    if not any(marker == 0xDA for marker, _ in kept):
        raise Damaged("There is no picture in it.")
    first = [part for marker, part in kept[:1] if marker == 0xE0]  # JFIF stands before everything
    exif = _EXIF + _turn(way)
    turned = [b"\xff\xe1" + pack(">H", len(exif) + 2) + exif] if way != 1 else []
    return b"".join([b"\xff\xd8", *first, *turned, *(part for _, part in kept[len(first) :])])


def _shows(marker: int, body: bytes) -> bool:
    """Whether a segment is needed to show the picture."""
    if 0xE0 <= marker <= 0xEF:
        known = {0xE0: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00", 0xEE: b"Adobe"}.get(marker)
        return known is not None and body.startswith(known)
    return marker != 0xFE


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """(marker, bytes) of each segment; a scan's with its data. Whatever comes behind the end of the image is left out."""
    at, end = 2, len(content)
    while at < end:
        if content[at] != 0xFF:
            raise Damaged("There is something between two segments.")
        while content[at + 1] == 0xFF:  # filling
            at += 1
        marker = content[at + 1]
        if marker == 0xD9:
            yield marker, content[at : at + 2]
            return
        if marker == 0x01 or 0xD0 <= marker <= 0xD8 or marker == 0:
            raise Damaged("There is a marker where none belongs.")
        (length,) = unpack_from(">H", content, at + 2)
        after = at + 2 + length
        if length < 2 or after > end:
            raise Damaged("A segment ends behind the file.")
        if marker == 0xDA:
            after = _behind_scan(content, after)
        yield marker, content[at:after]
        at = after


def _behind_scan(content: bytes, at: int) -> int:
    """Where the data of a scan ends: at the next marker that is none of its own."""
    while (at := content.find(b"\xff", at)) != -1 and at + 1 < len(content):
        following = content[at + 1]
        if following == 0xFF:
            at += 1
        elif following == 0 or 0xD0 <= following <= 0xD7:
            at += 2
        else:
            return at
    return len(content)


_PNG_SHOWS: Final = frozenset(
    (
        b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"mDCV", b"cLLI", b"sBIT",
        b"bKGD", b"hIST", b"sPLT", b"pHYs", b"acTL", b"fcTL", b"fdAT",
    )
)  # fmt: skip


def _png(content: bytes) -> bytes:
    if content[:8] != b"\x89PNG\r\n\x1a\n" or content[12:16] != b"IHDR":
        raise Damaged("A PNG begins with its header.")
    kept, way, at, name = [content[:8]], 1, 8, b""
    while name != b"IEND":
        (length,) = unpack_from(">I", content, at)
        name, after = content[at + 4 : at + 8], at + 12 + length
        if after > len(content):
            raise Damaged("A chunk ends behind the file.")
        if name == b"eXIf":
            way = orientation(content[at + 8 : after - 4])
        elif name in _PNG_SHOWS:
            kept.append(content[at:after])
        at = after
    if way != 1:
        told = b"eXIf" + _turn(way)
        kept.insert(2, pack(">I", len(told) - 4) + told + pack(">I", crc32(told)))
    return b"".join(kept)


_WEBP_SHOWS: Final = frozenset((b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_WEBP_EXIF, _WEBP_XMP = 0x08, 0x04


def _webp(content: bytes) -> bytes:
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        raise Damaged("A WebP is a RIFF file.")
    (size,) = unpack_from("<I", content, 4)
    end = min(size + 8, len(content))
    kept: list[tuple[bytes, bytes]] = []
    way, at = 1, 12
    while at < end:
        name = content[at : at + 4]
        (length,) = unpack_from("<I", content, at + 4)
        if at + 8 + length > len(content):
            raise Damaged("A chunk ends behind the file.")
        body = content[at + 8 : at + 8 + length]
        if name == b"EXIF":
            way = orientation(body.removeprefix(_EXIF))
        elif name in _WEBP_SHOWS:
            kept.append((name, body))
        at += 8 + length + length % 2
    if not any(name in {b"VP8 ", b"VP8L", b"ANMF"} for name, _ in kept):
        raise Damaged("There is no picture in it.")
    return _riff(kept, way)


def _riff(chunks: list[tuple[bytes, bytes]], way: int) -> bytes:
    name, header = chunks[0]
    if name == b"VP8X":  # only this header speaks of other parts, so only behind it one may stand
        if len(header) != 10:
            raise Damaged("The header has another length.")
        flags = header[0] & ~(_WEBP_EXIF | _WEBP_XMP) | (_WEBP_EXIF if way != 1 else 0)
        chunks = [(name, bytes([flags]) + header[1:]), *chunks[1:]]
        if way != 1:
            chunks.append((b"EXIF", _turn(way)))
    parts = b"".join(name + pack("<I", len(body)) + body + b"\x00" * (len(body) % 2) for name, body in chunks)
    return b"RIFF" + pack("<I", len(parts) + 4) + b"WEBP" + parts


def _gif(content: bytes) -> bytes:
    if content[:6] not in {b"GIF87a", b"GIF89a"}:
        raise Damaged("A GIF begins with its version.")
    at = 13 + _table(content[10])
    kept = [content[:at]]
    while content[at] != 0x3B:
        start, kind = at, content[at]
        if kind == 0x2C:
            at = _behind_blocks(content, at + 11 + _table(content[at + 9]))
            shows = True
        elif kind == 0x21:
            label = content[at + 1]
            at = _behind_blocks(content, at + 2)
            # How long each picture stays, and how often all of them: everything else is said beside the picture.
            loops = content[start + 3 : start + 14] in {b"NETSCAPE2.0", b"ANIMEXTS1.0"}
            shows = label in {0xF9, 0x01} or (label == 0xFF and loops)
        else:
            raise Damaged("There is something between two blocks.")
        if shows:
            kept.append(content[start:at])
    return b"".join([*kept, b"\x3b"])


def _table(packed: int) -> int:
    """How many bytes a table of colours has."""
    return 3 * 2 ** ((packed & 7) + 1) if packed & 0x80 else 0


def _behind_blocks(content: bytes, at: int) -> int:
    while content[at]:
        at += content[at] + 1
    return at + 1


_KINDS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "jpg": _jpeg, "jpeg": _jpeg, "png": _png, "webp": _webp, "gif": _gif,
}  # fmt: skip
