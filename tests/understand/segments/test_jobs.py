"""People come and go as the record grows; the segment says so, the people's timelines too."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.understand.segments.company import keep_up

from regulars.kit import moments
from regulars.know.customers.models import Customer
from regulars.know.filters.rule import Condition, Group, Rule, write_rule
from regulars.know.merges.actions import merge
from regulars.timeline.read import of_customers
from regulars.timeline.record import Entry, record
from regulars.understand.segments import jobs
from regulars.understand.segments.actions import change, make, put_on, remove, take_off
from regulars.understand.segments.models import Segment, SegmentDay, SegmentMember
from regulars.understand.segments.queries import members, segments_of

# What may be read on PostgreSQL is what was committed.
pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
BOUGHT = Condition("did:order.completed", "did", {"times": 2})


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """What time it is; tests move it."""
    time = [NOW]
    monkeypatch.setattr(moments, "now", lambda: time[0])
    return time


def customer(name: str, city: str = "Oslo") -> int:
    now = moments.now()
    row = Customer.objects.create(
        known=True, name=name, name_key=name.lower(), city=city, created_at=now, changed_at=now, last_heard_at=now
    )
    record(
        Entry(name="customer.created", occurred_at=now, source="house", source_id=f"made-{row.pk}", customer_id=row.pk)
    )
    return row.pk


def buy(pk: int, when: datetime | None = None) -> None:
    number = len(of_customers([pk], limit=100).interactions) + 1
    record(
        Entry(
            name="order.completed", occurred_at=when or moments.now(), source="shop", source_id=f"{pk}-{number}",
            customer_id=pk, amount=Decimal(10), currency="EUR",
        )
    )  # fmt: skip


def segment(rule: Rule, name: str = "Twice") -> int:
    return make(name, rule=write_rule(rule), actor="house").pk


def inside(pk: int) -> list[int]:
    return sorted(members(pk))


def lines(pk: int) -> list[str]:
    return [line.name for line in of_customers([pk], limit=100).interactions if line.name.startswith("segment.")]


def size(pk: int) -> tuple[int, bool]:
    row = Segment.objects.get(pk=pk)
    return row.size, row.due


def test_first_count_fills_without_a_word_to_anybody() -> None:
    ada, nils = customer("Ada"), customer("Nils")
    buy(ada)
    buy(ada)
    buy(nils)
    pk = segment(BOUGHT)
    assert jobs.waits()
    keep_up()
    assert inside(pk) == [ada]
    assert size(pk) == (1, False)
    assert lines(ada) == []
    assert list(SegmentDay.objects.values_list("day", "size", "entered", "left")) == [(date(2026, 11, 21), 1, 0, 0)]


def test_new_interaction_moves_its_customer_in_and_says_so() -> None:
    ada, nils = customer("Ada"), customer("Nils")
    pk = segment(BOUGHT)
    keep_up()
    assert inside(pk) == []
    buy(nils)
    buy(nils)
    keep_up()
    assert inside(pk) == [nils]
    assert (lines(ada), lines(nils)) == ([], ["segment.entered"])
    assert size(pk) == (1, False)
    assert SegmentMember.objects.get().since == date(2026, 11, 21)
    assert [(one.pk, since) for one, since in segments_of(nils)] == [(pk, date(2026, 11, 21))]


def test_own_lines_change_nothing_more() -> None:
    nils = customer("Nils")
    segment(BOUGHT)
    keep_up()
    buy(nils)
    buy(nils)
    assert keep_up() == 1
    assert keep_up() == 0
    assert not jobs.waits()


def test_changed_fact_moves_its_customer_out() -> None:
    from regulars.know.fields.actions import edit_profile

    ada = customer("Ada")
    pk = segment(Condition("city", "is", "Oslo"), "Oslo")
    keep_up()
    assert inside(pk) == [ada]
    edit_profile(ada, {"city": "Lyon"}, {}, actor="house")
    keep_up()
    assert inside(pk) == []
    assert lines(ada) == ["segment.left"]
    assert list(SegmentDay.objects.values_list("size", "entered", "left")) == [(0, 0, 1)]


def test_day_turns_only_rules_that_mention_days(clock: list[datetime]) -> None:
    ada = customer("Ada")
    buy(ada)
    lately = segment(Condition("did:order.completed", "did", {"days": 2}), "Lately")
    ever = segment(Condition("did:order.completed", "did", {}), "Ever")
    keep_up()
    clock[0] = NOW + timedelta(days=2)
    assert jobs.waits()
    keep_up()
    assert (inside(lately), inside(ever)) == ([], [ada])
    assert lines(ada) == ["segment.left"]
    told = dict(Segment.objects.values_list("pk", "counted_day"))
    assert told == {lately: date(2026, 11, 23), ever: date(2026, 11, 21)}
    assert not jobs.waits()


def test_merge_brings_what_both_did_together_and_parting_takes_it_apart() -> None:
    from regulars.know.merges.actions import part

    ada, also = customer("Ada"), customer("Ada B")
    buy(ada)
    buy(also)
    pk = segment(BOUGHT)
    everybody = segment(Group("all"), "Everybody")
    keep_up()
    assert (inside(pk), inside(everybody)) == ([], [ada, also])
    made = merge(ada, also, {}, actor="house")
    keep_up()
    assert (inside(pk), inside(everybody)) == ([ada], [ada])
    part(made.pk, actor="house")
    keep_up()
    assert (inside(pk), inside(everybody)) == ([], [ada, also])


def test_changed_rule_is_counted_anew_without_a_word_to_anybody() -> None:
    ada, nils = customer("Ada"), customer("Nils", "Lyon")
    pk = segment(Condition("city", "is", "Oslo"), "Oslo")
    keep_up()
    change(pk, {"rule": write_rule(Condition("city", "is", "Lyon"))}, actor="house")
    keep_up()
    assert inside(pk) == [nils]
    assert (lines(ada), lines(nils)) == ([], [])


def test_segment_made_of_another_follows_it() -> None:
    nils = customer("Nils")
    twice = segment(BOUGHT)
    pk = segment(Group("all", (Condition(f"segment:{twice}", "yes"), Condition("city", "is", "Oslo"))), "Twice in Oslo")
    not_twice = segment(Condition(f"segment:{twice}", "no"), "Not twice")
    keep_up()
    assert (inside(pk), inside(not_twice)) == ([], [nils])
    buy(nils)
    buy(nils)
    keep_up()
    assert (inside(pk), inside(not_twice)) == ([nils], [])


def test_list_kept_by_hand_follows_a_merge_and_wakes_who_is_made_of_it() -> None:
    ada, also = customer("Ada"), customer("Ada B")
    pk = make("Press", kind="list", actor="house").pk
    others = segment(Condition(f"segment:{pk}", "no"), "Others")
    keep_up()
    assert put_on(pk, [also, 999], actor="house") == 1
    assert (inside(pk), size(pk)) == ([also], (1, False))
    keep_up()
    assert inside(others) == [ada]
    merge(ada, also, {}, actor="house")
    keep_up()
    assert (inside(pk), inside(others)) == ([ada], [])
    assert take_off(pk, [ada], actor="house") == 1
    assert inside(pk) == []


def test_removed_segment_is_cleared_away() -> None:
    customer("Ada")
    pk = segment(Group("all"), "Everybody")
    keep_up()
    remove(pk, actor="house")
    assert jobs.waits()
    keep_up()
    assert (Segment.objects.count(), SegmentMember.objects.count(), jobs.waits()) == (0, 0, False)


def test_rule_whose_field_is_gone_keeps_its_people_and_says_why() -> None:
    from regulars.know.fields.actions import archive_field, create_field

    ada = customer("Ada")
    field = create_field({"label": "Shoe", "kind": "number"}, actor="house")
    pk = segment(Condition(field.name, "empty"), "Barefoot")
    keep_up()
    archive_field(field.pk, actor="house")
    keep_up()
    assert inside(pk) == [ada]
    assert "no field" in Segment.objects.get(pk=pk).problem
    assert not jobs.waits()


def test_long_record_behind_is_counted_rather_than_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    ada = customer("Ada")
    pk = segment(BOUGHT)
    keep_up()
    buy(ada)
    buy(ada)
    monkeypatch.setattr(jobs, "FAR", 2)
    keep_up()
    assert inside(pk) == [ada]


def test_new_numbers_make_those_due_who_ask_for_them() -> None:
    worth = segment(Condition("insight:worth", "at_least", 10), "Worth")
    other = segment(BOUGHT)
    keep_up()
    jobs.numbers_changed()
    assert dict(Segment.objects.values_list("pk", "due")) == {worth: True, other: False}
    keep_up()
    assert not jobs.waits()


def test_new_numbers_of_some_move_them_at_once() -> None:
    from regulars.understand.insights.models import CustomerInsight

    ada, ben = customer("Ada"), customer("Ben")
    worth = segment(Condition("insight:worth", "at_least", 10), "Worth")
    keep_up()
    for pk in (ada, ben):
        CustomerInsight.objects.update_or_create(
            customer_id=pk, defaults={"orders": 1, "revenue": 20, "as_of": moments.now().date()}
        )
    assert jobs.numbers_changed([ada]) == 1
    assert (inside(worth), Segment.objects.get(pk=worth).due) == ([ada], False)
    CustomerInsight.objects.filter(customer_id=ada).update(revenue=5)
    assert jobs.numbers_changed([ada, ben]) == 2
    assert inside(worth) == [ben]


def test_nothing_waits_without_segments() -> None:
    customer("Ada")
    assert not jobs.waits()


def test_rule_cannot_lead_back_to_itself() -> None:
    from regulars.kit.refused import Refused

    one = segment(BOUGHT)
    two = segment(Condition(f"segment:{one}", "yes"), "Same")
    with pytest.raises(Refused) as refused:
        change(one, {"rule": write_rule(Condition(f"segment:{two}", "yes"))}, actor="house")
    assert list(refused.value.errors) == ["rule"]
    with pytest.raises(Refused):
        remove(one, actor="house")


def told_of(pk: int) -> Any:
    from regulars.understand.segments import privacy

    return privacy.told([pk])


def test_privacy_tells_and_erases() -> None:
    from regulars.understand.segments import privacy

    ada = customer("Ada")
    pk = segment(Group("all"), "Everybody")
    press = make("Press", kind="list", actor="house").pk
    keep_up()
    put_on(press, [ada], actor="house")
    told = told_of(ada)
    assert [row["segment"] for row in told["segments"]] == ["Everybody", "Press"]
    assert [row["list"] for row in told["lists"]] == ["Press"]
    assert privacy.erase([ada]) == 3
    assert (told_of(ada), size(pk)[0], size(press)[0]) == ({}, 0, 0)
