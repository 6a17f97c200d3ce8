"""From the event names that shops, mail tools and chats emit to the vocabulary of the timeline."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from regulars.timeline.names import VOCABULARY, Kind


@dataclass(frozen=True, slots=True)
class Reading:
    """What an event name means here: the word, where it took place, who spoke ("in": the customer)."""

    name: str
    channel: str
    direction: str = "in"


# Names of the Segment specifications: e-commerce (today's and the first version's), e-mail, live chat, and the
# assistant's chat. Chats are told from the customer's side there: what they sent is what we received.
_TOLD: dict[str, Reading] = {
    "order completed": Reading("order.completed", "shop"),
    "completed order": Reading("order.completed", "shop"),
    "order refunded": Reading("order.refunded", "shop"),
    "refunded order": Reading("order.refunded", "shop"),
    "order cancelled": Reading("order.refunded", "shop"),
    "order canceled": Reading("order.refunded", "shop"),
    "cancelled order": Reading("order.refunded", "shop"),
    "order updated": Reading("order.updated", "shop"),
    "updated order": Reading("order.updated", "shop"),
    "checkout started": Reading("checkout.started", "shop"),
    "started checkout": Reading("checkout.started", "shop"),
    "product viewed": Reading("product.viewed", "shop"),
    "viewed product": Reading("product.viewed", "shop"),
    "product clicked": Reading("product.viewed", "shop"),
    "product added": Reading("product.added", "shop"),
    "added product": Reading("product.added", "shop"),
    "product removed": Reading("product.removed", "shop"),
    "removed product": Reading("product.removed", "shop"),
    "product list viewed": Reading("category.viewed", "shop"),
    "product category viewed": Reading("category.viewed", "shop"),
    "viewed product category": Reading("category.viewed", "shop"),
    "product reviewed": Reading("review.written", "review"),
    "reviewed product": Reading("review.written", "review"),
    "email sent": Reading("mail.sent", "mail", "out"),
    "email delivered": Reading("mail.delivered", "mail", "out"),
    "email opened": Reading("mail.opened", "mail"),
    "email link clicked": Reading("mail.clicked", "mail"),
    "email clicked": Reading("mail.clicked", "mail"),
    "email bounced": Reading("mail.bounced", "mail", "out"),
    "email marked as spam": Reading("mail.complained", "mail"),
    "unsubscribed": Reading("mail.unsubscribed", "mail"),
    "email unsubscribed": Reading("mail.unsubscribed", "mail"),
    "live chat conversation started": Reading("message.received", "chat"),
    "live chat message sent": Reading("message.received", "chat"),
    "live chat message received": Reading("message.sent", "chat", "out"),
    "message sent": Reading("message.received", "chat"),
    "message received": Reading("message.sent", "chat", "out"),
    "subscription started": Reading("contract.started", "web"),
    "subscription created": Reading("contract.started", "web"),
    "subscription renewed": Reading("contract.renewed", "web"),
    "subscription ended": Reading("contract.ended", "web"),
    "subscription cancelled": Reading("contract.ended", "web"),
    "subscription canceled": Reading("contract.ended", "web"),
}

_CHANNEL_OF_NOUN = {
    "mail": "mail",
    "call": "phone",
    "survey": "survey",
    "review": "review",
    "case": "form",
    "message": "mail",
}
_OUTWARD = {"mail.sent", "mail.delivered", "mail.bounced", "message.sent", "case.resolved"}
# What the house says of itself, and what only the calls of their own type may say, no event can.
_OWN = {"note.written", "event.told", "page.viewed", "screen.viewed"}


def _own_words() -> dict[str, Reading]:
    """The vocabulary's own names, dotted or written as a title ("Survey Answered"), for senders that know it."""
    found: dict[str, Reading] = {}
    for word in VOCABULARY.values():
        if word.kind in {Kind.PROFILE, Kind.HOUSE} or word.name in _OWN:
            continue
        noun = word.name.partition(".")[0]
        shop = "shop" if word.kind in {Kind.ORDERS, Kind.VISITS} and noun != "contract" else "web"
        reading = Reading(word.name, _CHANNEL_OF_NOUN.get(noun, shop), "out" if word.name in _OUTWARD else "in")
        found[word.name] = reading
        found.setdefault(word.name.replace(".", " "), reading)
    return found


_READINGS = _own_words() | _TOLD
_BETWEEN = re.compile(r"[\s_\-]+")


@lru_cache(maxsize=4096)
def read_event(event: str) -> Reading | None:
    """What an event name means, however it is cased and spaced; None for one the vocabulary has no word for."""
    return _READINGS.get(_BETWEEN.sub(" ", event.strip().lower()))
