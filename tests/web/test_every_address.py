"""Every address, found in the code and not listed here: Alice owns the business, Bob answers the customers of another team,
Charlie's account is closed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from regulars.access.acting import acting_as
from regulars.access.permissions import Role, granted
from regulars.access.roles.actions import set_role_rule
from regulars.access.teams.actions import choose_teams, create_team
from regulars.access.tokens.actions import make_token
from regulars.access.users.queries import acting_of
from regulars.know.customers.models import Customer
from regulars.know.identities.actions import add_customer
from regulars.web.who_may_what import Address, addresses

pytestmark = pytest.mark.django_db
# What must reach nobody who may not see her: a word of each field.
TRACES = ("Zephyrine", "zephyrine@quorra.example", "+442079460958", "Quorrastreet")
WORDS = {"role": "agent", "kind": "visits", "key": "repeat", "token": "nothing", "name": "nothing"}
AGENT = granted(Role.AGENT)


@pytest.fixture
def zephyrine(alice: Any, bob: Any) -> Customer:
    """A customer of a team that Bob is not in; his role sees only its own teams'."""
    hers, his = create_team("Hers", actor="house"), create_team("His", actor="house")
    choose_teams(bob.pk, [his.pk], actor="house")
    set_role_rule("agent", sees="team", hidden=[], needs_second_factor=False, actor="house")
    name, email, phone, street = TRACES
    made = add_customer({"name": name, "email": email, "phone": phone, "street": street}, actor="house")
    Customer.objects.filter(pk=made.pk).update(team=hers)
    return made


def path_to(address: Address, customer: Customer) -> str:
    """The address with the customer's number for every number, and a word for every word."""

    def filled(found: re.Match[str]) -> str:
        kind, name = found[1] or "str:", found[2]
        return str(customer.pk) if kind == "int:" or name == "pk" else WORDS.get(name, "x")

    return "/" + re.sub(
        r"<(\w+:)?(\w+)>|\{(?:\w+:)?(\w+)\}",
        lambda m: filled(m) if m[2] else str(customer.pk),
        re.sub(r"\(\?P<\w+>[^)]*\)", "x", address.pattern),
    )


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens within has not happened afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def browser(user: Any, api: bool) -> Client:
    """Logged in, and with a token that may everything they may."""
    client = Client(headers={"host": "localhost"}, raise_request_exception=False)
    if user is None:
        return client
    if api:
        with acting_as(acting_of(user)):
            if not user.is_active:
                return client
            _, secret = make_token("All", sorted(granted(Role(user.role))), None, actor=user.actor)
        return Client(headers={"host": "localhost", "authorization": f"Bearer {secret}"}, raise_request_exception=False)
    client.force_login(user)
    return client


def answers(user: Any, customer: Customer) -> Iterator[tuple[str, Address, HttpResponse]]:
    """(how it was asked, the address, the answer) for every address, read and written to."""
    for address in addresses():
        path, api = path_to(address, customer), address.pattern.startswith("api/")
        for method in [address.method] if address.method else ["GET", "POST"]:
            with undone():
                client = browser(user, api)
                answer = client.generic(
                    method,
                    path,
                    b"{}" if api else b"",
                    "application/json" if api else "application/x-www-form-urlencoded",
                )
                yield f"{method} {path}", address, answer  # type: ignore[misc]


def text_of(answer: Any) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode(errors="replace")


def test_nothing_breaks_for_the_owner_and_nothing_is_closed_to_her(alice: Any, zephyrine: Customer) -> None:
    wrong: dict[str, int] = {}
    read: set[str] = set()
    for asked, address, answer in answers(alice, zephyrine):
        if answer.status_code >= 500 or (not address.public and answer.status_code in {401, 403}):
            wrong[asked] = answer.status_code
        text = text_of(answer)
        read |= {trace for trace in TRACES if trace in text}
    # She reads of her customer, so that it means something when others do not.
    assert (wrong, read) == ({}, set(TRACES))


def test_agent_of_another_team_is_refused_finds_no_page_and_reads_nothing(bob: Any, zephyrine: Customer) -> None:
    wrong: dict[str, Any] = {}
    for asked, address, answer in answers(bob, zephyrine):
        status = answer.status_code
        hers = re.match(r"(api/)?customers/[<{](int:)?pk[>}]", address.pattern)
        if status >= 500 or (address.permission and address.permission not in AGENT and status not in {403, 405}):
            wrong[asked] = status
        elif hers and status not in {403, 404, 405} and not (address.method and status == 422):
            # (The API looks at the form of what is sent before it looks for the customer.)
            wrong[asked] = status
        elif any(trace in text_of(answer) for trace in TRACES):
            wrong[asked] = "tells of her"
    assert wrong == {}


@pytest.mark.parametrize("who", ["charlie", "visitor"])
def test_closed_account_and_visitor_get_nothing_anywhere(who: str, charlie: Any, zephyrine: Customer) -> None:
    user = charlie if who == "charlie" else None
    wrong: dict[str, Any] = {}
    for asked, address, answer in answers(user, zephyrine):
        if any(trace in text_of(answer) for trace in TRACES):
            wrong[asked] = "tells of her"
        elif address.public:
            continue
        elif address.pattern.startswith("api/"):
            if answer.status_code != 401:
                wrong[asked] = answer.status_code
        elif answer.status_code != 405 and not answer.get("Location", "").startswith("/login/"):
            wrong[asked] = answer.status_code
    assert wrong == {}
