"""How long data is kept: tried, applied, and never over a legal hold."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from regulars.access.acting import acting_as
from regulars.access.users.queries import acting_of
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.know.customers.models import Customer
from regulars.know.identities.who import Profile, Who
from regulars.know.requests.actions import place_hold
from regulars.know.requests.models import RetentionRule
from regulars.know.requests.retention import apply_rules, rules, set_rule, try_rule
from regulars.listen.intake.actions import take
from regulars.listen.intake.facts import Fact
from regulars.timeline.models import Interaction
from regulars.timeline.record import Entry

pytestmark = pytest.mark.django_db


def heard(name: str, days_ago: int, known: bool = True, text: str = "hello") -> int:
    when = moments.now() - timedelta(days=days_ago)
    who = Who(email=f"{text}@mail.example", profile=Profile(name=text)) if known else Who(anonymous_id=text)
    entry = Entry(
        name=name,
        occurred_at=when,
        source="shop",
        source_id=f"{name}{text}{days_ago}",
        payload={"text": text, "url": text},
    )
    (pk,) = take([Fact(entry=entry, who=who)]).customer_ids
    assert pk is not None
    Customer.objects.filter(pk=pk).update(created_at=when, changed_at=when)
    return pk


def texts() -> list[Any]:
    return [line.properties.get("text") for line in Interaction.objects.filter(name="message.received").order_by("pk")]


def test_words_older_than_the_rule_go_and_younger_stay() -> None:
    heard("message.received", 800, text="old")
    heard("message.received", 10, text="young")
    set_rule("words", 24, actor="house")
    assert try_rule("words", 24).count == 1
    assert texts() == ["old", "young"]
    assert (apply_rules(), texts()) == ({"words": 1}, [None, "young"])
    assert (apply_rules(), try_rule("words", 24).count) == ({}, 0)


def test_nothing_happens_without_a_rule() -> None:
    heard("message.received", 5000, text="old")
    set_rule("words", 12, actor="house")
    set_rule("words", 0, actor="house")
    assert (apply_rules(), texts()) == ({}, ["old"])


def test_visitor_nobody_heard_is_erased_and_a_customer_is_not(home: Path) -> None:
    visitor = heard("page.viewed", 800, known=False, text="browser")
    known = heard("page.viewed", 800, text="ada")
    set_rule("visitors", 12, actor="house")
    assert apply_rules() == {"visitors": 1}
    assert list(Customer.objects.filter(erased_at=None).values_list("pk", flat=True)) == [known]
    assert Interaction.objects.get(customer_id=visitor, name="page.viewed").properties == {}


def test_silent_customer_is_erased_and_one_heard_lately_is_not(home: Path) -> None:
    heard("message.received", 800, text="silent")
    lately = heard("message.received", 800, text="lately")
    heard("message.received", 3, text="lately")
    set_rule("customers", 12, actor="house")
    assert apply_rules() == {"customers": 1}
    assert list(Customer.objects.filter(known=True).values_list("pk", flat=True)) == [lately]


def test_hold_keeps_words_and_customer(home: Path) -> None:
    held = heard("message.received", 800, text="held")
    place_hold(held, "Dispute", actor="house")
    for kind in ("words", "customers"):
        set_rule(kind, 12, actor="house")
        assert try_rule(kind, 12).count == 0
    assert (apply_rules(), texts()) == ({}, ["held"])


@pytest.mark.parametrize(
    ("kind", "months", "field"), [("nothing", 12, "kind"), ("words", -1, "months"), ("words", 999, "months")]
)
def test_rule_that_cannot_be_is_refused(kind: str, months: int, field: str) -> None:
    with pytest.raises(Refused) as refused:
        set_rule(kind, months, actor="house")
    assert (list(refused.value.errors), RetentionRule.objects.count()) == ([field], 0)


def test_agent_sets_and_tries_nothing(bob: Any) -> None:
    with acting_as(acting_of(bob)):
        for act in (rules, apply_rules, lambda: try_rule("words", 1), lambda: set_rule("words", 1, actor=bob.actor)):
            with pytest.raises(PermissionDenied):
                act()
