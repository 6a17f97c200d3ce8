"""Changes of many: what they do, say, and put back; also when they are killed halfway."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.know.filters.company import NOW

from regulars.access.acting import NOBODY, Acting, acting_as
from regulars.access.permissions import Sees
from regulars.access.users.queries import acting_of
from regulars.kit.refused import Refused
from regulars.know.bulk import carrying, jobs, privacy, queries
from regulars.know.bulk.actions import change_many, undo_change
from regulars.know.bulk.models import BulkChange, BulkRow
from regulars.know.filters.registry import Registry
from regulars.know.filters.rule import EVERYBODY, Condition, Rule

BERLIN = Condition("city", "is", "Berlin")


@pytest.fixture
def people(db: None) -> list[Any]:
    """Six customers; the first three live in Berlin."""
    from regulars.know.customers.models import Customer

    towns = ("Berlin", "Berlin", "Berlin", "Oslo", "", "Oslo")
    return [
        Customer.objects.create(known=True, name=f"P{i}", name_key=f"p{i}", city=city, created_at=NOW, changed_at=NOW)
        for i, city in enumerate(towns)
    ]


def change(
    what: str, value: Mapping[str, Any], people: list[Any] | None, *, rule: Rule = EVERYBODY, actor: str = "house"
) -> BulkChange:
    chosen = None if people is None else [customer.pk for customer in people]
    return change_many(what, value, rule=rule, chosen=chosen, fields=Registry, actor=actor)


def state() -> list[tuple[Any, ...]]:
    """What a change of many can touch, of everybody."""
    from regulars.know.customers.models import Customer
    from regulars.know.fields.queries import texts_of
    from regulars.know.tags.queries import tags_by_customer

    rows = list(Customer.objects.order_by("pk"))
    ids = [row.pk for row in rows]
    tags, texts = tags_by_customer(ids), texts_of(ids)
    return [
        (c.city, c.country, c.owner_id, c.team_id, sorted(t.name for t in tags.get(c.pk, [])), texts.get(c.pk, {}))
        for c in rows
    ]


@pytest.mark.parametrize(
    ("what", "value"),
    [
        ("tag", {"tags": ["VIP", "press"]}),
        ("untag", {"tags": ["vip"]}),
        ("field", {"field": "city", "to": "Kiel"}),
        ("field", {"field": "field:shoe", "to": "42"}),
        ("field", {"field": "field:shoe", "to": ""}),
        ("field", {"field": "field:likes", "to": ["tea", "rum"]}),
        ("owner", {"id": "owner"}),
        ("owner", {"id": ""}),
        ("team", {"id": "team"}),
    ],
)
def test_undoing_a_change_puts_everybody_back(people: list[Any], bob: Any, what: str, value: dict[str, Any]) -> None:
    from regulars.access.users.models import Team
    from regulars.know.fields.actions import set_values
    from regulars.know.fields.models import Field
    from regulars.know.tags.actions import tag_customers

    choices = [{"key": "tea", "label": "Tea"}, {"key": "rum", "label": "Rum"}]
    Field.objects.create(key="shoe", label="Shoe", kind="number")
    Field.objects.create(key="likes", label="Likes", kind="choices", choices=choices)
    team = Team.objects.create(name="North")
    tag_customers([people[0].pk, people[3].pk], add=["vip"], actor="house")
    set_values(people[1].pk, {"shoe": "38.5", "likes": ["tea", "rum"]}, actor="house")
    value = value | ({"id": {"owner": str(bob.pk), "team": str(team.pk), "": ""}[value["id"]]} if "id" in value else {})
    before = state()
    done = change(what, value, people[:4])
    changed = state()
    assert done.state == BulkChange.State.DONE
    assert done.changed == sum(1 for one, other in zip(before, changed, strict=True) if one != other)
    assert changed[4:] == before[4:]
    undone = undo_change(done.pk, fields=Registry, actor="house") if done.changed else done
    assert (state(), undone.restored, undone.kept) == (before, done.changed, 0)


def test_undoing_leaves_alone_whoever_was_changed_since(people: list[Any]) -> None:
    from regulars.know.identities.actions import edit_customer

    done = change("field", {"field": "city", "to": "Kiel"}, people[:3])
    edit_customer(people[1].pk, {"city": "Bonn"}, actor="house")
    undone = undo_change(done.pk, fields=Registry, actor="house")
    assert [row[0] for row in state()] == ["Berlin", "Bonn", "Berlin", "Oslo", "", "Oslo"]
    assert (undone.state, undone.restored, undone.kept) == ("undone", 2, 1)
    assert [(c.pk, why) for c, why in queries.not_changed(undone)] == [(people[1].pk, "It was changed since.")]
    with pytest.raises(Refused, match="nothing to undo"):
        undo_change(done.pk, fields=Registry, actor="house")


def test_change_of_a_whole_list_waits_for_the_worker_and_is_then_done(people: list[Any]) -> None:
    asked = change("field", {"field": "city", "to": "Kiel"}, None, rule=BERLIN)
    assert (asked.state, [row[0] for row in state()].count("Kiel"), jobs.waits()) == ("waiting", 0, True)
    jobs.run_due(Registry)
    asked.refresh_from_db()
    assert (asked.state, asked.changed, jobs.waits()) == ("done", 3, False)
    assert [row[0] for row in state()] == ["Kiel", "Kiel", "Kiel", "Oslo", "", "Oslo"]


@given(stops=st.lists(st.integers(0, 3), max_size=6))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_work_that_is_stopped_goes_on_and_changes_each_once(
    people: list[Any], monkeypatch: Any, stops: list[int]
) -> None:
    from regulars.know.customers.models import Customer

    monkeypatch.setattr(carrying, "PORTION", 2)
    Customer.objects.update(city="Berlin")
    asked = change("field", {"field": "city", "to": "Kiel"}, None, rule=BERLIN)

    def stopping(after: int) -> Any:
        left = iter([True] * after + [False])
        return lambda: next(left)

    for after in stops:
        jobs.run_due(Registry, stopping(after))
    jobs.run_due(Registry)
    asked.refresh_from_db()
    rows = list(BulkRow.objects.filter(change=asked).values_list("customer_id", "before", "after"))
    assert (asked.state, asked.changed) == ("done", 6)
    assert sorted(rows) == [(customer.pk, "Berlin", "Kiel") for customer in people]


def test_preview_tells_how_many_and_shows_some_before_and_after(people: list[Any]) -> None:
    told = queries.preview("field", {"field": "city", "to": "Kiel"}, rule=BERLIN, chosen=None, fields=Registry())
    assert (told.says, told.count, told.more) == ("Town becomes Kiel", 3, False)
    assert [(e.customer.name, e.before, e.after) for e in told.examples] == [
        (f"P{i}", "Berlin", "Kiel") for i in range(3)
    ]
    assert [row[0] for row in state()][:3] == ["Berlin"] * 3


@pytest.mark.parametrize(
    ("what", "value", "error"),
    [
        ("paint", {}, "what"),
        ("tag", {"tags": []}, "tags"),
        ("tag", {"tags": ["x" * 61]}, "tags"),
        ("field", {"field": "name", "to": "Ada"}, "field"),
        ("field", {"field": "city", "to": "x" * 101}, "to"),
        ("field", {"field": "field:gone", "to": "1"}, "field:gone"),
        ("owner", {"id": "999"}, "owner"),
        ("team", {"id": "x"}, "team"),
    ],
)
def test_change_that_cannot_be_is_refused_and_nothing_is_written(
    people: list[Any], what: str, value: dict[str, Any], error: str
) -> None:
    with pytest.raises(Refused) as refused:
        change(what, value, people)
    assert (list(refused.value.errors), BulkChange.objects.count()) == ([error], 0)


def test_everything_is_on_the_timeline_and_in_the_audit(people: list[Any], alice: Any) -> None:
    from regulars.timeline import audit

    with acting_as(acting_of(alice)):
        done = change("field", {"field": "city", "to": "Kiel"}, people[:2], actor=alice.actor)
        undo_change(done.pk, fields=Registry, actor=alice.actor)
    told = [(line.name, line.customer_id, line.changes) for line in reversed(audit.page(actor=alice.actor).lines)]
    there, back = {"city": ["Berlin", "Kiel"]}, {"city": ["Kiel", "Berlin"]}
    assert told == [
        ("customers.changed", None, {}),
        ("customer.changed", people[0].pk, there),
        ("customer.changed", people[1].pk, there),
        ("customers.changed", None, {"customers": [0, 2]}),
        ("customers.restored", None, {}),
        ("customer.changed", people[0].pk, back),
        ("customer.changed", people[1].pk, back),
        ("customers.restored", None, {"customers": [2, 0]}),
    ]


def test_agent_changes_only_customers_they_see_also_in_the_worker(people: list[Any], bob: Any) -> None:
    from regulars.access.users.models import RoleRule
    from regulars.access.users.queries import forget_role_rules
    from regulars.know.customers.models import Customer

    RoleRule.objects.create(role="agent", sees=Sees.OWN, hidden=["country"])
    forget_role_rules()
    Customer.objects.filter(pk=people[0].pk).update(owner=bob)
    with acting_as(acting_of(bob)):
        few = change("tag", {"tags": ["mine"]}, people, actor=bob.actor)
        many = change("field", {"field": "city", "to": "Kiel"}, None, rule=BERLIN, actor=bob.actor)
        with pytest.raises(Refused):
            change("field", {"field": "country", "to": "Kiel"}, people, actor=bob.actor)
    jobs.run_due(Registry)
    many.refresh_from_db()
    forget_role_rules()
    assert (few.changed, many.changed) == (1, 1)
    assert [(row[0], row[4]) for row in state()][:2] == [("Kiel", ["mine"]), ("Berlin", [])]


def test_whoever_may_not_change_customers_changes_none(people: list[Any], bob: Any, charlie: Any) -> None:
    done = change("field", {"field": "city", "to": "Kiel"}, people[:1])
    looker = Acting("user:9", frozenset({"customers.see"}), Sees.OWN, frozenset(), 9)
    for who in (acting_of(charlie), NOBODY, looker):
        with acting_as(who):
            with pytest.raises(PermissionDenied):
                change("tag", {"tags": ["x"]}, people)
            with pytest.raises(PermissionDenied):
                undo_change(done.pk, fields=Registry, actor="x")
            with pytest.raises(PermissionDenied):
                queries.preview("tag", {"tags": ["x"]}, rule=EVERYBODY, chosen=None, fields=Registry())
            assert (queries.changes(), queries.change_of(done.pk)) == (([], None), None)


def test_before_values_of_an_erased_person_go(people: list[Any]) -> None:
    done = change("field", {"field": "city", "to": "Kiel"}, people[:2])
    told = privacy.told([people[0].pk])["changes of many"]
    assert [(one["what"], one["before"], one["after"]) for one in told] == [("Town becomes Kiel", "Berlin", "Kiel")]
    assert privacy.erase([people[0].pk]) == 1
    done.refresh_from_db()
    assert (done.chosen, list(BulkRow.objects.values_list("customer_id", flat=True))) == (
        [people[1].pk],
        [people[1].pk],
    )
    assert privacy.told([people[0].pk]) == {}
