"""The audit: written with what it tells of, and never rewritten."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from regulars.kit.origin import coming_from
from regulars.timeline import audit
from regulars.timeline.migrations import __name__ as migrations
from regulars.timeline.models import AuditLine
from regulars.timeline.names import Change
from regulars.timeline.record import Entry, record

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def entry(actor: str, source_id: str = "1") -> Entry:
    change = Change(changes={"city": ["", "Berlin"]}, note="Ada")
    return Entry(
        name="customer.changed", occurred_at=NOON, source="house", source_id=source_id, customer_id=7, payload=change, actor=actor
    )  # fmt: skip


def guarded() -> None:
    """Put back what conftest took off for the tests that commit."""
    from importlib import import_module

    room = import_module(f"{migrations}.0003_audit")
    statements = room.SQLITE if connection.vendor == "sqlite" else room.POSTGRESQL
    with connection.cursor() as cursor:
        cursor.execute(next(s for s in statements if s.startswith("CREATE TRIGGER audit_stays")))


@pytest.mark.parametrize("actor", ["user:3", "token:5", "customer:9"])
def test_what_a_person_writes_is_audited_with_where_from(actor: str) -> None:
    with coming_from("203.0.113.7"):
        record(entry(actor))
    (line,) = audit.page().lines
    assert (line.actor, line.address, line.name, line.customer_id, line.about, line.changes) == (
        actor, "203.0.113.7", "customer.changed", 7, "Ada", {"city": ["", "Berlin"]},
    )  # fmt: skip


@pytest.mark.parametrize("actor", ["", "house", "import:4", "key:2"])
def test_what_the_house_writes_is_on_the_timeline_alone(actor: str) -> None:
    record(entry(actor))
    assert audit.page().lines == []


def test_write_that_fails_leaves_no_audit() -> None:
    def fail() -> None:
        with transaction.atomic():
            record(entry("user:3"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert audit.page().lines == []


def test_audit_refuses_to_be_rewritten_or_deleted() -> None:
    guarded()
    record(entry("user:3"))
    for change in ({"about": "x"}, {"actor": "user:4"}, {"about": "", "changes": {}, "actor": "user:4"}):
        with pytest.raises(DatabaseError, match="the audit only grows"), transaction.atomic():
            AuditLine.objects.update(**change)
    with pytest.raises(DatabaseError, match="the audit only grows"), transaction.atomic():
        AuditLine.objects.all().delete()
    assert [line.about for line in audit.page().lines] == ["Ada"]


def test_erasing_blanks_what_lines_say_and_nothing_else() -> None:
    guarded()
    record(entry("user:3"))
    assert audit.blank([7]) == 1
    (line,) = audit.page().lines
    assert (line.actor, line.name, line.customer_id, line.about, line.changes) == (
        "user:3", "customer.changed", 7, "", {},
    )  # fmt: skip


def test_paging_gives_every_line_once_newest_first() -> None:
    for number in range(7):
        audit.note_look("customer.seen", "user:3", customer_id=number + 1)
    seen: list[int | None] = []
    after = None
    while True:
        page = audit.page(after=after, limit=3)
        seen += [line.customer_id for line in page.lines]
        if page.next is None:
            break
        after = page.next
    assert seen == [7, 6, 5, 4, 3, 2, 1]


def test_filters_choose_by_who_what_whom_and_about() -> None:
    audit.note_look("customer.seen", "user:3", customer_id=1)
    audit.note_look("customers.exported", "user:4", about="Berlin, 12 rows")
    record(entry("user:3"))
    found = [
        [line.name for line in audit.page(**asked).lines]
        for asked in ({"actor": "user:4"}, {"name": "customer.seen"}, {"customer_ids": [7]}, {"text": "berlin"})
    ]
    assert found == [["customers.exported"], ["customer.seen"], ["customer.changed"], ["customers.exported"]]


def test_look_nobody_declared_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        audit.note_look("customer.eaten", "user:3")


def test_look_of_the_house_is_not_audited() -> None:
    audit.note_look("customer.seen", "house", customer_id=1)
    assert audit.page().lines == []
