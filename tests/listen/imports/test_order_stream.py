"""However the rows of the documents lie in the file, the same documents come out."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulars.listen.imports import order_stream
from regulars.listen.imports.layout import Layout
from regulars.listen.imports.order_lines import LineReader
from regulars.listen.imports.order_stream import scan_numbers, stream_documents

MAPPING = {
    "order": "document",
    "date": "occurred_at",
    "product": "product_id",
    "quantity": "quantity",
    "price": "price",
}
Line = tuple[str, str, str, str]


def _file(folder: Path, rows: list[tuple[str, str]]) -> Path:
    path = folder / "orders.csv"
    path.write_text("order,date,product,quantity,price\n" + "".join(f"{d},2024-01-02,{p},1,5\n" for d, p in rows))
    return path


def _documents(path: Path, size: int) -> list[dict[str, list[str]]]:
    """Of each portion: document -> its products, in the order of the file."""
    reader = LineReader(MAPPING, Layout(columns=tuple(MAPPING)))
    portions = []
    for portion in stream_documents(path, reader, scan_numbers(path, reader), size=size):
        found: dict[str, list[str]] = {}
        for row in portion.table.to_pylist():
            found.setdefault(row["document"], []).append(row["product_id"])
        portions.append(found)
    return portions


_ROWS = st.lists(
    st.tuples(st.sampled_from("1234567"), st.integers(0, 99).map(lambda n: f"p{n}")), min_size=1, max_size=60
)


@settings(max_examples=60, deadline=None)
@given(rows=_ROWS, size=st.integers(1, 20), most=st.sampled_from([4, 20, 200_000]))
def test_documents_come_whole_and_once(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], size: int, most: int
) -> None:
    path = _file(tmp_path_factory.mktemp("stream"), rows)
    expected: dict[str, list[str]] = {}
    for document, product in rows:
        expected.setdefault(document, []).append(product)
    with pytest.MonkeyPatch.context() as patch:
        # With little room the lines are dealt into temporary files instead of waiting in memory.
        patch.setattr(order_stream, "MOST_OPEN", most)
        portions = _documents(path, size)
        again = _documents(path, size)
    assert portions == again
    merged = {document: products for portion in portions for document, products in portion.items()}
    assert merged == expected
    assert sum(map(len, portions)) == len(expected)


def test_scattered_file_is_dealt_into_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(str(n), f"p{i}") for i in range(5) for n in range(400)]
    random.Random(7).shuffle(rows)
    path = _file(tmp_path, rows)
    reader = LineReader(MAPPING, Layout(columns=tuple(MAPPING)))
    numbers = scan_numbers(path, reader)
    assert (numbers.rows, len(numbers.split)) == (2_000, 400)
    assert numbers.most_open > 1_000
    monkeypatch.setattr(order_stream, "MOST_OPEN", 200)
    portions = _documents(path, 100)
    assert sum(map(len, portions)) == 400
    assert max(len(products) for portion in portions for products in portion.values()) == 5


def test_rows_standing_together_need_no_room(tmp_path: Path) -> None:
    reader = LineReader(MAPPING, Layout(columns=tuple(MAPPING)))
    numbers = scan_numbers(_file(tmp_path, [(str(n // 3), "p") for n in range(300)]), reader)
    assert (numbers.split, numbers.most_open) == ({}, 0)
