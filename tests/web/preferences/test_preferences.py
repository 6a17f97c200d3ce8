"""The customers' own pages: what they show and keep, to whom they open, and what they never tell."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
from django.core.cache import cache as counts
from django.test import Client
from tests.know.consents.conftest import T0, person, says  # noqa: F401 -- fixtures

from regulars.kit import moments
from regulars.know.consents.links import confirmation_token, preference_token
from regulars.know.consents.may_contact import may_contact
from regulars.know.consents.models import Confirmation, ConsentLine, Purpose, Wording
from regulars.know.consents.reasons import Reason
from regulars.know.customers.models import Customer
from regulars.web.preferences import visiting


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    """Requests are counted by address, and all tests come from one."""
    counts.clear()


@pytest.fixture
def ada(person: Any, says: Any) -> Customer:  # noqa: F811
    """A customer who gets the newsletter."""
    found: Customer = person(name="Ada Brandt", street="12 Elm Row", city="Leith", birthday=T0.date())
    says(found, "granted")
    return found


@cache
def _address(pk: int) -> str:
    """Made once: the moment is part of the token, and the clock goes on."""
    return f"/preferences/{preference_token(pk)}/"


def _page(customer: Any) -> str:
    return _address(customer.pk)


def _boxes(html: str) -> dict[str, bool]:
    return {
        value: " checked" in rest
        for value, rest in re.findall(r'<input type="checkbox" name="on" value="([^"]+)"([^>]*)>', html)
    }


def _words() -> dict[str, str]:
    return {f"words:{purpose.key}": purpose.meaning for purpose in Purpose.objects.all()}


def test_page_shows_what_was_agreed_and_when_and_nothing_else_of_them(visitor: Client, ada: Customer) -> None:
    answer = visitor.get(_page(ada))
    html = answer.content.decode()
    assert answer.status_code == 200
    assert {value for value, on in _boxes(html).items() if on} == {
        "service:mail", "service:phone", "service:sms", "service:chat", "service:post", "newsletter:mail", "profiling:web",
    }  # fmt: skip
    assert "you agreed on 2 March 2026 on a form" in html
    assert "a•••@mail.example" in html
    for secret in ("Brandt", "ada@", "079460958", "Elm Row", "Leith"):
        assert secret not in html
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")
    assert answer.cookies == {}


def test_what_is_ticked_is_kept_with_proof_and_without_javascript(visitor: Client, ada: Customer) -> None:
    shown = list(_boxes(visitor.get(_page(ada)).content.decode()))
    sent = {"on": ["service:mail", "offers:post"], "shown": ["service:mail", "newsletter:mail", "offers:post"]}
    answer = visitor.post(_page(ada), sent | _words(), headers={"user-agent": "Mail/1"})
    assert (answer.status_code, answer["Location"]) == (302, f"{_page(ada)}?done=kept")
    assert "It counts from now on" in visitor.get(answer["Location"]).content.decode()
    lines = ConsentLine.objects.filter(how="preferences").select_related("wording").order_by("purpose")
    assert [(line.state, line.actor) for line in lines] == [
        ("withdrawn", f"customer:{ada.pk}"), ("granted", f"customer:{ada.pk}"),
    ]  # fmt: skip
    assert lines[1].evidence == {"ip": "127.0.0.1", "user_agent": "Mail/1", "page": "preferences:page"}
    assert lines[1].wording.text == Purpose.objects.get(key="offers").meaning
    assert "offers:post" in shown


def test_nothing_at_all_is_one_button(visitor: Client, ada: Customer) -> None:
    visitor.post(_page(ada), {"nothing": "yes"})
    boxes = _boxes(visitor.get(_page(ada)).content.decode())
    assert {value.partition(":")[0] for value, on in boxes.items() if on} == {"service"}


def test_words_changed_meanwhile_are_shown_again(visitor: Client, ada: Customer) -> None:
    sent = {"on": ["offers:post"], "shown": ["offers:post"], "words:offers": "Other words"}
    answer = visitor.post(_page(ada), sent)
    assert answer.status_code == 422
    assert "read it again" in answer.content.decode()


def test_one_click_unsubscribes_and_looking_does_not(visitor: Client, ada: Customer) -> None:
    address = f"{_page(ada)}unsubscribe/newsletter/"
    assert visitor.get(address)["Location"] == _page(ada)
    assert may_contact(ada, "newsletter", "mail").of(ada.pk) == Reason.YES
    answer = Client(enforce_csrf_checks=True, headers={"host": "localhost"}).post(
        address, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 200
    assert may_contact(ada, "newsletter", "mail").of(ada.pk) == Reason.WITHDRAWN
    assert visitor.post(f"{_page(ada)}unsubscribe/gossip/").status_code == 404


@pytest.mark.parametrize("change", [lambda t: t[:-2], lambda t: "2" + t, lambda _: "x", lambda t: t.replace("~", ":")])
def test_a_link_that_is_none_of_ours_opens_nothing(visitor: Client, ada: Customer, change: Any) -> None:
    token = change(preference_token(ada.pk))
    for address in (f"/preferences/{token}/", f"/preferences/confirm/{token}/"):
        assert [visitor.get(address).status_code, visitor.post(address, {"nothing": "yes"}).status_code] == [410, 410]
    assert visitor.post(f"/preferences/{token}/unsubscribe/newsletter/").status_code == 410
    assert ConsentLine.objects.count() == 1


def test_opening_the_link_of_a_mail_confirms_nothing_pressing_the_button_does(visitor: Client, ada: Customer) -> None:
    purpose = Purpose.objects.get(key="research")
    words = Wording.objects.create(purpose=purpose, version=1, text="May we ask you?", digest="d")
    row = Confirmation.objects.create(
        customer=ada, purpose=purpose, wording=words, address=ada.email, asked_at=moments.now()
    )
    address = f"/preferences/confirm/{confirmation_token(row.pk)}/"
    for _ in range(2):
        html = visitor.get(address).content.decode()
        assert "May we ask you?" in html
        assert "ada@" not in html
    assert may_contact(ada, "research", "mail").of(ada.pk) == Reason.UNKNOWN
    assert "Thank you" in visitor.post(address).content.decode()
    assert may_contact(ada, "research", "mail").of(ada.pk) == Reason.YES
    assert ConsentLine.objects.get(how="double").evidence["ip"] == "127.0.0.1"


def test_a_colleague_cannot_speak_for_a_customer(as_alice: Client, ada: Customer) -> None:
    answer = as_alice.post(_page(ada), {"nothing": "yes"})
    assert (answer.status_code, "recorded on their page" in answer.content.decode()) == (403, True)
    assert ConsentLine.objects.count() == 1
    assert as_alice.get(_page(ada)).status_code == 200


def test_who_tries_out_links_is_slowed_down(visitor: Client, ada: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visiting, "MOST", 3)
    answers = [visitor.get(f"/preferences/guess{n}/").status_code for n in range(5)]
    assert answers == [410, 410, 410, 429, 429]


def test_page_asks_the_database_little(visitor: Client, ada: Customer, django_assert_num_queries: Any) -> None:
    address = _page(ada)
    # customer, version of the link, parts, states, lines, purposes
    with django_assert_num_queries(6):
        visitor.get(address)
