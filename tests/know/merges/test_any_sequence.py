"""Whatever is heard, merged, parted and freed, in any order: each interaction has one customer, each identity one owner,
and when everything is parted each has their own row as if nobody had ever been merged."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from regulars.kit.refused import Refused
from regulars.know.customers.models import Customer
from regulars.know.identities.actions import free_identity
from regulars.know.identities.models import Blend, Identity, Link
from regulars.know.identities.who import Profile, Who
from regulars.know.merges.actions import merge, part
from regulars.know.merges.models import Merge
from regulars.listen.intake.actions import take
from regulars.listen.intake.facts import Fact
from regulars.timeline.models import Interaction
from regulars.timeline.names import Page
from regulars.timeline.record import Entry

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SPOKEN = {"customer.merged", "customer.parted"}


def export() -> str:
    """Customers, identities and interactions as exports read them, but the lines of merging itself."""
    customers = list(Customer.objects.order_by("pk").values())
    for customer in customers:
        del customer["changed_at"]
    identities = list(Identity.objects.order_by("pk").values())
    lines = list(Interaction.objects.exclude(name__in=SPOKEN).order_by("pk").values())
    return json.dumps([customers, identities, lines], cls=DjangoJSONEncoder, sort_keys=True)


def hear(number: int, who: Who) -> None:
    entry = Entry(
        name="page.viewed", occurred_at=NOON + timedelta(hours=number), source="shop", source_id=f"line{number}",
        payload=Page(title="Home"), channel="web",
    )  # fmt: skip
    take([Fact(entry=entry, who=who)])


PROFILES = st.none() | st.builds(
    Profile,
    name=st.sampled_from(["", "Ann", "Bo"]),
    email=st.sampled_from(["", "ann@example.com", "bo@example.com"]),
    city=st.sampled_from(["", "York", "Hull"]),
    traits=st.sampled_from([{}, {"size": "M"}, {"size": "L", "vip": True}]),
)
CALLS = st.builds(
    Who,
    source=st.sampled_from(["shop", "till"]),
    external_id=st.sampled_from(["", "1", "2", "3"]),
    anonymous_id=st.sampled_from(["", "a", "b"]),
    email=st.sampled_from(["", "ann@example.com", "bo@example.com", "info@example.com"]),
    phone=st.sampled_from(["", "+442079460958"]),
    profile=PROFILES,
).filter(lambda who: bool(who.keys()))
STEPS = st.lists(
    st.tuples(st.just("hear"), CALLS)
    | st.tuples(st.just("merge"), st.tuples(st.integers(0, 7), st.integers(0, 7)))
    | st.tuples(st.just("part"), st.integers(0, 7))
    | st.tuples(st.just("free"), st.integers(0, 7)),
    max_size=14,
)


def do(number: int, step: str, told: Any) -> None:
    """One step, on whoever of those there are it falls upon."""
    if step == "hear":
        hear(number, told)
    elif step == "merge":
        roots = list(Customer.objects.filter(known=True, merged_into=None).order_by("pk"))
        if len(roots) > 1:
            one, other = (roots[place % len(roots)] for place in told)
            try:
                with transaction.atomic():
                    merge(one.pk, other.pk, {}, actor="user:1")
            except Refused:
                assert one.pk == other.pk
    elif step == "part":
        standing = list(Merge.objects.filter(undone_at=None).order_by("pk"))
        if standing:
            part(standing[told % len(standing)].pk, actor="user:1")
    else:
        identities = list(Identity.objects.exclude(kind="anonymous").order_by("pk"))
        if identities:
            free_identity(identities[told % len(identities)].pk, actor="user:1")


def check() -> None:
    """What always holds."""
    links = dict(Link.objects.values_list("part_id", "into_id"))
    merged = dict(Customer.objects.exclude(merged_into=None).values_list("pk", "merged_into_id"))
    assert links.keys() == merged.keys()
    for pk, root in merged.items():
        top = pk
        while top in links:
            top = links[top]
        assert top == root
        assert root not in merged
    rows = set(Customer.objects.values_list("pk", flat=True))
    assert set(Interaction.objects.exclude(customer_id=None).values_list("customer_id", flat=True)) <= rows
    keys = list(Identity.objects.values_list("key", flat=True))
    assert len(keys) == len(set(keys))


class TestAnySequence(TestCase):
    """Each example has a database of its own."""

    @settings(max_examples=60, deadline=None)
    @given(STEPS, st.permutations(range(8)))
    def test_everything_stays_whole_and_parting_all_leaves_no_trace(self, steps: Any, order: list[int]) -> None:
        for number, (step, told) in enumerate(steps):
            do(number, step, told)
            check()
        for number, place in enumerate(order):
            do(100 + number, "part", place)
            check()
        while Merge.objects.filter(undone_at=None).exists():
            do(0, "part", 0)
        # Only visitors joined by calls are still part of somebody, and nobody shows another's word.
        assert not Customer.objects.filter(merged_into__isnull=False, known=True).exists()
        parents = set(Link.objects.values_list("into_id", flat=True))
        assert set(Blend.objects.values_list("pk", flat=True)) <= parents

    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(CALLS, min_size=2, max_size=8), st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=5),
        st.permutations(range(5)),
    )  # fmt: skip
    def test_merging_and_parting_in_any_order_exports_the_same_bytes(
        self, calls: list[Who], merges: list[tuple[int, int]], order: list[int]
    ) -> None:
        for number, who in enumerate(calls):
            hear(number, who)
        before = export()
        for number, pair in enumerate(merges):
            do(number, "merge", pair)
        for place in order:
            do(0, "part", place)
        assert not Merge.objects.filter(undone_at=None).exists()
        assert export() == before

    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(st.sampled_from(["1", "2", "3"]), min_size=3, max_size=6),
        st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=3),
        st.lists(st.tuples(st.sampled_from(["1", "2", "3"]), PROFILES), max_size=6),
        st.permutations(range(3)),
    )
    def test_what_is_told_while_merged_is_each_ones_own_after_parting(
        self, first: list[str], merges: list[tuple[int, int]], since: list[tuple[str, Profile | None]], order: list[int]
    ) -> None:
        ids = dict.fromkeys(["1", "2", "3", *first])
        for number, external in enumerate(ids):
            hear(number, Who(source="shop", external_id=external, profile=Profile(name=f"Customer {external}")))
        told = [Who(source="shop", external_id=external, profile=profile) for external, profile in since]
        with transaction.atomic():
            for number, who in enumerate(told):
                hear(10 + number, who)
            alone = _rows()
            transaction.set_rollback(True)
        for number, pair in enumerate(merges):
            do(number, "merge", pair)
        for number, who in enumerate(told):
            hear(10 + number, who)
        for place in order:
            do(0, "part", place)
        assert _rows() == alone


def _rows() -> list[dict[str, Any]]:
    rows = list(Customer.objects.order_by("pk").values())
    for row in rows:
        del row["changed_at"]
        row["search_text"] = sorted(row["search_text"].split("\n"))
    return rows
