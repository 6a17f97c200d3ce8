"""Columns are matched by name and content."""

from __future__ import annotations

import csv
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.listen.imports import headers

from regulars.listen.imports.match_columns import UnknownField, folded, match_columns, with_mapping


def _split(header: str, mark: str = ",") -> list[str]:
    return next(csv.reader([header], delimiter=mark))


KNOWN = [
    (headers.ONLINE_RETAIL, headers.ONLINE_RETAIL_MEANS, "orders", "file"),
    (headers.SHOPIFY_ORDERS, headers.SHOPIFY_ORDERS_MEANS, "orders", "shopify"),
    (headers.SHOPIFY_CUSTOMERS, headers.SHOPIFY_CUSTOMERS_MEANS, "customers", "shopify"),
    (headers.WOO_ANALYTICS, headers.WOO_ANALYTICS_MEANS, "orders", "woocommerce"),
    (headers.WOO_ORDERS, headers.WOO_ORDERS_MEANS, "orders", "woocommerce"),
    (headers.WOO_SUITE, headers.WOO_SUITE_MEANS, "orders", "woocommerce"),
    (headers.WOO_CUSTOMERS, headers.WOO_CUSTOMERS_MEANS, "customers", "woocommerce"),
    (headers.STRIPE_PAYMENTS, headers.STRIPE_PAYMENTS_MEANS, "orders", "stripe"),
    (headers.STRIPE_CHARGES, headers.STRIPE_CHARGES_MEANS, "orders", "stripe"),
    (headers.STRIPE_CUSTOMERS, headers.STRIPE_CUSTOMERS_MEANS, "customers", "stripe"),
]


@pytest.mark.parametrize(("header", "means", "kind", "source"), KNOWN)
def test_export_of_a_known_program_needs_no_help(header: str, means: dict[str, str], kind: str, source: str) -> None:
    found = match_columns({name: [] for name in _split(header)})
    assert (found.mapping, found.kind, found.source, found.lacks) == (means, kind, source, "")


@pytest.mark.parametrize("header", [headers.GERMAN, headers.FRENCH, headers.SPANISH, headers.DUTCH, headers.ITALIAN])
def test_headers_in_other_languages(header: str) -> None:
    found = match_columns({name: [] for name in _split(header, ";")})
    assert (found.kind, tuple(found.mapping.values())) == ("orders", headers.ABROAD_MEANS)


@pytest.mark.parametrize(
    "spelling", ["CustomerID", "customer_id", "Customer-Id", " CUSTOMER  ID ", "customerId", "\ufeffCustomerID"]
)
def test_spelling_makes_no_difference(spelling: str) -> None:
    assert folded(spelling) == "customer id"


@given(st.randoms(use_true_random=False), st.sampled_from([known[0] for known in KNOWN]))
def test_order_of_columns_makes_no_difference(luck: random.Random, header: str) -> None:
    names = _split(header)
    shuffled = luck.sample(names, len(names))
    assert match_columns({name: [] for name in shuffled}).mapping == match_columns({name: [] for name in names}).mapping


def test_content_finds_an_address_under_a_strange_name() -> None:
    columns = {
        "Datum": ["01.02.2024"],
        "Betrag": ["12,50"],
        "Wer": ["ada@brandt.example", "bo@x.example"],
        "Bestellnr": ["7"],
    }
    match = next(m for m in match_columns(columns, "orders").matches if m.column == "Wer")
    assert (match.field, match.sure, match.why) == ("email", "medium", "cells are e-mail addresses")


def test_content_keeps_a_text_from_being_a_date() -> None:
    columns = {
        "Order": ["1", "2"],
        "Date": ["soon", "later"],
        "Order date": ["2024-01-02", "2024-01-03"],
        "Total": ["5", "6"],
    }
    assert match_columns(columns, "orders").mapping == {
        "Order": "document",
        "Order date": "occurred_at",
        "Total": "total",
    }


def test_total_beside_product_and_quantity_is_the_line() -> None:
    found = match_columns(
        {"Order": ["1"], "Date": ["2024-01-02"], "Product": ["Coat"], "Quantity": ["2"], "Total": ["5"]}
    )
    assert found.mapping["Total"] == "line_amount"


def test_kind_is_found_by_what_the_file_has() -> None:
    talk = {
        "Date": ["2024-01-02"],
        "Email": ["a@b.example"],
        "Channel": ["phone"],
        "Subject": ["Hello"],
        "Message": ["Where is it?"],
    }
    people = {
        "First name": ["Ada"],
        "Last name": ["Brandt"],
        "Email": ["a@b.example"],
        "City": ["Bonn"],
        "Birthday": ["2000-01-02"],
    }
    assert (match_columns(talk).kind, match_columns(people).kind) == ("interactions", "customers")


def test_person_overrules_and_frees_the_other_column() -> None:
    found = match_columns({"Invoice": ["1"], "Receipt": ["2"], "Date": ["2024-01-02"], "Total": ["5"]}, "orders")
    assert found.mapping["Invoice"] == "document"
    chosen = with_mapping(found, {"receipt": "document"})
    assert chosen.mapping == {"Receipt": "document", "Date": "occurred_at", "Total": "total"}


@pytest.mark.parametrize(
    ("overrules", "said"),
    [
        ({"Nothing": "total"}, "no column 'Nothing'"),
        ({"Total": "worth"}, "no field 'worth'"),
        ({"Total": "total", "Date": "total"}, "Two columns are mapped to total"),
    ],
)
def test_wrong_mapping_names_the_column(overrules: dict[str, str], said: str) -> None:
    found = match_columns({"Date": [], "Total": []}, "orders")
    with pytest.raises(UnknownField, match=said):
        with_mapping(found, overrules)


def test_what_is_missing_is_said() -> None:
    assert (
        match_columns({"Order": ["1"], "Total": ["5"]}, "orders").lacks
        == "No column is matched to the date of the order (occurred_at)."
    )


@pytest.mark.parametrize(
    ("columns", "means"),
    [
        ({"Kunde": ["K17", "K18"]}, {"Kunde": "customer_id"}),
        ({"Kunde": ["Zoë Müller", "Café Nord"]}, {"Kunde": "customer_name"}),
        (
            {"Kundennummer": ["17", "18"], "Kunde": ["Zoë Müller", "Café Nord"]},
            {"Kundennummer": "customer_id", "Kunde": "customer_name"},
        ),
        ({"Kunde": ["Studio 54", "Zoë"]}, {"Kunde": "customer_name"}),
        (
            {"Client": ["Ada Brandt"], "Client ID": ["88213"]},
            {"Client": "customer_name", "Client ID": "customer_id"},
        ),
    ],
)
def test_a_header_that_only_says_who_is_a_number_or_a_name_by_its_cells(
    columns: dict[str, list[str]], means: dict[str, str]
) -> None:
    rest = {"Order": ["1001"], "Date": ["2026-01-03"], "Price": ["12.50"], "Quantity": ["1"]}
    found = match_columns(rest | columns, "orders").mapping
    assert {column: found.get(column) for column in columns} == means
