"""Which customers conditions on own fields find, and in which order fields put them: against plain Python."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cmp_to_key
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regulars.kit.refused import Refused
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import listed
from regulars.know.fields import filtering, sorting
from regulars.know.fields.actions import add_profile, create_field, set_values
from regulars.know.fields.filtering import OPS, condition, filter_rows, holds, where
from regulars.know.fields.models import Field
from regulars.know.fields.queries import texts_of

pytestmark = pytest.mark.django_db

TODAY = date(2024, 3, 1)
KNOWN = "is, is_not, contains, contains_not, begins, filled, empty"
CHOICES = [{"key": "b", "label": "Bronze"}, {"key": "s", "label": "Silver"}, {"key": "g", "label": "Gold"}]
# What customers have in a field of each kind, and what is asked of it by each operator.
VALUES: dict[str, list[Any]] = {
    "text": ["Zoë", "zoe", "Zoë Ł", "x", ""],
    "number": ["-1.5", "0", "2", "2.0001", ""],
    "money": ["-1.50", "0", "24.5", ""],
    "date": ["2024-02-29", "2024-03-01", "2024-03-02", "2023-03-01", ""],
    "yes_no": ["yes", "no", ""],
    "choice": ["b", "s", "g", ""],
    "choices": [["b"], ["b", "g"], ["s", "g"], []],
    "email": ["ada@x.example", "bo@y.example", ""],
    "phone": ["+442079460958", "+4940555014", ""],
}
_NUMBERS = [Decimal("-1.5"), "0", 2, Decimal("2.0001"), "24.5"]
_DAYS = [date(2024, 2, 29), "2024-03-01", date(2024, 3, 2)]
_TEXTS = ["zoe", "ZOË Ł", "o", "x", "y.ex", "+44", "0207 946"]
ASKED: dict[str, list[Any]] = {
    "is": _TEXTS, "contains": _TEXTS, "begins": _TEXTS, "at_least": _NUMBERS, "at_most": _NUMBERS,
    "last_days": [1, 2, 400], "next_days": [1, 2], "on": _DAYS, "before": _DAYS, "after": _DAYS,
    "any_of": [["b"], ["b", "g"]], "all_of": [["b"], ["b", "g"]],
}  # fmt: skip


def asked_of(kind: str, op: str) -> list[Any]:
    op = filtering.OPPOSITES.get(op, op)
    if op in ("filled", "yes", "no"):
        return [None]
    if op == "between":
        bounds = _DAYS if kind == "date" else _NUMBERS
        return [(bounds[0], bounds[1]), (None, bounds[1]), (bounds[1], None)]
    if op == "is" and kind in ("number", "money"):
        return _NUMBERS
    if op == "is" and kind in ("email", "phone"):
        return [VALUES[kind][0]]
    return ASKED[op]


def company(kind: str) -> tuple[Field, dict[int, list[str]]]:
    """A customer for each value and one who has none, two who turned out to be one, and what each has."""
    field = create_field({"label": "It", "kind": kind, "choices": CHOICES if "choice" in kind else []}, actor="user:1")
    people = [add_profile({"name": f"N{i}"}, {"it": raw}, actor="user:1") for i, raw in enumerate(VALUES[kind] * 2)]
    root, part, silent, other = (
        add_profile({"name": n}, {}, actor="user:1") for n in ("root", "part", "silent", "other")
    )
    set_values(root.pk, {"it": VALUES[kind][0]}, actor="user:1")
    for each in (part, other):
        set_values(each.pk, {"it": VALUES[kind][1]}, actor="user:1")
    # The root's own word hides its part's; who is silent has what their part has.
    Customer.objects.filter(pk=part.pk).update(merged_into=root.pk, known=False)
    Customer.objects.filter(pk=other.pk).update(merged_into=silent.pk, known=False)
    roots = [*(p.pk for p in people), root.pk, silent.pk]
    texts = texts_of(roots)
    assert texts[silent.pk] == texts[people[1].pk]
    return field, {pk: texts.get(pk, {}).get("it", []) for pk in roots}


@pytest.mark.parametrize("kind", sorted(VALUES))
@pytest.mark.parametrize("few", [filtering.FEW, 0])
def test_every_operator_finds_whom_it_holds_of(kind: str, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filtering, "FEW", few)
    field, people = company(kind)
    for op in OPS[Field.Kind(kind)]:
        for value in asked_of(kind, op):
            wanted = {pk for pk, texts in people.items() if holds(field, op, value, texts, today=TODAY)}
            told = f"{op} {value}"
            assert (
                set(listed().filter(pk__in=filter_rows(field, op, value, today=TODAY)).values_list("pk", flat=True))
                == wanted
            ), told
            assert (
                set(listed().filter(condition(field, op, value, today=TODAY)).values_list("pk", flat=True)) == wanted
            ), told
            assert set(listed().filter(where(field, op, value, today=TODAY)).values_list("pk", flat=True)) == wanted, (
                told
            )
            denied = set(listed().filter(~where(field, op, value, today=TODAY)).values_list("pk", flat=True))
            assert denied == people.keys() - wanted, told


def test_reference_is_asked_for_by_the_customers_number() -> None:
    field = create_field({"label": "It", "kind": "reference"}, actor="user:1")
    ada = add_profile({"name": "Ada"}, {}, actor="user:1")
    bo = add_profile({"name": "Bo"}, {"it": str(ada.pk)}, actor="user:1")
    assert list(filter_rows(field, "is", ada.pk)) == [bo.pk]
    assert list(listed().filter(condition(field, "is_not", f"#{ada.pk}"))) == [ada]


@pytest.mark.parametrize(
    ("kind", "op", "value", "error"),
    [
        ("text", "before", "x", {"op": f"“It” knows no “before”; it knows {KNOWN}."}),
        ("text", "is", "  ", {"value": "Say what to look for."}),
        ("number", "is", "many", {"value": "This is no number. Write it like 1250 or 12.5."}),
        ("number", "between", [None, ""], {"value": "Say from where and to where."}),
        ("date", "last_days", "soon", {"value": "Say how many days."}),
        ("date", "next_days", 0, {"value": "Say how many days, at most a hundred years of them."}),
        ("choice", "any_of", ["z"], {"value": "Choose from: b, g, s."}),
        ("choice", "any_of", [], {"value": "Choose from: b, g, s."}),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_says_why(kind: str, op: str, value: Any, error: dict[str, str]) -> None:
    field = Field(key="it", label="It", kind=kind, choices=CHOICES)
    with pytest.raises(Refused) as refused:
        filter_rows(field, op, value)
    assert refused.value.errors == error


def in_python(kind: str, people: dict[int, list[str]], *, descending: bool) -> list[list[str]]:
    """The texts in order, those of nobody last."""

    def rank(texts: list[str]) -> Any:
        if kind in ("number", "money"):
            return Decimal(texts[0])
        return [c["key"] for c in CHOICES].index(texts[0]) if kind == "choice" else fold_key(texts[0])

    told = sorted((texts for texts in people.values() if texts), key=rank, reverse=descending)
    return told + [[] for texts in people.values() if not texts]


def fold_key(text: str) -> str:
    from regulars.kit.folding import fold

    return fold(text)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("kind", ["text", "number", "money", "date", "yes_no", "choice", "email"])
def test_pages_by_a_field_show_everybody_once_in_its_order(kind: str, descending: bool) -> None:
    field, people = company(kind)
    whole = in_python(kind, people, descending=descending)
    for limit in (1, 2, 3, 50):
        ids: list[int] = []
        after: sorting.Position | None = None
        while True:
            page, after = sorting.page_by(field, listed(), descending=descending, after=after, limit=limit)
            ids += page
            if after is None:
                break
        assert sorted(ids) == sorted(people)
        assert [fold_texts(people[pk]) for pk in ids] == [fold_texts(texts) for texts in whole]
    few = sorting.in_order(field, list(people), descending=descending)
    assert few == sorting.page_by(field, listed(), descending=descending, limit=50)[0]


def fold_texts(texts: list[str]) -> list[str]:
    return [fold_key(text) for text in texts]


def test_page_by_a_field_shows_only_the_rows_asked_for() -> None:
    field, people = company("number")
    chosen = listed().filter(name__startswith="N1")
    ids, after = sorting.page_by(field, chosen, limit=50)
    assert (set(ids), after) == (set(chosen.values_list("pk", flat=True)), None)
    with pytest.raises(Refused):
        sorting.page_by(
            create_field({"label": "Some", "kind": "choices", "choices": CHOICES}, actor="user:1"), listed()
        )
    assert people.keys() >= set(ids)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    numbers=st.lists(st.none() | st.decimals(-100, 100, places=1), min_size=1, max_size=8),
    bound=st.decimals(-100, 100, places=1), limit=st.integers(1, 4), descending=st.booleans(),
)  # fmt: skip
def test_any_numbers_are_filtered_and_paged_as_they_are(
    db: None, numbers: list[Decimal | None], bound: Decimal, limit: int, descending: bool
) -> None:
    from django.db import transaction

    with transaction.atomic():
        field = create_field({"label": "It", "kind": "number"}, actor="user:1")
        people = [add_profile({"name": "N"}, {"it": "" if n is None else str(n)}, actor="user:1").pk for n in numbers]
        number_of = dict(zip(people, numbers, strict=True))
        at_least = set(filter_rows(field, "at_least", bound))
        ids, after = sorting.page_by(field, listed(), descending=descending, limit=limit)
        while after is not None:
            page, after = sorting.page_by(field, listed(), descending=descending, after=after, limit=limit)
            ids += page
        transaction.set_rollback(True)
    assert at_least == {pk for pk, n in number_of.items() if n is not None and n >= bound}

    def compare(a: int, b: int) -> int:
        x, y = number_of[a], number_of[b]
        if x is None or y is None:
            return (x is None) - (y is None) or (b - a if descending else a - b)
        way = -1 if descending else 1
        return way * ((x > y) - (x < y) or (a > b) - (a < b))

    assert ids == sorted(people, key=cmp_to_key(compare))
