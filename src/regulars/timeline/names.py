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
    product_id: str = ""
    product: str = ""


class Case(Payload, kw_only=True):
    """A request or complaint and its resolution; `hours` counts from opening to resolution."""

    case_id: str = ""
    subject: str = ""
    text: str = ""
    about: str = ""
    hours: float = 0


class Contract(Payload, kw_only=True):
    """A contract or subscription: `price` a period (`month` or `year`), in `currency` (empty: the business's own); days as
    year-month-day."""

    contract_id: str = ""
    plan: str = ""
    price: str = ""
    currency: str = ""
    period: str = ""
    ends_on: str = ""
    reason: str = ""


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
    Word("contract.started", Contract, Kind.ORDERS, "began a contract or subscription"),
    Word("contract.renewed", Contract, Kind.ORDERS, "went on with a contract or subscription"),
    Word("contract.ended", Contract, Kind.ORDERS, "ended a contract or subscription"),
    Word("customer.identified", Change, Kind.PROFILE, "told who they are"),
    Word("customer.created", Change, Kind.PROFILE, "became known"),
    Word("customer.changed", Change, Kind.PROFILE, "was changed"),
    Word("customer.joined", Change, Kind.PROFILE, "an anonymous visitor turned out to be them"),
    Word("company.joined", Change, Kind.PROFILE, "belongs to a company"),
    Word("identity.aliased", Change, Kind.PROFILE, "is known under another id"),
    Word("identity.freed", Change, Kind.PROFILE, "an identifier turned out not to be theirs"),
    Word("identity.refused", Change, Kind.PROFILE, "an identifier was not kept: they have too many of its kind"),
    Word("identity.changed", Change, Kind.PROFILE, "an identifier was marked as shared or verified"),
    Word("customer.merged", Change, Kind.PROFILE, "turned out to be another customer too"),
    Word("customer.parted", Change, Kind.PROFILE, "a merge was undone"),
    Word("customer.tagged", Change, Kind.PROFILE, "was given or lost a tag"),
    Word("relation.added", Change, Kind.PROFILE, "is related to somebody"),
    Word("relation.ended", Change, Kind.PROFILE, "a relation ended"),
    Word("occasion.added", Change, Kind.PROFILE, "has a day to remember"),
    Word("occasion.removed", Change, Kind.PROFILE, "a day to remember was taken off"),
    Word("consent.asked", Change, Kind.PROFILE, "was asked to confirm a consent"),
    Word("consent.granted", Change, Kind.PROFILE, "agreed to something"),
    Word("consent.denied", Change, Kind.PROFILE, "said no to something"),
    Word("consent.withdrawn", Change, Kind.PROFILE, "took a consent back"),
    Word("suppression.added", Change, Kind.PROFILE, "must not be contacted"),
    Word("suppression.lifted", Change, Kind.PROFILE, "may be contacted again"),
    Word("segment.entered", Change, Kind.PROFILE, "came to fit a segment"),
    Word("segment.left", Change, Kind.PROFILE, "no longer fits a segment"),
    Word("relationship.changed", Change, Kind.PROFILE, "their relationship with us changed"),
    Word("request.received", Change, Kind.PROFILE, "asked for their data, a correction or erasure"),
    Word("request.closed", Change, Kind.PROFILE, "had a privacy request carried out or refused"),
    Word("hold.placed", Change, Kind.PROFILE, "their data has to be kept"),
    Word("hold.lifted", Change, Kind.PROFILE, "their data need not be kept any longer"),
    Word("customer.erased", Change, Kind.HOUSE, "a customer was erased"),
    Word("duplicates.decided", Change, Kind.HOUSE, "pairs of customers were judged"),
    Word("customers.changed", Change, Kind.HOUSE, "many customers were changed at once"),
    Word("customers.restored", Change, Kind.HOUSE, "a change of many customers was undone"),
    Word("field.created", Change, Kind.HOUSE, "a field was made"),
    Word("field.changed", Change, Kind.HOUSE, "a field was changed"),
    Word("field.removed", Change, Kind.HOUSE, "a field was removed"),
    Word("tag.changed", Change, Kind.HOUSE, "a tag was made, renamed or removed"),
    Word("recognition.changed", Change, Kind.HOUSE, "by what customers are recognised was changed"),
    Word("segment.changed", Change, Kind.HOUSE, "a segment was made, changed or removed"),
    Word("input.changed", Change, Kind.HOUSE, "a figure that numbers need was entered"),
    Word("target.changed", Change, Kind.HOUSE, "a target of a number was set or removed"),
    Word("alert.raised", Change, Kind.HOUSE, "a number moved more than chance allows, or will miss its target"),
    Word("alert.closed", Change, Kind.HOUSE, "what an alert told of is over, or was put aside"),
    Word("board.changed", Change, Kind.HOUSE, "a board was made, changed or removed"),
    Word("digest.changed", Change, Kind.HOUSE, "who gets the numbers by mail, and when, was changed"),
    Word("digest.sent", Change, Kind.HOUSE, "the numbers were sent by mail"),
    Word("journey.changed", Change, Kind.HOUSE, "stages or touchpoints of a journey were changed"),
    Word("offers.changed", Change, Kind.HOUSE, "what may be recommended was changed"),
    Word("view.saved", Change, Kind.HOUSE, "a view was saved"),
    Word("view.removed", Change, Kind.HOUSE, "a view was removed"),
    Word("purpose.changed", Change, Kind.HOUSE, "a purpose of consent was made or changed"),
    Word("contact_rules.changed", Change, Kind.HOUSE, "quiet hours or frequency caps were changed"),
    Word("retention.changed", Change, Kind.HOUSE, "a retention rule was changed"),
    Word("retention.applied", Change, Kind.HOUSE, "data past its retention was removed"),
    Word("note.written", Message, Kind.SERVICE, "a note about them"),
    Word("note.changed", Change, Kind.PROFILE, "a note was changed, pinned or removed"),
    Word("file.attached", Change, Kind.PROFILE, "a file was attached"),
    Word("event.told", Told, Kind.VISITS, "did something the vocabulary has no word for"),
    Word("import.finished", Change, Kind.HOUSE, "a file was imported"),
    Word("import.reverted", Change, Kind.HOUSE, "an import was undone"),
    Word("key.created", Change, Kind.HOUSE, "a write key was made"),
    Word("key.revoked", Change, Kind.HOUSE, "a write key was revoked"),
    Word("user.invited", Change, Kind.HOUSE, "a colleague was invited"),
    Word("user.joined", Change, Kind.HOUSE, "a colleague joined"),
    Word("user.changed", Change, Kind.HOUSE, "a colleague's role or access changed"),
    Word("team.changed", Change, Kind.HOUSE, "a team was made or changed"),
    Word("role.changed", Change, Kind.HOUSE, "what a role sees was changed"),
    Word("login.changed", Change, Kind.HOUSE, "how a colleague logs in was changed"),
    Word("token.created", Change, Kind.HOUSE, "an API token was made"),
    Word("token.revoked", Change, Kind.HOUSE, "an API token was revoked"),
    Word("initiative.started", Change, Kind.HOUSE, "the business changed something for its customers"),
)

VOCABULARY: dict[str, Word] = {word.name: word for word in _WORDS}

CHANNELS = ("web", "shop", "app", "store", "mail", "phone", "chat", "form", "survey", "review", "import", "house")

NAMES_OF_KIND: dict[Kind, tuple[str, ...]] = {
    kind: tuple(word.name for word in _WORDS if word.kind is kind) for kind in Kind
}
