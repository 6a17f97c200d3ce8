"""From a call to a fact: what happened, when, to whom, in the words of the timeline."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from regulars.listen.intake.facts import Fact
from regulars.listen.tracking.calls import TYPES, Call
from regulars.listen.tracking.instants import corrected, read_instant
from regulars.listen.tracking.orders import read_currency
from regulars.listen.tracking.payloads import read_payload
from regulars.listen.tracking.people import company_of, keys_of_previous, person_of, read_id, read_profile
from regulars.listen.tracking.told import Told, refused, text_of, without
from regulars.listen.tracking.words import read_event
from regulars.timeline.names import CHANNELS, Change, Page, Payload
from regulars.timeline.names import Told as ToldPayload
from regulars.timeline.record import Entry

# What a context says that helps nobody here or would single out a device: it is not kept.
_NOT_KEPT = frozenset(
    {
        "ip",
        "traits",
        "library",
        "network",
        "userAgentData",
        "device",
        "integrations",
        "sessionId",
        "screen",
        "os",
        "consent",
    }
)
_KEPT_OF_DEVICE = ("type", "manufacturer", "model")
_PAGE = frozenset({"title", "path", "url", "referrer"})
LONGEST_SOURCE_ID = 200


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What holds for a whole request: whose key it came with, when, and what its envelope says."""

    source: str
    received: datetime
    currency: str
    sent: datetime | None = None
    context: Mapping[str, Any] | None = None


class _Told(msgspec.Struct, gc=False):
    """What the type of a call makes of it."""

    name: str
    payload: Payload
    channel: str = "web"
    direction: str = "in"
    amount: Decimal | None = None
    currency: str = ""


def read_moment(field: str, value: str | float | None) -> datetime | None:
    """An instant, or None when there is none. Raises Unreadable naming the field."""
    if value is None or value == "":
        return None
    try:
        return read_instant(value)
    except ValueError as error:
        raise refused(field, str(error)) from error


def read_fact(call: Call, kind: str, around: Circumstances) -> Fact:
    """The fact a call tells. `kind` is the address it was sent to, or empty for one of a batch. Raises Unreadable."""
    kind = kind or call.type or call.action or ""
    read = _BY_TYPE.get(kind)
    if read is None:
        said = f"{kind!r} is none" if kind else "is missing"
        raise refused("type", f"{said}; write one of {', '.join(TYPES)}")
    context: Told = {**(around.context or {}), **(call.context or {})}
    traits = context.get("traits")
    told, who, company = read(call, context, traits if isinstance(traits, dict) else {}, around.source)
    occurred = read_moment("timestamp", call.timestamp) or read_moment("originalTimestamp", call.original_timestamp)
    entry = Entry(
        name=told.name,
        occurred_at=corrected(
            occurred,
            read_moment("sentAt", call.sent_at) or around.sent,
            around.received,
            settled=call.received_at is not None,
        ),
        source=around.source,
        source_id=_source_id(call, kind, around.received),
        payload=told.payload,
        channel=told.channel,
        direction=told.direction,
        amount=told.amount,
        currency="" if told.amount is None else told.currency or around.currency,
    )
    return Fact(entry=entry, who=who, company=company)


def _source_id(call: Call, kind: str, received: datetime) -> str:
    given = "" if call.message_id is None else str(call.message_id).strip()
    if given:
        # The samples of the specification share one messageId among calls of different types: they are not one call.
        own = given if kind == "track" else f"{kind}:{given}"
        return own if len(own) <= LONGEST_SOURCE_ID else f"sha256:{hashlib.sha256(own.encode()).hexdigest()}"
    call.sent_at = call.write_key = None
    told = msgspec.json.encode(call, order="deterministic")
    # Without id and time, the same words said an hour later are a new fact; said again at once, a repeated request.
    hour = "" if call.timestamp or call.original_timestamp else f"{received:%Y-%m-%dT%H}"
    return f"sha256:{hashlib.sha256(f'{kind}{hour}'.encode() + told).hexdigest()}"


def _kept(context: Told) -> dict[str, Any]:
    kept = {name: value for name, value in context.items() if name not in _NOT_KEPT and value not in (None, "", {})}
    device = context.get("device")
    if isinstance(device, dict):
        kept["device"] = {name: device[name] for name in _KEPT_OF_DEVICE if name in device}
    return kept


def _with_context(payload: Payload, context: Told) -> Payload:
    if context and (kept := _kept(context)):
        payload.more = payload.more | {"context": kept}
    return payload


_Read = tuple[_Told, Any, Any]


def _identify(call: Call, context: Told, traits: Told, source: str) -> _Read:
    locale = context.get("locale")
    said = ({"locale": locale} if isinstance(locale, str) else {}) | dict(traits) | (call.traits or {})
    who = person_of(call, source, said)
    if who is None:
        raise refused("userId", "is missing; an identify call names a userId, an anonymousId or traits.email")
    changes = {name: [None, value] for name, value in said.items() if value not in (None, "")}
    return _Told("customer.identified", _with_context(Change(changes=changes), context)), who, None


def _track(call: Call, context: Told, traits: Told, source: str) -> _Read:
    event = (call.event or "").strip()
    if not event:
        raise refused("event", "is missing; a track call names its event, such as Order Completed")
    properties = call.properties or {}
    who = person_of(call, source, traits)
    reading = read_event(event)
    if reading is None:
        payload: Payload = _with_context(ToldPayload(event=event, more=properties), context)
        return _Told("event.told", payload, _channel(call, "web")), who, None
    payload, amount = read_payload(reading.name, properties)
    told = _Told(reading.name, _with_context(payload, context), _channel(call, reading.channel), reading.direction)
    if amount is not None:
        told.amount, told.currency = amount, read_currency(properties)
    return told, who, None


def _channel(call: Call, usual: str) -> str:
    """Where it took place: as the event says itself, else in the app where one sent it, else where such events do."""
    said = (call.properties or {}).get("channel")
    if isinstance(said, str) and said in CHANNELS:
        return said
    return "app" if call.channel == "mobile" and usual in {"web", "shop"} else usual


def _seen(name: str, channel: str) -> Callable[[Call, Told, Told, str], _Read]:
    def read(call: Call, context: Told, traits: Told, source: str) -> _Read:
        properties = call.properties or {}
        page = context.get("page")
        around: Told = page if isinstance(page, dict) else {}
        more = without(properties, _PAGE)
        if call.category:
            more["category"] = call.category
        title = text_of(properties, "title") or call.name or text_of(around, "title")
        if call.name and call.name != title:
            more["name"] = call.name
        payload = Page(
            title=title,
            path=text_of(properties, "path") or text_of(around, "path"),
            url=text_of(properties, "url") or text_of(around, "url"),
            referrer=text_of(properties, "referrer") or text_of(around, "referrer"),
            more=more,
        )
        rest = without(context, frozenset({"page"})) if around else context
        return _Told(name, _with_context(payload, rest), channel), person_of(call, source, traits), None

    return read


def _group(call: Call, context: Told, traits: Told, source: str) -> _Read:
    group_id = read_id("groupId", call.group_id)
    if not group_id:
        raise refused("groupId", "is missing; a group call names the company it is about")
    said = call.traits or {}
    company = company_of(group_id, source, said)
    name = read_profile(said).name or group_id
    who = person_of(call, source, traits)
    payload = Change(note=name, more={"group_id": group_id, "traits": said})
    if who is None:
        # Nobody is said to belong to it: the call tells about the company alone.
        return _Told("customer.identified", Change(more=payload.more)), company, None
    return _Told("company.joined", _with_context(payload, context)), who, company


def _alias(call: Call, context: Told, traits: Told, source: str) -> _Read:
    previous = read_id("previousId", call.previous_id)
    if not previous:
        raise refused("previousId", "is missing; an alias call names the id used before")
    who = person_of(call, source, traits)
    if who is None:
        raise refused("userId", "is missing; an alias call names the id used from now on")
    who = msgspec.structs.replace(who, previous=keys_of_previous(previous, source))
    return _Told("identity.aliased", _with_context(Change(note=previous), context)), who, None


_BY_TYPE: dict[str, Callable[[Call, Told, Told, str], _Read]] = {
    "identify": _identify,
    "track": _track,
    "page": _seen("page.viewed", "web"),
    "screen": _seen("screen.viewed", "app"),
    "group": _group,
    "alias": _alias,
}
