"""Judging pairs, taking it back, and who may."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.know.duplicates.conftest import NOW

from regulars.access.acting import HOUSE, NOBODY, acting_as
from regulars.access.permissions import Sees
from regulars.access.users.queries import acting_of
from regulars.kit.refused import Refused
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import root_of
from regulars.know.duplicates.actions import choose, decide_from, different, same, undo
from regulars.know.duplicates.models import Pair
from regulars.know.duplicates.privacy import erase, told
from regulars.know.duplicates.queries import choices, count_from, decided, kept_apart, pair_of, pairs_of, queue, why
from regulars.know.merges.actions import merge

pytestmark = pytest.mark.django_db
People = dict[str, Customer]
STEPS = {"given": "same", "family": "same", "birthday": "same"}


def pair(people: People, left: str, right: str, score: float = 0.9, **fields: Any) -> Pair:
    """An open pair of these two."""
    first, second = sorted((people[left], people[right]), key=lambda one: one.pk)
    weight = fields.pop("weight", score * 10)
    told = {"kind": "person", "steps": STEPS, "found_at": NOW} | fields
    return Pair.objects.create(left=first, right=second, score=score, weight=weight, **told)


def _open() -> list[tuple[int, int]]:
    return [(one.left_id, one.right_id) for one in queue().pairs]


def test_queue_shows_the_likeliest_first_page_by_page(people: People) -> None:
    names = list(people)
    made = [
        pair(people, names[i], names[j], 0.6 + 0.1 * ((i + j) % 3))
        for i in range(len(names))
        for j in range(i + 1, len(names))
    ]
    whole = sorted(made, key=lambda one: (-one.weight, -one.pk))
    got, after = [], None
    while True:
        page = queue(after=after, limit=3)
        got += [one.pk for one in page.pairs]
        after = page.next
        if after is None:
            break
    assert got == [one.pk for one in whole]


def test_queue_leaves_out_what_is_less_likely_than_chosen(people: People) -> None:
    pair(people, "grace", "olu", 0.6)
    choose(0.7, 0.9999, merges_alone=False, actor="user:1")
    assert _open() == []
    assert (count_from(0.5), count_from(0.7)) == (1, 0)


def test_same_merges_into_whom_more_is_told_of(people: People) -> None:
    made = pair(people, "grace", "grace_again")
    done = same(made.pk, actor="user:1")
    assert (done.state, done.decided_by, done.merge_id is not None) == ("merged", "user:1", True)
    assert root_of(people["grace_again"].pk) == people["grace"]
    assert (_open(), [one.pk for one in decided()]) == ([], [made.pk])


def test_of_two_alike_the_one_known_longer_stays(people: People) -> None:
    older = people["olu_again"]
    Customer.objects.filter(pk=older.pk).update(created_at=NOW - timedelta(days=1))
    same(pair(people, "olu", "olu_again").pk, actor="user:1")
    assert root_of(people["olu"].pk) == older


def test_undo_parts_what_was_merged_and_opens_the_pair(people: People) -> None:
    made = pair(people, "grace", "grace_again")
    same(made.pk, actor="user:1")
    undo(made.pk, actor="user:1")
    again = root_of(people["grace_again"].pk)
    assert (again, _open()) == (people["grace_again"], [(made.left_id, made.right_id)])
    different(made.pk, actor="user:1")
    assert _open() == []
    undo(made.pk, actor="user:1")
    assert _open() == [(made.left_id, made.right_id)]


def test_decision_holds_until_it_is_taken_back(people: People) -> None:
    made = pair(people, "grace", "grace_again")
    different(made.pk, actor="user:1")
    with pytest.raises(Refused, match="judged different"):
        same(made.pk, actor="user:1")
    other = pair(people, "olu", "olu_again")
    same(other.pk, actor="user:1")
    with pytest.raises(Refused, match="decided already"):
        different(other.pk, actor="user:1")


def test_two_who_were_judged_different_are_not_joined_by_way_of_a_third(people: People) -> None:
    different(pair(people, "grace", "olu").pk, actor="user:1")
    same(pair(people, "grace", "grace_again").pk, actor="user:1")
    through = pair(people, "grace_again", "olu")
    third = pair(people, "grace", "ines")
    assert _open() == [(third.left_id, third.right_id)]
    assert kept_apart([(people["grace"].pk, people["olu"].pk)]) == {(people["grace"].pk, people["olu"].pk)}
    with pytest.raises(Refused, match="judged them different"):
        same(through.pk, actor="user:1")


def test_customer_who_was_merged_elsewhere_is_no_pair_any_more(people: People) -> None:
    pair(people, "grace", "olu")
    pair(people, "grace", "grace_again", 0.95)
    merge(people["ines"].pk, people["olu"].pk, {}, actor="user:1", reason="by hand")
    assert _open() == [(people["grace"].pk, people["grace_again"].pk)]


def test_bulk_judges_the_likeliest_and_says_what_is_left(people: People) -> None:
    sure = pair(people, "grace", "grace_again", 0.99)
    through = pair(people, "grace_again", "olu", 0.98)
    pair(people, "olu", "olu_again", 0.6)
    apart = pair(people, "grace", "olu", 0.55)
    different(apart.pk, actor="user:1")
    done = decide_from(0.9, "same", actor="user:1")
    assert (done.pairs, [pk for pk, _ in done.left_over], done.more) == ([sure.pk], [through.pk], False)
    rest = decide_from(0.5, "different", actor="user:1", limit=1)
    assert (len(rest.pairs), rest.more) == (1, False)
    with pytest.raises(Refused, match="same or different"):
        decide_from(0.5, "perhaps", actor="user:1")


@pytest.mark.parametrize(
    ("review", "automatic", "wrong"), [(0.01, 0.9999, "review"), (0.5, 0.9, "automatic"), (0.5, 1.0, "automatic")]
)
def test_choice_that_makes_no_sense_is_refused(db: None, review: float, automatic: float, wrong: str) -> None:
    with pytest.raises(Refused) as refused:
        choose(review, automatic, merges_alone=True, actor="user:1")
    assert (set(refused.value.errors), choices().pk) == ({wrong}, None)


def test_nobody_may_neither_judge_nor_see(people: People) -> None:
    made = pair(people, "grace", "grace_again")
    with acting_as(NOBODY):
        for act in (same, different, undo):
            with pytest.raises(PermissionDenied):
                act(made.pk, actor="nobody")
        with pytest.raises(PermissionDenied):
            decide_from(0.5, "same", actor="nobody")
        with pytest.raises(PermissionDenied):
            choose(0.5, 0.9999, merges_alone=True, actor="nobody")
        assert (queue().pairs, pair_of(made.pk), decided(), count_from(0)) == ([], None, [], 0)
        assert pairs_of([people["grace"].pk]) == []


def test_agent_may_not_judge(people: People, bob: Any) -> None:
    made = pair(people, "grace", "grace_again")
    with acting_as(acting_of(bob)), pytest.raises(PermissionDenied):
        same(made.pk, actor=bob.actor)


def test_whoever_sees_only_one_of_two_does_not_see_the_pair(people: People, bob: Any) -> None:
    made = pair(people, "grace", "grace_again")
    Customer.objects.filter(pk=people["grace"].pk).update(owner=bob)
    own = replace(HOUSE, actor=bob.actor, user_id=bob.pk, sees=Sees.OWN)
    with acting_as(own):
        assert (queue().pairs, pair_of(made.pk)) == ([], None)
        with pytest.raises(Pair.DoesNotExist):
            same(made.pk, actor=bob.actor)
    Customer.objects.filter(pk=people["grace_again"].pk).update(owner=bob)
    with acting_as(own):
        assert [one.pk for one in queue().pairs] == [made.pk]


def test_hidden_field_is_neither_shown_nor_said(people: People) -> None:
    made = pair(people, "grace", "grace_again")
    with acting_as(replace(HOUSE, hidden=frozenset({"birthday", "email"}))):
        found = pair_of(made.pk)
        assert found is not None
        assert (found.left.birthday, found.left.email, why(found)) == (None, "", [("same name", True)])


def test_person_gets_told_of_their_pairs_and_these_are_erased(people: People) -> None:
    pair(people, "grace", "grace_again", 0.91234)
    pair(people, "olu", "olu_again")
    part_ids = [people["grace"].pk]
    assert told(part_ids) == {
        "possible_duplicates": [
            {
                "compared_with_customer": people["grace_again"].pk,
                "likelihood": 0.9123,
                "because": "same name, same birthday",
                "decision": "To be judged",
                "decided_at": None,
                "found_at": "2026-11-20T10:00:00+00:00",
            }
        ]
    }
    assert erase(part_ids) == 1
    assert _open() == [(people["olu"].pk, people["olu_again"].pk)]
