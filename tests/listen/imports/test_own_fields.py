"""Customer files that fill the business's own fields, and taking them back."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regulars.know.customers.models import Customer
from regulars.know.fields.actions import add_profile, archive_field, create_field, set_values
from regulars.know.fields.models import Field, FieldValue
from regulars.know.fields.queries import values_of
from regulars.listen.imports import actions, drafts
from regulars.listen.imports.layout import UnreadableFile
from regulars.listen.imports.models import Import
from regulars.listen.imports.own_fields import kind_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

LEVELS = [{"key": "b", "label": "Bronze"}, {"key": "g", "label": "Gold"}]


def prepared(content: str, **options: Any) -> Import:
    job = drafts.keep_file(io.BytesIO(content.encode()), "file.csv", actor="user:1")
    drafts.prepare(job, kind="customers", **options)
    return job


def field(label: str, kind: str = "text", **parts: Any) -> Field:
    return create_field({"label": label, "kind": kind, **parts}, actor="user:1")


def said() -> dict[str, dict[str, str]]:
    names = dict(Customer.objects.values_list("pk", "name"))
    told = values_of(list(names))
    return {name: {k: v.said for k, v in told.get(pk, {}).items()} for pk, name in names.items()}


NOBODY = "No customer is found by this. Choose one of those offered, or give their number, like #17."
FILE = (
    "Name;E-Mail;Shoe size;LEVEL;Joined club;Budget;Sponsor\n"
    "Ada Brandt;ada@shop.example;39,5;gold;03.02.2024;1.012,50;\n"
    "Bo Obi;bo@shop.example;;Bronze;;;ada@shop.example\n"
    "Cy Weiss;cy@shop.example;big;;;;\n"
    "Di Costa;di@shop.example;;Platinum;;;\n"
    "Ed Silva;ed@shop.example;;;;;nobody@shop.example\n"
)


def make_fields() -> None:
    field("Shoe size", "number")
    field("Level", "choice", choices=LEVELS)
    field("Joined club", "date")
    field("Budget", "money")
    field("Sponsor", "reference")


def test_columns_are_matched_by_label_and_cells_read_as_the_file_writes_them() -> None:
    make_fields()
    add_profile({"name": "Ada Brandt", "email": "ada@shop.example"}, {}, actor="user:1")
    job = prepared(FILE)
    assert {column: target for column, target in job.mapping.items() if target.startswith("field:")} == {
        "Shoe size": "field:shoe_size", "LEVEL": "field:level", "Joined club": "field:joined_club",
        "Budget": "field:budget", "Sponsor": "field:sponsor",
    }  # fmt: skip
    actions.run(job)
    assert (job.status, job.customers_made, job.customers_changed, job.refused) == ("done", 1, 1, 3)
    assert said() == {
        "Ada Brandt": {"shoe_size": "39.5", "level": "Gold", "joined_club": "3 February 2024", "budget": "€1,012.50"},
        "Bo Obi": {"level": "Bronze", "sponsor": "Ada Brandt"},
    }
    with job.failed_file.open(encoding="utf-8-sig") as file:
        refused = [(row["field"], row["reason"], row["Name"]) for row in csv.DictReader(file)]
    assert refused == [
        ("field:shoe_size", "This is no number. Write it like 1250 or 12.5.", "Cy Weiss"),
        ("field:level", "“Platinum” is none of these: Bronze, Gold.", "Di Costa"),
        ("field:sponsor", NOBODY, "Ed Silva"),
    ]


def test_field_of_another_kind_of_customer_is_refused() -> None:
    field("Seats", "number", of="company")
    job = actions.run(prepared("Name;Email;Type;Seats\nAda;a@x.example;person;3\nShop;s@x.example;company;40\n"))
    assert said() == {"Shop": {"seats": "40"}}
    assert [r.reason for r in job.refusals.all()] == [
        "is a field of companies, and this row tells of another kind of customer"
    ]


def test_undoing_gives_back_what_nobody_changed_since() -> None:
    make_fields()
    people = [
        add_profile(
            {"name": name, "email": f"{name.lower()}@x.example"}, {"shoe_size": "40", "level": "b"}, actor="user:1"
        )
        for name in ("Ada", "Bo")
    ]
    before = said()
    job = actions.run(
        prepared("Name,Email,Shoe size,Level\nAda,ada@x.example,41,Gold\nBo,bo@x.example,42,Gold\nCy,c@x.example,43,\n")
    )
    assert said() == {
        "Ada": {"shoe_size": "41", "level": "Gold"}, "Bo": {"shoe_size": "42", "level": "Gold"}, "Cy": {"shoe_size": "43"},
    }  # fmt: skip
    set_values(people[1].pk, {"shoe_size": "44"}, actor="user:1")
    actions.revert(job, actor="user:1")
    assert said() == before | {"Bo": {"shoe_size": "44", "level": "Bronze"}}
    assert FieldValue.objects.count() == 4


def test_field_that_is_gone_stops_the_import_and_says_why() -> None:
    size = field("Shoe size", "number")
    job = prepared("Name,Email,Shoe size\nAda,ada@x.example,41\n")
    archive_field(size.pk, actor="user:1")
    with pytest.raises(UnreadableFile):
        actions.run(job)
    job.refresh_from_db()
    assert (job.status, job.error) == ("failed", "There is no field shoe_size any more. Match its column anew.")
    assert Customer.objects.count() == 0


def test_own_fields_cost_the_same_statements_for_few_rows_and_many() -> None:
    field("Shoe size", "number")
    counts = []
    for size in (20, 40):
        rows = "".join(f"N{size}-{i},n{size}-{i}@x.example,{i}\n" for i in range(size))
        job = prepared("Name,Email,Shoe size\n" + rows)
        with CaptureQueriesContext(connection) as seen:
            actions.run(job)
        counts.append(sum("fields_field" in query["sql"] for query in seen.captured_queries))
    assert counts[0] == counts[1] <= 10
    assert FieldValue.objects.count() == 60


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["ada@x.example", "bo@x.example"], "email"),
        (["https://a.example", "www.b.example/x"], "link"),
        (["2024-02-03", "2024-02-29"], "date"),
        (["03.02.2024", "3/2/24"], "date"),
        (["39", "39,5", "-2"], "number"),
        (["00041", "00042"], "text"),
        (["yes", "No", "yes"], "yes_no"),
        (["+44 20 7946 0958", "020 7946 0958"], "phone"),
        (["x" * 201], "long_text"),
        (["Gold", "39"], "text"),
        ([], "text"),
    ],
)
def test_kind_is_told_by_the_cells(cells: list[str], kind: str) -> None:
    assert kind_of(cells) == kind
