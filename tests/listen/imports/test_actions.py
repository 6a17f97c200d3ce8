"""Bringing files in, again, in parts, and taking them back."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from regulars.know.customers.models import Customer
from regulars.know.identities.actions import edit_customer
from regulars.know.identities.models import Identity
from regulars.know.tags.queries import tags_of
from regulars.listen.imports import actions, drafts, portions, queries
from regulars.listen.imports.drafts import ImportRefused
from regulars.listen.imports.layout import UnreadableFile
from regulars.listen.imports.models import Import, Refusal, Touched

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]

GERMAN = (
    "\ufeffRechnungsnummer;Artikelnr;Bezeichnung;Menge;Rechnungsdatum;Einzelpreis;Kundennummer;Kundenname;E-Mail;Ort\r\n"
    "R-1001;A1;Schöner Schal;2;03.02.2024 14:05;1.012,50;K77;Ada Brandt;Ada@Brandt.example;Köln\r\n"
    'R-1001;A2;"Mütze; rot\ngestrickt";1;03.02.2024 14:05;9,90;K77;Ada Brandt;ada@brandt.example;Köln\r\n'
    "R-1002;A1;Schöner Schal;-1;25.02.2024 09:00;1.012,50;K77;Ada Brandt;ada@brandt.example;Köln\r\n"
    "R-1003;A3;Handschuhe;x;25.02.2024;12,50;K78;Bo;;Ulm\r\n"
    "R-1004;A3;Handschuhe;1;31.02.2024;12,50;K78;Bo;;Ulm\r\n"
    "R-1005;A3;Handschuhe;1;01.03.2024;12,50;;;;Ulm\r\n"
)


def _import(content: str | bytes, name: str = "file.csv", **options: Any) -> Import:
    data = content.encode() if isinstance(content, str) else content
    job = drafts.keep_file(io.BytesIO(data), name, actor="user:1")
    drafts.prepare(job, **options)
    return actions.run(job)


def _rows(table: str, where: str = "") -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} {where} ORDER BY 1")
        return cursor.fetchall()


def _state() -> dict[str, list[tuple[Any, ...]]]:
    """Everything an import may touch; the house's own lines about imports stay when one is taken back."""
    told = "WHERE name NOT IN ('import.finished', 'import.reverted')"
    tables = {
        "customers_customer": "",
        "identities_identity": "",
        "relations_relation": "",
        "tags_tagging": "",
        "occasions_occasion": "",
        "consents_consentline": "",
        "timeline_interaction": told,
    }
    return {table: _rows(table, where) for table, where in tables.items()}


def _lines() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, source, source_id, amount, currency, customer_id IS NULL FROM timeline_interaction "
            "WHERE source <> 'house' ORDER BY id"
        )
        return cursor.fetchall()


def test_german_file_goes_in_without_help() -> None:
    job = _import(GERMAN)
    assert (job.status, job.kind, job.rows, job.new, job.customers_made, job.refused) == ("done", "orders", 6, 3, 1, 2)
    assert _lines() == [
        ("order.completed", "file", "order:R-1001", 20_349_000, "EUR", False),
        ("order.refunded", "file", "refund:R-1002", 10_125_000, "EUR", False),
        ("order.completed", "file", "order:R-1005", 125_000, "EUR", True),
    ]
    customer = Customer.objects.get()
    assert (customer.name, customer.email, customer.city, customer.known) == (
        "Ada Brandt",
        "ada@brandt.example",
        "Köln",
        True,
    )
    assert sorted(Identity.objects.values_list("key", flat=True)) == ["email:ada@brandt.example", "external:file:K77"]


def test_rows_that_fail_are_in_a_file_with_row_field_reason_and_themselves() -> None:
    job = _import(GERMAN)
    with job.failed_file.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [
        [
            "row", "field", "reason", "Rechnungsnummer", "Artikelnr", "Bezeichnung", "Menge", "Rechnungsdatum", "Einzelpreis",
            "Kundennummer", "Kundenname", "E-Mail", "Ort",
        ],
        ["5", "quantity", "'x' is no number", "R-1003", "A3", "Handschuhe", "x", "25.02.2024", "12,50", "K78", "Bo", "", "Ulm"],
        [
            "6", "occurred_at", "'31.02.2024' is no date of the calendar", "R-1004", "A3", "Handschuhe", "1", "31.02.2024",
            "12,50", "K78", "Bo", "", "Ulm",
        ],
    ]  # fmt: skip


def test_file_of_failed_rows_once_mended_goes_in() -> None:
    job = _import(GERMAN)
    mended = job.failed_file.read_text("utf-8-sig").replace(",x,", ",2,").replace("31.02.2024,", "28.02.2024,")
    again = _import(mended)
    assert (again.refused, again.new) == (0, 2)


def test_same_file_again_changes_nothing() -> None:
    _import(GERMAN)
    before = _state()
    again = _import(GERMAN, "other name.csv")
    assert (again.new, again.repeated, again.customers_made, again.customers_changed) == (0, 3, 0, 0)
    assert _state() == before


@pytest.mark.parametrize("portion", [1, 2, 5_000])
def test_size_of_the_portions_makes_no_difference(monkeypatch: pytest.MonkeyPatch, portion: int) -> None:
    monkeypatch.setattr(portions.Plan.__init__, "__defaults__", ("", None, portion))
    job = _import(GERMAN)
    assert (job.rows_read, job.new, job.customers_made, job.refused) == (6, 3, 1, 2)
    assert [line[2] for line in _lines()] == ["order:R-1001", "refund:R-1002", "order:R-1005"]
    assert Refusal.objects.count() == 2


def test_file_is_gone_once_it_is_in() -> None:
    assert not _import(GERMAN).file.exists()


def test_revert_gives_everything_back() -> None:
    _import("Email,First Name,Last Name,City\nada@brandt.example,Adele,Brandt,Bonn\nz@zoe.example,Zoe,Martin,Lyon\n")
    before = _state()
    job = _import(GERMAN)
    assert (job.customers_made, job.customers_changed) == (0, 1)
    assert _state() != before
    undone = actions.revert(job, actor="user:1")
    assert (undone.lines, undone.customers_made, undone.customers_changed) == (3, 0, 1)
    assert _state() == before
    assert (job.status, job.folder.exists(), Touched.objects.filter(import_of=job).count()) == ("reverted", False, 0)


def test_revert_of_the_only_import_leaves_nothing() -> None:
    empty = _state()
    actions.revert(_import(GERMAN), actor="user:1")
    assert _state() == empty
    assert _import(GERMAN).new == 3


def test_revert_keeps_whom_others_heard_of_since_and_what_was_changed_since() -> None:
    first = _import(
        "order id,date,email,customer name,total\n1,2024-01-02,a@x.example,Ada,5\n2,2024-01-02,b@x.example,Bo,5\n"
    )
    second = _import("order id,date,email,city,total\n3,2024-02-02,a@x.example,Bonn,5\n")
    edit_customer(Customer.objects.get(email="a@x.example").pk, {"city": "Köln"}, actor="user:1")
    actions.revert(first, actor="user:1")
    assert list(Customer.objects.values_list("email", "name", "city")) == [("a@x.example", "Ada", "Köln")]
    actions.revert(second, actor="user:1")
    ada = Customer.objects.get()
    assert (ada.city, ada.last_heard_at is not None) == ("Köln", True)


def test_revert_twice_is_refused() -> None:
    job = _import(GERMAN)
    actions.revert(job, actor="user:1")
    with pytest.raises(ImportRefused, match="is undone; only one that ended"):
        actions.revert(job, actor="user:1")


def test_import_that_stops_goes_on_from_its_last_portion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portions.Plan.__init__, "__defaults__", ("", None, 1))
    job = drafts.keep_file(io.BytesIO(GERMAN.encode()), "f.csv", actor="user:1")
    drafts.prepare(job)

    def stop(now: Import) -> None:
        if now.position == 2:
            raise UnreadableFile("the disk is gone")

    with pytest.raises(UnreadableFile, match="the disk is gone"):
        actions.run(job, progress=stop)
    job.refresh_from_db()
    assert (job.status, job.error, job.new) == ("failed", "the disk is gone", 2)
    actions.run(job)
    assert (job.status, job.new, job.refused) == ("done", 3, 2)
    assert len(_lines()) == 3


CUSTOMERS = (
    "Customer ID,First Name,Last Name,Email,Phone,Company,City,Country,Birthday,Tags,Note\n"
    "7,Ada,Brandt,ada@brandt.example,+49 40 5550142,,Hamburg,DE,2001-02-03,vip;mail,likes wool\n"
    "8,,,,+49 40 5550143,Café Nord,Bremen,DE,,,\n"
    "9,Bo,,no address,,,,,,,\n"
    ",,,,,,Ulm,,,,\n"
)


def test_customers_file() -> None:
    job = _import(CUSTOMERS)
    assert (job.kind, job.customers_made, job.refused) == ("customers", 2, 2)
    rows = Customer.objects.order_by("pk").values_list("name", "kind", "email", "phone", "city", "traits")
    assert list(rows) == [
        (
            "Ada Brandt",
            "person",
            "ada@brandt.example",
            "+49 40 5550142",
            "Hamburg",
            {"note": "likes wool"},
        ),
        ("Café Nord", "company", "", "+49 40 5550143", "Bremen", {}),
    ]
    assert [str(tag) for tag in tags_of([Customer.objects.get(name="Ada Brandt").pk])] == ["mail", "vip"]
    assert list(job.refusals.values_list("row", "field", "reason")) == [
        (4, "email", "'no address' is no e-mail address"),
        (5, "", "names nobody: no number, e-mail, phone or name"),
    ]


def test_changed_row_of_a_customer_updates_and_the_same_does_not() -> None:
    _import(CUSTOMERS)
    job = _import(CUSTOMERS.replace("Hamburg", "Kiel"))
    assert (job.new, job.repeated, job.customers_made, job.customers_changed) == (1, 1, 0, 1)
    assert Customer.objects.get(name="Ada Brandt").city == "Kiel"


def test_mode_create_leaves_known_customers_alone() -> None:
    _import("Customer ID,Name,City\n7,Ada,Hamburg\n", kind="customers")
    job = _import(
        "Customer ID,Name,City\n7,Ada,Kiel\n8,Bo,Ulm\n8,Bo,Hof\n", kind="customers", options={"mode": "create"}
    )
    assert (job.customers_made, job.repeated, job.new) == (1, 1, 2)
    assert sorted(Customer.objects.values_list("name", "city")) == [("Ada", "Hamburg"), ("Bo", "Hof")]


def test_mode_update_makes_no_customer() -> None:
    _import("Customer ID,Name,City\n7,Ada,Hamburg\n", kind="customers")
    job = _import("Customer ID,Name,City\n7,Ada,Kiel\n8,Bo,Ulm\n", kind="customers", options={"mode": "update"})
    assert list(Customer.objects.values_list("name", "city")) == [("Ada", "Kiel")]
    assert list(job.refusals.values_list("row", "reason")) == [
        (3, "no customer is known by this, and only known ones are updated")
    ]


def test_interactions_file() -> None:
    job = _import(
        "Date,Email,Type,Channel,Direction,Subject,Message\n"
        "2024-01-02 10:00,a@x.example,Call,phone,inbound,,Asked for a larger size\n"
        "2024-01-03 10:00,a@x.example,Complaint,email,,Late,Where is it?\n"
        "2024-01-03 10:00,a@x.example,Complaint,email,,Late,Where is it?\n"
        "2024-01-04 10:00,a@x.example,Fitting booked,,,,\n"
        ",a@x.example,Call,,,,\n"
    )
    assert (job.kind, job.new, job.refused) == ("interactions", 4, 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, channel, direction FROM timeline_interaction WHERE source = 'file' ORDER BY id")
        assert cursor.fetchall() == [
            ("call.held", "phone", "in"),
            ("case.opened", "mail", "in"),
            ("case.opened", "mail", "in"),
            ("event.told", "import", "in"),
        ]


def test_preview_says_what_would_come_and_writes_nothing() -> None:
    job = drafts.keep_file(io.BytesIO(GERMAN.encode()), "f.csv", actor="user:1")
    drafts.prepare(job)
    before = _state()
    seen = queries.preview(queries.plan_of(job))
    assert (seen.rows_read, seen.facts, seen.sales, seen.refunds, seen.customers, seen.anonymous, seen.refused, seen.whole) == (
        6, 3, 2, 1, 1, 1, 2, True,
    )  # fmt: skip
    assert seen.rows[0] == {
        "row": "2", "day": "2024-02-03", "name": "order.completed", "said": "sale",
        "customer": "Ada Brandt", "email": "ada@brandt.example",
        "what": "2 × Schöner Schal, 1 × Mütze; rot\ngestrickt", "amount": "2034.90", "currency": "EUR",
    }  # fmt: skip
    assert _state() == before


def test_choices_of_a_person_overrule_what_was_found() -> None:
    text = "Nr,Tag,Wert\n1,03/04/2024,5\n"
    job = drafts.keep_file(io.BytesIO(text.encode()), "f.csv", actor="user:1")
    mapping = {"Nr": "document", "Tag": "occurred_at", "Wert": "total"}
    matching = drafts.prepare(
        job, kind="orders", layout={"date_order": "dmy"}, mapping=mapping, options={"currency": "gbp", "source": "till"}
    )
    assert (matching.mapping, job.currency, job.source, job.layout["why"]["date_order"]) == (
        mapping,
        "GBP",
        "till",
        "set by you",
    )
    seen = queries.preview(queries.plan_of(job))
    assert (seen.first_day, seen.currencies) == ("2024-04-03", ["GBP"])


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ({"kind": "invoices"}, "kind: 'invoices' is none of orders"),
        ({"options": {"currency": "euro"}}, "currency: 'EURO' is no currency"),
        ({"options": {"time_zone": "Mars/Base"}}, "time_zone: there is no 'Mars/Base'"),
        ({"options": {"mode": "merge"}}, "mode: 'merge' is none of"),
        ({"layout": {"delimiter": "x"}}, "delimiter: 'x' is none of"),
    ],
)
def test_wrong_choice_names_the_field(choice: dict[str, Any], said: str) -> None:
    job = drafts.keep_file(io.BytesIO(b"order,date,total\n1,2024-01-02,5\n"), "f.csv", actor="user:1")
    with pytest.raises(ImportRefused, match=said):
        drafts.prepare(job, **choice)


def test_name_of_a_file_is_never_a_path(home: Path) -> None:
    job = drafts.keep_file(io.BytesIO(b"a,b\n1,2\n"), "../../etc/passwd", actor="user:1")
    assert (job.filename, job.file) == ("passwd", home / "imports" / str(job.pk) / "data")


def test_second_runner_is_refused_while_the_first_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    job = drafts.keep_file(io.BytesIO(GERMAN.encode()), "f.csv", actor="user:1")
    drafts.prepare(job)
    drafts.queue(job)
    actions._claim(job)
    Import.objects.filter(pk=job.pk).update(claimed_by="elsewhere:1")
    with pytest.raises(ImportRefused, match="is being imported right now"):
        actions.run(job)


def test_import_that_began_is_gone_on_with_only_when_read_in_the_same_way() -> None:
    begun = _draft(mode="both")
    drafts.queue(begun)
    assert queries.unfinished(_draft(mode="both")) == begun
    assert queries.unfinished(_draft(mode="create")) is None


def _draft(mode: str) -> Import:
    job = drafts.keep_file(io.BytesIO(GERMAN.encode()), "f.csv", actor="user:1")
    drafts.prepare(job, options={"mode": mode})
    return job
