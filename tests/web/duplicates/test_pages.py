"""The pages on which duplicates are judged."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from tests.web.conftest import client_of

from regulars.know.customers.models import Customer
from regulars.know.customers.profile import refresh_keys
from regulars.know.duplicates.actions import different
from regulars.know.duplicates.matching.training import assumed
from regulars.know.duplicates.models import Choice, Pair, TrainedModel
from regulars.web.duplicates.shown import percent

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
HTMX = {"hx-request": "true"}


def _customer(name: str, **fields: Any) -> Customer:
    made = Customer(name=name, kind="person", known=True, created_at=NOW, changed_at=NOW, **fields)
    refresh_keys(made)
    made.save()
    return made


def _pair(n: int = 0, score: float = 0.99987) -> Pair:
    left = _customer(f"Grace Kelly{n}", email=f"grace{n}@harris.example", city="Hull", birthday=date(1991, 4, 26))
    right = _customer(f"Grace Kely{n}", city="Leeds", birthday=date(1991, 4, 26))
    steps = {"given": "same", "family": "letter", "birthday": "same", "place": "different"}
    return Pair.objects.create(
        kind="person", left=left, right=right, score=score, weight=score * 10, steps=steps, found_at=NOW
    )


def test_queue_says_why_and_shows_both_side_by_side(as_alice: Client) -> None:
    pair = _pair()
    page = as_alice.get("/customers/duplicates/").content.decode()
    assert "name one letter apart, same birthday, different town" in page
    assert "99.98 %" in page
    assert f'href="/customers/{pair.left_id}/merge/{pair.right_id}/"' in page
    assert '<tr class="near"><th scope="row">Name</th><td>Grace Kelly0</td><td>Grace Kely0' in page
    assert '<tr class="different"><th scope="row">Town</th><td>Hull</td><td>Leeds' in page


def test_empty_queue_teaches(as_alice: Client) -> None:
    assert "Not looked yet" in as_alice.get("/customers/duplicates/").content.decode()


def test_queue_asks_as_little_of_ten_pairs_as_of_two(as_alice: Client, django_assert_num_queries: Any) -> None:
    for n in range(2):
        _pair(n)
    as_alice.get("/customers/duplicates/")
    with django_assert_num_queries(11):
        as_alice.get("/customers/duplicates/")
    for n in range(2, 10):
        _pair(n)
    with django_assert_num_queries(11):
        as_alice.get("/customers/duplicates/")


def test_more_of_the_queue_comes_as_a_part(as_alice: Client) -> None:
    for n in range(12):
        _pair(n, 0.6 + n / 100)
    whole = as_alice.get("/customers/duplicates/").content.decode()
    address = whole.split('hx-get="/customers/duplicates/?after=')[1].split('"')[0]
    part = as_alice.get(f"/customers/duplicates/?after={address}", headers=HTMX).content.decode()
    assert (whole.count('data-pair="'), part.count('data-pair="'), "<html" in part) == (10, 2, False)
    assert as_alice.get("/customers/duplicates/?after=nonsense").status_code == 400


def test_judging_answers_with_what_became_of_the_pair(as_alice: Client, alice: Any) -> None:
    pair = _pair()
    address = f"/customers/duplicates/{pair.pk}"
    said = as_alice.post(f"{address}/same/", headers=HTMX).content.decode()
    assert ("<strong>Merged</strong>" in said, f'data-undoes="{pair.pk}"' in said) == (True, True)
    assert Customer.objects.get(pk=pair.right_id).merged_into_id == pair.left_id
    back = as_alice.post(f"{address}/undo/", headers=HTMX).content.decode()
    assert f'data-pair="{pair.pk}"' in back
    apart = as_alice.post(f"{address}/different/", headers=HTMX).content.decode()
    assert "Kept apart for good" in apart
    refused = as_alice.post(f"{address}/same/", headers=HTMX)
    assert (refused.status_code, "judged different" in refused.content.decode()) == (422, True)
    assert as_alice.post(f"{address}/maybe/").status_code == 404
    assert as_alice.post("/customers/duplicates/999999/same/").status_code == 404
    assert as_alice.post(f"{address}/undo/")["Location"] == "/customers/duplicates/"


def test_many_are_previewed_and_then_judged(as_alice: Client) -> None:
    for n in range(3):
        _pair(n)
    _pair(9, 0.7)
    preview = as_alice.get("/customers/duplicates/from/?score=0.9&verdict=same").content.decode()
    assert "3 pairs" in preview
    assert "Merge 3 pairs" in preview
    assert Pair.objects.filter(state="open").count() == 4
    as_alice.post("/customers/duplicates/from/", {"score": "0.9", "verdict": "same"})
    assert sorted(Pair.objects.values_list("state", flat=True)) == ["merged", "merged", "merged", "open"]
    assert as_alice.get("/customers/duplicates/from/?score=often&verdict=same").status_code == 302


def test_explanation_shows_what_each_step_weighs_and_keeps_choices(as_alice: Client) -> None:
    assert "Nothing learned yet" in as_alice.get("/customers/duplicates/how/").content.decode()
    TrainedModel.objects.create(
        kind="person", made_at=NOW, customers=1000, pairs=499500, expected=2022.0, rounds=15,
        model=assumed("person", 1000).to_json(),
    )  # fmt: skip
    page = as_alice.get("/customers/duplicates/how/").content.decode()
    assert "Learned on 20 November 2026 from 1,000 customers and 499,500 pairs" in page
    assert "same reference number" in page
    assert "never merged without asking" in page
    wrong = as_alice.post("/customers/duplicates/how/", {"review": "60", "automatic": "50", "merges_alone": "on"})
    assert (wrong.status_code, Choice.objects.count()) == (422, 0)
    as_alice.post("/customers/duplicates/how/", {"review": "60", "automatic": "99.9", "merges_alone": "on"})
    assert list(Choice.objects.values_list("review", "automatic", "merges_alone")) == [(0.6, 0.999, True)]


def test_customer_shows_whom_else_they_may_be(as_alice: Client) -> None:
    pair = _pair()
    panels = as_alice.get(f"/customers/{pair.left_id}/panels/").content.decode()
    assert "Possibly the same" in panels
    assert f"/customers/duplicates/{pair.pk}/" in panels
    different(pair.pk, actor="user:1")
    assert "Possibly the same" not in as_alice.get(f"/customers/{pair.left_id}/panels/").content.decode()


def test_one_pair_has_an_address(as_alice: Client) -> None:
    pair = _pair()
    assert "One pair" in as_alice.get(f"/customers/duplicates/{pair.pk}/").content.decode()
    assert as_alice.get("/customers/duplicates/999999/").status_code == 404


@pytest.mark.parametrize("path", ["", "how/", "from/?score=0.9&verdict=same", "{pk}/"])
def test_only_who_may_merge_sees_any_of_it(path: str, bob: Any, as_charlie: Client, visitor: Client) -> None:
    pair = _pair()
    address = "/customers/duplicates/" + path.format(pk=pair.pk)
    bob.role = "agent"
    bob.save()
    assert client_of(bob).get(address).status_code == 403
    assert "Grace" not in as_charlie.get(address, follow=True).content.decode()
    assert visitor.get(address).status_code == 302


@pytest.mark.parametrize("verdict", ["same", "different", "undo"])
def test_only_who_may_merge_judges(verdict: str, bob: Any, as_charlie: Client, visitor: Client) -> None:
    pair = _pair()
    bob.role = "agent"
    bob.save()
    assert client_of(bob).post(f"/customers/duplicates/{pair.pk}/{verdict}/").status_code == 403
    assert [who.post(f"/customers/duplicates/{pair.pk}/{verdict}/").status_code for who in (as_charlie, visitor)] == [
        302,
        302,
    ]
    assert Pair.objects.get().state == "open"


@pytest.mark.parametrize(
    ("score", "said"), [(0.5, "50 %"), (0.99, "99 %"), (0.99987, "99.98 %"), (0.9999, "99.99 %"), (1.0, "99.99 %")]
)
def test_likelihood_is_never_rounded_up_to_certainty(score: float, said: str) -> None:
    assert percent(score) == said
