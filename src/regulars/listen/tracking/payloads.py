"""From an event's properties to the payload of its word."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import msgspec

from regulars.listen.tracking.contracts import read_contract
from regulars.listen.tracking.orders import read_item, read_order
from regulars.listen.tracking.told import Told, money_of, refused, text_of, without
from regulars.timeline.names import VOCABULARY, Answer, Case, Contract, Message, Payload

Told_ = tuple[Payload, Decimal | None]
_SUBJECT = ("email_subject", "emailSubject", "subject")
_TEXT = ("message_body", "messageBody", "text", "body")
_CONVERSATION = ("conversation_id", "conversationId")
_CAMPAIGN = ("campaign_name", "campaignName", "campaign_id", "campaignId")
_LINK = ("link_url", "linkUrl", "link")
_MESSAGE = frozenset({*_SUBJECT, *_TEXT, *_CONVERSATION, "campaign_name", "campaignName", *_LINK, "minutes"})
_REVIEW_TEXT = ("review_body", "reviewBody", "text")
_REVIEW = frozenset({*_REVIEW_TEXT, "rating", "score"})


def _message(told: Told) -> Told_:
    minutes = money_of(told, "properties", "minutes")
    message = Message(
        subject=text_of(told, *_SUBJECT),
        text=text_of(told, *_TEXT),
        minutes=float(minutes) if minutes else 0,
        conversation_id=text_of(told, *_CONVERSATION),
        campaign=text_of(told, *_CAMPAIGN),
        link=text_of(told, *_LINK),
        more=without(told, _MESSAGE),
    )
    return message, None


def _review(told: Told) -> Told_:
    score = money_of(told, "properties", "rating", "score")
    answer = Answer(
        score=None if score is None else float(score), text=text_of(told, *_REVIEW_TEXT), more=without(told, _REVIEW)
    )
    return answer, None


def _fitted(kind: type[Payload]) -> Callable[[Told], Told_]:
    """Properties that already carry the payload's own names."""
    names = frozenset(kind.__struct_fields__) - {"more"}

    def read(told: Told) -> Told_:
        own = {name: value for name, value in told.items() if name in names and value is not None}
        try:
            payload = msgspec.convert(own | {"more": without(told, names)}, kind, strict=False)
        except msgspec.ValidationError as error:
            message, _, place = str(error).partition(" - at `$")
            raise refused(f"properties{place.rstrip('`')}", message) from error
        return payload, None

    return read


_BY_KIND: dict[type[Payload], Callable[[Told], Told_]] = {
    Message: _message,
    Answer: _fitted(Answer),
    Case: _fitted(Case),
    Contract: lambda told: (read_contract(told), None),
}


def _reader(name: str) -> Callable[[Told], Told_]:
    if name == "order.refunded":
        return lambda told: read_order(told, refund=True)
    if name == "review.written":
        return _review
    kind = VOCABULARY[name].payload
    return _BY_KIND.get(kind) or (read_item if name.partition(".")[0] in {"product", "category"} else read_order)


_READERS = {
    word.name: _reader(word.name)
    for word in VOCABULARY.values()
    if word.payload.__name__ in {"Order", "Item", "Message", "Answer", "Case", "Contract"}
}


def read_payload(name: str, told: Told) -> Told_:
    """The payload of the vocabulary's word `name` and its amount of money, if it has one. Raises Unreadable."""
    return _READERS[name](told)
