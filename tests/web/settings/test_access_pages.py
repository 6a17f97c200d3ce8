"""Settings of who sees what: teams, roles, tokens, the API's description, the audit."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.web.conftest import client_of

from regulars.access.tokens.models import Token
from regulars.access.users.models import RoleRule, Team, User
from regulars.access.users.queries import forget_role_rules
from regulars.know.customers.models import Customer
from regulars.know.identities.actions import add_customer
from regulars.know.merges.actions import merge
from regulars.timeline import audit

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(alice: Any) -> Customer:
    return add_customer({"name": "Ada Brandt", "email": "ada@brandt.example"}, actor=alice.actor)


def test_team_is_made_filled_renamed_and_ended(as_alice: Client, bob: Any) -> None:
    as_alice.post("/settings/teams/", {"name": "Berlin"})
    team = Team.objects.get()
    as_alice.post(f"/settings/people/{bob.pk}/teams/", {"teams": [str(team.pk)]})
    as_alice.post(f"/settings/teams/{team.pk}/rename/", {"name": "Hamburg"})
    assert [str(team) for team in bob.teams.all()] == ["Hamburg"]
    as_alice.post(f"/settings/teams/{team.pk}/remove/")
    assert Team.objects.count() == 0


def test_team_without_a_name_says_so_at_the_field(as_alice: Client) -> None:
    answer = as_alice.post("/settings/teams/", {"name": " "})
    assert (answer.status_code, "Give the team a name" in answer.content.decode()) == (422, True)


def test_role_is_kept_from_a_field_and_from_others_customers(as_alice: Client, as_bob: Client, ada: Customer) -> None:
    as_alice.post("/settings/roles/agent/", {"sees": "all", "hidden": ["email", "nonsense"]})
    assert RoleRule.objects.get().hidden == ["email"]
    assert "ada@brandt.example" not in as_bob.get(f"/customers/{ada.pk}/").content.decode()
    as_alice.post("/settings/roles/agent/", {"sees": "own"})
    assert as_bob.get(f"/customers/{ada.pk}/").status_code == 404
    assert "Ada Brandt" not in as_bob.get("/customers/").content.decode()


def test_owner_cannot_be_kept_from_anything(as_alice: Client) -> None:
    as_alice.post("/settings/roles/owner/", {"sees": "own"})
    assert RoleRule.objects.count() == 0


def test_token_is_shown_once_and_revoked(as_bob: Client) -> None:
    made = as_bob.post(
        "/settings/tokens/", {"name": "Shop", "scopes": ["customers.see"], "days": "90"}
    ).content.decode()
    token = Token.objects.get()
    assert ("ra_" in made, "ra_…" + token.hint in as_bob.get("/settings/tokens/").content.decode()) == (True, True)
    as_bob.post(f"/settings/tokens/{token.pk}/revoke/")
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_token_without_a_scope_says_so(as_bob: Client) -> None:
    answer = as_bob.post("/settings/tokens/", {"name": "Shop", "days": "90"})
    assert (answer.status_code, Token.objects.count()) == (422, 0)


def test_description_of_the_api_lists_its_calls(as_bob: Client) -> None:
    page = as_bob.get("/settings/api/").content.decode()
    assert ("GET /api/customers" in page, "POST /api/may-contact" in page) == (True, True)


def test_audit_tells_who_looked_and_changed_and_is_taken_out(as_alice: Client, as_bob: Client, ada: Customer) -> None:
    as_bob.get(f"/customers/{ada.pk}/")
    page = as_alice.get("/settings/audit/").content.decode()
    assert ("Bob Brandt" in page, "Looked at a customer" in page, "Ada Brandt" in page) == (True, True, True)
    file = as_alice.get("/settings/audit/audit.csv", {"name": "customer.seen"})
    text = b"".join(file.streaming_content).decode("utf-8-sig")
    assert [line.split(",")[1] for line in text.splitlines()[1:]] == ["Bob Brandt"]
    assert audit.page().lines[0].name == "audit.exported"


def test_audit_of_one_customer_covers_all_their_parts(as_alice: Client, ada: Customer) -> None:
    part = add_customer({"name": "A. Brandt"}, actor="user:1")
    Customer.objects.filter(pk=part.pk).update(merged_into=ada)
    page = as_alice.get("/settings/audit/", {"customer": ada.pk}).content.decode()
    assert page.count("<td>Customer created") == 2


def test_audit_page_costs_a_fixed_number_of_queries(
    as_alice: Client, ada: Customer, django_assert_num_queries: Any
) -> None:
    for _ in range(10):
        as_alice.get(f"/customers/{ada.pk}/")
    as_alice.get("/settings/audit/")
    # The colleague; the lines; their names; the customers; the colleagues to choose from.
    with django_assert_num_queries(6):
        as_alice.get("/settings/audit/")


def test_what_a_role_may_not_see_stands_in_no_audit_and_on_no_merge(as_alice: Client, ada: Customer) -> None:
    marta = client_of(User.objects.create_user("marta@unfold.example", "correct horse battery", role="manager"))
    pages = (
        "/settings/audit/", "/settings/audit/?text=nameless", "/settings/audit/audit.csv", f"/customers/{ada.pk}/",
        f"/customers/{ada.pk}/panels/",
    )  # fmt: skip
    nameless = add_customer({"email": "nameless@brandt.example"}, actor="user:1")
    merge(ada.pk, nameless.pk, {}, actor="user:1")
    RoleRule.objects.create(role="manager", hidden=["phone"])
    forget_role_rules()
    try:
        assert [shows(marta, page) for page in pages] == [True] * len(pages)
        RoleRule.objects.update(hidden=["email"])
        forget_role_rules()
        assert [shows(marta, page) for page in pages] == [False] * len(pages)
        assert [shows(as_alice, page) for page in pages] == [True] * len(pages)
    finally:
        RoleRule.objects.all().delete()
        forget_role_rules()


def shows(client: Client, page: str) -> bool:
    answer = client.get(page)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return b"@brandt.example" in content


@pytest.mark.parametrize(
    "path", ["/settings/teams/", "/settings/roles/", "/settings/audit/", "/settings/audit/audit.csv"]
)
def test_agent_is_refused(as_bob: Client, path: str) -> None:
    assert as_bob.get(path).status_code == 403
