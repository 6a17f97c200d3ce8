"""API tokens: never more than their colleague may, shown once, ended at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from regulars.access.acting import acting_as
from regulars.access.tokens.actions import make_token, revoke_token
from regulars.access.tokens.models import Token
from regulars.access.tokens.queries import acting_by, my_tokens
from regulars.access.users.actions import change_colleague
from regulars.access.users.queries import acting_of
from regulars.kit.refused import Refused
from regulars.timeline import audit

pytestmark = pytest.mark.django_db


def made(user: Any, scopes: list[str], days: int | None = None) -> tuple[Token, str]:
    with acting_as(acting_of(user)):
        return make_token("Shop", scopes, days, actor=user.actor)


def test_token_acts_for_its_colleague_within_its_scopes(bob: Any) -> None:
    token, secret = made(bob, ["customers.see"])
    who = acting_by(secret)
    assert who is not None
    assert (who.actor, who.user_id, who.permissions) == (f"token:{token.pk}", bob.pk, {"customers.see"})


def test_secret_is_kept_only_as_a_hash(bob: Any) -> None:
    token, secret = made(bob, ["customers.see"])
    row = Token.objects.filter(pk=token.pk).values().get()
    assert [value for value in row.values() if secret in str(value)] == []
    assert [line.changes for line in audit.page().lines] == [{"scopes": [[], ["customers.see"]]}]


@pytest.mark.parametrize(
    ("name", "scopes", "days", "field"),
    [
        ("", ["customers.see"], None, "name"),
        ("Shop", [], None, "scopes"),
        ("Shop", ["imports.run"], None, "scopes"),
        ("Shop", ["customers.eat"], None, "scopes"),
        ("Shop", ["customers.see"], 0, "days"),
    ],
)
def test_token_that_cannot_be_is_refused(bob: Any, name: str, scopes: list[str], days: int | None, field: str) -> None:
    with acting_as(acting_of(bob)), pytest.raises(Refused) as refused:
        make_token(name, scopes, days, actor=bob.actor)
    assert (list(refused.value.errors), Token.objects.count()) == ([field], 0)


def test_house_makes_no_tokens() -> None:
    with pytest.raises(Refused):
        make_token("Shop", ["customers.see"], None, actor="house")


def test_revoked_expired_and_unknown_secrets_let_nobody_act(bob: Any) -> None:
    token, revoked = made(bob, ["customers.see"])
    with acting_as(acting_of(bob)):
        revoke_token(token.pk, actor=bob.actor)
    late, expired = made(bob, ["customers.see"], days=1)
    Token.objects.filter(pk=late.pk).update(expires_at=late.created_at - timedelta(seconds=1))
    assert [acting_by(secret) for secret in (revoked, expired, "ra_guess", "")] == [None] * 4


def test_token_ends_with_the_access_of_its_colleague(alice: Any, bob: Any) -> None:
    _, secret = made(bob, ["customers.see"])
    change_colleague(bob.pk, active=False, actor=alice.actor)
    assert acting_by(secret) is None


def test_lesser_role_makes_the_token_less(alice: Any, bob: Any) -> None:
    _, secret = made(bob, ["customers.see", "customers.edit"])
    change_colleague(bob.pk, role="auditor", actor=alice.actor)
    who = acting_by(secret)
    assert who is not None
    assert who.permissions == {"customers.see"}


def test_colleague_sees_and_ends_only_their_own(alice: Any, bob: Any) -> None:
    hers, _ = made(alice, ["audit.see"])
    his, _ = made(bob, ["customers.see"])
    with acting_as(acting_of(bob)):
        assert my_tokens() == [his]
        with pytest.raises(Token.DoesNotExist):
            revoke_token(hers.pk, actor=bob.actor)
    with acting_as(acting_of(alice)):
        assert my_tokens() == [his, hers]
        assert revoke_token(his.pk, actor=alice.actor).revoked_at is not None


def test_use_is_noted_to_the_minute(bob: Any, django_assert_num_queries: Any) -> None:
    _, secret = made(bob, ["customers.see"])
    acting_by(secret)
    with django_assert_num_queries(1):
        acting_by(secret)
    assert Token.objects.get().last_used_at is not None
