"""What travels over the REST API, as its description shows it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from ninja import Field, Schema


class CustomerFields(Schema):
    """What can be told of a customer. Only what is sent is changed."""

    kind: Literal["person", "company"] | None = None
    name: str | None = None
    email: str | None = None
    phone: str | None = Field(None, description="With its country code, such as +44 20 7946 0958.")
    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    region: str | None = None
    country: str | None = None
    language: str | None = None
    birthday: date | None = None
    fields: dict[str, Any] | None = Field(None, description="The business's own fields, by their keys.")


class Customer(CustomerFields):
    """A customer. Fields that the token's colleague may not see are left out."""

    id: int
    created_at: datetime
    changed_at: datetime
    last_heard_at: datetime | None = None
    owner: int | None = None
    team: int | None = None


class CustomerPage(Schema):
    """Some customers, and the position of the next page (null: that was all)."""

    items: list[Customer]
    next: str | None


class Interaction(Schema):
    """One line of a customer's timeline. `amount` is a decimal text in `currency`."""

    id: int
    name: str
    channel: str
    occurred_at: datetime
    said: str = Field(description="The sentence a person reads.")
    amount: str | None = None
    currency: str = ""


class InteractionPage(Schema):
    """Some lines, newest first, and the position of the next page."""

    items: list[Interaction]
    next: str | None


class OwnField(Schema):
    """One of the business's own fields of customers."""

    key: str
    label: str
    kind: str
    of: str
    help: str = ""
    required: bool = False
    choices: list[dict[str, Any]] = []


class Consent(Schema):
    """What binds of one purpose on one channel. `state` is null when nothing was ever said, which is a no."""

    purpose: str
    channel: str
    state: str | None
    since: datetime | None = None
    how: str = ""
    words: str = ""


class ConsentSaid(Schema):
    """What a customer said about a purpose on a channel, with its proof."""

    purpose: str
    channel: str
    state: Literal["granted", "denied", "withdrawn"]
    how: str = Field(description="phone, person, form, mail or shop")
    words: str = Field("", description="The words that were shown or read out; needed for a consent.")
    evidence: dict[str, Any] = Field({}, description="What proves it: an address, a file, a reference.")
    said_at: datetime | None = None


class MayContact(Schema):
    """Who is asked about, for what and how."""

    customers: list[int] = Field(max_length=1000)
    purpose: str
    channel: str
    at: datetime | None = None


class ContactAnswer(Schema):
    """`yes`, or why not, of each: customer id -> reason."""

    reasons: dict[int, str]


class Recommendation(Schema):
    """A product and the reason for it. `kind`: again (time for more), new (to them), popular (nothing of theirs in it)."""

    kind: str
    id: str
    name: str
    category: str = ""
    price: str | None = Field(None, description="As it was sold last, a decimal text in `currency`.")
    currency: str = ""
    reason: str


class Recommendations(Schema):
    """What a customer may want next, the best first."""

    personal: bool
    why: str = ""
    as_of: date | None = None
    items: list[Recommendation]


class ProductTold(Schema):
    """What is told of one product. `name`, `category` and `price` are taken only of one that is new."""

    id: str = Field(description="The product's number, as orders name it.")
    stock: int | None = Field(None, description="Null: nobody counts it.")
    margin: float | None = Field(None, description="Of the price, 0 to 1.")
    withdrawn: bool | None = None
    name: str | None = None
    category: str | None = None
    price: str | None = None


class Products(Schema):
    """Products to be told of."""

    items: list[ProductTold] = Field(max_length=1000)


class ProductsTaken(Schema):
    """How many changed, and how many of them are new."""

    changed: int
    new: int


class Problem(Schema):
    """Why a request was refused: field or parameter -> what is wrong with it and how to mend it."""

    errors: dict[str, str]
