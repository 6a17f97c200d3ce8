"""How a file is laid out is found from the file."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from regulars.listen.imports.detect import detect
from regulars.listen.imports.layout import UnreadableFile
from regulars.listen.imports.read_file import batches

GERMAN = "Bestellnummer;Datum;Betrag;Ort\n1;03.02.2024;1.012,50;Köln\n2;25.02.2024;9,90;Süßen\n3;26.02.2024;7,00;Überlingen\n"


def _written(tmp_path: Path, content: bytes, name: str = "file.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("encoded", "named"),
    [
        (GERMAN.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + GERMAN.encode(), "utf-8-sig"),
        (GERMAN.encode("utf-16"), "utf-16"),
        (GERMAN.encode("utf-16-le"), "utf-16-le"),
        (GERMAN.encode("cp1252"), "cp1252"),
    ],
)
def test_layout_of_a_german_file_in_any_encoding(tmp_path: Path, encoded: bytes, named: str) -> None:
    layout = detect(_written(tmp_path, encoded))
    assert (layout.encoding, layout.delimiter, layout.decimal, layout.date_order) == (named, ";", ",", "dmy")
    assert layout.columns == ("Bestellnummer", "Datum", "Betrag", "Ort")


def test_cyrillic_code_page_is_not_taken_for_western(tmp_path: Path) -> None:
    text = "Номер;Клиент\n" + "".join(f"{i};Иванов Сергей Петрович из Москвы\n" for i in range(40))
    layout = detect(_written(tmp_path, text.encode("cp1251")))
    assert text.encode("cp1251").decode(layout.encoding) == text


def test_encoding_that_shows_only_far_into_the_file(tmp_path: Path) -> None:
    plain = "order,city\n" + "1,Bonn\n" * 400_000
    layout = detect(_written(tmp_path, (plain + "2,K\xf6ln\n").encode("cp1252")))
    assert layout.encoding == "cp1252"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_delimiter(tmp_path: Path, mark: str) -> None:
    rows = [["id", "note", "total"], ["1", "a long, winding; note", "5"], ["2", "b", "6"]]
    text = "".join(mark.join(f'"{cell}"' for cell in row) + "\n" for row in rows)
    assert detect(_written(tmp_path, text.encode())).delimiter == mark


def test_file_without_header_and_parted_by_blanks(tmp_path: Path) -> None:
    layout = detect(_written(tmp_path, b" 00004 0001 19970101  2   29.33\n 00004 0001 19970118  2   29.73\n"))
    assert (layout.delimiter, layout.header, len(layout.columns)) == (" ", False, 5)


@pytest.mark.parametrize(
    ("dates", "order", "sure"),
    [
        (["2024-01-02", "2024-01-03"], "ymd", "high"),
        (["13/02/2024", "01/03/2024"], "dmy", "high"),
        (["02/13/2024", "03/01/2024"], "mdy", "high"),
        (["01.02.2024", "03.02.2024"], "dmy", "medium"),
        (["12/01/2010", "12/02/2010", "12/03/2010"], "mdy", "medium"),
        (["01/12/2010", "02/12/2010", "03/12/2010"], "dmy", "medium"),
        (["01/02/2024"], "mdy", "low"),
    ],
)
def test_order_of_dates(tmp_path: Path, dates: list[str], order: str, sure: str) -> None:
    text = "id,date\n" + "".join(f"{i},{date}\n" for i, date in enumerate(dates))
    layout = detect(_written(tmp_path, text.encode()))
    assert (layout.date_order, layout.sure["date_order"]) == (order, sure)


def test_order_of_dates_that_only_the_middle_of_the_file_tells(tmp_path: Path) -> None:
    rows = ["id,date,note\n"] + [f"{i},12/1/2010 8:26,{'x' * 60}\n" for i in range(120_000)]
    rows += [f"{i},12/13/2010 8:26,{'x' * 60}\n" for i in range(120_000)]
    assert detect(_written(tmp_path, "".join(rows).encode())).date_order == "mdy"


def test_gzipped_file_is_read_like_the_plain_one(tmp_path: Path) -> None:
    layout = detect(_written(tmp_path, gzip.compress(GERMAN.encode()), "file.csv.gz"))
    assert (layout.gzipped, layout.decimal, layout.columns[0]) == (True, ",", "Bestellnummer")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"\x7fELF" + bytes(5_000), "neither text nor a workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "Save it as .xlsx"),
        (gzip.compress(GERMAN.encode(), mtime=0)[:40], "damaged gzip"),
    ],
)
def test_file_that_cannot_be_read_says_what_to_do(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        detect(_written(tmp_path, content))


def test_line_that_tells_spreadsheets_the_delimiter_is_no_header(tmp_path: Path) -> None:
    path = _written(tmp_path, b"sep=;\r\norder;date;total\r\n1;2024-01-02;5,50\r\n")
    layout = detect(path)
    assert (layout.delimiter, layout.columns, layout.decimal) == (";", ("order", "date", "total"), ",")
    [batch] = batches(path, layout)
    assert (batch.rows.to_pylist(), batch.table["total"].to_pylist()) == ([3], ["5,50"])


def test_decimal_mark_is_found_anew_under_another_delimiter(tmp_path: Path) -> None:
    path = _written(tmp_path, b"a,b;c,d\n1,5;2,25\n3,5;4,75\n")
    layout = detect(path, delimiter=";")
    assert (layout.columns, layout.decimal, layout.why["delimiter"]) == (("a,b", "c,d"), ",", "set by you")
