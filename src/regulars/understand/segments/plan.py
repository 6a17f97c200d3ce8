"""From the rules of many segments to what the engine computes: every condition once, however many segments ask it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_
from typing import Any

import ibis
from django.db.models import Exists, OuterRef, Q, QuerySet

from regulars.know.customers.models import Customer
from regulars.know.filters.check import Fields, value_of
from regulars.know.filters.compile import condition as condition_of
from regulars.know.filters.field import FilterField, Moment
from regulars.know.filters.kinds import Kind
from regulars.know.filters.rule import Condition, Group, Not, Rule
from regulars.understand.segments.deed_columns import Counted, columns, counted
from regulars.understand.segments.models import SegmentEntry
from regulars.understand.segments.rules import DEED, LISTED
from regulars.understand.segments.translate import Beyond, Looks, translate

_ = ibis._


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition that is asked of the database: as one on customers, and as ids that an index leads to, if one does."""

    said: Q
    ids: QuerySet[Any, int] | None = None


@dataclass(slots=True)
class Plan:
    """Conditions by the names of their columns, each of one of three sorts, and the segments made of them."""

    when: Moment
    looks: Looks = field(default_factory=Looks)
    plain: dict[str, Any] = field(default_factory=dict)
    counted: dict[str, Counted] = field(default_factory=dict)
    asked: dict[str, Asked] = field(default_factory=dict)
    segments: dict[int, Any] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of lines that are looked at."""
        return tuple(sorted(set[str]().union(*(one.names for one in self.counted.values()))))


def plan(rules: Mapping[int, Rule], fields: Fields, when: Moment) -> Plan:
    """What to compute for these expanded rules, which must have passed `check`."""
    planner = _Planner(fields, Plan(when))
    for number, rule in rules.items():
        planner.plan.segments[number] = planner.shape(rule)
    return planner.plan


@dataclass(slots=True)
class _Planner:
    fields: Fields
    plan: Plan
    met: dict[str, str] = field(default_factory=dict)

    def shape(self, rule: Rule) -> Any:
        match rule:
            case Group(way, parts):
                if not parts:
                    return ibis.literal(True)  # noqa: FBT003 -- everybody
                return reduce(and_ if way == "all" else or_, (self.shape(part) for part in parts))
            case Not(part):
                return ~self.shape(part)
            case Condition(name) if name.startswith(LISTED):
                return self.column(rule, None)
            case Condition(name, op, value):
                asked = self.fields[name]
                denied = asked.operators[op].denies
                column = self.column(Condition(name, denied or op, value), asked)
                return ~column if denied else column

    def column(self, one: Condition, asked: FilterField | None) -> Any:
        key = json.dumps([one.field, one.op, one.value], sort_keys=True, default=str)
        if key not in self.met:
            self.met[key] = f"c{len(self.met)}"
            self._add(self.met[key], one, asked)
        return _[self.met[key]]

    def _add(self, name: str, one: Condition, asked: FilterField | None) -> None:
        plan = self.plan
        if asked is None:
            plan.asked[name] = Asked(_on_list(int(one.field.removeprefix(LISTED)), plan.when))
            return
        try:
            if asked.kind is Kind.DEED and one.field.startswith(DEED):
                plan.counted[name] = counted(one.field.removeprefix(DEED), value_of(one, asked), plan.when)
                return
            said = condition_of(one, self.fields, plan.when)
            plan.plain[name] = translate(said, plan.looks)
        except Beyond:
            ids = asked.leads(one.op, value_of(one, asked), plan.when) if asked.leads else None
            plan.asked[name] = Asked(condition_of(one, self.fields, plan.when), ids)


def _on_list(segment_id: int, when: Moment) -> Q:
    """That the customer, or a part merged into them, was put on the list."""
    entries = SegmentEntry.objects.filter(segment=segment_id)
    own = Q(Exists(entries.filter(customer=OuterRef("pk"))))
    if not when.merged:
        return own
    parts = Customer.objects.filter(merged_into=OuterRef("pk"))
    return own | Q(Exists(parts.filter(Exists(entries.filter(customer=OuterRef("pk"))))))


def answers(
    plan: Plan, people: ibis.Table, beside: Sequence[ibis.Table], lines: ibis.Table | None, prefix: str = "s"
) -> ibis.Table:
    """id and a column for each segment (`s12`), true or false, of everybody in `people`.

    `people` has the columns the plan looks at and those that were asked of the database; each table of `beside` has
    `customer_id` and further such columns, a row for each customer at most; `lines` are the interactions, needed where
    something is counted, with the customer they belong to now. Pure: the same expression on every engine.
    """

    whole = people
    for table in beside:
        whole = whole.left_join(table, whole.id == table.customer_id).drop("customer_id")
    did: dict[str, Any] = {}
    if plan.counted:
        assert lines is not None  # noqa: S101 -- the caller looked at `plan.names`
        counts, holds = columns(lines, plan.counted)
        whole = whole.left_join(counts, whole.id == counts.customer_id).drop("customer_id")
        did = {name: holds[name](whole) for name in plan.counted}
    asked = {name: whole[name] for name in plan.asked}
    every = whole.select("id", **plan.plain, **did, **asked)
    return every.select("id", **{f"{prefix}{number}": shape for number, shape in plan.segments.items()})
