"""The calls of the demo: the same from the same seed, in order, readable, and of every kind."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import UTC, datetime

import msgspec
import pytest

from regulars.demo.countries import COUNTRIES
from regulars.demo.lives import Lives
from regulars.demo.people import People
from regulars.demo.telling import Call
from regulars.kit.email_address import normal_email
from regulars.kit.phone_number import normal_phone
from regulars.listen.tracking.calls import read_call
from regulars.listen.tracking.reading import Circumstances, read_fact

TODAY = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def calls() -> list[Call]:
    return list(Lives(400, 7, TODAY).calls())


def test_the_same_seed_tells_the_same_calls(calls: list[Call]) -> None:
    assert list(Lives(400, 7, TODAY).calls()) == calls


def test_calls_come_in_the_order_of_time_and_end_today(calls: list[Call]) -> None:
    stamps = [call["timestamp"] for call in calls]
    assert all(before <= after for before, after in itertools.pairwise(stamps))
    assert stamps[-1] < TODAY.isoformat()
    assert len({call["messageId"] for call in calls}) == len(calls)


def test_every_call_is_read_and_every_kind_of_story_is_told(calls: list[Call]) -> None:
    around = Circumstances("unfold", TODAY, "EUR")
    names = Counter(read_fact(read_call(msgspec.json.encode(call)), "", around).entry.name for call in calls)
    assert set(names) == {
        "page.viewed", "product.viewed", "product.added", "order.completed", "order.refunded", "customer.identified",
        "company.joined", "mail.sent", "mail.opened", "mail.clicked", "mail.bounced", "mail.unsubscribed", "case.opened",
        "case.resolved", "message.sent", "survey.answered", "review.written", "call.held", "contract.started",
        "contract.renewed", "contract.ended",
    }  # fmt: skip
    assert names["customer.identified"] == 400


def test_somebody_is_anonymous_before_they_are_known_and_never_after(calls: list[Call]) -> None:
    known: set[str] = set()
    anonymous_first = 0
    for call in calls:
        device = call.get("anonymousId")
        if call["type"] == "identify":
            known.add(device)
        elif device and "userId" not in call:
            anonymous_first += 1
            assert device not in known
    assert anonymous_first > 400


def test_amounts_are_the_sums_of_their_lines(calls: list[Call]) -> None:
    for call in calls:
        if call.get("event") == "Order Completed":
            told = call["properties"]
            goods = sum(line["price"] * line["quantity"] for line in told["products"])
            assert told["revenue"] == pytest.approx(goods, abs=1e-9)


def test_nobody_shares_an_address_or_a_number_and_none_is_real() -> None:
    import random

    crowd = People(random.Random(1))
    people = [crowd.make() for _ in range(3000)]
    assert len({person.email for person in people}) == len(people)
    assert [p.email for p in people if normal_email(p.email) != p.email] == []
    assert {p.email.rpartition("@")[2].rpartition("example.")[1] for p in people} == {"example."}
    phones = [person.phone for person in people if person.phone]
    assert len(set(phones)) == len(phones)
    assert [phone for phone in phones if normal_phone(phone) != phone] == []
    assert {person.country.code for person in people} == {country.code for country in COUNTRIES}


def test_care_plans_begin_are_renewed_in_turn_and_end_at_a_renewal(calls: list[Call]) -> None:
    told: dict[str, list[tuple[str, str, str]]] = {}
    for call in calls:
        if str(call.get("event", "")).startswith("Contract"):
            plan = call["properties"]
            line = (call["event"].removeprefix("Contract "), call["timestamp"][:10], plan.get("ends_on", ""))
            told.setdefault(plan["contract_id"], []).append(line)
    assert len(told) > 40
    for lines in told.values():
        names = [name for name, _, _ in lines]
        assert names[0] == "Started"
        assert set(names[1:-1]) <= {"Renewed"}
        # Each goes on, or ends, on the day up to which the one before it ran.
        assert all(before[2] == after[1] for before, after in itertools.pairwise(lines))
