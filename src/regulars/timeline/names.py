"""The vocabulary: every name an interaction can have, what it carries, and under which heading people look for it.

Names are `<noun>.<past tense>`. Payload fields are those of the Segment e-commerce and e-mail specifications wherever
those speak of the same thing, so what shops already emit is understood. A payload keeps fields it does not know.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec


class Kind(StrEnum):
    """The headings of the timeline's filter."""

    ORDERS = "orders"
    SAID = "said"
    VISITS = "visits"
    MAIL = "mail"
    SERVICE = "service"
    PROFILE = "profile"
    HOUSE = "house"


class Payload(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What an interaction carries. `more` holds whatever else was told."""

    more: dict[str, Any] = {}


class Product(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One line of an order or refund. `price` is for one unit; texts keep the sender's exact decimals."""

    product_id: str = ""
    sku: str = ""
    name: str = ""
    category: str = ""
    quantity: str = "1"
    price: str = "0"
    variant: str = ""
    brand: str = ""


class Order(Payload, kw_only=True):
    """A purchase, a refund or a cancellation. Amounts are decimal texts in the interaction's currency."""

    order_id: str = ""
    products: list[Product] = []
    total: str = ""
    revenue: str = ""
    shipping: str = ""
    tax: str = ""
    discount: str = ""
    coupon: str = ""


class Item(Payload, kw_only=True):
    """A product looked at, put into the cart or taken out of it."""

    product_id: str = ""
    sku: str = ""
    product: str = ""
    category: str = ""
    quantity: str = ""
    price: str = ""


class Page(Payload, kw_only=True):
    """A page or screen that was seen."""

    title: str = ""
    path: str = ""
    url: str = ""
    referrer: str = ""


class Message(Payload, kw_only=True):
    """Something written or spoken. `subject` and `text` are shown as given, never as markup."""

    subject: str = ""
    text: str = ""
    minutes: float = 0
    conversation_id: str = ""
    campaign: str = ""
    link: str = ""


class Answer(Payload, kw_only=True):
    """An answer to a survey: `scale` is nps (0-10), csat (1-5) or ces (1-7)."""

    survey: str = ""
    scale: str = ""
    score: float | None = None
    text: str = ""


class Case(Payload, kw_only=True):
    """A request or complaint and its resolution; `hours` counts from opening to resolution."""

    case_id: str = ""
    subject: str = ""
    text: str = ""
    about: str = ""
    hours: float = 0


class Change(Payload, kw_only=True):
    """What changed on a customer: field -> [before, after]."""

    changes: dict[str, list[Any]] = {}
    note: str = ""


class Told(Payload, kw_only=True):
    """Any event the vocabulary has no word for, under the name its sender gave it."""

    event: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """One name of the vocabulary."""

    name: str
    payload: type[Payload]
    kind: Kind
    meaning: str


_WORDS = (
    Word("order.completed", Order, Kind.ORDERS, "bought something"),
    Word("order.refunded", Order, Kind.ORDERS, "sent goods back, or an order was cancelled"),
    Word("order.updated", Order, Kind.ORDERS, "an order changed"),
    Word("checkout.started", Order, Kind.ORDERS, "began to pay"),
    Word("product.viewed", Item, Kind.VISITS, "looked at a product"),
    Word("product.added", Item, Kind.VISITS, "put a product into the cart"),
    Word("product.removed", Item, Kind.VISITS, "took a product out of the cart"),
    Word("category.viewed", Item, Kind.VISITS, "looked at a category of products"),
    Word("page.viewed", Page, Kind.VISITS, "saw a page"),
    Word("screen.viewed", Page, Kind.VISITS, "saw a screen of an app"),
    Word("mail.sent", Message, Kind.MAIL, "was sent a mail"),
    Word("mail.delivered", Message, Kind.MAIL, "got a mail"),
    Word("mail.opened", Message, Kind.MAIL, "opened a mail"),
    Word("mail.clicked", Message, Kind.MAIL, "followed a link in a mail"),
    Word("mail.bounced", Message, Kind.MAIL, "a mail came back"),
    Word("mail.complained", Message, Kind.MAIL, "marked a mail as spam"),
    Word("mail.unsubscribed", Message, Kind.MAIL, "asked for no more mails"),
    Word("message.received", Message, Kind.SAID, "wrote to us"),
    Word("message.sent", Message, Kind.SERVICE, "was answered"),
    Word("call.held", Message, Kind.SAID, "spoke with us on the phone"),
    Word("survey.answered", Answer, Kind.SAID, "answered a survey"),
    Word("review.written", Answer, Kind.SAID, "wrote a review"),
    Word("case.opened", Case, Kind.SERVICE, "asked or complained"),
    Word("case.resolved", Case, Kind.SERVICE, "had a request or complaint resolved"),
    Word("customer.identified", Change, Kind.PROFILE, "told who they are"),
    Word("customer.created", Change, Kind.PROFILE, "became known"),
    Word("customer.changed", Change, Kind.PROFILE, "was changed"),
    Word("customer.joined", Change, Kind.PROFILE, "an anonymous visitor turned out to be them"),
    Word("company.joined", Change, Kind.PROFILE, "belongs to a company"),
    Word("identity.aliased", Change, Kind.PROFILE, "is known under another id"),
    Word("note.written", Message, Kind.SERVICE, "a note about them"),
    Word("event.told", Told, Kind.VISITS, "did something the vocabulary has no word for"),
    Word("import.finished", Change, Kind.HOUSE, "a file was imported"),
    Word("import.reverted", Change, Kind.HOUSE, "an import was undone"),
    Word("key.created", Change, Kind.HOUSE, "a write key was made"),
    Word("key.revoked", Change, Kind.HOUSE, "a write key was revoked"),
    Word("user.invited", Change, Kind.HOUSE, "a colleague was invited"),
    Word("user.joined", Change, Kind.HOUSE, "a colleague joined"),
    Word("user.changed", Change, Kind.HOUSE, "a colleague's role or access changed"),
    Word("initiative.started", Change, Kind.HOUSE, "the business changed something for its customers"),
)

VOCABULARY: dict[str, Word] = {word.name: word for word in _WORDS}

CHANNELS = ("web", "shop", "app", "store", "mail", "phone", "chat", "form", "survey", "review", "import", "house")

NAMES_OF_KIND: dict[Kind, tuple[str, ...]] = {
    kind: tuple(word.name for word in _WORDS if word.kind is kind) for kind in Kind
}
