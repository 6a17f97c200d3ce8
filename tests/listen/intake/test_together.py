"""Requests that come at once: one transaction, and each answered for itself."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection

from regulars.listen.intake.facts import Fact
from regulars.listen.intake.together import take_together
from regulars.timeline.models import Interaction
from regulars.timeline.names import Page
from regulars.timeline.record import Entry, UnknownName


def seen(number: str, name: str = "page.viewed") -> Fact:
    entry = Entry(
        name=name,
        occurred_at=datetime(2026, 3, 1, tzinfo=UTC),
        source="shop",
        source_id=number,
        payload=Page(title="Home"),
    )
    return Fact(entry=entry)


@pytest.mark.django_db
def test_one_request_is_on_the_timeline_when_it_returns() -> None:
    take_together([seen("1"), seen("2")])
    assert Interaction.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_all_kept_and_a_bad_one_fails_alone() -> None:
    failed: list[str] = []
    start = threading.Barrier(8)

    def tell(sender: int) -> None:
        start.wait()
        for n in range(10):
            bad = (sender, n) == (3, 4)
            try:
                take_together([seen(f"{sender}-{n}", "no.such" if bad else "page.viewed")])
            except UnknownName:
                failed.append(f"{sender}-{n}")
        connection.close()

    threads = [threading.Thread(target=tell, args=(sender,)) for sender in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wanted = {f"{sender}-{n}" for sender in range(8) for n in range(10)} - {"3-4"}
    assert failed == ["3-4"]
    assert set(Interaction.objects.values_list("source_id", flat=True)) == wanted
