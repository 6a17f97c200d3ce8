"""Whoever was erased is not brought back by what is told again, and may come again themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from regulars.know.customers.models import Customer
from regulars.know.identities.who import Profile, Who
from regulars.know.requests.tombstones import bury
from regulars.listen.intake.actions import take
from regulars.listen.intake.erased import barred
from regulars.listen.intake.facts import Fact
from regulars.timeline.record import Entry

pytestmark = pytest.mark.django_db
ERASED = datetime(2026, 3, 10, 12, tzinfo=UTC)
BEFORE, AFTER = ERASED - timedelta(days=1), ERASED + timedelta(days=1)


@pytest.fixture(autouse=True)
def ada_was_erased() -> None:
    bury(["email:ada@brandt.example", "external:shop:17", "anonymous:browser"], ERASED)


def fact(when: datetime, name: str = "order.completed", actor: str = "key:1", **who: str) -> Fact:
    told = Who(source="shop", profile=Profile(name="Ada"), **who)
    return Fact(
        entry=Entry(name=name, occurred_at=when, source="shop", source_id=f"{when}{name}{who}", actor=actor), who=told
    )


@pytest.mark.parametrize(
    ("told", "kept_out"),
    [
        (fact(BEFORE, email="ada@brandt.example"), True),
        (fact(ERASED, email="Ada@Brandt.example"), True),
        (fact(AFTER, email="ada@brandt.example"), False),
        (fact(BEFORE, external_id="17"), True),
        (fact(BEFORE, external_id="18", email="ada@brandt.example"), True),
        (fact(BEFORE, external_id="18"), False),
        (fact(BEFORE, anonymous_id="browser"), False),
        (fact(AFTER, "customer.identified", "import:3", email="ada@brandt.example"), True),
        (fact(AFTER, "customer.identified", "key:1", email="ada@brandt.example"), False),
        (Fact(entry=Entry(name="order.completed", occurred_at=BEFORE, source="till", source_id="1")), False),
    ],
)  # fmt: skip
def test_what_happened_before_or_is_only_said_by_a_file_is_kept_out(told: Fact, kept_out: bool) -> None:
    assert barred([told]) == ({0} if kept_out else set())


def test_batch_keeps_the_others_and_counts_them_alone() -> None:
    taken = take([fact(BEFORE, email="ada@brandt.example"), fact(BEFORE, email="ben@cole.example")])
    assert (taken.new, taken.repeated, len(taken.created)) == (1, 0, 1)
    assert Customer.objects.count() == 1


def test_who_comes_again_is_a_new_customer() -> None:
    taken = take([fact(AFTER, email="ada@brandt.example")])
    assert (taken.new, len(taken.created)) == (1, 1)


def test_looking_costs_two_queries_a_batch(django_assert_num_queries: object) -> None:
    facts = [fact(BEFORE, external_id=str(number)) for number in range(50)]
    with django_assert_num_queries(2):  # type: ignore[operator]
        barred(facts)
