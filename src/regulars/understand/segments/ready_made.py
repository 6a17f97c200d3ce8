"""Segments that are ready to be switched on: named groups, kinds of relationship, and what most businesses ask first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from regulars.know.consents.models import Channel
from regulars.know.consents.queries import purposes
from regulars.understand.insights.models import CustomerInsight

Rule = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ready:
    """One of them: under which heading, what it is called and what it is good for, and its rule."""

    key: str
    heading: str
    name: str
    about: str
    rule: Rule


def _did(name: str, **value: Any) -> Rule:
    return {"field": f"did:{name}", "op": "did", "value": value}


def _did_not(name: str, **value: Any) -> Rule:
    return {"field": f"did:{name}", "op": "did_not", "value": value}


def _insight(name: str, op: str, value: Any) -> Rule:
    return {"field": f"insight:{name}", "op": op, "value": value}


def _all(*rules: Rule) -> Rule:
    return {"all": list(rules)}


_BOUGHT: Final = _did("order.completed")
BUYING = "What they buy"
GROUPS = "Named groups"
RELATIONS = "How they stand to us"
REACH = "Whom we may reach, and whom we annoy"

_PLAIN: Final = (
    Ready(
        "bought_once",
        BUYING,
        "Bought once",
        "One order and no second yet. The second makes a regular: thank them, and ask how it went.",
        _did("order.completed", count="exactly", times=1),
    ),
    Ready(
        "bought_once_lately",
        BUYING,
        "New, and waiting for a second order",
        "Their one order is less than 60 days old: the time when most second orders come.",
        _all(_did("order.completed", count="exactly", times=1), _did("order.completed", days=60)),
    ),
    Ready(
        "regulars",
        BUYING,
        "Regulars",
        "Three orders or more, one of them within the last year.",
        _all(_did("order.completed", times=3), _did("order.completed", days=365)),
    ),
    Ready(
        "lapsed",
        BUYING,
        "Lapsed",
        "Bought twice or more, but not within the last year. Worth one honest question why.",
        _all(_did("order.completed", times=2), _did_not("order.completed", days=365)),
    ),
    Ready(
        "basket_left",
        BUYING,
        "Left a basket",
        "Put something into the cart within the last 14 days and did not buy since.",
        {"all": [_did("product.added", days=14, then={"name": "order.completed", "days": 2, "absent": True})]},
    ),
    Ready(
        "sends_back",
        BUYING,
        "Sends back much",
        "Two returns or more within a year. Sizes, photographs or expectations may be wrong.",
        _did("order.refunded", times=2, days=365),
    ),
    Ready(
        "looks_only",
        BUYING,
        "Looks, and does not buy",
        "Five visits or more within 30 days, and no order in them.",
        _all(_did("page.viewed", times=5, days=30), _did_not("order.completed", days=30)),
    ),
    Ready(
        "at_risk_worth",
        BUYING,
        "Worth a call",
        "Most of what they may still spend hangs on whether they stay: value at risk of at least 100.",
        _insight("risk", "at_least", "100"),
    ),
    Ready(
        "complained",
        REACH,
        "Complained lately",
        "Asked or complained within 30 days: spare them advertising until it is solved.",
        _did("case.opened", days=30),
    ),
    Ready(
        "unheard",
        REACH,
        "Opens no mail",
        "Was sent five mails or more within half a year and opened none. Sending on harms every other mail.",
        _all(_did("mail.sent", times=5, days=180), _did_not("mail.opened", days=180)),
    ),
    Ready(
        "birthday",
        REACH,
        "Birthday within a week",
        "A card on the day costs little.",
        {"field": "occasion:birthday", "op": "next_days", "value": 7},
    ),
)
_GROUPS: Final = {
    "Champions": "Bought lately, often and for much. Ask them to recommend you, and show them new things first.",
    "Loyal": "Come back again and again. Thank them with something only they get.",
    "Potential loyalists": "Came lately and more than once: one good next order away from being loyal.",
    "New": "Their first order was lately. The next weeks decide.",
    "Promising": "Came lately, bought little so far.",
    "Need attention": "Were good customers, and it is getting long.",
    "About to sleep": "Quieter than they were; soon lost if nothing happens.",
    "Cannot lose": "Bought often and for much, and have not been seen for long. Call, do not mail.",
    "At risk": "Used to buy often; the gaps have grown beyond their own rhythm.",
    "Hibernating": "Bought little, long ago. A cheap last try, then leave them in peace.",
}
_RELATIONS: Final = {
    "friend": "Close and glad. They would defend you.",
    "warm": "Close to you, with little to complain of.",
    "neutral": "Neither close nor far.",
    "love-hate": "Close, and often cross: they come back in spite of something. Find out what.",
    "distant": "Seldom heard, and not unhappy: you are one of several.",
    "enemy": "Had bad experiences and lets others know. One personal word before anything else.",
}


def ready_made() -> Iterator[Ready]:
    """All of them. One query, for the purposes of consent."""
    yield from _PLAIN
    for name, about in _GROUPS.items():
        yield Ready(
            f"group_{name.lower().replace(' ', '_')}", GROUPS, name, about, _insight("segment", "any_of", [name])
        )
    for value, label in CustomerInsight.Relationship.choices:
        rule = _insight("relationship", "any_of", [value])
        yield Ready(f"relation_{value}", RELATIONS, f"Relationship: {str(label).lower()}", _RELATIONS[value], rule)
    yield Ready(
        "relation_cooling",
        RELATIONS,
        "Cooling",
        "Further away from you than a quarter ago. The list “Slipping away” says whom to call first.",
        _insight("heading", "any_of", ["cooling"]),
    )
    for purpose in purposes():
        if purpose.marketing and Channel.MAIL in purpose.channels:
            yield Ready(
                f"agreed_{purpose.key}"[:40],
                REACH,
                f"{purpose.name}: yes"[:60],
                f"Agreed to {purpose.name[:1].lower() + purpose.name[1:]} by mail, and may be sent it as far as consent goes.",
                {"field": f"consent:{purpose.key}", "op": "any_of", "value": [str(Channel.MAIL)]},
            )


def by_key(key: str) -> Ready | None:
    """The one of that key."""
    return next((one for one in ready_made() if one.key == key), None)
