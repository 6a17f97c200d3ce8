"""Files of every kind are read as the same text columns and row numbers."""

from __future__ import annotations

import gzip
from datetime import datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from regulars.listen.imports.detect import detect
from regulars.listen.imports.layout import Layout, UnreadableFile
from regulars.listen.imports.read_file import RejectedRow, TextBatch, batches

# Cells of workbooks and Parquet files know no zone.
FIRST, SECOND = datetime.fromisoformat("2024-03-04T10:00:00"), datetime.fromisoformat("2024-03-05T00:00:00")


def _all(path: Path, layout: Layout | None = None, rows: int = 50_000) -> list[TextBatch]:
    return list(batches(path, layout or detect(path), rows=rows))


def _rows(path: Path) -> list[tuple[int, dict[str, str | None]]]:
    return [
        (number, row)
        for batch in _all(path)
        for number, row in zip(batch.rows.to_pylist(), batch.table.to_pylist(), strict=True)
    ]


def _expected(first: str, second: str) -> list[tuple[int, dict[str, str | None]]]:
    return [
        (2, {"id": "1", "when": first, "price": "2.5", "note": "a"}),
        (3, {"id": "2", "when": second, "price": "1000", "note": None}),
    ]


def test_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["id", "when", "price", "note"],
        [1, FIRST, 2.5, "a"],
        [2, SECOND, 1000.0, None],
    ):
        book.active.append(row)
    book.save(tmp_path / "book.xlsx")
    (tmp_path / "book.xlsx.gz").write_bytes(gzip.compress((tmp_path / "book.xlsx").read_bytes()))
    expected = _expected("2024-03-04 10:00:00", "2024-03-05")
    assert _rows(tmp_path / "book.xlsx") == expected
    assert _rows(tmp_path / "book.xlsx.gz") == expected


def test_parquet(tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": [1, 2],
            "when": pa.array([FIRST, SECOND], pa.timestamp("s")),
            "price": [2.5, 1000.0],
            "note": pa.array(["a", ""]).dictionary_encode(),
        }
    )
    pq.write_table(table, tmp_path / "t.parquet")
    (tmp_path / "t.parquet.gz").write_bytes(gzip.compress((tmp_path / "t.parquet").read_bytes()))
    expected = _expected("2024-03-04 10:00:00.000", "2024-03-05 00:00:00.000")
    assert _rows(tmp_path / "t.parquet") == expected
    assert _rows(tmp_path / "t.parquet.gz") == expected


def test_numbers_of_a_workbook_are_not_misread_beside_texts_with_commas(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["id", "price", "old price"], [1, 1.234, "2,50"], [2, 5.5, "3,75"]):
        book.active.append(row)
    book.save(tmp_path / "book.xlsx")
    assert [row["price"] for _, row in _rows(tmp_path / "book.xlsx")] == ["1,234", "5,5"]


def test_quoted_text_over_several_lines_is_one_row(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text('id,note\n1,"two\nlines, and ""quotes"""\n2,b\n')
    assert _rows(path) == [(2, {"id": "1", "note": 'two\nlines, and "quotes"'}), (3, {"id": "2", "note": "b"})]


def test_short_rows_are_filled_long_rows_are_refused_and_blank_rows_counted(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("id,city,note\n1,Bonn\n\n2,Köln,a,b\n3,Ulm,c,,\n4,Hof,d\n", "utf-8")
    batch = _all(path)[0]
    assert batch.rows.to_pylist() == [2, 5, 6]
    assert batch.table["city"].to_pylist() == ["Bonn", "Ulm", "Hof"]
    reason = "has 4 columns where the header has 3; a text with the delimiter needs quotation marks"
    assert batch.rejected == [RejectedRow(4, "", reason, ("2", "Köln", "a", "b"))]


def test_batches_do_not_change_rows_or_numbers(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("id,city\n" + "".join(f"{i},Bonn\n" for i in range(25)))
    parts = _all(path, rows=10)
    assert [len(part.rows) for part in parts] == [10, 10, 5]
    assert [n for part in parts for n in part.rows.to_pylist()] == list(range(2, 27))


def test_names_that_repeat_or_miss_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("id,,name,name\n1,2,3,4\n")
    assert _all(path)[0].table.column_names == ["id", "column 2", "name", "name (2)"]


def test_quotation_mark_that_is_never_closed_is_told_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("id,note\n1,a\n" + '2,"open\n' + "x" * 2_000_000)
    with pytest.raises(UnreadableFile, match="quotation mark is probably not closed"):
        _all(path, Layout(columns=("id", "note")))


def test_damaged_parquet_is_told(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    path.write_bytes(b"PAR1" + b"nonsense" * 20)
    with pytest.raises(UnreadableFile, match="damaged Parquet"):
        detect(path)
