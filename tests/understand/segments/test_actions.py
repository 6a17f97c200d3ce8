"""Who may make segments and what they may be; who is on a list; whom one sees in them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.understand.segments.company import keep_up

from regulars.access.acting import NOBODY, acting_as
from regulars.access.roles.actions import set_role_rule
from regulars.access.users.models import User
from regulars.access.users.queries import acting_of
from regulars.kit.refused import Refused
from regulars.know.customers.models import Customer
from regulars.know.identities.actions import add_customer
from regulars.understand.segments.actions import change, make, put_on, remove, take_off
from regulars.understand.segments.models import Segment
from regulars.understand.segments.naming import named, read_file
from regulars.understand.segments.queries import found, members, members_as_arrow, members_page, segment, segments_of

pytestmark = pytest.mark.django_db
OSLO = {"field": "city", "op": "is", "value": "Oslo"}


@pytest.fixture
def analyst(db: None) -> Any:
    """Cuts segments."""
    return User.objects.create_user("ines@unfold.example", "correct horse battery", name="Ines", role="analyst")


def person(name: str, city: str = "Oslo", email: str = "") -> Customer:
    return add_customer({"name": name, "city": city, "email": email}, actor="house")


def test_nobody_and_who_only_answers_customers_make_none(bob: Any, charlie: Any) -> None:
    pk = make("Oslo", rule=OSLO, actor="house").pk
    for who in (NOBODY, acting_of(bob), acting_of(charlie)):
        with acting_as(who):
            for act in (
                lambda: make("Mine", rule=OSLO, actor="x"),
                lambda: change(pk, {"name": "Mine"}, actor="x"),
                lambda: remove(pk, actor="x"),
                lambda: put_on(pk, [1], actor="x"),
                lambda: take_off(pk, [1], actor="x"),
            ):
                with pytest.raises(PermissionDenied):
                    act()
    with acting_as(NOBODY):
        assert list(found()) == []
    assert Segment.objects.get().name == "Oslo"


def test_own_segment_that_is_not_shared_is_found_by_its_owner_alone(alice: Any, analyst: Any) -> None:
    with acting_as(acting_of(analyst)):
        mine = make("Mine", rule=OSLO, shared=False, actor=analyst.actor)
        assert [one.name for one in found()] == ["Mine"]
    with acting_as(acting_of(alice)):
        assert list(found()) == []
        with pytest.raises(Segment.DoesNotExist):
            segment(mine.pk)
        with pytest.raises(Segment.DoesNotExist):
            change(mine.pk, {"name": "Hers"}, actor=alice.actor)


def test_page_of_people_shows_only_those_one_sees(bob: Any) -> None:
    own, other = person("Ada"), person("Nils")
    Customer.objects.filter(pk=own.pk).update(owner=bob)
    pk = make("Oslo", rule=OSLO, actor="house").pk
    keep_up()
    set_role_rule("agent", sees="own", hidden=["city"], needs_second_factor=False, actor="house")
    assert [one.pk for one, _ in members_page(pk).people] == [own.pk, other.pk]
    assert members_as_arrow(pk).to_pydict() == {"customer_id": [own.pk, other.pk]}
    with acting_as(acting_of(bob)):
        page = members_page(pk)
        assert [(one.pk, one.city) for one, _ in page.people] == [(own.pk, "")]
        assert [one.name for one, _ in segments_of(own.pk)] == ["Oslo"]


def test_pages_of_people_follow_each_other() -> None:
    ids = [person(f"Person {i}").pk for i in range(5)]
    pk = make("Oslo", rule=OSLO, actor="house").pk
    keep_up()
    first = members_page(pk, limit=2)
    second = members_page(pk, after=first.next or 0, limit=2)
    third = members_page(pk, after=second.next or 0, limit=2)
    assert [[one.pk for one, _ in page.people] for page in (first, second, third)] == [ids[:2], ids[2:4], ids[4:]]
    assert third.next is None


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"name": ""}, {"name"}),
        ({"name": "x" * 61}, {"name"}),
        ({"name": "oslo"}, {"name"}),
        ({"name": "Other", "rule": {"field": "no", "op": "is", "value": "x"}}, {"rule.field"}),
        ({"name": "Other", "rule": {"field": "city", "op": "did"}}, {"rule.op"}),
        ({"name": "Other", "rule": {"field": "segment:99", "op": "yes"}}, {"rule.field"}),
        ({"name": "Other", "description": "x" * 301}, {"description"}),
    ],
)
def test_what_cannot_be_is_refused_by_its_place(told: dict[str, Any], wrong: set[str]) -> None:
    make("Oslo", rule=OSLO, actor="house")
    with pytest.raises(Refused) as refused:
        make(**{"rule": OSLO, **told}, actor="house")
    assert set(refused.value.errors) == wrong
    assert Segment.objects.count() == 1


def test_me_is_whoever_says_it(alice: Any) -> None:
    mine = {"field": "owner", "op": "any_of", "value": ["me"]}
    with acting_as(acting_of(alice)):
        one = make("Mine", rule=mine, actor=alice.actor)
    assert one.rule == {"field": "owner", "op": "any_of", "value": [str(alice.pk)]}
    with pytest.raises(Refused):
        make("House's", rule=mine, actor="house")


def test_list_takes_only_those_one_sees_and_a_rule_takes_nobody(analyst: Any) -> None:
    ada = person("Ada")
    pk = make("Press", kind="list", actor="house").pk
    set_role_rule("analyst", sees="own", hidden=[], needs_second_factor=False, actor="house")
    with acting_as(acting_of(analyst)):
        assert put_on(pk, [ada.pk], actor=analyst.actor) == 0
    assert put_on(pk, [ada.pk, ada.pk], actor="house") == 1
    assert put_on(pk, [ada.pk], actor="house") == 0
    assert list(members(pk)) == [ada.pk]
    rule = make("Oslo", rule=OSLO, actor="house").pk
    with pytest.raises(Refused) as refused:
        put_on(rule, [ada.pk], actor="house")
    assert set(refused.value.errors) == {"segment"}


def test_people_are_named_by_number_and_address(bob: Any) -> None:
    ada, nils = person("Ada", email="ada@mail.example"), person("Nils")
    words = ["ADA@mail.example", f"#{nils.pk}", "nobody@mail.example", "999999", "Ada", ""]
    told = named(words)
    assert sorted(told.customer_ids) == [ada.pk, nils.pk]
    assert told.unknown == ["nobody@mail.example", "999999", "Ada"]
    set_role_rule("agent", sees="all", hidden=["email"], needs_second_factor=False, actor="house")
    with acting_as(acting_of(bob)):
        assert named(words[:1]).customer_ids == []


def test_file_of_people_is_read_by_its_first_column() -> None:
    assert read_file("\ufeffada@mail.example;Ada\n\n12,x\n".encode()) == ["ada@mail.example", "12"]
    for wrong in (b"\xff\xfe\x00", b"a\x00b"):
        with pytest.raises(Refused):
            read_file(wrong)


def test_words_of_somebody_erased_leave_the_rules() -> None:
    from regulars.understand.segments.privacy import erase_values

    one = make("Her", rule={"field": "email", "op": "is", "value": "ada@mail.example"}, actor="house")
    assert erase_values(["ADA@mail.example"]) == 1
    assert Segment.objects.get(pk=one.pk).rule == {"field": "email", "op": "is", "value": "(erased)"}


def test_every_ready_made_one_can_be_switched_on() -> None:
    from regulars.understand.segments.ready_made import ready_made

    offered = list(ready_made())
    for ready in offered:
        make(ready.name, rule=ready.rule, description=ready.about, made_from=ready.key, actor="house")
    assert Segment.objects.count() == len(offered) == len({ready.key for ready in offered})
    keep_up()
    assert list(Segment.objects.exclude(problem="").values_list("name", "problem")) == []
