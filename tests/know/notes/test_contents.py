"""Which files are kept: told by their content and their name together."""

from __future__ import annotations

import io
import zipfile

import pytest

from regulars.know.notes.contents import problem_with

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 40
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\x00" * 40 + b"\xff\xd9"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def archive(**parts: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as out:
        for name, content in parts.items():
            out.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return held.getvalue()


GOOD = {
    "scan.pdf": PDF,
    "photo.PNG": PNG,
    "photo.jpg": JPEG,
    "photo.jpeg": JPEG,
    "moving.gif": b"GIF89a\x01\x00\x01\x00" + b"\x00" * 20,
    "photo.webp": b"RIFF\x24\x00\x00\x00WEBPVP8 " + b"\x00" * 20,
    "words.txt": "Grüße, 你好 <b>not markup at the start</b>".encode(),
    "latin.txt": "Grüße".encode("latin-1"),
    "excel.csv": "a;b\r\n1;2".encode("utf-16"),
    "list.csv": b"\xef\xbb\xbfa,b\n1,2\n",
    "mail.eml": b"From: a@b.example\nSubject: Hello\n\nText",
    "ada.vcf": b"BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n",
    "day.ics": b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
    "letter.docx": archive(word__document_dot_xml=b"<w/>"),
    "sheet.xlsx": archive(xl__workbook_dot_xml=b"<x/>"),
    "letter.odt": archive(mimetype=b"application/vnd.oasis.opendocument.text"),
    "sheet.ods": archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"),
}
BAD = {
    "page.html": b"<html></html>",
    "drawing.svg": b"<svg onload='alert(1)'/>",
    "program.exe": b"MZ\x90\x00",
    "files.zip": archive(a=b"b"),
    "noending": b"text",
    "photo.png.js": b"alert(1)",
    "page.txt": b"  <!DOCTYPE html><script>alert(1)</script>",
    "drawing.csv": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "xml.txt": b"\xef\xbb\xbf<?xml version='1.0'?><svg/>",
    "program.txt": b"MZ\x90\x00\x03\x00",
    "page.png": b"<html></html>",
    "photo.pdf": PNG,
    "scan.png": PDF,
    "empty.png": b"",
    "card.vcf": b"something else",
    "letter.docx": archive(xl__workbook_dot_xml=b"<x/>"),
    "macro.docx": archive(word__document_dot_xml=b"<w/>", word__vbaProject_dot_bin=b"x"),
    "broken.docx": b"PK\x03\x04 this is no archive",
    "letter.odt": archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"),
    "bare.ods": archive(content_dot_xml=b"<x/>"),
}


@pytest.mark.parametrize("name", GOOD)
def test_file_is_kept(name: str) -> None:
    assert problem_with(name, io.BytesIO(GOOD[name])) == ""


@pytest.mark.parametrize("name", BAD)
def test_file_is_refused(name: str) -> None:
    assert problem_with(name, io.BytesIO(BAD[name])) != ""


@pytest.mark.parametrize("name", GOOD)
def test_refusal_says_what_is_kept(name: str) -> None:
    told = problem_with(f"{name}.exe", io.BytesIO(GOOD[name]))
    assert told.startswith("Files ending in .exe are not kept. What is: PDF, pictures")
