"""Tags: on and off customers, by hand, by the thousand and by imports; and what becomes of a tag itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from regulars.access.acting import NOBODY, Acting, acting_as
from regulars.access.permissions import Role, Sees, granted
from regulars.kit.refused import Refused
from regulars.know.customers.models import Customer
from regulars.know.tags import privacy
from regulars.know.tags.actions import (
    change_tag,
    create_tag,
    merge_tags,
    put_back,
    remove_tag,
    split_tags,
    tag_customers,
    tag_many,
    untag_many,
)
from regulars.know.tags.models import Tag, Tagging
from regulars.know.tags.queries import suggestions, tagged, tags_by_customer, tags_of
from regulars.timeline.describe import describe
from regulars.timeline.read import of_customers

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 4, tzinfo=UTC)


def person(name: str, **fields: Any) -> Customer:
    return Customer.objects.create(
        name=name, name_key=name.lower(), known=True, created_at=NOW, changed_at=NOW, **fields
    )


def names(customer: Customer) -> list[str]:
    return [tag.name for tag in tags_by_customer([customer.pk]).get(customer.pk, [])]


def said(customer: Customer) -> list[str]:
    return [str(describe(line)) for line in of_customers([customer.pk]).interactions]


def test_tags_go_on_and_off_and_the_story_says_so_once_for_each_customer() -> None:
    ada, ben = person("Ada"), person("Ben")
    tag_customers([ada.pk, ben.pk], ["VIP", "Wholesale"], actor="house")
    tag_customers([ada.pk], ["Press"], ["wholesale"], actor="house")
    assert (names(ada), names(ben)) == (["Press", "VIP"], ["VIP", "Wholesale"])
    assert said(ada) == ["Was tagged “Press” and lost “Wholesale”", "Was tagged “VIP”, “Wholesale”"]
    assert said(ben) == ["Was tagged “VIP”, “Wholesale”"]


def test_one_name_however_it_is_written_is_one_tag() -> None:
    ada = person("Ada")
    tag_customers([ada.pk], ["Café"], actor="house")
    again = tag_customers([ada.pk], [" CAFE "], actor="house")
    assert (names(ada), again.added, len(said(ada))) == (["Café"], {}, 1)


def test_what_changed_is_told_exactly_and_put_back() -> None:
    ada, ben = person("Ada"), person("Ben")
    tag_customers([ada.pk], ["VIP", "Old"], actor="house")
    done = tag_customers([ada.pk, ben.pk], ["VIP"], ["Old"], actor="house")
    vip, old = (Tag.objects.get(name=name).pk for name in ("VIP", "Old"))
    assert (done.added, done.removed) == ({vip: [ben.pk]}, {old: [ada.pk]})
    put_back(done, actor="house")
    assert (names(ada), names(ben)) == (["Old", "VIP"], [])


@given(
    before=st.dictionaries(st.integers(0, 2), st.sets(st.sampled_from("abc"))),
    who=st.sets(st.integers(0, 2)),
    add=st.sets(st.sampled_from("abcd")),
    remove=st.sets(st.sampled_from("abcd")),
)
def test_put_back_undoes_any_change(
    before: dict[int, set[str]], who: set[int], add: set[str], remove: set[str]
) -> None:
    Customer.objects.all().delete()
    people = [person(f"P{number}") for number in range(3)]
    for number, tags in before.items():
        tag_customers([people[number].pk], tags, actor="house")
    pairs = set(Tagging.objects.values_list("customer", "tag"))
    done = tag_customers([people[number].pk for number in who], add, remove - add, actor="house")
    put_back(done, actor="house")
    assert set(Tagging.objects.values_list("customer", "tag")) == pairs


def test_tags_of_merged_parts_are_the_customers_and_stay_where_they_were() -> None:
    ada, other = person("Ada"), person("Ada B")
    tag_customers([other.pk], ["Press"], actor="house")
    other.merged_into = ada
    other.save()
    tag_customers([ada.pk], ["VIP"], actor="house")
    assert names(ada) == ["Press", "VIP"]
    assert [tag.name for tag in tags_of([ada.pk, other.pk])] == ["Press", "VIP"]
    assert list(tagged([Tag.objects.get(name="Press").pk])) == [ada.pk]
    done = tag_customers([ada.pk], [], ["Press"], actor="house")
    assert names(ada) == ["VIP"]
    put_back(done, actor="house")
    assert Tagging.objects.get(tag__name="Press").customer == other


def test_import_tags_many_and_takes_only_its_own_back() -> None:
    ada, ben = person("Ada"), person("Ben")
    tag_customers([ada.pk], ["VIP"], actor="house")
    new = tag_many([(ada.pk, "vip"), (ada.pk, "Fair 2026"), (ben.pk, "VIP"), (ben.pk, " ")], actor="house")
    assert (names(ada), names(ben)) == (["Fair 2026", "VIP"], ["VIP"])
    assert untag_many(new, actor="house") == 2
    assert (names(ada), names(ben)) == (["VIP"], [])


def test_many_are_tagged_by_few_queries(django_assert_max_num_queries: Any) -> None:
    people = [person(f"P{number}") for number in range(30)]
    with django_assert_max_num_queries(12):
        tag_customers([one.pk for one in people], ["VIP"], actor="house")
    with django_assert_max_num_queries(12):
        tag_many([(one.pk, "Fair") for one in people], actor="house")


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("vip; wholesale | fair, spring", ["vip", "wholesale", "fair, spring"]),
        ('"vip","new"', ["vip", "new"]),
        ("VIP;vip;;", ["vip"]),
        ("", []),
    ],
)
def test_cell_of_tags_is_split(cell: str, names: list[str]) -> None:
    assert split_tags(cell) == names


def test_renamed_tag_stays_on_who_carries_it() -> None:
    ada = person("Ada")
    tag_customers([ada.pk], ["VIP"], actor="house")
    change_tag(Tag.objects.get().pk, name="Friend", colour="leaf", actor="house")
    assert names(ada) == ["Friend"]
    create_tag("Press", actor="house")
    with pytest.raises(Refused) as refused:
        change_tag(Tag.objects.get(key="friend").pk, name="press", colour="leaf", actor="house")
    assert refused.value.errors == {"name": "There is a tag Press already. Merge Friend into it instead."}


def test_merged_tags_are_one_and_nobody_carries_it_twice() -> None:
    ada, ben = person("Ada"), person("Ben")
    tag_customers([ada.pk], ["VIP", "Best"], actor="house")
    tag_customers([ben.pk], ["Best"], actor="house")
    best, vip = Tag.objects.get(name="Best"), Tag.objects.get(name="VIP")
    assert merge_tags(best.pk, vip.pk, actor="house") == 2
    assert (names(ada), names(ben), Tag.objects.count()) == (["VIP"], ["VIP"], 1)


def test_tag_is_removed_only_when_its_name_is_typed() -> None:
    ada = person("Ada")
    tag_customers([ada.pk], ["VIP"], actor="house")
    with pytest.raises(Refused):
        remove_tag(Tag.objects.get().pk, "vp", actor="house")
    assert remove_tag(Tag.objects.get().pk, "vip", actor="house") == 1
    assert (names(ada), Tag.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    ("name", "colour", "errors"),
    [
        (" ", "sand", {"name": "Give the tag a name."}),
        ("a" * 61, "sand", {"name": "At most 60 characters; these are 61."}),
        ("A", "pink", {"colour": "Choose one of the colours."}),
    ],
)
def test_bad_tag_is_refused(name: str, colour: str, errors: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        create_tag(name, colour, actor="house")
    assert (refused.value.errors, Tag.objects.count()) == (errors, 0)


def test_nobody_tags_and_nobody_sees_tags() -> None:
    ada = person("Ada")
    tag_customers([ada.pk], ["VIP"], actor="house")
    with acting_as(NOBODY):
        assert (tags_of([ada.pk]), names(ada), suggestions("v"), list(tagged([Tag.objects.get().pk]))) == (
            [],
            [],
            [],
            [],
        )
        for refused in (
            lambda: tag_customers([ada.pk], ["X"], actor=""), lambda: tag_many([(ada.pk, "X")], actor=""),
            lambda: create_tag("X", actor=""), lambda: remove_tag(1, "X", actor=""), lambda: merge_tags(1, 2, actor=""),
        ):  # fmt: skip
            with pytest.raises(PermissionDenied):
                refused()


def test_who_sees_their_own_customers_reaches_no_others(bob: Any) -> None:
    his, hers = person("His", owner=bob), person("Hers")
    tag_customers([his.pk, hers.pk], ["VIP"], actor="house")
    with acting_as(Acting(bob.actor, granted(Role.AGENT), Sees.OWN, user_id=bob.pk)):
        tag_customers([his.pk, hers.pk], ["New"], actor=bob.actor)
        assert list(tagged([Tag.objects.get(name="VIP").pk])) == [his.pk]
        assert tags_by_customer([hers.pk]) == {}
    assert (names(his), names(hers)) == (["New", "VIP"], ["VIP"])


def test_suggestions_begin_with_what_was_typed() -> None:
    for name in ("Fair 2026", "Unfair", "Press"):
        create_tag(name, actor="house")
    assert [tag.name for tag in suggestions("FAIR")] == ["Fair 2026", "Unfair"]


def test_erased_person_carries_nothing() -> None:
    ada = person("Ada")
    tag_customers([ada.pk], ["VIP"], actor="house")
    assert [row["name"] for row in privacy.told([ada.pk])["tags"]] == ["VIP"]
    assert (privacy.erase([ada.pk]), privacy.told([ada.pk])) == (1, {"tags": []})
