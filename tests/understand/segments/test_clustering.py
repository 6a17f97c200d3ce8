"""Groups that are there are found, described and given rules that find them; where there are none, none are made up."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from tests.understand.segments.company import keep_up

from regulars.access.acting import NOBODY, acting_as
from regulars.know.customers.models import Customer
from regulars.understand.insights.models import CustomerInsight
from regulars.understand.segments import jobs
from regulars.understand.segments.actions import ask_for_proposals, make
from regulars.understand.segments.clustering import FEATURES, groups_of
from regulars.understand.segments.models import Proposal
from regulars.understand.segments.queries import members, proposal

CROWDS = ((40, 4000, 5, 0, 80, 20), (1, 30, 600, 0, 5, 0), (6, 500, 30, 5, 40, -40))


def columns(crowds: Any, each: int, seed: int = 3) -> tuple[Any, dict[str, Any], Any]:
    """`each` customers around each of these points."""
    rng = np.random.default_rng(seed)
    rows = np.concatenate([np.array(crowd) * rng.uniform(0.8, 1.2, (each, len(FEATURES))) for crowd in crowds])
    rows[:, [0, 2, 3]] = np.round(rows[:, [0, 2, 3]])
    belongs = np.repeat(np.arange(len(crowds)), each)
    return np.arange(len(rows)), {f.column: rows[:, i] for i, f in enumerate(FEATURES)}, belongs


def test_planted_groups_are_found_and_their_rules_find_them() -> None:
    ids, told, _ = columns(CROWDS, 120)
    answer = groups_of(ids, told)
    assert sorted(group["people"] for group in answer["groups"]) == [120, 120, 120]
    assert all(group["precision"] > 0.97 and group["recall"] > 0.97 for group in answer["groups"])
    assert len({group["name"] for group in answer["groups"]}) == 3


def test_groups_are_said_by_what_sets_them_apart() -> None:
    ids, told, _ = columns(CROWDS, 120)
    says = [set(group["says"]) for group in groups_of(ids, told)["groups"]]
    assert any("send things back" in words for words in says)
    assert any({"order often", "spent much"} <= words for words in says)
    assert any("have not bought for long" in words for words in says)


def test_one_crowd_is_not_divided() -> None:
    rng = np.random.default_rng(1)
    told = {f.column: np.exp(rng.normal(3, 0.5, 500)) if f.logged else rng.normal(50, 10, 500) for f in FEATURES}
    answer = groups_of(np.arange(500), told)
    assert answer["groups"] == []
    assert "one crowd" in answer["reason"]


@pytest.mark.parametrize("count", [0, 1, 59])
def test_of_few_nothing_is_said(count: int) -> None:
    told = {f.column: np.zeros(count) for f in FEATURES}
    assert str(count) in groups_of(np.arange(count), told)["reason"]


def test_all_alike_is_no_division() -> None:
    told = {f.column: np.ones(100) for f in FEATURES}
    assert "alike" in groups_of(np.arange(100), told)["reason"]


@pytest.mark.django_db
def test_proposals_are_kept_and_their_rules_are_counted() -> None:
    from django.conf import settings

    from regulars.kit import moments

    now = moments.now()
    today = moments.business_day(now, settings.REGULARS_TIME_ZONE)
    ids, told, _belongs = columns(CROWDS[:2], 60)
    for i in ids.tolist():
        row = Customer.objects.create(known=True, name=f"P{i}", name_key=f"p{i}", created_at=now, changed_at=now)
        CustomerInsight.objects.create(
            customer_id=row.pk, orders=int(told["orders"][i]), revenue=Decimal(str(round(told["revenue"][i], 2))),
            last_day=today - timedelta(days=int(told["away"][i])), first_day=date(2020, 1, 1),
            returns=int(told["returns"][i]), closeness=int(told["closeness"][i]), sentiment=int(told["sentiment"][i]),
            as_of=today,
        )  # fmt: skip
    ask_for_proposals()
    ask_for_proposals()
    assert jobs.proposal_waits()
    jobs.answer_proposal()
    assert not jobs.proposal_waits()
    kept = proposal()
    assert kept is not None
    found = []
    for group in kept.answer["groups"]:
        pk = make(group["name"], rule=group["rule"], actor="house").pk
        keep_up()
        found.append(members(pk).count())
    assert sorted(found) == [60, 60]
    assert Proposal.objects.count() == 1
    with acting_as(NOBODY):
        assert proposal() is None


def test_belonging_needs_no_order() -> None:
    ids, told, _belongs = columns(CROWDS, 100)
    turned = {name: column[::-1].copy() for name, column in told.items()}
    sizes = [sorted(group["people"] for group in groups_of(ids, each)["groups"]) for each in (told, turned)]
    assert sizes[0] == sizes[1]
