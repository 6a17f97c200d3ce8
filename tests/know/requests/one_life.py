"""A person lives through every room of an installation on disk, is erased, and is looked for in every file. Prints JSON.

Run in a process of its own with REGULARS_HOME set: python tests/know/requests/one_life.py. Everything told of the person
holds one of the TRACES, so nothing of theirs can hide under another name.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import zipfile
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

WORD = "zqxwert"
DIGITS = "7946095812"
TRACES = (WORD, DIGITS)
ORDERED = datetime(2026, 3, 1, 21, 47, tzinfo=UTC)
CSV = (
    "Customer ID,Name,E-mail,Phone,City,Birthday\n"
    f"K-{WORD},Ada {WORD},ada@{WORD}.example,+44{DIGITS},{WORD}town,1984-12-03\n"
    f"K-{WORD},Ada {WORD},{WORD} at home,,{WORD}town,soon {WORD}\n"
    "K-9,Ben Cole,ben@cole.example,,Paris,\n"
)


def heard(name: str, payload: dict[str, Any], amount: str | None = None, **who: Any) -> Any:
    from regulars.know.identities.who import Profile, Who
    from regulars.listen.intake.facts import Fact
    from regulars.timeline.record import Entry

    profile = Profile(name=f"Ada {WORD}", city=f"{WORD}town", traits={"plan": f"gold {WORD}"})
    entry = Entry(
        name=name, occurred_at=ORDERED, source="shop", source_id=f"{WORD}:{name}", payload=payload, channel="web",
        amount=Decimal(amount) if amount else None, currency="EUR", actor="key:1",
    )  # fmt: skip
    return Fact(entry=entry, who=Who(source="shop", profile=profile, **who))


def live(home: Path) -> int:
    """Tell of the person in every room; returns the number of their customer."""
    from regulars.access.acting import acting_as
    from regulars.access.users.models import User
    from regulars.access.users.queries import acting_of
    from regulars.cli.jobs import refresh_numbers
    from regulars.know.bulk.actions import change_many
    from regulars.know.consents.actions.recording import record_consent
    from regulars.know.duplicates.jobs import run as find_duplicates
    from regulars.know.fields.actions import create_field, edit_profile
    from regulars.know.filters.registry import Registry
    from regulars.know.filters.rule import EVERYBODY
    from regulars.know.identities.actions import add_customer
    from regulars.know.merges.actions import merge
    from regulars.know.notes.actions import write_note
    from regulars.know.occasions.actions import read_day, remember
    from regulars.know.relations.actions import relate
    from regulars.know.tags.actions import tag_customers
    from regulars.know.views.actions import save_view
    from regulars.listen.intake.actions import take

    owner = User.objects.create_user("olga@shop.example", "long enough words", name="Olga", role="owner")
    who = {"external_id": f"U-{WORD}", "email": f"ada@{WORD}.example", "anonymous_id": f"browser-{WORD}"}
    product = {"product_id": "C1", "name": "Wool coat", "quantity": "2", "price": "94.50", "engraving": WORD}
    ada = take(
        [
            heard(
                "page.viewed", {"url": f"https://shop.example/{WORD}", "title": WORD}, anonymous_id=f"browser-{WORD}"
            ),
            heard("order.completed", {"order_id": f"O-{WORD}", "products": [product], "gift": WORD}, "189.00", **who),
            heard("order.refunded", {"order_id": f"O-{WORD}", "products": [product]}, "94.50", **who),
            heard("message.received", {"subject": WORD, "text": f"my number is {DIGITS}"}, **who),
            heard("survey.answered", {"survey": "Spring", "scale": "nps", "score": 9, "text": WORD}, **who),
            heard("customer.identified", {"changes": {"name": ["", f"Ada {WORD}"]}}, **who),
        ]
    ).customer_ids[1]
    assert ada is not None
    actor = owner.actor
    shop = add_customer({"kind": "company", "name": "Cole and Sons"}, actor=actor)
    double = add_customer({"name": f"A. {WORD}", "email": f"a.{WORD}@mail.example"}, actor=actor)
    field = create_field({"label": "Shoe", "kind": "text", "of": "person", "searchable": True}, actor=actor)
    edit_profile(ada, {"street": f"{WORD} Street 1", "phone": f"+44{DIGITS}"}, {field.key: WORD}, actor=actor)
    upload = io.BytesIO(f"plain text about {WORD}".encode())
    upload.name = f"{WORD}.txt"
    write_note(ada, f"Allergic to {WORD}", uploads=[Uploaded(f"{WORD}.txt", upload)], actor=actor)
    relate(ada, "works_at", shop.pk, role=f"buyer {WORD}", actor=actor)
    remember(ada, "anniversary", read_day("2020-02-29"), note=WORD, actor=actor)
    tag_customers([ada], add=["regular"], remove=[], actor=actor)
    record_consent(
        ada, "offers", "phone", "granted", how="phone", words=f"Yes, said {WORD}", evidence={"file": WORD}, actor=actor
    )
    rule = {"field": "name", "op": "contains", "value": f"Ada {WORD}"}
    change_many("field", {"field": "city", "to": "Rome"}, rule=EVERYBODY, chosen=[ada], fields=Registry, actor=actor)
    with acting_as(acting_of(owner)):
        save_view("Hers", rule=rule, columns=["name"], actor=actor)
    find_duplicates(whole=True)
    merge(ada, double.pk, {}, actor=actor, reason=f"same {WORD}")
    refresh_numbers()
    return ada


class Uploaded:
    """A file as a browser hands it in."""

    def __init__(self, name: str, file: io.BytesIO) -> None:
        self.name, self.file, self.size = name, file, len(file.getvalue())


def found_in(home: Path) -> list[str]:
    """Every file below the folder that holds a trace: as bytes, unpacked, or as rows of a table."""
    import pyarrow.parquet as pq

    wanted = [trace.encode(encoding) for trace in TRACES for encoding in ("utf-8", "utf-16-le")]
    found = []
    for path in sorted(p for p in home.rglob("*") if p.is_file() and "static" not in p.parts):
        pieces = [path.name.encode(), path.read_bytes()]
        if path.suffix == ".parquet":
            pieces.append(json.dumps(pq.read_table(path).to_pylist(), default=str).encode())
        elif path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                pieces += [archive.read(name) for name in archive.namelist()]
        elif path.suffix == ".gz":
            pieces.append(gzip.decompress(path.read_bytes()))
        if any(trace in piece.lower() for piece in pieces for trace in wanted):
            found.append(str(path.relative_to(home)))
    return found + tables_with(wanted)


def tables_with(wanted: list[bytes]) -> list[str]:
    """Every table that holds a trace, on PostgreSQL, whose files are not in the data folder."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return []
    found = []
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            with cursor.copy(f"COPY {connection.ops.quote_name(table)} TO STDOUT") as rows:
                told = b"".join(bytes(piece) for piece in rows).lower()
            if any(trace in told for trace in wanted):
                found.append(f"regulars.db/{table}")
    return found


def numbers() -> dict[str, Any]:
    """What the business knows of itself, which an erasure must not change."""
    from regulars.understand.scoreboard.queries import latest

    board = latest()
    if board is None:
        return {}
    return {each.key: [str(each.value), str(each.numerator), str(each.denominator)] for each in board.metrics}


def main() -> None:
    home = Path(os.environ["REGULARS_HOME"])
    from regulars.cli.home import ready

    ready()
    from regulars.cli.imports import command as import_file
    from regulars.cli.jobs import refresh_numbers
    from regulars.know.customers.models import Customer
    from regulars.know.requests.actions import carry_out_erasure, give_access, receive_request
    from regulars.know.requests.jobs import finish_erasures
    from regulars.know.search.queries import search_customers

    told: dict[str, Any] = {}
    ada = live(home)
    listing = home.parent / "customers.csv"
    listing.write_text(CSV, encoding="utf-8")
    told["import"] = imported(import_file, listing)
    refresh_numbers()
    how = {"how": f"mail from {WORD}", "verified": WORD}
    give_access(receive_request(ada, "access", **how, actor="user:1").pk, actor="user:1")
    request = receive_request(ada, "erasure", **how, actor="user:1")
    told["before"] = found_in(home)
    told["numbers_before"] = numbers()
    carry_out_erasure(request.pk, request.who, actor="user:1")
    told["closed"] = finish_erasures()
    refresh_numbers()
    told["after"] = found_in(home)
    told["numbers_after"] = numbers()
    told["found"] = [len(search_customers(text)) for text in (WORD, f"ada@{WORD}.example", DIGITS)]
    told["import_again"] = imported(import_file, listing)
    refresh_numbers()
    finish_erasures()
    told["customers"] = sorted(Customer.objects.filter(known=True).values_list("name", flat=True))
    told["after_import"] = found_in(home)
    print(json.dumps(told))


def imported(import_file: Any, path: Path) -> int:
    """Import in this process, as `regulars import` does; returns its exit code."""
    import typer

    try:
        import_file(path)
    except typer.Exit as left:
        return int(left.exit_code)
    return 0


if __name__ == "__main__":
    main()
