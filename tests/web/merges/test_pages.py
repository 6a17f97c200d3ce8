"""The pages on merging, parting and recognising, as people use them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from regulars.know.customers.models import Customer
from regulars.know.identities.actions import resolve
from regulars.know.identities.models import Identity
from regulars.know.identities.queries import current_rules
from regulars.know.identities.who import Profile, Who
from regulars.know.merges.actions import merge, part
from regulars.know.merges.models import Merge
from regulars.know.merges.queries import merges_of, visitors_of

pytestmark = pytest.mark.django_db


def known(number: str, **told: Any) -> int:
    return resolve(
        [Who(source="shop", external_id=number, email=told.get("email", ""), profile=Profile(**told))]
    ).customer_ids[0]


@pytest.fixture
def pair(db: None) -> tuple[int, int]:
    return (
        known("1", name="Ann Abel", city="Leeds", traits={"size": "M"}),
        known("2", name="Anna Abel", email="anna@example.com", traits={"size": "L"}),
    )


def test_the_other_one_is_found_by_a_search(as_alice: Client, pair: tuple[int, int]) -> None:
    ann, anna = pair
    answer = as_alice.get(reverse("merges:find", args=[ann]), {"q": "abel"})
    assert [one.pk for one in answer.context["found"]] == [anna]
    assert reverse("merges:preview", args=[ann, anna]) in answer.content.decode()


def test_the_preview_proposes_what_is_known(as_alice: Client, pair: tuple[int, int]) -> None:
    answer = as_alice.get(reverse("merges:preview", args=pair))
    assert [(row.name, row.winner, row.loser, row.picked) for row in answer.context["rows"]] == [
        ("name", "Ann Abel", "Anna Abel", "winner"),
        ("email", "", "anna@example.com", "loser"),
        ("city", "Leeds", "", "winner"),
        ("traits.size", "M", "L", "winner"),
    ]


def test_picked_and_typed_values_are_kept_and_can_be_parted_again(
    as_alice: Client, alice: Any, pair: tuple[int, int]
) -> None:
    ann, anna = pair
    picked = {
        "pick-name": "own", "own-name": "Ann-Marie Abel", "pick-email": "winner", "pick-city": "loser",
        "pick-traits.size": "loser", "reason": "Said so",
    }  # fmt: skip
    answer = as_alice.post(reverse("merges:preview", args=pair), picked)
    assert answer["Location"] == reverse("customers:one", args=[ann])
    kept = Customer.objects.get(pk=ann)
    assert (kept.name, kept.email, kept.city, kept.traits) == ("Ann-Marie Abel", "", "", {"size": "L"})
    made = Merge.objects.get()
    assert (made.actor, made.reason) == (alice.actor, "Said so")
    shown = as_alice.get(reverse("merges:part", args=[ann, anna]))
    assert ("Town", "", "Leeds") in shown.context["seen"].changes
    as_alice.post(reverse("merges:part", args=[ann, anna]))
    assert Customer.objects.get(pk=ann).city == "Leeds"
    assert Customer.objects.get(pk=anna).merged_into_id is None


def test_a_wrong_value_is_said_beside_its_field_and_nothing_is_merged(as_alice: Client, pair: tuple[int, int]) -> None:
    sent = {"pick-email": "own", "own-email": "nobody"}
    answer = as_alice.post(reverse("merges:preview", args=pair), sent)
    assert answer.status_code == 422
    [row] = [row for row in answer.context["rows"] if row.name == "email"]
    assert (row.picked, row.typed) == ("own", "nobody")
    assert "Write it like" in row.problem
    assert Merge.objects.count() == 0


def test_the_panel_lists_merges_and_leads_back(
    as_alice: Client, pair: tuple[int, int], django_assert_num_queries: Any
) -> None:
    ann, anna = pair
    merge(ann, anna, {}, actor="user:1", reason="Same phone")
    answer = as_alice.get(reverse("customers:panels", args=[ann]))
    page = answer.content.decode()
    assert "Same phone" in page
    assert reverse("merges:part", args=[ann, anna]) in page
    with django_assert_num_queries(2):
        merges_of([ann, anna])
        visitors_of([ann, anna])


def test_an_identifier_is_marked_freed_and_given(as_alice: Client, pair: tuple[int, int]) -> None:
    ann, anna = pair
    address = Identity.objects.get(value="anna@example.com")
    as_alice.post(reverse("merges:identity", args=[anna, address.pk, "shared"]))
    assert Identity.objects.get(pk=address.pk).shared is True
    assert "only suggests" in as_alice.get(reverse("merges:recognised", args=[anna])).content.decode()
    as_alice.post(reverse("merges:identity", args=[anna, address.pk, "free"]))
    assert Customer.objects.get(pk=anna).email == ""
    as_alice.post(reverse("merges:recognised", args=[ann]), {"kind": "email", "value": "Anna@example.com"})
    assert Identity.objects.get(value="anna@example.com").customer_id == ann


def test_an_identifier_of_another_is_refused_in_words(as_alice: Client, pair: tuple[int, int]) -> None:
    answer = as_alice.post(reverse("merges:recognised", args=[pair[0]]), {"kind": "email", "value": "anna@example.com"})
    assert (answer.status_code, "belongs to Anna Abel" in answer.content.decode()) == (422, True)


def test_the_owner_changes_the_rules(as_alice: Client) -> None:
    address = reverse("merges:rules")
    assert as_alice.get(address).status_code == 200
    told = {"email_proof": "verified", "role_words": "info\noffice", "untrusted": "raffle", "limit.email": "3"}
    assert as_alice.post(address, told)["Location"] == address
    rules = current_rules()
    assert (rules.only_verified, rules.untrusted, rules.limits["email"]) == (True, {"raffle"}, 3)
    wrong = as_alice.post(address, {"limit.email": "0"})
    assert (wrong.status_code, current_rules().limits["email"]) == (422, 3)


def test_an_agent_neither_merges_nor_parts_nor_changes_rules(
    as_bob: Client, as_charlie: Client, visitor: Client, pair: tuple[int, int]
) -> None:
    pages = [
        reverse("merges:find", args=[pair[0]]), reverse("merges:preview", args=pair),
        reverse("merges:part", args=pair), reverse("merges:rules"),
    ]  # fmt: skip
    assert [as_bob.get(page).status_code for page in pages] == [403] * 4
    assert [as_bob.post(page).status_code for page in pages[1:]] == [403] * 3
    for client in (as_charlie, visitor):
        assert [client.get(page).status_code for page in pages] == [302] * 4
    assert Merge.objects.count() == 0


@pytest.mark.parametrize("form", ["csv", "excel", "jsonl", "vcf"])
def test_files_taken_out_are_the_same_bytes_after_parting(
    as_alice: Client, alice: Any, pair: tuple[int, int], form: str
) -> None:
    def taken() -> bytes:
        answer = as_alice.get(reverse("customers:take_out", args=[form]))
        assert answer.status_code == 200
        return b"".join(answer.streaming_content)  # type: ignore[attr-defined]

    before = taken()
    made = merge(*pair, {"name": "Ann-Marie Abel"}, actor=alice.actor, reason="one person")
    assert taken() != before
    part(made.pk, actor=alice.actor)
    assert taken() == before
