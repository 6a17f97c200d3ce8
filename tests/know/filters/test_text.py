"""The text form: written and read again, said wrong, and said to do harm."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.know.filters.company import fill, with_tag_ids
from tests.know.filters.test_rules import registry, rules

from regulars.kit.refused import Refused
from regulars.know.filters.canonical import canonical
from regulars.know.filters.check import check
from regulars.know.filters.rule import EVERYBODY, Condition, Group, Not, Rule
from regulars.know.filters.text import parse, read_either, write
from regulars.know.filters.text_refused import TextRefused

QUIET = [HealthCheck.function_scoped_fixture]
FREE = st.text(max_size=30)


@pytest.fixture
def fields(db: None) -> Any:
    fill()
    return registry()


@given(rule=rules())
@settings(max_examples=300, suppress_health_check=QUIET)
def test_what_is_written_is_read_again(fields: Any, rule: Rule) -> None:
    rule = check(with_tag_ids(rule), fields)
    text = write(rule, fields)
    assert parse(text, fields) == canonical(rule, fields)
    assert write(parse(text, fields), fields) == text


@given(city=FREE, product=FREE, path=st.text(alphabet="aZ_09 -.é'\"", min_size=1, max_size=12))
@example(city="O'Brien \\' -- /* ; \" {{ {% $$ ${x}", product="''", path="order")
@example(city="\x85a\u2028b", product="\x0c'", path="a-b.c d")
@settings(max_examples=400, suppress_health_check=QUIET)
def test_any_text_is_read_as_it_was_written(fields: Any, city: str, product: str, path: str) -> None:
    told = {"product": product, "where": [{"property": path, "op": "is", "value": city}]}
    rule = Group("any", (Condition("city", "contains", city), Condition("did:order.completed", "did", told)))
    try:
        check(rule, fields)
    except Refused:
        return
    assert parse(write(rule, fields), fields) == canonical(rule, fields)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", EVERYBODY),
        (" \n ", EVERYBODY),
        ("city = 'Oslo'", Condition("city", "is", "Oslo")),
        ("'Oslo' = city", Condition("city", "is", "Oslo")),
        ("NOT city = 'Oslo'", Condition("city", "is_not", "Oslo")),
        ("NOT (city = 'Oslo')", Not(Condition("city", "is", "Oslo"))),
        ("not contains(CITY, 'os')", Condition("city", "contains_not", "os")),
        ("city is not null", Condition("city", "filled")),
        ("200 <= insight.worth", Condition("insight:worth", "at_least", "200")),
        ("money(insight.worth) >= 2e2", Condition("insight:worth", "at_least", "200")),
        ("insight.orders > 2",
         Group("all", (Condition("insight:orders", "filled"), Not(Condition("insight:orders", "at_most", "2"))))),
        ("field.shoe BETWEEN -3 AND 12.50", Condition("field:shoe", "between", ["-3", "12.5"])),
        ("birthday >= '2000-01-01'", Condition("birthday", "after", "1999-12-31")),
        ("NOT last_days(heard, 30)", Condition("heard", "not_last_days", 30)),
        ("kind NOT IN ('Company', 'person')", Condition("kind", "none_of", ["company", "person"])),
        ("insight.segment = 'at risk'", Condition("insight:segment", "any_of", ["At risk"])),
        ("did('order.completed')", Condition("did:order.completed", "did")),
        ("did_not('order.completed', days => 90)", Condition("did:order.completed", "did_not", {"days": 90})),
        ("did('survey.answered', score >= 9, again = TRUE, exactly => 0)",
         Condition("did:survey.answered", "did", {"count": "exactly", "times": 0, "where": [
             {"property": "score", "op": "at_least", "value": "9"}, {"property": "again", "op": "is", "value": "true"}]})),
        ("last_did('order.completed', older => 90, channel => ('web', 'app'))",
         Condition("did:order.completed", "did", {"older": 90, "which": "last", "channels": ["app", "web"]})),
        ("NOT sequence(did('checkout.started', times => 2), did_not('order.completed', within => 1))",
         Condition("did:checkout.started", "did_not",
                   {"times": 2, "then": {"name": "order.completed", "days": 1, "absent": True}})),
        ("city = 'a' OR city = 'b' AND NOT (kind = 'company' OR city = 'c')",
         Group("any", (Condition("city", "is", "a"), Group("all", (Condition("city", "is", "b"), Not(
             Group("any", (Condition("kind", "any_of", ["company"]), Condition("city", "is", "c"))))))))),
    ],
)  # fmt: skip
def test_text_says_this_rule(fields: Any, text: str, rule: Rule) -> None:
    assert parse(text, fields) == rule


def test_json_and_text_say_the_same(fields: Any) -> None:
    rule = Condition("city", "is", "Oslo")
    assert read_either('{"field": "city", "op": "is", "value": "Oslo"}', fields) == rule
    assert (read_either("city = 'Oslo'", fields), read_either(" {} ", fields)) == (rule, EVERYBODY)


def test_tags_are_known_by_their_names(fields: Any) -> None:
    both = check(with_tag_ids(Condition("tag", "any_of", ["vip", "press"])), fields)
    assert parse("has_tag('VIP', 'press')", fields) == both
    assert write(both, fields) == "tag IN ('vip', 'press')"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("contry = 'NO'",
         "At “contry” (character 1): There is no field of this name here, or you may not see it. Did you "
         "mean country?"),
        ("city = 'a'\n AND country = Oslo",
         "At “Oslo” (line 2, character 16): Compare “Country” with a value. Texts and days stand in "
         "single quotes."),
        ("city > 'a'",
         "At “city > 'a'” (character 1): “Town” is compared by =, <>, contains(…), begins(…), IS NULL, "
         "IS NOT NULL."),
        ("kind = 'robot'",
         "At “'robot'” (character 8): “Person or company” has no such choice. There is 'Person', "
         "'Company'."),
        ("heard = '31.12.2026'",
         "At “heard = '31.12.2026'” (character 1): Give a day as year-month-day, like 2026-03-31."),
        ("name IS NULL",
         "At “name” (character 1): “Name” cannot be asked this; it is, is not, contains, does not "
         "contain, begins with."),
        ("has('vip')", "At “has('vip'” (character 1): There is nothing called has(…) here. Did you mean has_tag(…)?"),
        ("did('order.complete')",
         "At “'order.complete'” (character 5): Name what was done, as the timeline does. Did you mean "
         "'order.completed'?"),
        ("did('order.completed', day => 3)",
         "At “3” (character 31): “day” is nothing to give here. Did you mean days?"),
        ("city = 'a' AND",
         "At “AND” (character 12): This is not expected here. Is a quote, a comma, AND or a parenthesis "
         "missing before it?"),
        ("city = 'a", "This cannot be read to its end. Is a quote or a parenthesis left open?"),
        ("city = 'a'; DROP TABLE customers",
         "At “;” (character 11): A rule is one expression. Leave the semicolon out."),
    ],
)  # fmt: skip
def test_wrong_text_is_refused_at_its_place(fields: Any, text: str, error: str) -> None:
    with pytest.raises(TextRefused) as refused:
        parse(text, fields)
    assert refused.value.errors == {"text": error}


HOSTILE = [
    "1 = 1", "TRUE", "city = city", "city = (SELECT 'a')", "EXISTS (SELECT 1)",
    "city IN (SELECT name FROM users)", "SELECT 1",
    "DROP TABLE customers_customer", "city = 'a' UNION SELECT 1", "city || 'x' = 'y'", "lower(city) = 'a'",
    "city LIKE '%'",
    "CASE WHEN TRUE THEN TRUE END", "CAST(city AS INT) = 1", "city::int = 1", "load_extension('x')",
    "pg_sleep(10)", "count(*) > 1",
    "city = :name", "city = ?", "city = $1", "city = @@version", "x'41' = city", "{{ 1 }}", "{% raw %}",
    "city = 'a' -- '\n OR (1=1)",
    "customers_customer.city = 'a'", "a.b.c.d.e.f = 1", "*", "city = ANY(ARRAY['a'])", "city[0] = 'a'",
    "did('order.completed', 1 = 1)",
    "did(city)", "did()", "did('x' || 'y')", "sequence()", "sequence(did('order.completed'), 1)",
    "contains(city)", "money(city) = 1",
    "did('order.completed', days => (SELECT 1))", "did('order.completed', a.b.c.d.e.f = 1)",
    "INTERVAL '1' DAY", "city = NULL",
    "did('order.completed', \"a') OR 1=1 --\" = 'x')", "(" * 4000, "NOT " * 3000 + "TRUE", "- " * 3000 + "1",
    "city = '" + "x" * 9000,
    "city = 'a'" + " AND city = 'a'" * 400, "f(" * 2500, "[" * 4000, "CASE " * 1500, "\x00", "city = '\x00'",
    "city = '\ud800'", "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_anything_else_is_refused_and_asks_nothing_of_a_database(
    fields: Any, text: str, django_assert_max_num_queries: Any
) -> None:
    list(fields)
    with django_assert_max_num_queries(4) as asked, pytest.raises(TextRefused):
        parse(text, fields)
    # What is looked up are choices to offer; nothing of the text is in it.
    assert [one["sql"] for one in asked.captured_queries if text[:20] in one["sql"]] == []


WORDS = [
    "city", "'a'", "=", "<>", "AND", "OR", "NOT", "(", ")", "did", "'order.completed'", ",", "=>", "days", "3",
    "IS", "NULL", "SELECT",
    ".", "insight", "worth", ">=", "BETWEEN", "IN", "sequence", "--", "/*", "*/", "'", '"', "CASE", "WHEN",
    "LIKE", "::", "[", "{", ";",
    "FROM", "LAMBDA", "->", "||", "-", "EXISTS", "CAST", "AS", "\\", "@", "$$", "TRUE", "contains", "heard",
    "WITH", "VALUES", "INTERVAL",
]  # fmt: skip


@given(words=st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=25))
@settings(max_examples=1500, suppress_health_check=QUIET)
def test_no_words_in_any_order_do_more_than_be_a_rule_or_be_refused(fields: Any, words: list[str]) -> None:
    text = " ".join(words)
    try:
        rule = parse(text, fields)
    except TextRefused:
        return
    assert canonical(check(rule, fields), fields) == parse(write(rule, fields), fields)
