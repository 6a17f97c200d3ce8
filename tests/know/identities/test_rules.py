"""The rules as data: what only suggests, limits, and the owner's choices, through calls."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regulars.access.acting import NOBODY, acting_as
from regulars.access.users.queries import acting_of
from regulars.kit.refused import Refused
from regulars.know.customers.models import Customer
from regulars.know.identities.actions import change_rules, free_identity, give_identity, mark_identity, resolve
from regulars.know.identities.models import Identity, RuleChoice
from regulars.know.identities.queries import current_rules
from regulars.know.identities.rules import Rules, rules_with
from regulars.know.identities.who import Profile, Who
from regulars.know.search.queries import search_customers
from regulars.timeline.models import AuditLine, Interaction

pytestmark = pytest.mark.django_db


def shop(number: str, **more: Any) -> Who:
    return Who(source="shop", external_id=number, **more)


def of(*calls: Who) -> list[int]:
    """The customer of each call, each told in a batch of its own."""
    return [resolve([call]).customer_ids[0] for call in calls]


def identity(value: str) -> Identity:
    return Identity.objects.get(value=value)


def test_a_role_address_joins_no_two_systems() -> None:
    one, other = of(
        shop("1", email="info@abel.example"), Who(source="till", external_id="9", email="info@abel.example")
    )
    assert one != other


def test_a_personal_address_joins_two_systems() -> None:
    one, other = of(shop("1", email="ann@abel.example"), Who(source="till", external_id="9", email="ann@abel.example"))
    assert one == other


def test_mail_from_a_role_address_is_not_the_persons_who_gave_it() -> None:
    [person] = of(shop("1", email="info@abel.example"))
    first, second = of(Who(email="info@abel.example"), Who(email="info@abel.example"))
    assert first == second != person
    assert identity("info@abel.example").customer_id == first


def test_mail_from_a_companys_role_address_is_the_companys() -> None:
    firm = Who(source="shop", external_id="1", company=True, email="info@abel.example")
    company, mail = of(firm, Who(email="info@abel.example"))
    assert company == mail


def test_a_role_address_somebody_wrote_from_first_stays_with_its_mailbox() -> None:
    mailbox, person, again = of(
        Who(email="sales@abel.example"), shop("1", email="sales@abel.example"), Who(email="sales@abel.example")
    )
    assert mailbox == again != person


def test_an_address_marked_as_shared_proves_nobody_from_the_next_call_on() -> None:
    [ann] = of(shop("1", email="family@abel.example"))
    mark_identity(identity("family@abel.example").pk, shared=True, actor="user:1")
    [other] = of(Who(source="till", external_id="9", email="family@abel.example"))
    assert other != ann


def test_a_role_address_marked_as_personal_proves_its_owner() -> None:
    [ann] = of(shop("1", email="info@ann.example"))
    mark_identity(identity("info@ann.example").pk, shared=False, actor="user:1")
    assert of(Who(email="info@ann.example")) == [ann]


def test_a_phone_marked_as_shared_leads_to_nobody_known_by_better() -> None:
    [ann] = of(shop("1", phone="+442079460958"))
    assert of(Who(phone="+442079460958")) == [ann]
    mark_identity(identity("+442079460958").pk, shared=True, actor="user:1")
    assert of(Who(phone="+442079460958")) != [ann]


def test_an_id_is_marked_as_shared_by_nobody() -> None:
    of(shop("1"))
    with pytest.raises(Refused, match="Only an e-mail address or a phone"):
        mark_identity(identity("1").pk, shared=True, actor="user:1")


def test_an_address_told_with_an_id_of_a_trusted_source_is_verified() -> None:
    of(shop("1", email="ann@example.com"), Who(email="bo@example.com"))
    assert [identity(value).verified for value in ("ann@example.com", "bo@example.com")] == [True, False]


def test_unverified_addresses_prove_nobody_when_the_owner_chose_so() -> None:
    change_rules({"email_proof": "verified"}, actor="user:1")
    [bo] = of(Who(email="bo@example.com"))
    [till] = of(Who(source="till", external_id="9", email="bo@example.com"))
    assert till != bo
    mark_identity(identity("bo@example.com").pk, verified=True, actor="user:1")
    assert of(Who(source="web", external_id="5", email="bo@example.com")) == [bo]


def test_ids_of_a_source_nobody_trusts_join_nobody() -> None:
    change_rules({"untrusted": ["raffle"]}, actor="user:1")
    ann, bo = of(
        Who(source="raffle", external_id="1", email="ann@example.com"),
        Who(source="raffle", external_id="1", email="bo@example.com"),
    )
    assert ann != bo


def test_a_customer_has_no_more_addresses_than_allowed_and_it_is_said() -> None:
    change_rules({"limit.email": 2}, actor="user:1")
    resolved = [resolve([shop("1", email=f"a{n}@example.com")]) for n in range(4)]
    assert len({each.customer_ids[0] for each in resolved}) == 1
    assert sorted(Identity.objects.filter(kind="email").values_list("value", flat=True)) == [
        "a0@example.com", "a1@example.com",
    ]  # fmt: skip
    assert [each.refused for each in resolved] == [
        [], [], *([(f"email:a{n}@example.com", resolved[0].customer_ids[0])] for n in (2, 3)),
    ]  # fmt: skip


def test_a_limit_holds_within_one_batch_as_over_many() -> None:
    change_rules({"limit.anonymous": 3}, actor="user:1")
    resolve([shop("1", anonymous_id=f"device{n}") for n in range(5)])
    assert Identity.objects.filter(kind="anonymous").count() == 3


def test_a_visitor_beyond_the_limit_of_devices_stays_a_visitor() -> None:
    change_rules({"limit.anonymous": 1}, actor="user:1")
    [ann, visitor] = of(shop("1", anonymous_id="phone"), Who(anonymous_id="laptop"))
    resolved = resolve([shop("1", anonymous_id="laptop")])
    assert (resolved.customer_ids, resolved.joined, resolved.refused) == ([ann], [], [(str(visitor), ann)])
    assert Customer.objects.get(pk=visitor).merged_into_id is None


def test_an_ordinary_batch_asks_no_more_than_before() -> None:
    of(shop("1", email="ann@example.com", anonymous_id="phone"))
    with CaptureQueriesContext(connection) as captured:
        resolve([shop("1", anonymous_id="phone")])
    assert len([q for q in captured.captured_queries if q["sql"].lstrip().startswith("SELECT")]) == 1


def test_a_freed_identifier_leads_elsewhere_from_the_next_call_on() -> None:
    [ann] = of(shop("1", email="ann@example.com", profile=Profile(name="Ann", email="ann@example.com")))
    free_identity(identity("ann@example.com").pk, actor="user:1")
    assert Customer.objects.get(pk=ann).email == ""
    assert search_customers("ann@example.com") == []
    [other] = of(Who(email="ann@example.com"))
    assert other != ann
    [line] = Interaction.objects.filter(name="identity.freed")
    assert (line.customer_id, line.properties["changes"]) == (
        ann, {"email": ["ann@example.com", None]},
    )  # fmt: skip


def test_a_freed_identifier_is_given_to_another_by_hand() -> None:
    ann, bo = of(shop("1"), shop("2"))
    free_identity(identity("1").pk, actor="user:1")
    give_identity(bo, "external", "1", source="shop", actor="user:1")
    assert of(shop("1")) == [bo]
    assert [c.pk for c in search_customers("1")] == [bo]
    assert Customer.objects.filter(pk=ann).exists()


def test_an_identifier_of_somebody_is_given_to_nobody_else() -> None:
    _, bo = of(shop("1", email="ann@example.com"), shop("2"))
    with pytest.raises(Refused, match="belongs to"):
        give_identity(bo, "email", "Ann@example.com", actor="user:1")


def test_choices_are_rows_and_audited(alice: Any) -> None:
    with acting_as(acting_of(alice)):
        rules = change_rules({"limit.email": "5", "role_words": ["Info", "desk "]}, actor=alice.actor)
    assert (rules.limits["email"], rules.role_words) == (5, frozenset({"info", "desk"}))
    assert current_rules() == rules
    assert set(RuleChoice.objects.values_list("name", flat=True)) == {"limit.email", "role_words"}
    assert AuditLine.objects.get(name="recognition.changed").changes["limit.email"] == [10, 5]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"limit.email": "0"}, "limit.email"),
        ({"limit.email": "many"}, "limit.email"),
        ({"email_proof": "none"}, "email_proof"),
        ({"role_words": ["info@"]}, "role_words"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_is_no_choice_is_refused_and_changes_nothing(values: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        change_rules(values, actor="user:1")
    assert set(refused.value.errors) == {field}
    assert RuleChoice.objects.count() == 0


def test_rules_without_choices_are_the_declared_ones() -> None:
    assert rules_with({}) == Rules()


def test_an_agent_changes_no_rule_and_nobody_frees_anything(bob: Any) -> None:
    of(shop("1"))
    with acting_as(acting_of(bob)), pytest.raises(PermissionDenied):
        change_rules({"limit.email": 5}, actor=bob.actor)
    with acting_as(NOBODY), pytest.raises(PermissionDenied):
        free_identity(identity("1").pk, actor="")
