"""What each kind of field takes, keeps and says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.know.fields import kinds
from regulars.know.fields.kinds import Kept, NotTaken
from regulars.know.fields.models import Field

SIZES = [{"key": "s", "label": "Small"}, {"key": "l", "label": "Large, really"}]


def field(kind: str, **parts: Any) -> Field:
    return Field(key="it", label="It", kind=kind, **parts)


@pytest.mark.parametrize(
    ("kind", "raw", "kept", "said"),
    [
        ("text", "  Zoë   Ł ", [Kept("Zoë Ł", "zoe l")], "Zoë Ł"),
        ("long_text", "One\r\ntwo ", [Kept("One\ntwo", "one two")], "One\ntwo"),
        ("number", "1,234.50", [Kept("1234.5", "1234.5", 12_345_000)], "1,234.5"),
        ("number", "1.234,50", [Kept("1234.5", "1234.5", 12_345_000)], "1,234.5"),
        ("number", "-0", [Kept("0", "0", 0)], "0"),
        ("number", 7, [Kept("7", "7", 70_000)], "7"),
        ("money", "€ 24.5", [Kept("24.5", "24.5", 245_000)], "€24.50"),
        ("money", "24,50 EUR", [Kept("24.5", "24.5", 245_000)], "€24.50"),
        ("date", "1984-02-29", [Kept("1984-02-29", "1984-02-29", date(1984, 2, 29).toordinal())], "29 February 1984"),
        ("yes_no", "Ja", [Kept("yes", "yes", 1)], "yes"),
        ("yes_no", "0", [Kept("no", "no", 0)], "no"),
        ("choice", "small", [Kept("s", "s", 0)], "Small"),
        ("choices", ["l", "Small", "l"], [Kept("s", "s", 0), Kept("l", "l", 1)], "Small, Large, really"),
        ("choices", "Large, really; small", [Kept("s", "s", 0), Kept("l", "l", 1)], "Small, Large, really"),
        ("email", " Ada@Shop.EXAMPLE ", [Kept("ada@shop.example", "ada@shop.example")], "ada@shop.example"),
        ("phone", "+44 20 7946 0958", [Kept("+442079460958", "+442079460958")], "+442079460958"),
        ("link", "shop.example/a?b=1", [Kept("https://shop.example/a?b=1", "https://shop.example/a?b=1")], "https://shop.example/a?b=1"),
        ("link", "mailto:a@b.example", [Kept("mailto:a@b.example", "mailto:a@b.example")], "mailto:a@b.example"),
        ("reference", "Ada (Ltd) (#17)", [Kept("17", "17", 17)], "#17"),
    ],
)  # fmt: skip
def test_value_is_kept_in_its_one_form(kind: str, raw: object, kept: list[Kept], said: str) -> None:
    it = field(kind, choices=SIZES if "choice" in kind else [])
    assert kinds.read(it, raw) == kept
    assert kinds.said(it, [each.text for each in kept]) == said


@pytest.mark.parametrize(
    ("kind", "raw", "error"),
    [
        ("text", "a\0b", "There is a character in this that cannot be kept (a zero byte). Type it anew."),
        ("text", "x" * 501, "At most 500 characters; these are 501."),
        ("number", "a few", "This is no number. Write it like 1250 or 12.5."),
        ("number", "1e400", "This is no number. Write it like 1250 or 12.5."),
        ("money", "24 USD", "This is no amount in EUR. Write it like 24.50."),
        ("date", "1984-02-30", "This is no date. Write year-month-day, like 1984-12-03."),
        ("yes_no", "perhaps", "Say yes or no."),
        ("choice", "huge", "“huge” is none of these: Small, Large, really."),
        ("email", "ada at shop", "This is no e-mail address. Write it like name@shop.example."),
        ("phone", "12", "This is no phone number. Write it with its country code, like +44 20 7946 0958."),
        ("link", "javascript:alert(1)", "This is no link. Write it like https://shop.example/page or mailto:name@shop.example."),
        ("link", "data:text/html,hi", "This is no link. Write it like https://shop.example/page or mailto:name@shop.example."),
        ("reference", "nobody", "Choose a customer from those offered, or give their number, like #17."),
        ("text", ["a"], "Give one value here."),
    ],
)  # fmt: skip
def test_value_that_does_not_fit_is_refused_with_a_way_out(kind: str, raw: object, error: str) -> None:
    with pytest.raises(NotTaken) as refused:
        kinds.read(field(kind, choices=SIZES if kind == "choice" else []), raw)
    assert str(refused.value) == error


@pytest.mark.parametrize("kind", Field.Kind.values)
@pytest.mark.parametrize("nothing", [None, "", "  ", [], ()])
def test_nothing_is_no_value_of_any_kind(kind: str, nothing: object) -> None:
    assert kinds.read(field(kind, choices=SIZES), nothing) == []


FORM = "This has not the form it must have: “AA-99*”, where 9 is a digit, A a letter and * either."


@pytest.mark.parametrize(
    ("kind", "limits", "good", "bad", "error"),
    [
        ("number", {"least": "1", "most": "10"}, "10", "10.5", "At most 10."),
        ("money", {"least": "5", "currency": "GBP"}, "5", "4.99", "At least £5.00."),
        ("date", {"least": "2020-01-01"}, "2020-01-01", "2019-12-31", "At least 1 January 2020."),
        ("text", {"length": 3}, "abc", "abcd", "At most 3 characters; these are 4."),
        ("text", {"pattern": "AA-99*"}, "de-12x", "de-1x2", FORM),
    ],
)  # fmt: skip
def test_limits_hold(kind: str, limits: dict[str, Any], good: str, bad: str, error: str) -> None:
    assert len(kinds.read(field(kind, limits=limits), good)) == 1
    with pytest.raises(NotTaken) as refused:
        kinds.read(field(kind, limits=limits), bad)
    assert str(refused.value) == error


RAW = {
    "number": st.decimals(-(10**9), 10**9, places=4).map(str),
    "money": st.decimals(-(10**9), 10**9, places=2).map(str),
    "date": st.dates(),
    "yes_no": st.sampled_from(["yes", "no"]),
    "text": st.text(st.characters(exclude_characters="\0"), max_size=80),
    "choices": st.lists(st.sampled_from(["s", "l"])),
}


@given(data=st.data(), kind=st.sampled_from(sorted(RAW)))
def test_what_is_kept_is_read_again_as_the_same(data: st.DataObject, kind: str) -> None:
    it = field(kind, choices=SIZES)
    kept = kinds.read(it, data.draw(RAW[kind]))
    texts = [each.text for each in kept]
    assert kinds.read(it, texts if kind == "choices" else "".join(texts)) == kept


@given(st.lists(st.decimals(-(10**9), 10**9, places=3), max_size=8))
def test_numbers_are_ordered_by_what_is_kept(numbers: list[Decimal]) -> None:
    it = field("number")
    kept = [kinds.read(it, number)[0] for number in numbers]
    assert [each.text for each in sorted(kept, key=lambda each: each.number or 0)] == [
        kinds.plain_number(number) for number in sorted(numbers)
    ]
