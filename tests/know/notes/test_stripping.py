"""Pictures keep what shows them, and nothing of where, when and by whom they were taken."""

from __future__ import annotations

from struct import pack
from zlib import compress, crc32

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from regulars.know.notes.stripping import Damaged, orientation, stripped

PLACE = b"51.5N 0.12W, a phone, Anna"
KINDS = ("jpg", "jpeg", "png", "webp", "gif")


def tiff(way: int, order: str = ">") -> bytes:
    """Two entries, the make of a device and the orientation, and the place behind them."""
    mark = b"MM" if order == ">" else b"II"
    entries = pack(f"{order}HHII", 0x010F, 2, len(PLACE), 38) + pack(f"{order}HHIHH", 0x0112, 3, 1, way, 0)
    return mark + pack(f"{order}HIH", 42, 8, 2) + entries + pack(f"{order}I", 0) + PLACE


def segment(marker: int, body: bytes) -> bytes:
    return pack(">BBH", 0xFF, marker, len(body) + 2) + body


JFIF = segment(0xE0, b"JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00")
PROFILE = segment(0xE2, b"ICC_PROFILE\x00\x01\x01colours")
ADOBE = segment(0xEE, b"Adobe\x00\x64\x00\x00\x00\x00\x01")
TABLES = segment(0xDB, b"\x00" + b"\x01" * 64) + segment(0xC2, b"\x08\x00\x01\x00\x01\x01\x01\x11\x00")
# Two scans, with stuffed bytes, a restart and filling, as in a progressive picture.
SCANS = (
    segment(0xDA, b"\x01\x01\x00\x00\x00\x01")
    + b"\x12\xff\x00\xff\xd0\x34\xff"
    + segment(0xC4, b"\x00" * 17)
    + segment(0xDA, b"\x01\x01\x00\x01\x3f\x00")
    + b"\x56"
    + b"\xff\xd9"
)
TOLD = (
    segment(0xE1, b"Exif\x00\x00" + tiff(6, "<"))
    + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + PLACE)
    + segment(0xED, b"Photoshop 3.0\x00" + PLACE)
    + segment(0xE2, b"MPF\x00" + PLACE)
    + segment(0xFE, PLACE)
)


def turn(way: int) -> bytes:
    return b"MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" + bytes([way]) + b"\x00" * 6


def test_jpeg_keeps_its_picture_profile_and_turn() -> None:
    told = b"\xff\xd8" + JFIF + TOLD + PROFILE + ADOBE + TABLES + SCANS + b"a film behind the picture"
    kept = stripped("jpg", told)
    assert kept == b"\xff\xd8" + JFIF + segment(0xE1, b"Exif\x00\x00" + turn(6)) + PROFILE + ADOBE + TABLES + SCANS
    assert stripped("jpeg", kept) == kept


def test_jpeg_that_stands_upright_gets_no_exif() -> None:
    upright = segment(0xE1, b"Exif\x00\x00" + tiff(1))
    assert stripped("jpg", b"\xff\xd8" + upright + TABLES + SCANS) == b"\xff\xd8" + TABLES + SCANS


def test_jpeg_cut_off_within_its_last_scan_is_kept_as_far_as_it_goes() -> None:
    cut = b"\xff\xd8" + JFIF + TABLES + SCANS[:-2]
    assert stripped("jpg", cut) == cut


def chunk(name: bytes, body: bytes = b"") -> bytes:
    return pack(">I", len(body)) + name + body + pack(">I", crc32(name + body))


PNG_BEGUN = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
PNG_REST = chunk(b"IDAT", compress(b"\x00\x00")) + chunk(b"IEND")
PNG_TOLD = b"".join(chunk(name, PLACE) for name in (b"tEXt", b"iTXt", b"zTXt", b"tIME", b"prVt"))


def test_png_keeps_its_picture_profile_and_turn() -> None:
    profile = chunk(b"iCCP", b"p\x00\x00" + compress(b"colours"))
    told = PNG_BEGUN + profile + PNG_TOLD + chunk(b"eXIf", tiff(8)) + PNG_REST + PLACE
    assert stripped("png", told) == PNG_BEGUN + chunk(b"eXIf", turn(8)) + profile + PNG_REST
    assert stripped("png", PNG_BEGUN + PNG_TOLD + PNG_REST) == PNG_BEGUN + PNG_REST


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"".join(name + pack("<I", len(told)) + told + b"\x00" * (len(told) % 2) for name, told in chunks)
    return b"RIFF" + pack("<I", len(body) + 4) + b"WEBP" + body


def header(flags: int) -> tuple[bytes, bytes]:
    return b"VP8X", bytes([flags]) + b"\x00" * 9


ICC, PICTURE = (b"ICCP", b"colours"), (b"VP8 ", b"\x30\x01\x00")


@pytest.mark.parametrize("before", [b"", b"Exif\x00\x00"])
def test_webp_keeps_its_picture_profile_and_turn(before: bytes) -> None:
    told = riff(header(0x2C), ICC, PICTURE, (b"EXIF", before + tiff(3)), (b"XMP ", PLACE), (b"MINE", PLACE)) + PLACE
    assert stripped("webp", told) == riff(header(0x28), ICC, PICTURE, (b"EXIF", turn(3)))
    upright = riff(header(0x2C), ICC, PICTURE, (b"EXIF", tiff(1)), (b"XMP ", PLACE))
    assert stripped("webp", upright) == riff(header(0x20), ICC, PICTURE)
    assert stripped("webp", riff(PICTURE)) == riff(PICTURE)


GIF_BEGUN = b"GIF89a\x01\x00\x01\x00\x80\x00\x00" + b"\x00" * 6
GIF_LOOP = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
GIF_FRAME = (
    b"\x21\xf9\x04\x00\x0a\x00\x00\x00" + b"\x2c" + b"\x00" * 4 + b"\x01\x00\x01\x00\x00" + b"\x02\x02\x44\x01\x00"
)


def test_gif_keeps_its_pictures_and_their_times() -> None:
    comment = b"\x21\xfe" + bytes([len(PLACE)]) + PLACE + b"\x00"
    xmp = b"\x21\xff\x0bXMP DataXMP" + bytes([len(PLACE)]) + PLACE + b"\x00"
    told = GIF_BEGUN + GIF_LOOP + comment + xmp + GIF_FRAME * 2 + b"\x3b" + PLACE
    assert stripped("gif", told) == GIF_BEGUN + GIF_LOOP + GIF_FRAME * 2 + b"\x3b"


def test_other_files_are_left_as_they_are() -> None:
    assert stripped("pdf", b"%PDF-1.7 " + PLACE) == b"%PDF-1.7 " + PLACE


@pytest.mark.parametrize(
    ("extension", "content"),
    [
        ("jpg", b"\xff\xd8\xff\xe1\xff\xff" + PLACE),
        ("jpg", b"\xff\xd8" + JFIF + b"something"),
        ("jpg", b"\xff\xd8" + TABLES + b"\xff\xd9"),
        ("png", PNG_BEGUN + PNG_REST[:-4]),
        ("png", PNG_BEGUN + pack(">I", 2**31) + b"IDAT"),
        ("webp", b"RIFF\x20\x00\x00\x00WEBPVP8 \xff\xff\xff\x7f"),
        ("webp", riff((b"EXIF", tiff(1)))),
        ("gif", GIF_BEGUN + GIF_FRAME),
        ("gif", GIF_BEGUN + b"something"),
    ],
)
def test_damaged_pictures_are_refused(extension: str, content: bytes) -> None:
    with pytest.raises(Damaged):
        stripped(extension, content)


@given(st.integers(0, 65535), st.sampled_from("<>"))
def test_orientation_is_read_in_either_order(way: int, order: str) -> None:
    assert orientation(tiff(way, order)) == (way if 1 <= way <= 8 else 1)


GOOD = {
    "jpg": b"\xff\xd8" + JFIF + TOLD + TABLES + SCANS,
    "jpeg": b"\xff\xd8" + TOLD + TABLES + SCANS,
    "png": PNG_BEGUN + PNG_TOLD + chunk(b"eXIf", tiff(8)) + PNG_REST,
    "webp": riff(header(0x2C), ICC, PICTURE, (b"EXIF", tiff(3)), (b"XMP ", PLACE)),
    "gif": GIF_BEGUN + GIF_LOOP + b"\x21\xfe\x01a\x00" + GIF_FRAME + b"\x3b",
}


@given(st.sampled_from(KINDS), st.binary(max_size=60), st.integers(0, 400), st.integers(0, 40))
@example("png", b"", 8, 0)
def test_whatever_the_bytes_a_file_is_kept_or_refused_and_kept_ones_stay_so(
    extension: str, put: bytes, at: int, gone: int
) -> None:
    good = GOOD[extension]
    for content in (put, good[:at], good[:at] + put + good[at + gone :]):
        try:
            kept = stripped(extension, content)
        except Damaged:
            continue
        assert stripped(extension, kept) == kept


@given(st.binary(max_size=40))
def test_orientation_of_any_bytes_is_one_of_eight(told: bytes) -> None:
    assert 1 <= orientation(b"II*\x00" + told) <= 8
