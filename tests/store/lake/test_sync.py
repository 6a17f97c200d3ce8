"""The lake says what the database says, whatever happened in between."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from tests.store.company import Company

from regulars.store.engine.connect import connect
from regulars.store.engine.fetch import fetch
from regulars.store.engine.tables import open_tables
from regulars.store.lake import delta, schemas
from regulars.store.lake.checking import check
from regulars.store.lake.keeping import compact, rebuild, sync
from regulars.store.lake.place import current

pytestmark = pytest.mark.database


def synced(company: Company) -> Any:
    return sync(company.source(), company.lake)


def differences(company: Company) -> list[str]:
    return [str(difference) for difference in check(company.source(), company.lake)]


def rows(company: Company, name: str, *columns: str) -> list[tuple[Any, ...]]:
    """The table as the numbers read it, in order."""
    backend = connect()
    table = getattr(open_tables(backend, company.lake), name)
    read: pa.Table = fetch(backend, table.select(*columns) if columns else table)
    return sorted(tuple(row.values()) for row in read.to_pylist())


def test_sync_of_empty_database(company: Company) -> None:
    result = synced(company)
    assert result.rows == {"interactions": 0, "orders": 0, "lines": 0, "customers": 0, "identities": 0}
    assert rows(company, "orders") == []
    assert differences(company) == []


def test_sync_order(company: Company) -> None:
    ann = company.customer(name="Ann")
    pk = company.order(ann, "A1", ("tee", "2", "9.99"), ("sock", "1", "0"), amount=199_800)
    result = synced(company)
    assert result.rows == {"interactions": 1, "orders": 1, "lines": 2, "customers": 1, "identities": 0}
    noon = datetime(2026, 3, 2, 12, 0)  # noqa: DTZ001 - the lake's times are UTC without a zone
    day = date(2026, 3, 2)
    assert rows(company, "orders") == [(pk, ann, "A1", "sale", noon, day, Decimal("19.9800"), Decimal("2.000"), "EUR")]
    assert rows(company, "lines") == [
        (pk, 1, ann, "A1", "sale", day, "tee", "TEE", "", Decimal(2), Decimal("9.99"), Decimal("19.98"), "EUR"),
        (pk, 2, ann, "A1", "none", day, "sock", "SOCK", "", Decimal(1), Decimal(0), Decimal(0), "EUR"),
    ]
    assert rows(company, "interactions", "id", "occurred_at", "recorded_at", "amount", "source_id") == [
        (pk, noon, noon.replace(microsecond=250_000), Decimal("19.98"), "m1")
    ]
    assert rows(company, "customers", "id", "kind", "name", "known", "merged_into_id", "last_heard_at") == [
        (ann, "person", "Ann", True, None, None)
    ]


def test_sync_again_without_news_commits_nothing(company: Company) -> None:
    company.order(company.customer(), "A1", ("tee", "1", "5"))
    synced(company)
    before = current(company.lake)
    assert synced(company).rows == dict.fromkeys(["interactions", "orders", "lines", "customers", "identities"], 0)
    assert current(company.lake) == before


def test_sync_adds_only_what_is_new(company: Company) -> None:
    ann = company.customer(name="Ann")
    company.order(ann, "A1", ("tee", "1", "5"))
    synced(company)
    company.order(ann, "A2", ("tee", "1", "7"))
    company.told_of("page.viewed", ann)
    assert synced(company).rows == {"interactions": 2, "orders": 1, "lines": 1, "customers": 1, "identities": 0}
    assert rows(company, "orders", "document", "amount") == [("A1", Decimal(5)), ("A2", Decimal(7))]
    assert differences(company) == []


def test_sync_follows_changed_people(company: Company) -> None:
    ann, ben = company.customer(name="Ann"), company.customer(name="Ben")
    company.identity(ann, "email", "ann@unfold.example")
    company.told_of("customer.created", ann)
    company.told_of("customer.created", ben)
    synced(company)
    company.execute(
        "UPDATE customers_customer SET name = ?, last_heard_at = ? WHERE id = ?",
        "Anna",
        company.value(datetime(2026, 3, 3, tzinfo=UTC)),
        ann,
    )
    company.identity(ann, "phone", "+491234567")
    company.told_of("customer.changed", ann)
    assert synced(company).rows == {"interactions": 1, "orders": 0, "lines": 0, "customers": 1, "identities": 2}
    assert rows(company, "customers", "id", "name", "last_heard_at") == [
        (ann, "Anna", datetime(2026, 3, 3)),  # noqa: DTZ001
        (ben, "Ben", None),
    ]
    assert differences(company) == []


def test_merged_customers_orders_count_for_whom_they_became(company: Company) -> None:
    ann = company.customer(name="Ann")
    phone, tablet = company.customer(known=False), company.customer(known=False)
    for number, visitor in enumerate((phone, tablet, ann)):
        company.order(visitor, f"A{number}", ("tee", "1", "5"))
    company.order(None, "A9", ("tee", "1", "5"))
    synced(company)
    # The tablet's visitor had been found to be the phone's before both were found to be Ann.
    company.execute("UPDATE customers_customer SET merged_into_id = ? WHERE id = ?", phone, tablet)
    company.told_of("customer.joined", phone, {"changes": {"visitor": [tablet, phone]}})
    synced(company)
    company.execute("UPDATE customers_customer SET merged_into_id = ? WHERE id IN (?, ?)", ann, phone, tablet)
    company.told_of("customer.joined", ann, {"changes": {"visitor": [phone, ann]}})
    synced(company)
    backend = connect()
    owners = fetch(
        backend, open_tables(backend, company.lake).orders.select("customer_id", "document").order_by("document")
    )
    assert owners.to_pylist() == [
        {"customer_id": ann, "document": "A0"},
        {"customer_id": ann, "document": "A1"},
        {"customer_id": ann, "document": "A2"},
        {"customer_id": None, "document": "A9"},
    ]
    assert differences(company) == []


def test_reverted_import_leaves_the_lake(company: Company) -> None:
    ann = company.customer(name="Ann")
    company.order(ann, "A1", ("tee", "1", "5"))
    imported = company.customer(name="Only in the file")
    company.identity(imported, "email", "file@unfold.example")
    first = company.order(imported, "I1", ("tee", "1", "6"), actor="import:5")
    kept = company.order(ann, "A2", ("tee", "1", "7"))
    last = company.order(ann, "I2", ("tee", "1", "8"), actor="import:5")
    synced(company)
    assert len(rows(company, "orders")) == 4
    company.execute("DELETE FROM timeline_interaction WHERE id BETWEEN ? AND ? AND actor = 'import:5'", first, last)
    company.execute("DELETE FROM identities_identity WHERE customer_id = ?", imported)
    company.execute("DELETE FROM customers_customer WHERE id = ?", imported)
    company.told_of(
        "import.reverted",
        None,
        {"changes": {"actor": ["import:5", None], "first": [first, None], "last": [last, None]}},
    )
    assert synced(company).removed == 6
    assert rows(company, "orders", "document") == [("A1",), ("A2",)]
    assert rows(company, "customers", "id") == [(ann,)]
    assert kept in {row[0] for row in rows(company, "interactions", "id")}
    assert differences(company) == []


def test_rebuild_equals_incremental(company: Company) -> None:
    ann = company.customer(name="Ann")
    for number in range(5):
        company.order(ann, f"A{number}", ("tee", str(number), "5.25"))
        synced(company)
    names = ("orders", "lines", "customers", "interactions")
    before = {name: rows(company, name) for name in names}
    rebuild(company.source(), company.lake)
    assert {name: rows(company, name) for name in names} == before
    assert differences(company) == []


def test_compact_keeps_rows_and_place(company: Company) -> None:
    ann = company.customer(name="Ann")
    for number in range(4):
        company.order(ann, f"A{number}", ("tee", "1", "5"))
        synced(company)
    before = rows(company, "orders")
    done = compact(company.lake)
    assert done.merged >= 8
    assert rows(company, "orders") == before
    company.order(ann, "A9", ("tee", "1", "5"))
    assert synced(company).rows["orders"] == 1
    assert differences(company) == []


def test_reader_keeps_its_look_while_the_lake_moves_on(company: Company) -> None:
    ann = company.customer(name="Ann")
    company.order(ann, "A1", ("tee", "1", "5"))
    synced(company)
    backend = connect()
    opened = open_tables(backend, company.lake)
    company.order(ann, "A2", ("tee", "1", "5"))
    synced(company)
    rebuild(company.source(), company.lake)
    compact(company.lake)
    assert fetch(backend, opened.orders.select("document")).to_pylist() == [{"document": "A1"}]
    assert open_tables(backend, company.lake).version != opened.version


def test_check_names_the_place_of_a_planted_difference(company: Company) -> None:
    ann = company.customer(name="Ann")
    first = company.order(ann, "A1", ("tee", "1", "5"), amount=50_000)
    company.told_of("page.viewed", ann, id=250_000)
    synced(company)
    assert differences(company) == []
    company.execute("UPDATE timeline_interaction SET amount = 60000 WHERE id = ?", first)
    company.execute("DELETE FROM timeline_interaction WHERE id = 250000")
    assert differences(company) == [
        "interactions, ids 0 to 99999: the sum of amount is 60000 in the database and 50000 in the lake",
        "interactions, ids 200000 to 299999: the number of rows is 0 in the database and 1 in the lake",
    ]


def test_first_sync_takes_back_what_was_reverted_before_it(company: Company) -> None:
    ann = company.customer(name="Ann")
    first = company.order(ann, "I1", ("tee", "1", "6"), actor="import:5")
    synced(company)
    company.execute("DELETE FROM timeline_interaction WHERE id = ?", first)
    company.told_of(
        "import.reverted",
        None,
        {"changes": {"actor": ["import:5", None], "first": [first, None], "last": [first, None]}},
    )
    rebuild(company.source(), company.lake)
    assert rows(company, "orders") == []
    assert differences(company) == []


def test_customers_are_followed_after_a_kill_between_record_and_people(company: Company) -> None:
    ann = company.customer(name="Ann")
    company.told_of("customer.created", ann)
    synced(company)
    company.execute("UPDATE customers_customer SET name = ? WHERE id = ?", "Anna", ann)
    company.told_of("customer.changed", ann)
    source, place = company.source(), current(company.lake)
    assert place is not None
    # As a sync leaves it that is killed once the record stands and before the people do.
    tables = {name: delta.open_table(company.lake, place.generation, name) for name in schemas.RECORD}
    with source:
        end = source.end()
        reader = pa.RecordBatchReader.from_batches(
            schemas.INTERACTIONS,
            (batch.select(schemas.INTERACTIONS.names) for batch in source.interactions(place.position, end)),
        )
        delta.append(tables["interactions"], reader, end)
        delta.move(tables["orders"], end)
        delta.move(tables["lines"], end)
    assert synced(company).rows == {"interactions": 0, "orders": 0, "lines": 0, "customers": 1, "identities": 0}
    assert rows(company, "customers", "id", "name") == [(ann, "Anna")]
    assert differences(company) == []
