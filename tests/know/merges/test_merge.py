"""Two customers become one and are parted again, each with their own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from regulars.access.acting import acting_as
from regulars.access.permissions import Role, Sees
from regulars.access.users.models import RoleRule
from regulars.access.users.queries import acting_of, forget_role_rules
from regulars.kit.refused import Refused
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import parts_of
from regulars.know.identities.actions import edit_customer
from regulars.know.identities.models import Blend, Link
from regulars.know.identities.who import Profile, Who
from regulars.know.merges.actions import merge, part, part_visitor
from regulars.know.merges.queries import merges_of, preview_merge, preview_parting, visitors_of
from regulars.know.search.queries import search_customers
from regulars.listen.intake.actions import take
from regulars.listen.intake.facts import Fact
from regulars.timeline.models import Interaction
from regulars.timeline.names import Page
from regulars.timeline.record import Entry

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TOLD = iter(range(10**9))


def shop(number: str, **told: Any) -> Who:
    more = {name: told.pop(name) for name in ("anonymous_id", "previous") if name in told}
    more["email"] = told.get("email", "")
    return Who(source="shop", external_id=number, profile=Profile(**told) if told else None, **more)


def hear(who: Who, at: datetime = NOON) -> int:
    """Let a call come in; returns the row it was recorded under."""
    number = next(TOLD)
    entry = Entry(
        name="page.viewed", occurred_at=at, source="shop", source_id=f"merge{number}", payload=Page(title="Home"),
        channel="web",
    )  # fmt: skip
    [customer_id] = take([Fact(entry=entry, who=who)]).customer_ids
    assert customer_id is not None
    return customer_id


def row(pk: int) -> dict[str, Any]:
    """Everything of a customer's row, but when it was last written."""
    [found] = Customer.objects.filter(pk=pk).values()
    del found["changed_at"]
    return found


@pytest.fixture
def ann(db: None) -> int:
    return hear(shop("1", name="Ann Abel", city="Leeds", traits={"size": "M"}))


@pytest.fixture
def anna(db: None) -> int:
    told = {
        "name": "Anna Abel",
        "email": "anna@example.com",
        "phone": "+442079460958",
        "traits": {"size": "L", "vip": True},
    }
    return hear(shop("2", **told), NOON - timedelta(days=30))


def test_the_winner_keeps_their_word_and_gets_what_they_lack(ann: int, anna: int) -> None:
    made = merge(ann, anna, {}, actor="user:1", reason="Same person")
    kept = row(ann)
    assert (kept["name"], kept["city"], kept["email"]) == ("Ann Abel", "Leeds", "anna@example.com")
    assert kept["traits"] == {"size": "M", "vip": True}
    assert kept["first_heard_at"] == NOON - timedelta(days=30)
    assert made.changes == {
        "email": [None, "anna@example.com"], "phone": [None, "+442079460958"], "traits.vip": [None, True],
    }  # fmt: skip
    assert parts_of(Customer.objects.get(pk=ann)) == [ann, anna]


def test_a_chosen_value_and_a_typed_one_are_taken(ann: int, anna: int) -> None:
    merge(ann, anna, {"name": "Anna Abel", "city": "York", "traits.size": "L"}, actor="user:1")
    kept = row(ann)
    assert (kept["name"], kept["city"], kept["traits"]) == ("Anna Abel", "York", {"size": "L", "vip": True})


def test_parting_gives_both_their_rows_back(ann: int, anna: int) -> None:
    before = row(ann), row(anna)
    made = merge(ann, anna, {"name": "Somebody Else", "city": ""}, actor="user:1")
    part(made.pk, actor="user:1")
    assert (row(ann), row(anna)) == before
    assert (Blend.objects.count(), Link.objects.count()) == (0, 0)


def test_what_was_heard_since_goes_with_the_identity_it_was_told_by(ann: int, anna: int) -> None:
    made = merge(ann, anna, {}, actor="user:1")
    later = NOON + timedelta(days=1)
    assert hear(shop("2", city="Hull", name="Anna Baker"), later) == anna
    assert (row(ann)["city"], row(ann)["name"], row(ann)["last_heard_at"]) == ("Hull", "Anna Baker", later)
    assert hear(shop("1", phone="+442079460001"), NOON) == ann
    part(made.pk, actor="user:1")
    mine, theirs = row(ann), row(anna)
    assert (mine["city"], mine["name"], mine["phone"], mine["email"]) == ("Leeds", "Ann Abel", "+442079460001", "")
    assert (theirs["city"], theirs["name"], theirs["phone"]) == ("Hull", "Anna Baker", "+442079460958")
    assert (mine["last_heard_at"], theirs["last_heard_at"]) == (NOON, later)


def test_what_both_told_alike_stays_with_both(ann: int, anna: int) -> None:
    made = merge(ann, anna, {}, actor="user:1")
    hear(shop("1", phone="+442079460958"))
    part(made.pk, actor="user:1")
    assert (row(ann)["phone"], row(anna)["phone"]) == ("+442079460958", "+442079460958")


def test_an_identity_gained_since_goes_with_the_part_it_came_by(ann: int, anna: int) -> None:
    made = merge(ann, anna, {}, actor="user:1")
    hear(Who(source="till", external_id="9", email="anna@example.com"))
    part(made.pk, actor="user:1")
    assert hear(Who(source="till", external_id="9")) == anna
    assert "#9" not in row(ann)["search_text"].split("\n")


def test_an_edit_by_hand_is_the_winners_own(ann: int, anna: int) -> None:
    made = merge(ann, anna, {}, actor="user:1")
    edit_customer(ann, {"city": "York", "street": "1 High Street"}, actor="user:1")
    part(made.pk, actor="user:1")
    assert (row(ann)["city"], row(ann)["street"], row(ann)["email"]) == ("York", "1 High Street", "")
    assert (row(anna)["city"], row(anna)["street"]) == ("", "")


def test_a_visitor_joined_to_the_loser_goes_back_with_them(ann: int, anna: int) -> None:
    made = merge(ann, anna, {}, actor="user:1")
    visitor = hear(Who(anonymous_id="laptop"))
    assert hear(shop("2", anonymous_id="laptop")) == anna
    assert Customer.objects.get(pk=visitor).merged_into_id == ann
    assert hear(Who(anonymous_id="laptop")) == visitor
    part(made.pk, actor="user:1")
    assert Customer.objects.get(pk=visitor).merged_into_id == anna


def test_the_first_of_two_merges_is_undone_while_the_second_stands() -> None:
    a, b, c = (
        hear(shop(n, name=f"Customer {n}", **more)) for n, more in (("1", {}), ("2", {"city": "York"}), ("3", {}))
    )
    before = row(a), row(b), row(c)
    first = merge(a, b, {}, actor="user:1")
    second = merge(a, c, {"name": "Customer 3"}, actor="user:1")
    part(first.pk, actor="user:1")
    assert (row(a)["name"], row(a)["city"], row(b)) == ("Customer 3", "", before[1])
    part(second.pk, actor="user:1")
    assert (row(a), row(b), row(c)) == before


def test_a_merged_customer_comes_back_with_whom_they_had() -> None:
    a, b, c = (hear(shop(n, name=f"Customer {n}", city=city)) for n, city in (("1", ""), ("2", ""), ("3", "York")))
    before = row(a), row(b), row(c)
    inner = merge(b, c, {}, actor="user:1")
    both = row(b)
    outer = merge(a, b, {}, actor="user:1")
    assert set(parts_of(Customer.objects.get(pk=a))) == {a, b, c}
    part(outer.pk, actor="user:1")
    assert (row(a), row(b)) == (before[0], both)
    assert Customer.objects.get(pk=c).merged_into_id == b
    part(inner.pk, actor="user:1")
    assert (row(a), row(b), row(c)) == before


def test_the_inner_merge_is_undone_while_the_outer_stands() -> None:
    a, b, c = (hear(shop(n, name=f"Customer {n}", city=city)) for n, city in (("1", ""), ("2", ""), ("3", "York")))
    before = row(a), row(b), row(c)
    inner = merge(b, c, {}, actor="user:1")
    outer = merge(a, b, {}, actor="user:1")
    hear(shop("3", language="de"))
    assert (row(a)["city"], row(a)["language"]) == ("York", "de")
    part(inner.pk, actor="user:1")
    assert (row(a)["city"], row(a)["language"], row(c)["merged_into_id"]) == ("", "", None)
    part(outer.pk, actor="user:1")
    assert (row(a), row(b)) == before[:2]
    assert row(c) == before[2] | {"language": "de"}


def test_search_finds_the_merged_by_everything_of_both(ann: int, anna: int) -> None:
    made = merge(ann, anna, {"email": ""}, actor="user:1")
    assert [c.pk for c in search_customers("anna@example")] == [ann]
    part(made.pk, actor="user:1")
    assert [c.pk for c in search_customers("anna@example")] == [anna]


def test_a_merge_can_be_undone_once(ann: int, anna: int) -> None:
    made = merge(ann, anna, {}, actor="user:1")
    part(made.pk, actor="user:1")
    with pytest.raises(Refused, match="undone already"):
        part(made.pk, actor="user:1")


def test_a_person_and_a_company_stay_two(ann: int) -> None:
    firm = Customer.objects.create(kind="company", known=True, name="Abel Ltd", created_at=NOON, changed_at=NOON)
    with pytest.raises(Refused, match="person and a company"):
        merge(ann, firm.pk, {}, actor="user:1")
    assert Link.objects.count() == 0


def test_an_address_of_somebody_else_is_refused_and_nothing_is_half_done(ann: int, anna: int) -> None:
    hear(shop("3", email="bo@example.com"))
    before = row(ann), row(anna)
    with pytest.raises(Refused, match="belongs to"):
        merge(ann, anna, {"email": "bo@example.com"}, actor="user:1")
    assert (row(ann), row(anna), Link.objects.count()) == (*before, 0)


def test_both_timelines_say_what_happened(ann: int, anna: int) -> None:
    made = merge(ann, anna, {}, actor="user:1")
    part(made.pk, actor="user:1")
    lines = Interaction.objects.filter(name__in=["customer.merged", "customer.parted"]).order_by("pk")
    assert [(line.name, line.customer_id, line.properties["changes"]["part"]) for line in lines] == [
        ("customer.merged", ann, [anna, ann]),
        ("customer.parted", ann, [anna, ann]),
        ("customer.parted", anna, [anna, ann]),
    ]


def test_the_preview_shows_both_and_warns(ann: int, anna: int) -> None:
    seen = preview_merge(ann, anna)
    assert [(f.name, f.winner, f.loser, f.proposed) for f in seen.fields if f.differs][:3] == [
        ("name", "Ann Abel", "Anna Abel", "Ann Abel"),
        ("email", "", "anna@example.com", "anna@example.com"),
        ("phone", "", "+442079460958", "+442079460958"),
    ]
    assert seen.conflicts == ["shop knows them as two: 1 and 2."]
    assert seen.counts == [("Lines on the timeline", 1, 1)]


def test_the_preview_of_a_parting_says_what_goes_back(ann: int, anna: int) -> None:
    merge(ann, anna, {}, actor="user:1")
    seen = preview_parting(anna)
    assert (seen.customer.pk, seen.loser.pk, seen.lines) == (ann, anna, 1)
    assert ("E-mail", "anna@example.com", "") in seen.changes


def test_a_visitor_parted_by_hand_is_not_joined_again(ann: int) -> None:
    visitor = hear(Who(anonymous_id="kiosk"), NOON - timedelta(days=2))
    hear(shop("1", anonymous_id="kiosk"))
    assert [link.part_id for link in visitors_of(parts_of(Customer.objects.get(pk=ann)))] == [visitor]
    assert row(ann)["first_heard_at"] == NOON - timedelta(days=2)
    part_visitor(visitor, actor="user:1")
    assert row(ann)["first_heard_at"] == NOON
    assert hear(shop("1", anonymous_id="kiosk")) == ann
    assert Customer.objects.get(pk=visitor).merged_into_id is None


def test_merges_are_listed_newest_first(ann: int, anna: int) -> None:
    first = merge(ann, anna, {}, actor="user:1")
    part(first.pk, actor="user:1")
    second = merge(anna, ann, {}, actor="user:1")
    assert [m.pk for m in merges_of([ann, anna])] == [second.pk, first.pk]


def test_an_agent_merges_nobody(ann: int, anna: int, bob: Any) -> None:
    with acting_as(acting_of(bob)), pytest.raises(PermissionDenied):
        merge(ann, anna, {}, actor=bob.actor)


def test_whom_somebody_does_not_see_they_do_not_merge(ann: int, anna: int, bob: Any) -> None:
    bob.role = Role.MANAGER
    bob.save()
    RoleRule.objects.create(role=Role.MANAGER, sees=Sees.OWN, hidden=[])
    forget_role_rules()
    Customer.objects.filter(pk=ann).update(owner=bob)
    with acting_as(acting_of(bob)):
        with pytest.raises(Customer.DoesNotExist):
            merge(ann, anna, {}, actor=bob.actor)
        with pytest.raises(Customer.DoesNotExist):
            preview_merge(ann, anna)
    forget_role_rules()
    assert Link.objects.count() == 0
