"""From a call to a fact."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from regulars.know.identities.who import Profile
from regulars.listen.intake.facts import Fact
from regulars.listen.tracking.calls import LARGEST_CALL, Unreadable, read_call
from regulars.listen.tracking.reading import Circumstances, read_fact

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def fact(kind: str = "track", received: datetime = NOON, sent: datetime | None = None, **call: Any) -> Fact:
    return read_fact(read_call(json.dumps(call).encode()), kind, Circumstances("shop", received, "EUR", sent))


def refusal(kind: str = "track", **call: Any) -> tuple[str, str]:
    with pytest.raises(Unreadable) as refused:
        fact(kind, **call)
    return refused.value.problem.field, refused.value.problem.message


def test_a_page_view_of_a_visitor() -> None:
    page = {"path": "/a", "url": "https://shop.example/a", "title": "A", "referrer": ""}
    context = {"page": page, "ip": "8.8.8.8", "userAgent": "Firefox", "campaign": {"name": "spring"}}
    told = fact("page", anonymousId="device", context=context, name="Article")
    assert (told.entry.name, told.entry.channel, told.entry.payload.title) == ("page.viewed", "web", "Article")
    assert (told.entry.payload.path, told.entry.payload.url) == ("/a", "https://shop.example/a")
    assert told.entry.payload.more == {"context": {"userAgent": "Firefox", "campaign": {"name": "spring"}}}
    assert told.who is not None
    assert (told.who.anonymous_id, told.who.external_id) == ("device", "")


def test_traits_become_the_profile() -> None:
    traits = {
        "firstName": "Ann", "lastName": "Abel", "email": "ann@example.com", "phone": "+44 20 7946 0958", "plan": "gold",
        "address": {"city": "Leeds", "country": "GB", "street": "Long Row"}, "birthday": "1990-05-04T00:00:00Z",
    }  # fmt: skip
    told = fact("identify", userId="1", traits=traits, context={"locale": "en-GB"})
    assert told.who is not None
    assert told.who.profile == Profile(
        name="Ann Abel", email="ann@example.com", phone="+44 20 7946 0958", city="Leeds", country="GB", language="en-GB",
        birthday=datetime(1990, 5, 4, tzinfo=UTC).date(), traits={"plan": "gold", "address": traits["address"]},
    )  # fmt: skip
    assert told.entry.payload.changes["email"] == [None, "ann@example.com"]


def test_an_address_as_user_id_is_an_address_too() -> None:
    told = fact(userId="Ann@Example.com", event="Song Played")
    assert told.who is not None
    assert told.who.keys() == ["external:shop:Ann@Example.com", "email:ann@example.com"]


def test_a_group_call_names_the_company_and_the_person() -> None:
    told = fact("group", userId="1", groupId="i", traits={"name": "Initech", "employees": 3})
    assert (told.entry.name, told.entry.payload.note) == ("company.joined", "Initech")
    assert told.company is not None
    assert (told.company.external(), told.company.profile) == (
        "company:shop:i", Profile(name="Initech", traits={"employees": 3}),
    )  # fmt: skip


def test_a_group_call_about_nobody_tells_of_the_company_alone() -> None:
    told = fact("group", groupId="i", traits={"name": "Initech"})
    assert (told.entry.name, told.company) == ("customer.identified", None)
    assert told.who is not None
    assert told.who.company


def test_an_alias_names_what_the_previous_id_may_have_been() -> None:
    told = fact("alias", userId="1", previousId="ann@example.com")
    assert told.who is not None
    assert told.who.previous == ("anonymous:ann@example.com", "external:shop:ann@example.com", "email:ann@example.com")


def test_an_order_keeps_lines_amount_and_currency() -> None:
    properties = {"order_id": "A", "revenue": 20, "currency": "usd", "products": [{"id": "c", "price": 20}]}
    told = fact(userId="1", event="Order Completed", properties=properties)
    assert (told.entry.name, told.entry.channel, told.entry.amount, told.entry.currency) == (
        "order.completed", "shop", 20, "USD",
    )  # fmt: skip


def test_an_order_without_currency_is_in_that_of_the_business() -> None:
    assert fact(userId="1", event="Order Completed", properties={"revenue": 20}).entry.currency == "EUR"


def test_an_order_in_a_phone_or_a_shop_says_so() -> None:
    order = {"userId": "1", "event": "Order Completed"}
    assert fact(**order, channel="mobile").entry.channel == "app"
    assert fact(**order, properties={"channel": "store"}).entry.channel == "store"
    assert fact(**order, properties={"channel": "nowhere"}).entry.channel == "shop"


def test_an_event_without_a_word_keeps_its_name_and_all_it_told() -> None:
    told = fact(userId="1", event="Song Played", properties={"name": "Fallin", "revenue": "free"})
    assert (told.entry.name, told.entry.payload.event, told.entry.amount) == ("event.told", "Song Played", None)
    assert told.entry.payload.more == {"name": "Fallin", "revenue": "free"}


def test_a_survey_answer_is_read_as_one() -> None:
    told = fact(userId="1", event="Survey Answered", properties={"scale": "nps", "score": "9", "page": 3})
    assert (told.entry.name, told.entry.payload.score, told.entry.payload.more) == ("survey.answered", 9.0, {"page": 3})


def test_times_are_those_of_the_sender_set_right() -> None:
    sent = NOON + timedelta(hours=2)
    told = fact(userId="1", event="x", timestamp="2026-03-01T13:59:00Z", sent=sent)
    assert told.entry.occurred_at == NOON - timedelta(minutes=1)
    assert fact(userId="1", event="x", originalTimestamp="2020-01-01T00:00:00Z").entry.occurred_at.year == 2020


def test_the_message_id_names_the_call_within_its_type() -> None:
    assert fact(userId="1", event="x", messageId="m").entry.source_id == "m"
    assert fact("page", userId="1", messageId="m").entry.source_id == "page:m"
    assert fact(userId="1", event="x", messageId=17).entry.source_id == "17"


def test_a_long_message_id_is_kept_as_its_hash() -> None:
    one, other = (fact(userId="1", event="x", messageId=letter * 300).entry.source_id for letter in "ab")
    assert (len(one), one == other) == (71, False)


def test_without_message_id_the_same_words_are_the_same_call_for_an_hour() -> None:
    def said(minutes: int, **more: Any) -> str:
        return fact(received=NOON + timedelta(minutes=minutes), userId="1", event="x", **more).entry.source_id

    assert said(0) == said(30) == said(0, sentAt="2026-03-01T12:00:00Z")
    assert len({said(0), said(90), said(0, properties={"a": 1})}) == 3
    assert said(0, timestamp="2026-03-01T11:00:00Z") == said(90, timestamp="2026-03-01T11:00:00Z")


@pytest.mark.parametrize(
    ("kind", "call", "field"),
    [
        ("track", {"userId": "1"}, "event"),
        ("track", {"userId": "1", "event": "  "}, "event"),
        ("track", {"userId": "1", "event": 5}, "event"),
        ("track", {"userId": ["1"], "event": "x"}, "userId"),
        ("track", {"userId": True, "event": "x"}, "userId"),
        ("track", {"userId": "1" * 255, "event": "x"}, "userId"),
        ("track", {"userId": "1", "event": "x", "properties": []}, "properties"),
        ("track", {"userId": "1", "event": "x", "context": "x"}, "context"),
        ("track", {"userId": "1", "event": "x", "timestamp": "soon"}, "timestamp"),
        ("track", {"userId": "1", "event": "x", "sentAt": {}}, "sentAt"),
        ("track", {"userId": "1", "event": "Survey Answered", "properties": {"score": "best"}}, "properties.score"),
        ("track", {"userId": "1", "event": "Call Held", "properties": {"minutes": "ten"}}, "properties.minutes"),
        ("identify", {"traits": {"name": "Ann"}}, "userId"),
        ("group", {"userId": "1"}, "groupId"),
        ("alias", {"userId": "1"}, "previousId"),
        ("alias", {"previousId": "1"}, "userId"),
        ("", {"userId": "1", "event": "x"}, "type"),
        ("", {"userId": "1", "type": "shout"}, "type"),
    ],
)
def test_a_malformed_call_names_its_field(kind: str, call: dict[str, Any], field: str) -> None:
    assert refusal(kind, **call)[0] == field


def test_a_call_of_more_than_its_bound_is_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        read_call(b'{"event": "' + b"x" * LARGEST_CALL + b'"}')
    assert refused.value.problem.too_large


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b'{"event": "\xff"}', b'{"event": "\\ud800"}'])
def test_what_is_no_call_is_refused(body: bytes) -> None:
    with pytest.raises(Unreadable, match=r"^call: "):
        read_call(body)
