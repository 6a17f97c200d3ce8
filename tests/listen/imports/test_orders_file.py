"""The order rules, on files of a few rows."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pyarrow.compute as pc
import pytest
from tests.conftest import SHARED_DATA

from regulars.listen.imports.layout import UnreadableFile
from regulars.listen.imports.orders_file import OrderFile, read_orders

HEADER = "order,date,customer,product,quantity,price\n"


def _read(tmp_path: Path, text: str, **options: str) -> OrderFile:
    path = tmp_path / "orders.csv"
    path.write_text(text, "utf-8")
    return read_orders(path, **options)  # type: ignore[arg-type]


def _lines(file: OrderFile) -> list[tuple[str, str, str | None, str, str]]:
    return [
        (
            row["document"],
            row["document_kind"],
            row["customer"],
            f"{row['quantity'].normalize():f}",
            f"{row['amount'].normalize():f}",
        )
        for row in file.lines.to_pylist()
    ]


def test_sales_returns_and_lines_that_carry_nothing(tmp_path: Path) -> None:
    file = _read(
        tmp_path,
        HEADER
        + "1,2024-01-02,a,coat,2,10.00\n"
        + "1,2024-01-02,a,bag,1,0\n"  # a present
        + "1,2024-01-02,a,coat,2,10.00\n"  # the same again is another line
        + "C2,2024-01-03,a,coat,-1,10.00\n"
        + "3,2024-01-03,a,coat,-1,10.00\n"  # all quantities negative
        + "4,2024-01-04,,coat,1,10.00\n",
    )
    assert _lines(file) == [
        ("1", "order", "a", "2", "20"),
        ("1", "order", "a", "1", "0"),
        ("1", "order", "a", "2", "20"),
        ("C2", "refund", "a", "1", "10"),
        ("3", "refund", "a", "1", "10"),
        ("4", "order", None, "1", "10"),
    ]


def test_exchange_at_the_till_is_a_sale_and_a_refund_of_one_number(tmp_path: Path) -> None:
    file = _read(tmp_path, HEADER + "1,2024-01-02,a,coat,1,30.00\n1,2024-01-02,a,hat,-1,10.00\n")
    assert _lines(file) == [("1", "order", "a", "1", "30"), ("1", "refund", "a", "1", "10")]


def test_leading_c_means_nothing_where_every_number_has_it(tmp_path: Path) -> None:
    file = _read(tmp_path, HEADER + "C1,2024-01-02,a,coat,1,30\nC2,2024-01-02,b,coat,1,30\n")
    assert [line[1] for line in _lines(file)] == ["order", "order"]


@pytest.mark.parametrize(
    "word", ["return", "Credit note", "Gutschrift", "Storno", "avoir", "devolución", "creditnota", "reso"]
)
def test_type_column_tells_a_return(tmp_path: Path, word: str) -> None:
    file = _read(tmp_path, f"order,date,customer,type,total\n1,2024-01-02,a,sale,30\n2,2024-01-02,a,{word},30\n")
    assert _lines(file) == [("1", "order", "a", "1", "30"), ("2", "refund", "a", "1", "30")]


def test_total_that_stands_on_each_row_is_counted_once(tmp_path: Path) -> None:
    file = _read(
        tmp_path,
        "order number,order date,email,product,total amount\n1,2024-01-02,A@b.example,coat,10\n1,2024-01-02,A@b.example,hat,10\n"
        "1,2024-01-02,A@b.example,bag,10\n",
    )
    assert [Decimal(line[4]) for line in _lines(file)] == [Decimal("3.3334"), Decimal("3.3333"), Decimal("3.3333")]
    assert file.lines["customer"].to_pylist() == ["a@b.example"] * 3


def test_shopify_order_over_several_rows_partly_refunded(tmp_path: Path) -> None:
    head = (
        "Name,Email,Financial Status,Currency,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Billing Name,"
        "Cancelled at,Refunded Amount\n"
    )
    file = _read(
        tmp_path,
        head
        + "#1001,ada@brandt.example,partially_refunded,EUR,45.00,2024-01-02 10:00:00 +0100,1,Coat,30.00,Ada Brandt,,15.00\n"
        + "#1001,ada@brandt.example,,,,2024-01-02 10:00:00 +0100,1,Hat,15.00,,,\n"
        + "#1002,bo@x.example,voided,EUR,20.00,2024-01-03 10:00:00 +0100,1,Hat,20.00,Bo,,0.00\n",
    )
    assert _lines(file) == [
        ("#1001", "order", "ada@brandt.example", "1", "30"),
        ("#1001", "order", "ada@brandt.example", "1", "15"),
        ("#1001", "refund", "ada@brandt.example", "1", "15"),
    ]
    assert file.lines["customer_name"].to_pylist() == ["Ada Brandt"] * 3
    assert [str(when) for when in file.lines["occurred_at"].to_pylist()] == ["2024-01-02 09:00:00+00:00"] * 3
    assert [(r.row, r.field, r.reason) for r in file.rejected] == [
        (4, "status", "order #1002 is voided, so it is no sale")
    ]


def test_stripe_charge_that_failed_is_no_sale_and_a_refund_has_its_date(tmp_path: Path) -> None:
    head = "id,Created date (UTC),Amount,Amount Refunded,Currency,Converted Amount,Refunded date (UTC),Status,Customer Email\n"
    file = _read(
        tmp_path,
        head
        + "ch_1,2024-01-02 10:00:00,20.00,20.00,eur,20.00,2024-01-09 08:00:00,Refunded,a@b.example\n"
        + "ch_2,2024-01-03 10:00:00,20.00,0.00,eur,20.00,,Failed,a@b.example\n",
    )
    assert _lines(file) == [("ch_1", "order", "a@b.example", "1", "20"), ("ch_1", "refund", "a@b.example", "1", "20")]
    assert [f"{when:%m-%d}" for when in file.lines["occurred_at"].to_pylist()] == ["01-02", "01-09"]
    assert file.lines["currency"].to_pylist() == ["EUR", "EUR"]


def test_bad_cells_are_refused_with_row_and_field_and_the_rest_goes_in(tmp_path: Path) -> None:
    file = _read(
        tmp_path,
        HEADER
        + "1,2024-01-02,a,coat,2,10\n2,2024-02-30,a,coat,1,10\n3,2024-01-02,a,coat,many,10\n"
        + ",2024-01-02,a,coat,1,10\n5,,a,coat,1,10\n",
    )
    assert [line[0] for line in _lines(file)] == ["1"]
    assert [(r.row, r.field, r.reason) for r in file.rejected] == [
        (3, "occurred_at", "'2024-02-30' is no date of the calendar"),
        (4, "quantity", "'many' is no number"),
        (5, "document", "is empty, so it is not known which order the row belongs to"),
        (6, "occurred_at", "order 5 has no date"),
    ]


def test_file_without_order_numbers_names_rows_by_content(tmp_path: Path) -> None:
    file = _read(tmp_path, "date,customer id,amount\n2024-01-02,a,5\n2024-01-02,a,5\n2024-01-03,b,6\n")
    documents = file.lines["document"].to_pylist()
    assert [name.split("-")[1] for name in documents] == ["1", "2", "1"]
    assert documents[0].split("-")[0] == documents[1].split("-")[0] != documents[2].split("-")[0]


def test_times_are_of_the_zone_given(tmp_path: Path) -> None:
    file = _read(tmp_path, HEADER + "1,2024-07-02 12:00,a,coat,2,10\n", time_zone="Europe/Berlin")
    assert f"{file.lines['occurred_at'][0].as_py():%H:%M}" == "10:00"


def test_file_without_amounts_says_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"No column is matched to an amount \(price, line_amount or total\)"):
        _read(tmp_path, "order,date\n1,2024-01-02\n")


def test_own_mapping_overrules(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("a,b,c,d\n1,2024-01-02,x,5\n")
    file = read_orders(path, mapping={"a": "document", "b": "occurred_at", "c": "customer_id", "d": "total"})
    assert _lines(file) == [("1", "order", "x", "1", "5")]


ONLINE_RETAIL = SHARED_DATA / "online_retail" / "online_retail.parquet"


def test_online_retail_has_the_known_figures() -> None:
    if not ONLINE_RETAIL.exists():
        return  # the file is no part of the repository
    lines = read_orders(ONLINE_RETAIL).lines
    sold = pc.and_(pc.equal(lines["document_kind"], "order"), pc.greater(lines["amount"], 0))
    sales = lines.filter(pc.and_(sold, pc.is_valid(lines["customer"])))
    figures = (
        len(pc.unique(sales["customer"])),
        len(pc.unique(sales["document"])),
        round(pc.sum(sales["amount"]).as_py(), 2),
    )
    assert (lines.num_rows, *figures) == (541_909, 4_338, 18_532, Decimal("8911407.90"))


def test_what_a_line_came_to_goes_before_its_price(tmp_path: Path) -> None:
    head = "order,date,customer,product,quantity,unit price,line total\n"
    file = _read(
        tmp_path,
        head + "1,2024-01-02,a,coat,2,10.00,18.00\n2,2024-01-03,a,coat,-1,10.00,9.00\n3,2024-01-03,a,hat,1,4.00,\n",
    )
    assert _lines(file) == [
        ("1", "order", "a", "2", "18"),
        ("2", "refund", "a", "1", "9"),
        ("3", "order", "a", "1", "4"),
    ]
