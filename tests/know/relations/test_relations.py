"""Relations: from both sides, over merged customers, ended and begun again; and what calls tell of companies."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from regulars.access.acting import NOBODY, Acting, acting_as
from regulars.access.permissions import Role, Sees, granted
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.know.customers.models import Customer
from regulars.know.relations import privacy
from regulars.know.relations.actions import (
    change_kind,
    change_relation,
    create_kind,
    end_relation,
    relate,
    remove_kind,
    remove_relation,
    restore_relation,
)
from regulars.know.relations.jobs import forget_removed
from regulars.know.relations.joining import join_companies
from regulars.know.relations.models import Relation
from regulars.know.relations.queries import household_of, related, relations_of
from regulars.timeline.describe import describe
from regulars.timeline.read import of_customers

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


def somebody(name: str, kind: str = "person", **fields: Any) -> Customer:
    return Customer.objects.create(
        name=name, name_key=name.lower(), kind=kind, known=True, created_at=NOW, changed_at=NOW, **fields
    )


def ties(customer: Customer, *more: Customer, held: bool = True) -> list[str]:
    found = relations_of([customer.pk, *(part.pk for part in more)], held=held).ties
    return [f"{tie.says} {tie.other}{f' as {tie.role}' if tie.role else ''}" for tie in found]


@pytest.fixture
def ada(db: None) -> Customer:
    return somebody("Ada")


@pytest.fixture
def initech(db: None) -> Customer:
    return somebody("Initech", "company")


def test_relation_is_read_from_both_sides(ada: Customer, initech: Customer) -> None:
    relate(ada.pk, "works_at", initech.pk, role="buyer", since=date(2024, 5, 1), actor="house")
    assert (ties(ada), ties(initech)) == (["works at Initech as buyer"], ["employs Ada as buyer"])
    assert str(describe(of_customers([ada.pk]).interactions[0])) == f"Works at customer {initech.pk}, as buyer"
    assert str(describe(of_customers([initech.pk]).interactions[0])) == f"Employs customer {ada.pk}, as buyer"


def test_ended_relation_stays_as_history_and_can_be_brought_back(ada: Customer, initech: Customer) -> None:
    relation = relate(ada.pk, "works_at", initech.pk, actor="house")
    end_relation(relation.pk, actor="house")
    assert (ties(ada), ties(ada, held=False)) == ([], ["works at Initech"])
    again = relate(ada.pk, "works_at", initech.pk, actor="house")
    with pytest.raises(Refused):
        restore_relation(relation.pk, actor="house")
    remove_relation(again.pk, actor="house")
    restore_relation(relation.pk, actor="house")
    assert (ties(ada), ties(ada, held=False)) == (["works at Initech"], [])


def test_removed_relation_goes_for_good_after_a_month(ada: Customer, initech: Customer) -> None:
    relation = relate(ada.pk, "works_at", initech.pk, actor="house")
    remove_relation(relation.pk, actor="house")
    assert (forget_removed(), Relation.objects.count()) == (0, 1)
    Relation.objects.update(removed_at=moments.now() - timedelta(days=31))
    assert (forget_removed(), Relation.objects.count()) == (1, 0)


def test_merged_customers_bring_their_relations(ada: Customer, initech: Customer) -> None:
    twin, ltd = somebody("A. Brandt"), somebody("Initech Ltd", "company")
    relate(twin.pk, "works_at", ltd.pk, actor="house")
    Customer.objects.filter(pk=twin.pk).update(merged_into=ada)
    Customer.objects.filter(pk=ltd.pk).update(merged_into=initech)
    assert (ties(ada, twin), ties(initech, ltd)) == (["works at Initech"], ["employs Ada"])
    assert list(related("works_at", to=[initech.pk])) == [ada.pk]
    assert list(related("works_at", side="target")) == [initech.pk]
    with pytest.raises(Refused):
        relate(ada.pk, "works_at", initech.pk, actor="house")


def test_household_is_everybody_who_lives_together_by_way_of_others() -> None:
    ada, ben, cleo, dora, eve = (somebody(name) for name in ("Ada", "Ben", "Cleo", "Dora", "Eve"))
    relate(ada.pk, "household", ben.pk, actor="house")
    relate(cleo.pk, "household", ben.pk, actor="house")
    gone = relate(ben.pk, "household", dora.pk, actor="house")
    end_relation(gone.pk, actor="house")
    assert [one.name for one in household_of([ada.pk])] == ["Ben", "Cleo"]
    assert [one.name for one in household_of([ben.pk])] == ["Ada", "Cleo"]
    assert household_of([eve.pk]) == []
    with pytest.raises(Refused):  # it holds both ways already
        relate(ben.pk, "household", ada.pk, actor="house")


def test_company_with_many_people_is_read_a_page_at_a_time(initech: Customer, django_assert_num_queries: Any) -> None:
    for number in range(7):
        relate(somebody(f"P{number}").pk, "works_at", initech.pk, actor="house")
    with django_assert_num_queries(3):
        page = relations_of([initech.pk], limit=3)
    names = [str(tie.other) for tie in page.ties]
    while page.next:
        page = relations_of([initech.pk], limit=3, after=page.next)
        names += [str(tie.other) for tie in page.ties]
    assert names == [f"P{number}" for number in reversed(range(7))]


@pytest.mark.parametrize(
    ("kind", "what", "errors"),
    [
        ("household", {}, {"other": "“lives with” needs a person here; Initech is a company."}),
        ("nonsense", {}, {"kind": "Choose how they belong together."}),
        ("works_at", {"role": "a" * 101}, {"role": "At most 100 characters; these are 101."}),
        ("works_at", {"since": date(2999, 1, 1)}, {"since": "This day is still to come. Give a day up to today."}),
    ],
)
def test_bad_relation_is_refused(
    ada: Customer, initech: Customer, kind: str, what: dict[str, Any], errors: dict[str, str]
) -> None:
    with pytest.raises(Refused) as refused:
        relate(ada.pk, kind, initech.pk, actor="house", **what)
    assert (refused.value.errors, Relation.objects.count()) == (errors, 0)


def test_nobody_is_related_to_themselves(ada: Customer) -> None:
    part = somebody("A", merged_into=ada)
    with pytest.raises(Refused):
        relate(ada.pk, "refers", part.pk, actor="house")


def test_role_is_changed_where_it_stands(ada: Customer, initech: Customer) -> None:
    relation = relate(ada.pk, "works_at", initech.pk, role="buyer", actor="house")
    change_relation(relation.pk, role="head of buying", since=date(2025, 1, 1), actor="house")
    assert ties(ada) == ["works at Initech as head of buying"]
    told = of_customers([ada.pk]).interactions[0].properties["changes"]
    assert told == {"role": ["buyer", "head of buying"], "since": [None, "2025-01-01"], "relation": ["held", "held"]}


@pytest.mark.parametrize("until", [date(2999, 1, 1), date(2020, 1, 1)])
def test_relation_ends_between_its_beginning_and_today(ada: Customer, initech: Customer, until: date) -> None:
    relation = relate(ada.pk, "works_at", initech.pk, since=date(2024, 5, 1), actor="house")
    with pytest.raises(Refused):
        end_relation(relation.pk, until, actor="house")


def test_own_kind_is_said_from_both_sides_and_removed_only_when_unused(ada: Customer) -> None:
    ben = somebody("Ben")
    kind = create_kind("parent of", "child of", origin_kind="person", target_kind="person", actor="house")
    relation = relate(ada.pk, "parent_of", ben.pk, actor="house")
    assert (ties(ada), ties(ben)) == (["parent of Ben"], ["child of Ada"])
    with pytest.raises(Refused):
        remove_kind(kind.pk, actor="house")
    change_kind(kind.pk, name="mother or father of", back="child of", offered=False, actor="house")
    assert ties(ada) == ["mother or father of Ben"]
    with pytest.raises(Refused):
        relate(ben.pk, "parent_of", ada.pk, actor="house")
    Relation.objects.filter(pk=relation.pk).delete()
    remove_kind(kind.pk, actor="house")
    with pytest.raises(Refused):
        create_kind("Works  at", "employs", actor="house")


def test_call_that_names_a_company_is_kept_once_with_the_earliest_day(ada: Customer, initech: Customer) -> None:
    pair = (ada.pk, initech.pk)
    made = join_companies([(*pair, NOW), (*pair, NOW - timedelta(days=2))], {pair: "buyer"})
    assert join_companies([(*pair, NOW + timedelta(days=9))]) == []
    row = Relation.objects.get()
    assert (made, row.role, row.since) == ([row.pk], "buyer", date(2026, 3, 2))


def test_call_does_not_begin_again_what_ended_later(ada: Customer, initech: Customer) -> None:
    pair = (ada.pk, initech.pk)
    join_companies([(*pair, NOW)])
    end_relation(Relation.objects.get().pk, actor="house")
    today = moments.now()
    assert join_companies([(*pair, today - timedelta(days=1))]) == []
    assert len(join_companies([(*pair, today + timedelta(days=2))])) == 1


def test_relation_taken_off_by_hand_is_not_told_anew_by_old_calls(ada: Customer, initech: Customer) -> None:
    pair = (ada.pk, initech.pk)
    join_companies([(*pair, NOW)])
    remove_relation(Relation.objects.get().pk, actor="house")
    assert join_companies([(*pair, NOW)]) == []


def test_joining_costs_the_same_for_many(initech: Customer, django_assert_num_queries: Any) -> None:
    people = [somebody(f"P{number}") for number in range(20)]
    with django_assert_num_queries(3):
        join_companies([(one.pk, initech.pk, NOW) for one in people])
    with django_assert_num_queries(1):
        join_companies([(one.pk, initech.pk, NOW) for one in people])


def test_nobody_relates_and_sees_relations(ada: Customer, initech: Customer) -> None:
    relation = relate(ada.pk, "works_at", initech.pk, actor="house")
    with acting_as(NOBODY):
        assert (ties(ada), household_of([ada.pk]), list(related("works_at"))) == ([], [], [])
        for refused in (
            lambda: relate(ada.pk, "refers", initech.pk, actor=""), lambda: end_relation(relation.pk, actor=""),
            lambda: remove_relation(relation.pk, actor=""), lambda: create_kind("a", "b", actor=""),
        ):  # fmt: skip
            with pytest.raises(PermissionDenied):
                refused()


def test_who_sees_their_own_customers_learns_nothing_of_others(bob: Any, initech: Customer) -> None:
    his = somebody("His", owner=bob)
    relation = relate(his.pk, "works_at", initech.pk, actor="house")
    with acting_as(Acting(bob.actor, granted(Role.AGENT), Sees.OWN, user_id=bob.pk)):
        (tie,) = relations_of([his.pk]).ties
        assert (tie.says, tie.other) == ("works at", None)
        assert list(related("works_at", side="target")) == []
        with pytest.raises(Customer.DoesNotExist):
            end_relation(relation.pk, actor=bob.actor)
        with pytest.raises(Customer.DoesNotExist):
            relate(his.pk, "refers", initech.pk, actor=bob.actor)


def test_erased_person_is_related_to_nobody(ada: Customer, initech: Customer) -> None:
    relate(ada.pk, "works_at", initech.pk, role="buyer", actor="house")
    assert privacy.told([ada.pk])["relations"] == [
        {"relation": "works at", "company": "Initech", "role": "buyer", "since": None, "until": None}
    ]
    assert (privacy.erase([ada.pk]), ties(initech)) == (1, [])
