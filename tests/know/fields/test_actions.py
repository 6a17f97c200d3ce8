"""Making and changing fields, and giving customers values."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regulars.access.acting import NOBODY, acting_as
from regulars.access.permissions import Sees
from regulars.access.users.models import RoleRule
from regulars.access.users.queries import acting_of, forget_role_rules
from regulars.kit.refused import Refused
from regulars.know.customers.models import Customer
from regulars.know.fields.actions import (
    add_profile,
    archive_field,
    change_field,
    create_field,
    edit_profile,
    move_field,
    preview_change,
    remove_field,
    restore_field,
    set_many,
    set_values,
)
from regulars.know.fields.giving import read_given
from regulars.know.fields.models import Field, FieldValue
from regulars.know.fields.privacy import erase, told
from regulars.know.fields.queries import fields_of, texts_of, values_of
from regulars.know.search.queries import search_customers
from regulars.timeline.describe import describe
from regulars.timeline.read import of_customers

pytestmark = pytest.mark.django_db

LEVELS = [{"key": "b", "label": "Bronze"}, {"key": "s", "label": "Silver"}, {"key": "g", "label": "Gold"}]


def field(label: str, kind: str = "text", **parts: Any) -> Field:
    return create_field({"label": label, "kind": kind, **parts}, actor="user:1")


def ada(**values: Any) -> Customer:
    return add_profile({"name": "Ada Brandt", "kind": "person"}, values, actor="user:1")


def said(customer: Customer) -> dict[str, str]:
    return {key: value.said for key, value in values_of([customer.pk]).get(customer.pk, {}).items()}


def refusal(call: Any, *args: Any, **kwargs: Any) -> dict[str, str]:
    with pytest.raises(Refused) as refused:
        call(*args, **kwargs)
    return refused.value.errors


def test_field_gets_a_key_of_its_label_that_nobody_has() -> None:
    keys = [field(label).key for label in ("Shoe size", "shoe-size!", "Größe", "好み", "1st visit")]
    assert keys == ["shoe_size", "shoe_size_2", "grosse", "field", "field_1st_visit"]


def test_wrong_parts_of_a_field_are_named_together() -> None:
    field("Shoe size", "number")
    assert refusal(field, "shoe SIZE", "number", limits={"least": "9", "most": "3"}, help="x" * 201) == {
        "label": "Another field has this name already. Choose another, or change that one.",
        "help": "At most 200 characters; these are 201.",
        "most": "This is less than the least.",
    }
    assert refusal(field, "Level", "choice", choices=[{"label": "Gold"}, {"label": " gold "}]) == {
        "choices": "“gold” stands here twice."
    }
    assert refusal(field, "Level", "colour") == {"kind": f"Choose one of: {', '.join(Field.Kind.values)}."}
    assert Field.objects.count() == 1


def test_profile_and_fields_change_together_and_are_told_on_one_line() -> None:
    field("Shoe size", "number")
    level = field("Level", "choice", choices=LEVELS)
    customer = ada(shoe_size="39.5", level="Silver")
    edit_profile(customer.pk, {"city": "Oslo"}, {"field:shoe_size": "40", "field:level": "g"}, actor="user:1")
    lines = of_customers([customer.pk]).interactions
    assert [line.properties["changes"] for line in lines] == [
        {"city": ["", "Oslo"], "field:shoe_size": ["39.5", "40"], "field:level": ["Silver", "Gold"]},
        {"name": ["", "Ada Brandt"], "field:shoe_size": ["", "39.5"], "field:level": ["", "Silver"]},
    ]
    assert sorted(str(describe(lines[0])).removeprefix("Was changed: ").split(", ")) == ["city", "level", "shoe size"]
    assert said(customer) == {"shoe_size": "40", "level": "Gold"}
    assert values_of([customer.pk])[customer.pk]["level"].field == level


def test_nothing_is_written_when_one_field_is_wrong() -> None:
    field("Shoe size", "number")
    customer = ada(shoe_size="39")
    errors = refusal(
        edit_profile, customer.pk, {"email": "no address", "city": "Oslo"}, {"field:shoe_size": "big"}, actor="user:1"
    )
    assert sorted(errors) == ["email", "field:shoe_size"]
    assert Customer.objects.get().city == ""
    assert said(customer) == {"shoe_size": "39"}
    assert sorted(refusal(add_profile, {"kind": "person"}, {"shoe_size": "big"}, actor="user:1")) == [
        "field:shoe_size",
        "name",
    ]
    assert Customer.objects.count() == 1


def test_required_field_is_asked_for_by_whole_forms_and_cannot_be_emptied() -> None:
    field("Since", "date", required=True, of="person")
    assert refusal(ada) == {"field:since": "“Since” has to be filled in."}
    customer = ada(since="2020-02-29")
    assert refusal(set_values, customer.pk, {"since": ""}, actor="user:1") == {
        "field:since": "“Since” has to be filled in."
    }
    shop = add_profile({"name": "Shop", "kind": "company"}, {}, actor="user:1")
    assert refusal(set_values, shop.pk, {"since": "2020-01-01"}, actor="user:1") == {
        "field:since": "There is no such field for them, or you may not change it."
    }


def test_reference_is_found_by_number_address_or_a_name_only_one_has() -> None:
    field("Referred by", "reference")
    bea = add_profile({"name": "Bea", "email": "bea@shop.example"}, {}, actor="user:1")
    for typed in (str(bea.pk), f"Bea (#{bea.pk})", "Bea@Shop.example", "bea"):
        customer = ada(referred_by=typed)
        value = values_of([customer.pk])[customer.pk]["referred_by"]
        assert (value.typed, value.said, value.href) == (bea.pk, "Bea", f"/customers/{bea.pk}/")
    assert refusal(ada, referred_by="#999999") == refusal(ada, referred_by="Ada Brandt")
    assert refusal(set_values, bea.pk, {"referred_by": "bea"}, actor="user:1") == {
        "field:referred_by": "Choose another customer than themselves."
    }


def test_reference_to_somebody_without_a_name_shows_no_hidden_address(bob: Any) -> None:
    field("Referred by", "reference")
    nameless = add_profile({"email": "bea@shop.example"}, {}, actor="user:1")
    customer = ada(referred_by=str(nameless.pk))
    assert said(customer) == {"referred_by": "bea@shop.example"}
    with acting_as(replace(acting_of(bob), hidden=frozenset({"email"}))):
        # Nor is it found by guessing.
        assert "field:referred_by" in refusal(ada, referred_by="bea@shop.example")
        value = values_of([customer.pk])[customer.pk]["referred_by"]
        assert (value.said, value.written) == (f"Visitor {nameless.pk}", f"Visitor {nameless.pk} (#{nameless.pk})")


def test_renaming_a_choice_keeps_who_has_it_and_their_order() -> None:
    level = field("Level", "choice", choices=LEVELS)
    customer = ada(level="Gold")
    choices = [{"key": "g", "label": "Platinum"}, *LEVELS[:2]]
    change_field(level.pk, {"choices": choices}, actor="user:1")
    assert said(customer) == {"level": "Platinum"}
    assert FieldValue.objects.get().number == 0


def test_choice_in_use_goes_only_with_a_word_about_its_values() -> None:
    level = field("Level", "choices", choices=LEVELS)
    both, one = ada(level=["g", "s"]), ada(level=["g"])
    spec = {"choices": LEVELS[:2]}
    assert preview_change(level.pk, spec).going == [("g", "Gold", 2)]
    assert refusal(change_field, level.pk, spec, actor="user:1") == {
        "choices": "“Gold” is used by 2 customers. Say what becomes of it: keep, empty or another."
    }
    change_field(level.pk, spec, moved={"g": "keep"}, actor="user:1")
    assert [said(c)["level"] for c in (both, one)] == ["Silver, Gold", "Gold"]
    change_field(level.pk, {"choices": LEVELS}, actor="user:1")
    change_field(level.pk, spec, moved={"g": "s"}, actor="user:1")
    assert [texts_of([c.pk])[c.pk] for c in (both, one)] == [{"level": ["s"]}, {"level": ["s"]}]
    change_field(level.pk, {"choices": LEVELS[:1]}, moved={"s": "empty"}, actor="user:1")
    assert texts_of([both.pk, one.pk]) == {}


def test_kind_changes_where_values_convert_and_says_how_many_do_not() -> None:
    size = field("Size", "text")
    a, b = ada(size="39.50"), ada(size="big")
    ahead = preview_change(size.pk, {"kind": "number"})
    assert (ahead.values, ahead.lost, ahead.examples) == (
        2,
        1,
        [("big", "This is no number. Write it like 1250 or 12.5.")],
    )
    assert list(refusal(change_field, size.pk, {"kind": "number"}, actor="user:1")) == ["kind"]
    change_field(size.pk, {"kind": "number"}, actor="user:1", lose=True)
    assert (said(a), said(b)) == ({"size": "39.5"}, {})
    assert FieldValue.objects.get().number == 395_000
    assert list(refusal(change_field, size.pk, {"kind": "reference"}, actor="user:1")) == ["kind"]


def test_limits_that_values_do_not_meet_are_foreseen_and_leave_them() -> None:
    size = field("Size", "number")
    customer = ada(size="60")
    assert preview_change(size.pk, {"limits": {"most": "50"}}).unmet == 1
    change_field(size.pk, {"limits": {"most": "50"}}, actor="user:1")
    assert said(customer) == {"size": "60"}
    assert refusal(set_values, customer.pk, {"size": "61"}, actor="user:1") == {"field:size": "At most 50."}


def test_currency_of_amounts_there_are_stays() -> None:
    budget = field("Budget", "money", limits={"currency": "gbp"})
    assert said(ada(budget="£1,200")) == {"budget": "£1,200.00"}
    assert refusal(change_field, budget.pk, {"limits": {"currency": "EUR"}}, actor="user:1") == {
        "currency": "The amounts there are in GBP. Make another field for others."
    }


def test_archived_field_shows_nowhere_and_comes_back_with_its_values() -> None:
    size = field("Size", "number")
    customer = ada(size="40")
    archive_field(size.pk, actor="user:1")
    assert (fields_of(), said(customer)) == ([], {})
    restore_field(size.pk, actor="user:1")
    assert said(customer) == {"size": "40"}


def test_field_is_removed_with_its_values_once_archived_and_named() -> None:
    size = field("Size", "number", searchable=True)
    ada(size="40")
    assert list(refusal(remove_field, size.pk, "size", actor="user:1")) == ["field"]
    archive_field(size.pk, actor="user:1")
    assert list(refusal(remove_field, size.pk, "sizes", actor="user:1")) == ["typed"]
    assert remove_field(size.pk, " Size ", actor="user:1") == 1
    assert (Field.objects.count(), FieldValue.objects.count()) == (0, 0)


def test_fields_move_among_those_of_their_group() -> None:
    a, _, c, d = field("A"), field("B", group="Other"), field("C"), field("D")
    move_field(d.pk, -1, actor="user:1")
    move_field(a.pk, -1, actor="user:1")
    assert [f.label for f in fields_of()] == ["A", "B", "D", "C"]
    move_field(c.pk, -2, actor="user:1")
    assert [f.label for f in fields_of()] == ["C", "B", "A", "D"]


def test_searchable_values_are_found_until_the_field_is_not() -> None:
    code = field("Club card", searchable=True)
    field("Secret", searchable=False)
    customer = ada(club_card="Zebra-778", secret="Giraffe-1")
    assert [search_customers(text) for text in ("zebra-778", "giraffe")] == [[customer], []]
    set_values(customer.pk, {"club_card": "Lion-5"}, actor="user:1")
    assert [search_customers(text) for text in ("zebra", "lion-5")] == [[], [customer]]
    edit_profile(customer.pk, {"name": "Ada Obi"}, {"field:club_card": "Lynx-9"}, actor="user:1")
    assert [search_customers(text) for text in ("lion-5", "lynx-9")] == [[], [customer]]
    change_field(code.pk, {"searchable": False}, actor="user:1")
    assert search_customers("lynx-9") == []
    change_field(code.pk, {"searchable": True}, actor="user:1")
    assert search_customers("lynx-9") == [customer]
    assert Field.objects.get(pk=code.pk).search_from is None


def test_merged_part_lends_what_nobody_nearer_told() -> None:
    field("Size", "number")
    field("Level", "choices", choices=LEVELS)
    root, part, other = ada(size="40"), ada(size="41", level=["s", "g"]), ada(level=["b"])
    Customer.objects.filter(pk__in=[part.pk, other.pk]).update(merged_into=root.pk, known=False)
    assert said(root) == {"size": "40", "level": "Silver, Gold"}
    set_values(root.pk, {"level": ""}, actor="user:1")
    assert said(root) == {"size": "40"}
    Customer.objects.filter(pk=part.pk).update(merged_into=None, known=True)
    assert said(part) == {"size": "41", "level": "Silver, Gold"}


def test_search_learns_and_forgets_texts_that_share_parts() -> None:
    field("Note", searchable=True)
    customer = ada(note="Zebra crossing")
    assert (search_customers("zebra"), search_customers("brandt")) == ([customer], [customer])
    set_values(customer.pk, {"note": ""}, actor="user:1")
    assert (search_customers("zebra"), search_customers("brandt")) == ([], [customer])


def test_batch_takes_the_same_number_of_statements_whatever_its_size() -> None:
    field("Size", "number")
    field("Club card", searchable=True)
    people = [add_profile({"name": f"Somebody {i}"}, {"size": "1"}, actor="user:1") for i in range(40)]
    counts = []
    for size in (2, 40):
        cells = [{"size": str(i + 7), "club_card": f"K{size}-{i}"} for i in range(size)]
        rows = {c.pk: read_given(cell, fields_of()) for c, cell in zip(people, cells, strict=False)}
        with CaptureQueriesContext(connection) as seen:
            set_many(rows)
        counts.append(len(seen.captured_queries))
    assert counts[0] <= counts[1] <= counts[0] + 1 <= 20
    assert said(people[39]) == {"size": "46", "club_card": "K40-39"}


def test_what_is_kept_of_somebody_is_told_and_erased() -> None:
    field("Level", "choices", choices=LEVELS)
    field("Referred by", "reference")
    bea = ada(level=["b", "g"])
    friend = ada(referred_by=str(bea.pk), level=["s"])
    assert told([bea.pk]) == {
        "fields": [{"customer": bea.pk, "key": "level", "label": "Level", "value": "Bronze, Gold"}],
        "named_by": [{"customer": friend.pk, "key": "referred_by", "label": "Referred by"}],
    }
    assert erase([bea.pk]) == 3
    assert told([bea.pk]) == {"fields": [], "named_by": []}
    assert said(friend) == {"level": "Silver"}


def test_who_may_not_is_refused_and_sees_nothing(bob: Any, charlie: Any) -> None:
    size = field("Size", "number")
    customer = ada(size="40")
    for who in (NOBODY, acting_of(charlie)):
        with acting_as(who):
            assert (fields_of(), values_of([customer.pk])) == ([], {})
            for attempt in (
                lambda: set_values(customer.pk, {"size": "1"}, actor=""),
                lambda: edit_profile(customer.pk, {}, {"size": "1"}, actor=""),
                lambda: add_profile({"name": "X"}, {}, actor=""),
                lambda: set_many({}),
            ):
                with pytest.raises(PermissionDenied):
                    attempt()
    with acting_as(acting_of(bob)):
        for attempt in (
            lambda: field("More"),
            lambda: preview_change(size.pk, {}),
            lambda: change_field(size.pk, {}, actor=""),
            lambda: move_field(size.pk, 1, actor=""),
            lambda: archive_field(size.pk, actor=""),
            lambda: restore_field(size.pk, actor=""),
            lambda: remove_field(size.pk, "Size", actor=""),
        ):
            with pytest.raises(PermissionDenied):
                attempt()
    assert (Field.objects.count(), said(customer)) == (1, {"size": "40"})


def test_hidden_field_is_neither_seen_nor_changed_and_others_customers_not_reached(bob: Any) -> None:
    field("Size", "number")
    field("Salary", "money")
    field("Referred by", "reference")
    hers = ada(size="40", salary="9")
    RoleRule.objects.create(role="agent", sees=Sees.OWN, hidden=["field:salary"])
    forget_role_rules()
    with acting_as(acting_of(bob)):
        his = add_profile({"name": "Cy"}, {"size": "12"}, actor=bob.actor)
        assert [f.key for f in fields_of()] == ["size", "referred_by"]
        assert list(refusal(set_values, his.pk, {"salary": "1"}, actor=bob.actor)) == ["field:salary"]
        assert list(refusal(set_values, his.pk, {"referred_by": f"#{hers.pk}"}, actor=bob.actor)) == [
            "field:referred_by"
        ]
        for attempt in (set_values, edit_profile):
            with pytest.raises(Customer.DoesNotExist):
                attempt(hers.pk, *([{}] if attempt is edit_profile else []), {"size": "1"}, actor=bob.actor)
    forget_role_rules()
    set_values(his.pk, {"referred_by": f"#{hers.pk}"}, actor="user:1")
    with acting_as(acting_of(bob)):
        assert said(his) == {"size": "12", "referred_by": "somebody you do not see"}
    forget_role_rules()
