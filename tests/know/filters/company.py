"""A small company for tests of rules, and what a rule says of its customers told in plain Python, without a database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from regulars.kit.folding import fold
from regulars.know.filters.kinds import OPS, Deed, Kind, read_value
from regulars.know.filters.rule import Condition, Group, Not, Rule

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = date(2026, 11, 21)


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
    # (name, when, amount, product)
    deeds: tuple[tuple[str, datetime, str | None, str], ...] = ()
    worth: str | None = None
    segment: str = ""
    shoe: str | None = None  # an own field of numbers
    parts: tuple[Person, ...] = field(default=())


def ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


PEOPLE = (
    Person("Ada Brandt", city="Berlin", country="Germany", email="ada@mail.example", birthday=date(1984, 2, 29),
           heard=ago(1), tags=("vip",), deeds=(("order.completed", ago(3), "80", "Linen shirt"),
           ("order.completed", ago(200), "20", "Socks")), worth="100", segment="Loyal", shoe="38.5"),
    Person("Nils Berg", city="berlin", country="Germany", heard=ago(40), deeds=(("page.viewed", ago(40), None, ""),),
           shoe="45"),
    Person("Zoë Łukasik", city="Łódź", country="Poland", email="zoe@shop.example", birthday=date(1990, 12, 1),
           heard=ago(0), tags=("vip", "press"), worth="0", segment="Hibernating"),
    Person("Initech", kind="company", city="BERLIN", country="Germany", deeds=(("order.completed", ago(89), "5000", "Desk"),),
           worth="5000", segment="Loyal", parts=(Person("Initech old", deeds=(("order.completed", ago(10), "10", "Socks"),),
           tags=("press",), shoe="12"),)),
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
    since = None
    if deed.days is not None:
        since = datetime.combine(TODAY - timedelta(days=deed.days - 1), time(), tzinfo=UTC)
    count = 0
    for part in (one, *one.parts):
        for done, when, amount, product in part.deeds:
            enough = deed.amount is None or (amount is not None and Decimal(amount) >= deed.amount)
            named = deed.product.lower() in product.lower()
            count += done == name and (since is None or when >= since) and enough and named
    return count >= deed.times


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
        for name, when, amount, product in one.deeds:
            entries.append(
                Entry(
                    name=name, occurred_at=when, source="test", source_id=f"{customer.pk}-{len(entries)}",
                    customer_id=customer.pk, amount=None if amount is None else Decimal(amount),
                    payload=Order(products=[Product(name=product)]) if product else {},
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
