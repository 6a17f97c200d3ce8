"""The worker's search: everybody first, then who is new or changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.know.duplicates.conftest import customer

from regulars.access.acting import NOBODY, acting_as
from regulars.kit import moments
from regulars.know.customers.models import Customer
from regulars.know.duplicates import jobs, reading
from regulars.know.duplicates.actions import choose, different
from regulars.know.duplicates.models import Pair, Round, TrainedModel
from regulars.know.identities.models import Identity
from regulars.know.merges.actions import part
from regulars.know.merges.models import Merge

pytestmark = pytest.mark.django_db
People = dict[str, Customer]


def _pairs() -> set[tuple[int, int, str]]:
    return set(Pair.objects.values_list("left_id", "right_id", "state"))


def _ids(people: People, *names: str) -> tuple[int, int, str]:
    left, right, state = names
    return people[left].pk, people[right].pk, state


def _rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written before this moment counts as of before the last search."""
    monkeypatch.setattr(jobs, "OVERLAP", jobs.timedelta(0))
    # Five customers more or less are much of five: here the model stays.
    monkeypatch.setattr(jobs, "GROWN", 10)


def test_first_search_looks_at_everybody_and_learns(people: People) -> None:
    rounds = jobs.run()
    assert [(one.kind, one.whole, one.customers, one.compared, one.found) for one in rounds] == [
        ("person", True, 5, 5, 2)
    ]
    assert _pairs() == {_ids(people, "grace", "grace_again", "open"), _ids(people, "olu", "olu_again", "open")}
    assert list(TrainedModel.objects.values_list("kind", "customers", "pairs")) == [("person", 5, 10)]


def test_later_searches_compare_only_who_is_new_with_everybody(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs.run()
    _rest(monkeypatch)
    assert jobs.run() == []
    third = customer("Ines Duarte", "ines@porto.example", city="Porto", changed_at=moments.now())
    [again] = jobs.run()
    assert (again.whole, again.customers, again.compared, again.pairs) == (False, 6, 1, 5)
    assert (people["ines"].pk, third.pk, "open") in _pairs()
    assert Pair.objects.count() == 3


def test_pair_that_is_not_alike_any_more_leaves_the_queue(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs.run()
    _rest(monkeypatch)
    Customer.objects.filter(pk=people["olu_again"].pk).update(
        name="Marta Silva", phone="+351210000000", city="Porto", birthday=None, changed_at=moments.now()
    )
    jobs.run()
    assert _pairs() == {_ids(people, "grace", "grace_again", "open")}


def test_different_customers_never_come_back_not_even_after_learning_anew(people: People) -> None:
    jobs.run()
    pair = Pair.objects.get(left=people["olu"])
    different(pair.pk, actor="user:1")
    jobs.run(whole=True)
    assert _pairs() == {_ids(people, "grace", "grace_again", "open"), _ids(people, "olu", "olu_again", "different")}


@pytest.mark.parametrize("gone", ["erased_at", "known", "merged_into"])
def test_whoever_is_gone_leaves_the_queue(people: People, gone: str) -> None:
    jobs.run()
    value: Any = {"erased_at": moments.now(), "known": False, "merged_into": people["ines"]}[gone]
    Customer.objects.filter(pk=people["olu_again"].pk).update(**{gone: value})
    jobs.run()
    assert _pairs() == {_ids(people, "grace", "grace_again", "open")}


def test_nothing_is_merged_alone_by_default_whatever_the_score(people: People) -> None:
    jobs.run()
    assert Merge.objects.count() == 0


def test_what_is_beyond_doubt_is_merged_alone_where_that_was_chosen(people: People) -> None:
    choose(0.5, 0.99, merges_alone=True, actor="user:1")
    jobs.run()
    merged = Pair.objects.filter(state="merged")
    assert {(pair.left_id, pair.decided_by) for pair in merged} == {
        (pair.left_id, "duplicates") for pair in Pair.objects.filter(score__gte=0.99)
    }
    assert Merge.objects.count() == merged.count() > 0


def test_merge_that_was_parted_by_hand_is_not_done_again(people: People) -> None:
    choose(0.5, 0.99, merges_alone=True, actor="user:1")
    jobs.run()
    before = Merge.objects.count()
    for one in Merge.objects.all():
        part(one.pk, actor="user:1")
    jobs.run(whole=True)
    assert Merge.objects.count() == before
    assert set(Pair.objects.filter(merge_id__isnull=False).values_list("state", flat=True)) == {"different"}


def test_persons_are_not_compared_with_companies(people: People) -> None:
    Customer.objects.filter(pk=people["olu_again"].pk).update(kind="company")
    jobs.run()
    assert _pairs() == {_ids(people, "grace", "grace_again", "open")}


def test_wanted_only_where_something_was_told_since(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "REST", 0)
    choose(0.4, 0.99, merges_alone=False, actor="user:1")
    assert jobs.wanted()
    jobs.run()
    assert not jobs.wanted()
    choose(0.5, 0.99, merges_alone=False, actor="user:1")
    assert jobs.wanted()


def test_search_rests_after_it_worked(people: People) -> None:
    jobs.run()
    choose(0.4, 0.99, merges_alone=False, actor="user:1")
    Round.objects.update(seconds=100)
    assert not jobs.wanted()


def test_nobody_may_not_search(people: People) -> None:
    with acting_as(NOBODY), pytest.raises(PermissionDenied):
        jobs.run()


def test_address_that_several_share_is_no_likeness_of_persons(people: People) -> None:
    told = [
        customer("Ada Brandt", "info@office.example", phone="+442079460111"),
        customer("Bo Lind", "desk@office.example", phone="+442079460222"),
        customer("Office", "info@office.example", kind="company"),
    ]
    for kind, value in (("email", "desk@office.example"), ("phone", "+442079460222")):
        Identity.objects.create(
            key=f"{kind}:{value}", kind=kind, value=value, customer=told[1], shared=True, created_at=moments.now()
        )
    read = {
        one.id: (one.email, one.phone) for kind in ("person", "company") for one in reading.read(kind, traits=False)
    }
    assert [read[one.pk] for one in told] == [("", "+442079460111"), ("", ""), ("info@office.example", "")]
