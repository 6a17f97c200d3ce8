"""The sentence a person reads for each interaction. One file, so that the product speaks with one voice."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from regulars.kit.money import spoken
from regulars.timeline.kept_back import shown_words
from regulars.timeline.models import Interaction
from regulars.timeline.names import VOCABULARY, Change, Word


@dataclass(frozen=True, slots=True)
class Sentence:
    """What happened: `before` + `strong` + `after` is the sentence, `where` the small print, `quote` what they said.

    `tone` is in (they did something), good, bad, or empty. All parts are plain text: whoever renders escapes.
    """

    before: str
    strong: str = ""
    after: str = ""
    where: str = ""
    quote: str = ""
    tone: str = ""

    def __str__(self) -> str:
        return f"{self.before}{self.strong}{self.after}"


Carried = dict[str, Any]

_PLACES = {
    "web": "web shop", "shop": "web shop", "app": "app", "store": "in the shop", "mail": "mail", "phone": "phone",
    "chat": "chat", "form": "form", "survey": "survey", "review": "review", "import": "import", "house": "",
}  # fmt: skip


def _number(text: object) -> Decimal:
    try:
        return Decimal(str(text))
    except InvalidOperation:
        return Decimal(0)


def _items(lines: list[Carried]) -> str:
    count = sum(abs(_number(line.get("quantity", "1"))) for line in lines if _number(line.get("price", "0")) > 0)
    count = count or Decimal(len(lines))
    said = f"{count.normalize():f}"
    return f"{said} item" if said == "1" else f"{said} items"


def _named(lines: list[Carried], most: int = 3) -> str:
    names = list(dict.fromkeys(str(line["name"]).strip() for line in lines if line.get("name")))
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f": {', '.join(names[:most])}{more}" if names else ""


def _where(line: Interaction, *more: str) -> str:
    return ", ".join(part for part in (_PLACES.get(line.channel, line.channel), *more) if part)


def _money(line: Interaction) -> str:
    return spoken(abs(line.amount), line.currency) if line.amount is not None else ""


def _order(line: Interaction, p: Carried) -> Sentence:
    lines = p.get("products") or []
    paid = f" for {_money(line)}" if line.amount else ""
    number = f"order {p['order_id']}" if p.get("order_id") else ""
    what = _items(lines) if lines else "something"
    return Sentence("Bought ", f"{what}{paid}", _named(lines), _where(line, number), tone="in")


def _refund(line: Interaction, p: Carried) -> Sentence:
    lines = p.get("products") or []
    paid = f" for {_money(line)}" if line.amount else ""
    number = f"order {p['order_id']}" if p.get("order_id") else ""
    what = _items(lines) if lines else "an order"
    return Sentence("Sent back ", f"{what}{paid}", _named(lines), _where(line, number), tone="bad")


def _item(verb: str) -> Callable[[Interaction, Carried], Sentence]:
    def say(line: Interaction, p: Carried) -> Sentence:
        what = p.get("product") or p.get("category") or p.get("sku") or p.get("product_id") or "a product"
        return Sentence(f"{verb} ", str(what), "", _where(line), tone="in")

    return say


def _page(line: Interaction, p: Carried) -> Sentence:
    return Sentence("Looked at ", str(p.get("title") or p.get("path") or p.get("url") or "a page"), "", _where(line))


def _mail(verb: str, tone: str = "") -> Callable[[Interaction, Carried], Sentence]:
    def say(line: Interaction, p: Carried) -> Sentence:
        subject = f"“{p['subject']}”" if p.get("subject") else "a mail"
        return Sentence(f"{verb} ", subject, "", _where(line), tone=tone)

    return say


def _message(verb: str, tone: str) -> Callable[[Interaction, Carried], Sentence]:
    def say(line: Interaction, p: Carried) -> Sentence:
        about = f"“{p['subject']}”" if p.get("subject") else ""
        return Sentence(f"{verb}{' ' if about else ''}", about, "", _where(line), str(p.get("text") or ""), tone)

    return say


def _call(line: Interaction, p: Carried) -> Sentence:
    minutes = round(float(p.get("minutes") or 0))
    length = f", {minutes} minute{'' if minutes == 1 else 's'}" if minutes else ""
    about = f" about {p['subject']}" if p.get("subject") else ""
    said = "Called" if line.direction == "in" else "Was called"
    return Sentence(said, about, length, _where(line), str(p.get("text") or ""), "in" if line.direction == "in" else "")


_BEST = {"nps": 10, "csat": 5, "ces": 7}


def _answer(line: Interaction, p: Carried) -> Sentence:
    score, scale = p.get("score"), str(p.get("scale") or "")
    best = _BEST.get(scale, 5 if line.name == "review.written" else 10)
    about = f"the {p['survey']} survey" if p.get("survey") else "a survey"
    quote = str(p.get("text") or "")
    verb = "Wrote a review" if line.name == "review.written" else f"Answered {about}"
    if score is None:
        return Sentence(verb, "", "", _where(line), quote, "in")
    share = float(score) / best
    tone = "good" if share >= 0.8 else "bad" if share <= 0.6 else "in"
    return Sentence(f"{verb} with ", f"{float(score):g} of {best}", "", _where(line), quote, tone)


def _case_opened(line: Interaction, p: Carried) -> Sentence:
    about = str(p.get("about") or p.get("subject") or "")
    return Sentence(
        "Complained" if p.get("about") else "Asked for help",
        f" about {about}" if about else "",
        "",
        _where(line),
        str(p.get("text") or ""),
        "bad",
    )


def _case_resolved(line: Interaction, p: Carried) -> Sentence:
    hours = float(p.get("hours") or 0)
    took = f" in {hours / 24:.0f} days" if hours >= 48 else f" in {hours:.0f} hours" if hours else ""
    return Sentence(f"Solved{took}", f": {p['subject']}" if p.get("subject") else "", "", _where(line), tone="good")


# Changes that name the rows concerned, for the lake, and no field.
_ROWS = {"visitor", "part"}


def _changed(verb: str) -> Callable[[Interaction, Carried], Sentence]:
    def say(line: Interaction, p: Carried) -> Sentence:
        changed = [str(name) for name in p.get("changes") or {} if name not in _ROWS]
        fields = ", ".join(name.removeprefix("field:").removeprefix("traits.").replace("_", " ") for name in changed)
        note = f" {p['note']}" if p.get("note") else ""
        return Sentence(verb, note, f": {fields}" if fields else "", _where(line))

    return say


def _identifier(verb: str) -> Callable[[Interaction, Carried], Sentence]:
    def say(line: Interaction, p: Carried) -> Sentence:
        return Sentence(f"{verb} ", str(p.get("note") or "an identifier"), "", _where(line))

    return say


def _consent(verb: str, tone: str = "") -> Callable[[Interaction, Carried], Sentence]:
    def say(line: Interaction, p: Carried) -> Sentence:
        return Sentence(f"{verb} ", str(p.get("note") or "something"), "", _where(line), tone=tone)

    return say


def _note(line: Interaction, p: Carried) -> Sentence:
    by = f"by {p['by']}" if p.get("by") else ""
    return Sentence("Note", "", "", by or (line.actor if ":" not in line.actor else ""), str(p.get("text") or ""))


def _tagged(line: Interaction, p: Carried) -> Sentence:
    before, after = (p.get("changes") or {}).get("tags") or ([], [])
    gained = [f"“{name}”" for name in after if name not in before]
    lost = [f"“{name}”" for name in before if name not in after]
    if not gained and not lost:
        return Sentence("Was given or lost a tag", "", "", _where(line))
    if gained and lost:
        return Sentence("Was tagged ", ", ".join(gained), f" and lost {', '.join(lost)}", _where(line))
    return Sentence("Was tagged " if gained else "Lost the tag ", ", ".join(gained or lost), "", _where(line))


def _related(verb: str) -> Callable[[Interaction, Carried], Sentence]:
    def say(line: Interaction, p: Carried) -> Sentence:
        says = str(p.get("note") or "is related to")
        whom = f"customer {p['other']}" if p.get("other") else "somebody"
        role = f", as {p['role']}" if p.get("role") else ""
        return Sentence(f"{verb}{says} " if verb else f"{says[:1].upper()}{says[1:]} ", whom, role, _where(line))

    return say


_NOTE_CHANGES = {
    "pinned": ("A fact was pinned", "A fact was taken from the top"),
    "removed": ("A note was removed", "A note was brought back"),
}


def _note_changed(line: Interaction, p: Carried) -> Sentence:
    for what, (_, after) in (p.get("changes") or {}).items():
        if what == "text":
            return Sentence("A note was changed", "", "", _where(line), str(after or ""))
        if what in _NOTE_CHANGES:
            return Sentence(_NOTE_CHANGES[what][0 if after else 1], "", "", _where(line))
    return Sentence("A note was changed", "", "", _where(line))


def _file(line: Interaction, p: Carried) -> Sentence:
    before, after = (p.get("changes") or {}).get("file") or ("", "a file")
    return Sentence(
        "A file was attached: " if after else "A file was taken off: ", str(after or before), "", _where(line)
    )


def _contract(verb: str, tone: str = "") -> Callable[[Interaction, Carried], Sentence]:
    def say(line: Interaction, p: Carried) -> Sentence:
        what = str(p.get("plan") or "a contract")
        why = f": {p['reason']}" if p.get("reason") else ""
        return Sentence(f"{verb} ", what, why, _where(line), tone=tone)

    return say


def _relationship(line: Interaction, p: Carried) -> Sentence:
    before, after = (p.get("changes") or {}).get("relationship") or ("", "")
    if not before or not after:
        return Sentence("Their relationship with us changed", "", "", _where(line))
    tone = "bad" if after in {"enemy", "distant", "love-hate"} else "good" if after in {"friend", "warm"} else ""
    return Sentence("Their relationship with us went from ", str(before), f" to {after}", _where(line), tone=tone)


def _told(line: Interaction, p: Carried) -> Sentence:
    return Sentence("Did: ", str(p.get("event") or "something"), "", _where(line))


def _meant(word: Word) -> Callable[[Interaction, Carried], Sentence]:
    return _changed(word.meaning[:1].upper() + word.meaning[1:])


# What has no saying of its own below is said as the vocabulary explains it.
SAYINGS: dict[str, Callable[[Interaction, Carried], Sentence]] = {
    **{word.name: _meant(word) for word in VOCABULARY.values() if word.payload is Change},
    "order.completed": _order,
    "order.refunded": _refund,
    "order.updated": _changed("An order changed"),
    "checkout.started": _message("Began to pay", "in"),
    "contract.started": _contract("Began", "in"),
    "contract.renewed": _contract("Goes on with", "in"),
    "contract.ended": _contract("Ended", "bad"),
    "product.viewed": _item("Looked at"),
    "product.added": _item("Put into the cart:"),
    "product.removed": _item("Took out of the cart:"),
    "category.viewed": _item("Looked at the category"),
    "page.viewed": _page,
    "screen.viewed": _page,
    "mail.sent": _mail("Was sent"),
    "mail.delivered": _mail("Got"),
    "mail.opened": _mail("Opened"),
    "mail.clicked": _mail("Followed a link in", "in"),
    "mail.bounced": _mail("Could not be reached with", "bad"),
    "mail.complained": _mail("Marked as spam", "bad"),
    "mail.unsubscribed": _mail("Wants no more mails after", "bad"),
    "message.received": _message("Wrote", "in"),
    "message.sent": _message("Was answered", ""),
    "call.held": _call,
    "survey.answered": _answer,
    "review.written": _answer,
    "case.opened": _case_opened,
    "case.resolved": _case_resolved,
    "customer.identified": _changed("Told us who they are"),
    "customer.created": _changed("Became known to us"),
    "customer.changed": _changed("Was changed"),
    "customer.joined": _changed("An anonymous visitor turned out to be them"),
    "company.joined": _changed("Belongs to"),
    "identity.aliased": _changed("Is also known as"),
    "identity.freed": _identifier("Is not recognised any more by"),
    "identity.refused": _identifier("Was not recognised by one more:"),
    "identity.changed": _changed("What proves who they are was changed:"),
    "customer.merged": _changed("Merged"),
    "customer.parted": _changed("Parted again"),
    "note.written": _note,
    "consent.asked": _consent("Was asked to confirm:"),
    "consent.granted": _consent("Agreed to", "good"),
    "consent.denied": _consent("Said no to", "bad"),
    "consent.withdrawn": _consent("Took back:", "bad"),
    "suppression.added": _consent("Must not be contacted:", "bad"),
    "suppression.lifted": _consent("May be contacted again, no longer:"),
    "purpose.changed": _changed("A purpose was made or changed:"),
    "note.changed": _note_changed,
    "file.attached": _file,
    "customer.tagged": _tagged,
    "relation.added": _related(""),
    "relation.ended": _related("Not any more: "),
    "occasion.added": _changed("Has a day to remember:"),
    "occasion.removed": _changed("A day to remember was taken off:"),
    "relationship.changed": _relationship,
    "event.told": _told,
    "input.changed": _changed("A figure for the numbers was entered or taken back:"),
    "journey.changed": _changed("A journey was changed:"),
    "offers.changed": _changed("What may be offered was changed:"),
    "import.finished": _changed("A file was imported"),
    "import.reverted": _changed("An import was undone"),
    "key.created": _changed("A write key was made"),
    "key.revoked": _changed("A write key was revoked"),
    "user.invited": _changed("A colleague was invited"),
    "user.joined": _changed("A colleague joined"),
    "user.changed": _changed("A colleague's access changed"),
    "initiative.started": _changed("We changed:"),
}


_NOTES_KEPT_BACK = {
    "note.written": "A note was written",
    "note.changed": "A note was changed",
    "file.attached": "A file was attached or taken off",
}
# Whose note names an identifier, or a customer who may be known by nothing else.
_NAMING = {"identity.freed", "identity.refused", "identity.changed", "customer.merged", "customer.parted"}


def describe(line: Interaction, hidden: Collection[str] = ()) -> Sentence:
    """The sentence for one interaction, without the words of what is `hidden` from whoever reads (Acting.hidden)."""
    if "notes" in hidden and line.name in _NOTES_KEPT_BACK:
        return Sentence(_NOTES_KEPT_BACK[line.name], "", "", _where(line))
    carried = line.properties
    if hidden and line.name in _NAMING and carried.get("note"):
        carried = carried | {"note": shown_words(line.name, str(carried["note"]), hidden)}
    return SAYINGS[line.name](line, carried)
