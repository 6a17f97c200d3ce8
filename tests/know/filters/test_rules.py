"""Rules against plain Python over literal rows, and against themselves."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.know.filters.company import NOW, PEOPLE, fill, fits, with_tag_ids

from regulars.kit.refused import Refused
from regulars.know.filters.check import check
from regulars.know.filters.compile import candidates, condition
from regulars.know.filters.field import Moment
from regulars.know.filters.registry import Registry
from regulars.know.filters.rule import Condition, Group, Not, Rule, read_rule, read_text, write_rule, write_text

WORDS = ["Berlin", "berlin", "o", "Łódź", "łó", "Ada", "mail", "%", "_", "zoe lukasik", "Zoë"]
DAYS = ["1984-02-29", "1990-12-01", "2000-01-01", "2026-11-21", "2026-10-12"]
NUMBERS = ["0", "12", "38.5", "100", "5000", "-3"]


def conditions() -> st.SearchStrategy[Condition]:
    word, day, number = st.sampled_from(WORDS), st.sampled_from(DAYS), st.sampled_from(NUMBERS)
    days = st.sampled_from([1, 2, 40, 41, 90, 91, 400])
    nothing = st.sampled_from(["filled", "empty"])
    texts = st.sampled_from(["city", "country", "email"])
    numbers = st.sampled_from(["insight:worth", "field:shoe"])
    dates = st.sampled_from(["birthday", "heard"])
    several, deeds = (
        st.sampled_from(["any_of", "none_of"]),
        st.sampled_from(["did:order.completed", "did:page.viewed", "did:checkout.started", "did:survey.answered"]),
    )
    pair = st.tuples(number, number).map(lambda p: sorted(p, key=float))
    deed = deed_values()
    return st.one_of(
        st.builds(Condition, st.just("name"), st.sampled_from(["is", "is_not", "contains", "contains_not", "begins"]), word),
        st.builds(Condition, texts, st.sampled_from(["is", "is_not", "contains", "contains_not", "begins"]), word),
        st.builds(Condition, texts | numbers | dates, nothing),
        st.builds(Condition, numbers, st.sampled_from(["is", "at_least", "at_most"]), number),
        st.builds(Condition, numbers, st.just("between"), pair),
        st.builds(Condition, dates, st.sampled_from(["last_days", "not_last_days", "next_days"]), days),
        st.builds(Condition, dates, st.sampled_from(["on", "before", "after"]), day),
        st.builds(Condition, dates, st.just("between"), st.tuples(day, day).map(sorted)),
        st.builds(Condition, st.just("kind"), st.sampled_from(["any_of", "none_of"]), st.just(["company"])),
        st.builds(Condition, st.just("tag"), several, st.sampled_from([["vip"], ["vip", "press"]])),
        st.builds(Condition, st.sampled_from(["tag", "owner"]), nothing),
        st.builds(Condition, st.just("owner"), st.sampled_from(["any_of", "none_of"]), st.just(["1"])),
        st.builds(Condition, st.just("insight:segment"), st.sampled_from(["any_of", "none_of"]), st.just(["Loyal"])),
        st.builds(Condition, deeds, st.sampled_from(["did", "did_not"]), deed),
    )  # fmt: skip


def deed_values() -> st.SearchStrategy[dict[str, Any]]:
    """Every way to ask what somebody did, at least somewhere true of the company's people."""
    days = st.sampled_from([1, 2, 3, 5, 40, 41, 90, 91, 400])
    names = st.sampled_from(["order.completed", "page.viewed", "checkout.started", "survey.answered"])
    asked = st.sampled_from([
        ("score", "at_least", "9"), ("score", "at_most", "8.5"), ("score", "is", "9"), ("score", "filled", None),
        ("plan.name", "is", "pro"), ("plan.name", "contains", "R"), ("plan", "filled", None), ("again", "is", "true"),
        ("again", "filled", None), ("text", "contains", "WÄSCHE"), ("title", "is", "%"),
    ])  # fmt: skip
    where = st.lists(
        asked.map(lambda p: {"property": p[0], "op": p[1], **({"value": p[2]} if p[2] else {})}), max_size=2
    )
    sort = {
        "amount": st.sampled_from(["20", "80", "6000"]), "product": st.sampled_from(["linen", "SOCKS"]), "where": where,
        "channels": st.sampled_from([["web"], ["app", "shop"]]),
    }  # fmt: skip
    last = st.fixed_dictionaries({"name": names}, optional={"days": days, "absent": st.booleans(), **sort})
    step = last | st.fixed_dictionaries({"name": names, "then": last}, optional={"days": days, **sort})
    window = {"days": st.sampled_from([41, 91, 400]), "older": st.sampled_from([1, 3, 10, 40])}
    window |= {
        "from": st.sampled_from(["2026-01-01", "2026-10-12"]),
        "to": st.sampled_from(["2026-11-17", "2026-11-20"]),
    }
    counted = st.fixed_dictionaries(
        {}, optional={"times": st.sampled_from([1, 2, 3]), "days": days, "since": names, "then": step, **sort}
    )
    bounded = st.fixed_dictionaries(
        {"count": st.sampled_from(["at_most", "exactly"]), "times": st.sampled_from([0, 1, 2])},
        optional={"since": names, "then": step, **window, **sort},
    )
    picked = st.fixed_dictionaries({"which": st.sampled_from(["first", "last"])}, optional={**window, **sort})
    return counted | bounded | picked


def rules() -> st.SearchStrategy[Rule]:
    def grown(inner: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
        parts = st.lists(inner, min_size=1, max_size=3).map(tuple)
        return st.builds(Group, st.sampled_from(["all", "any"]), parts) | st.builds(Not, inner)

    return st.recursive(conditions(), grown, max_leaves=6)


def registry() -> Registry:
    from regulars.understand.insights.filter_fields import insight_fields

    return Registry({"insight:": insight_fields})


def found(rule: Rule) -> set[int]:
    from regulars.know.customers.queries import listed

    fields = registry()
    check(rule, fields)
    return set(listed().filter(condition(rule, fields, Moment(NOW))).values_list("pk", flat=True))


@pytest.fixture
def people(db: None) -> dict[int, Any]:
    return fill()


@pytest.fixture
def unmerged(db: None) -> dict[int, Any]:
    return fill(tuple(one for one in PEOPLE if not one.parts))


@given(rule=rules())
@settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_database_finds_whom_plain_python_finds(people: dict[int, Any], rule: Rule) -> None:
    assert found(with_tag_ids(rule)) == {pk for pk, one in people.items() if fits(rule, one)}


NAMES = st.sampled_from(["order.completed", "page.viewed", "checkout.started", "survey.answered"])


@given(name=NAMES, deed=deed_values())
@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_database_finds_who_did_what_plain_python_finds(
    people: dict[int, Any], name: str, deed: dict[str, Any]
) -> None:
    rule = Condition(f"did:{name}", "did", deed)
    assert found(rule) == {pk for pk, one in people.items() if fits(rule, one)}


@given(name=NAMES, deed=deed_values())
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_same_is_found_where_nobody_was_merged(unmerged: dict[int, Any], name: str, deed: dict[str, Any]) -> None:
    rule = Condition(f"did:{name}", "did", deed)
    assert found(rule) == {pk for pk, one in unmerged.items() if fits(rule, one)}


@given(one=rules(), other=rules())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_denial_is_everybody_else(people: dict[int, Any], one: Rule, other: Rule) -> None:
    one, other = with_tag_ids(one), with_tag_ids(other)
    assert found(Not(Not(one))) == found(one)
    assert found(Not(one)) == set(people) - found(one)
    assert found(Not(Group("all", (one, other)))) == found(Group("any", (Not(one), Not(other))))
    assert found(Not(Group("any", (one, other)))) == found(Group("all", (Not(one), Not(other))))


@given(rule=rules())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_candidates_leave_out_nobody_who_fits(people: dict[int, Any], rule: Rule) -> None:
    rule = with_tag_ids(rule)
    few = candidates(rule, registry(), Moment(NOW), 100)
    assert few is None or found(rule) <= set(few)


@given(rule=rules())
@settings(max_examples=60)
def test_rule_is_read_as_it_was_written(rule: Rule) -> None:
    assert read_rule(write_rule(rule)) == rule
    assert read_text(write_text(rule)) == rule


@pytest.mark.parametrize(
    ("told", "errors"),
    [
        ([], {"rule": "This is no rule. Give an object with all, any, not, or field and op."}),
        ({"all": {}}, {"all": "Give a list of rules."}),
        ({"all": [{"field": "city", "op": "is"}, {"any": [{"op": "is"}]}]}, {"all[1].any[0].field": "Name it."}),
        ({"not": {"field": "city"}}, {"not.op": "Name it."}),
        ({"all": [], "field": "city"}, {"rule": "Does not go together: all, field."}),
        ({"field": "city", "op": "is", "values": 1}, {"rule": "Does not go together: field, op, values."}),
    ],
)
def test_misshapen_rule_is_refused_where_it_is_wrong(told: object, errors: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        read_rule(told)
    assert refused.value.errors == errors


def test_rule_too_deep_or_too_long_is_refused() -> None:
    deep: Any = {"field": "city", "op": "filled"}
    for _ in range(7):
        deep = {"not": deep}
    with pytest.raises(Refused, match="at most 6 deep"):
        read_rule(deep)
    with pytest.raises(Refused, match="at most 60 conditions"):
        read_rule({"all": [{"field": "city", "op": "filled"}] * 61})
    with pytest.raises(Refused, match="too long"):
        read_text(" " + "x" * 8_001)
    with pytest.raises(Refused, match="no JSON"):
        read_text("[" * 4000)


@pytest.mark.parametrize(
    ("field", "op", "value", "place", "error"),
    [
        ("size", "is", "1", "field", "There is no field “size” here. It was removed, or you may not see it."),
        ("kind", "contains", "x", "op", "“Person or company” cannot be asked “contains”; it has any_of, none_of."),
        ("city", "is", "  ", "value", "Write what to look for."),
        ("city", "is", ["x"], "value", "Write what to look for."),
        ("city", "is", "a\x00b", "value", "A text has no zero bytes."),
        ("insight:worth", "at_least", "NaN", "value", "Give a number, like 12 or 12.50."),
        ("insight:worth", "between", ["5", "1"], "value", "The first must not be greater than the second."),
        ("birthday", "on", "31.12.1999", "value", "Give a day as year-month-day, like 2026-03-31."),
        ("heard", "last_days", 0, "value", "Give days as a whole number from 1 to 36,500."),
        ("kind", "any_of", ["robot"], "value", "There is no choice “robot” any more. Choose another."),
        ("kind", "any_of", [], "value", "Choose at least one."),
        ("did:order.completed", "did", {"colour": 1}, "value", "“colour” is nothing to ask here. Give amount, channels, "
         "count, days, from, older, product, since, then, times, to, where, which."),
        ("city", "filled", "x", "value", "Nothing is compared here. Leave the value out."),
    ],
)  # fmt: skip
def test_wrong_condition_is_refused_where_it_is_wrong(
    db: None, field: str, op: str, value: Any, place: str, error: str
) -> None:
    with pytest.raises(Refused) as refused:
        check(Group("all", (Condition("city", "filled"), Condition(field, op, value))), registry())
    assert refused.value.errors == {f"all[1].{place}": error}


def test_empty_groups_are_as_if_they_were_not_there() -> None:
    city = {"field": "city", "op": "filled"}
    assert read_rule({"all": [{"any": []}, {"not": {"all": []}}, city]}) == Group("all", (Condition("city", "filled"),))
    assert read_rule({"any": []}) == Group("all")


def test_hidden_field_cannot_be_asked_for(db: None) -> None:
    from regulars.access.acting import Acting, acting_as
    from regulars.access.permissions import Sees

    agent = Acting("user:7", frozenset({"customers.see"}), Sees.ALL, frozenset({"email", "birthday", "field:shoe"}), 7)
    with acting_as(agent):
        fields = registry()
        # The key of somebody without a name may be their address, so the name cannot be asked for either.
        assert {"email", "birthday", "field:shoe", "name", "city"} & set(fields) == {"city"}
        assert "email" not in dict(fields["known_by"].choices())  # type: ignore[misc]


def test_whoever_may_see_nobody_finds_nobody(people: dict[int, Any]) -> None:
    from regulars.access.acting import NOBODY, acting_as
    from regulars.know.customers.queries import listed

    with acting_as(NOBODY):
        assert list(registry()) == []
        assert not listed().exists()
