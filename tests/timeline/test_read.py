"""Reading by pages gives what one great read gives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from regulars.kit.position import BadPosition
from regulars.timeline.cursors import Position, advance, position, position_of, read_on
from regulars.timeline.models import Interaction
from regulars.timeline.read import latest_of, of_customers
from regulars.timeline.record import Entry, record

START = datetime(2026, 3, 1, tzinfo=UTC)
NAMES = ("page.viewed", "order.completed")


def lines(*told: tuple[int, int, int]) -> None:
    """(customer, hour, name) each."""
    entries = [
        Entry(
            name=NAMES[name],
            customer_id=customer,
            occurred_at=START + timedelta(hours=hour),
            source="shop",
            source_id=str(n),
        )
        for n, (customer, hour, name) in enumerate(told)
    ]
    record(*entries)


TOLD = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 3), st.integers(0, 1)), max_size=25)


class TestPaging(TestCase):
    """Over any timeline, moments that coincide included."""

    @settings(max_examples=60, deadline=None)
    @given(TOLD, st.integers(1, 7), st.sampled_from([(1,), (1, 2), (3, 1)]), st.sampled_from([(), ("page.viewed",)]))
    def test_pages_together_are_the_whole_in_its_order(
        self, told: list[tuple[int, int, int]], limit: int, customers: tuple[int, ...], names: tuple[str, ...]
    ) -> None:
        lines(*told)
        wanted = Interaction.objects.filter(customer_id__in=customers)
        if names:
            wanted = wanted.filter(name__in=names)
        whole = list(wanted.order_by("-occurred_at", "-pk").values_list("pk", flat=True))
        read: list[int] = []
        after = None
        while True:
            page = of_customers(customers, after=after, limit=limit, names=names)
            assert len(page.interactions) <= limit
            read += [line.pk for line in page.interactions]
            after = page.next
            if after is None:
                break
        assert read == whole

    @settings(max_examples=30, deadline=None)
    @given(TOLD, st.integers(1, 7))
    def test_a_consumer_reads_every_line_once(self, told: list[tuple[int, int, int]], limit: int) -> None:
        lines(*told)
        read: list[int] = []
        while found := read_on(position("counting"), limit):
            read += [line.pk for line in found]
            advance("counting", position_of(found[-1]))
        whole = list(Interaction.objects.order_by("pk").values_list("pk", flat=True))
        # On PostgreSQL the lines of a transaction that is not over may still be overtaken: none is readable yet.
        assert read == (whole if connection.vendor == "sqlite" else [])


@pytest.mark.django_db
def test_a_position_nobody_handed_out_is_refused_by_name() -> None:
    with pytest.raises(BadPosition, match="after: 'nonsense'"):
        of_customers([1], after="nonsense")


@pytest.mark.django_db
def test_a_cursor_that_never_moved_stands_at_the_beginning() -> None:
    assert position("nobody") == Position(0, 0)


@pytest.mark.django_db
def test_latest_of_is_the_newest_of_the_names_for_each() -> None:
    ada, grace, nobody = 1, 2, 3
    for number, (customer, name, minute) in enumerate(
        [(ada, "order.completed", 1), (ada, "page.viewed", 9), (ada, "order.completed", 5), (grace, "page.viewed", 2)]
    ):
        when = datetime(2026, 3, 2, 9, minute, tzinfo=UTC)
        record(Entry(name=name, occurred_at=when, source="t", source_id=f"latest{number}", customer_id=customer))
    found = latest_of([ada, grace, nobody], ["order.completed", "message.received"])
    assert {pk: line.occurred_at.minute for pk, line in found.items()} == {ada: 5}
    assert {pk: line.name for pk, line in latest_of([ada, grace], ["page.viewed"]).items()} == {
        ada: "page.viewed", grace: "page.viewed",
    }  # fmt: skip
    assert (latest_of([], ["page.viewed"]), latest_of([ada], [])) == ({}, {})
