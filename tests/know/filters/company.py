"""A small company for tests of rules, and what a rule says of its customers told in plain Python, without a database."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from regulars.kit.folding import fold
from regulars.know.filters.kinds import OPS, Kind, read_value
from regulars.know.filters.rule import Condition, Group, Not, Rule
from regulars.timeline.deed import Deed, Lines, Property, Step

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = date(2026, 11, 21)


class Done(NamedTuple):
    """One literal line of a timeline."""

    name: str
    when: datetime
    amount: str | None = None
    product: str = ""
    channel: str = "web"
    told: dict[str, Any] = {}


@dataclass(frozen=True)
class Person:
    """One literal row: what the database is filled with and what the oracle reads."""

    name: str
    kind: str = "person"
    city: str = ""
    country: str = ""
    email: str = ""
    birthday: date | None = None
    heard: datetime | None = None
    owner: int | None = None
    tags: tuple[str, ...] = ()
    deeds: tuple[Done, ...] = ()
    worth: str | None = None
    segment: str = ""
    shoe: str | None = None  # an own field of numbers
    parts: tuple[Person, ...] = field(default=())


def ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


PEOPLE = (
    Person("Ada Brandt", city="Berlin", country="Germany", email="ada@mail.example", birthday=date(1984, 2, 29),
           heard=ago(1), tags=("vip",), deeds=(Done("order.completed", ago(3), "80", "Linen shirt", "shop"),
           Done("order.completed", ago(200), "20", "Socks"), Done("page.viewed", ago(4), told={"plan": {"name": "PRO"}}),
           Done("survey.answered", ago(2), told={"score": 9, "text": "Schöne Wäsche"})), worth="100", segment="Loyal",
           shoe="38.5"),
    Person("Nils Berg", city="berlin", country="Germany", heard=ago(40), deeds=(Done("page.viewed", ago(40)),
           Done("page.viewed", ago(40), told={"plan": {"name": "free"}, "title": "Shirts"}),
           Done("checkout.started", ago(40), "30", "Socks"), Done("survey.answered", ago(39), told={"score": "9.0"})),
           shoe="45"),
    Person("Zoë Łukasik", city="Łódź", country="Poland", email="zoe@shop.example", birthday=date(1990, 12, 1),
           heard=ago(0), tags=("vip", "press"), deeds=(Done("checkout.started", ago(2), channel="app"),
           Done("order.completed", ago(1), "20", "Socks", "app"), Done("page.viewed", ago(0), told={"plan": ["pro"]}),
           Done("checkout.started", ago(0)), Done("survey.answered", ago(0), told={"score": "nine", "again": True})),
           worth="0", segment="Hibernating"),
    Person("Initech", kind="company", city="BERLIN", country="Germany", deeds=(Done("order.completed", ago(89), "5000",
           "Desk"), Done("checkout.started", ago(10), "10", "Socks")), worth="5000", segment="Loyal", parts=(
           Person("Initech old", deeds=(Done("order.completed", ago(10), "10", "Socks"), Done("page.viewed", ago(9)),
           Done("survey.answered", ago(90), told={"score": 3, "again": False})), tags=("press",), shoe="12"),)),
    Person("Grace", heard=ago(400), birthday=date(2000, 1, 1)),
    Person("Oslo Kaffe", kind="company", city="Oslo", country="Norway", heard=ago(90), owner=1, shoe="-3"),
)  # fmt: skip
TEXTS = {"city": "city", "country": "country", "email": "email"}


def fits(rule: Rule, one: Person, today: date = TODAY, me: int | None = 1) -> bool:
    """Whether the rule holds of this row."""
    match rule:
        case Group("all", parts):
            return all(fits(part, one) for part in parts)
        case Group(_, parts):
            return any(fits(part, one) for part in parts)
        case Not(part):
            return not fits(part, one)
        case Condition(name, op, value):
            kind = kind_of(name)
            shape = OPS[kind][op].shape
            denied = OPS[kind][op].denies
            holds = _holds(name, kind, denied or op, read_value(shape, value), one)
            return not holds if denied else holds


def kind_of(name: str) -> Kind:
    if name.startswith("did:"):
        return Kind.DEED
    return {
        "name": Kind.TEXT, "city": Kind.TEXT, "country": Kind.TEXT, "email": Kind.TEXT, "birthday": Kind.DATE,
        "heard": Kind.DATE, "kind": Kind.CHOICE, "tag": Kind.CHOICE, "owner": Kind.CHOICE, "insight:worth": Kind.MONEY,
        "insight:segment": Kind.CHOICE, "field:shoe": Kind.NUMBER,
    }[name]  # fmt: skip


def _holds(name: str, kind: Kind, op: str, value: Any, one: Person) -> bool:
    if kind is Kind.DEED:
        return _did(name.removeprefix("did:"), value, one)
    if kind is Kind.TEXT:
        return _text(getattr(one, name), op, value, folded=name == "name")
    if kind is Kind.DATE:
        return _day(getattr(one, name), op, value)
    if kind in {Kind.NUMBER, Kind.MONEY}:
        told = {
            "insight:worth": one.worth,
            "field:shoe": one.shoe or next((p.shoe for p in one.parts if p.shoe), None),
        }[name]
        return _number(None if told is None else Decimal(told), op, value)
    had = {
        "kind": {one.kind},
        "tag": {tag for p in (one, *one.parts) for tag in p.tags},
        "owner": {str(one.owner)} if one.owner else set(),
        "insight:segment": {one.segment} - {""},
    }[name]
    return bool(had & set(value)) if op == "any_of" else bool(had)


def _text(text: str, op: str, value: Any, *, folded: bool) -> bool:
    if op == "filled":
        return bool(text)
    if folded:
        text, value = fold(text), fold(value)
        return {"is": text == value, "contains": value in text, "begins": text.startswith(value)}[op]
    usual = {value, value.lower(), value.upper(), value.title(), value.capitalize()}
    small, part = text.lower(), value.lower()
    return {"is": text in usual, "contains": part in small, "begins": small.startswith(part)}[op]


def _day(told: Any, op: str, value: Any) -> bool:
    if told is None:
        return False
    day = told.astimezone(ZoneInfo("UTC")).date() if isinstance(told, datetime) else told
    match op:
        case "last_days":
            return 0 <= (TODAY - day).days < value
        case "next_days":
            return 0 <= (day - TODAY).days < value
        case "on":
            return bool(day == value)
        case "before":
            return bool(day < value)
        case "after":
            return bool(day > value)
        case "between":
            return bool(value[0] <= day <= value[1])
        case _:
            return True


def _number(told: Decimal | None, op: str, value: Any) -> bool:
    if told is None:
        return False
    match op:
        case "is":
            return bool(told == value)
        case "at_least":
            return bool(told >= value)
        case "at_most":
            return bool(told <= value)
        case "between":
            return bool(value[0] <= told <= value[1])
        case _:
            return True


def _did(name: str, deed: Deed, one: Person) -> bool:
    """In words of plain lists: all lines of all parts in the timeline's order, those counted that are asked for."""
    lines = sorted((d for part in (one, *one.parts) for d in part.deeds), key=lambda d: d.when)
    rows = [(i, line) for i, line in enumerate(lines) if _of_sort(line, deed.lines(name))]
    inside = [row for row in rows if _in_window(row[1].when, deed)]
    if deed.which:
        picked = rows[:1] if deed.which == "first" else rows[-1:]
        return any(row in inside for row in picked)
    if deed.since:
        last = max((line.when for line in lines if line.name == deed.since), default=None)
        inside = [row for row in inside if last is not None and row[1].when > last]
    count = sum(1 for i, _ in inside if deed.then is None or _followed(i, deed.then, lines))
    return {"at_least": count >= deed.times, "at_most": count <= deed.times, "exactly": count == deed.times}[deed.count]


def _in_window(when: datetime, deed: Deed) -> bool:
    day = when.date()
    gone = (TODAY - day).days
    return (
        (deed.days is None or gone < deed.days)
        and (deed.older is None or gone >= deed.older)
        and (deed.first_day is None or day >= deed.first_day)
        and (deed.last_day is None or day <= deed.last_day)
    )


def _of_sort(line: Done, sort: Lines) -> bool:
    enough = sort.amount is None or (line.amount is not None and Decimal(line.amount) >= sort.amount)
    named = sort.product.lower() in line.product.lower()
    heard = not sort.channels or line.channel in sort.channels
    return line.name == sort.name and enough and named and heard and all(_told(line.told, p) for p in sort.properties)


def _told(told: Any, asked: Property) -> bool:
    for key in asked.path:
        told = told.get(key) if isinstance(told, dict) else None
    if told is None or isinstance(told, dict | list):
        return False
    text = str(told).lower() if isinstance(told, bool) else str(told)
    value = asked.value
    as_number = float(text) if re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", text) else None
    if asked.op in {"at_least", "at_most"}:
        assert isinstance(value, Decimal)
        return as_number is not None and (as_number >= value if asked.op == "at_least" else as_number <= value)
    if asked.op == "filled":
        return True
    assert isinstance(value, str)
    if asked.op == "contains":
        return value.lower() in text.lower()
    usual = {value, value.lower(), value.upper(), value.title(), value.capitalize()}
    numeric = re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", value)
    return text in usual or bool(numeric and as_number == float(value))


def _followed(i: int, step: Step, lines: list[Done]) -> bool:
    until = None if step.days is None else lines[i].when + timedelta(days=step.days)
    later = [
        j
        for j in range(i + 1, len(lines))
        if _of_sort(lines[j], step.lines)
        and (until is None or lines[j].when <= until)
        and (step.then is None or _followed(j, step.then, lines))
    ]
    if step.absent:
        return not later and (until is None or until <= NOW)
    return bool(later)


def fill(people: tuple[Person, ...] = PEOPLE) -> dict[int, Person]:
    """Put them into the database; their ids."""
    from regulars.access.users.models import User
    from regulars.know.customers.models import Customer
    from regulars.know.fields.models import Field, FieldValue
    from regulars.know.tags.models import Tag, Tagging
    from regulars.timeline.names import Order, Product
    from regulars.timeline.record import Entry, record
    from regulars.understand.insights.models import CustomerInsight

    if any(one.owner for one in people):
        User.objects.get_or_create(pk=1, defaults={"email": "owner@unfold.example"})
    tags = {
        key: Tag.objects.get_or_create(key=key, defaults={"name": key, "created_at": NOW})[0]
        for key in ("vip", "press")
    }
    shoe, _ = Field.objects.get_or_create(key="shoe", defaults={"label": "Shoe size", "kind": "number"})
    ids = {}
    entries = []

    def put(one: Person, root: Customer | None = None) -> Customer:
        customer = Customer.objects.create(
            known=root is None, merged_into=root, kind=one.kind, name=one.name, name_key=fold(one.name), city=one.city,
            country=one.country, email=one.email, birthday=one.birthday, last_heard_at=one.heard, owner_id=one.owner,
            created_at=NOW, changed_at=NOW,
        )  # fmt: skip
        for key in one.tags:
            Tagging.objects.create(tag=tags[key], customer=customer, created_at=NOW)
        if one.shoe is not None:
            number = int(Decimal(one.shoe) * 10_000)
            FieldValue.objects.create(field=shoe, customer=customer, text=one.shoe, text_key=one.shoe, number=number)
        for done in one.deeds:
            entries.append(
                Entry(
                    name=done.name, occurred_at=done.when, source="test", source_id=f"{customer.pk}-{len(entries)}",
                    customer_id=customer.pk, amount=None if done.amount is None else Decimal(done.amount),
                    payload=Order(products=[Product(name=done.product)], more=done.told) if done.product else done.told,
                    channel=done.channel,
                )
            )  # fmt: skip
        if one.worth is not None:
            CustomerInsight.objects.create(
                customer_id=customer.pk, orders=1, revenue=Decimal(one.worth), segment=one.segment, as_of=TODAY
            )
        for part in one.parts:
            put(part, customer)
        return customer

    for one in people:
        ids[put(one).pk] = one
    record(*entries)
    return ids


def with_tag_ids(rule: Rule) -> Rule:
    """The rule with tags named by the numbers the database gave them."""
    from regulars.know.tags.models import Tag

    numbers = {key: str(pk) for key, pk in Tag.objects.values_list("key", "pk")}

    def renamed(one: Rule) -> Rule:
        match one:
            case Group(way, parts):
                return Group(way, tuple(renamed(part) for part in parts))
            case Not(part):
                return Not(renamed(part))
            case Condition("tag", op, list() as value):
                return Condition("tag", op, [numbers[key] for key in value])
            case _:
                return one

    return renamed(rule)
