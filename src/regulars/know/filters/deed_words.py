"""What customers did, in plain words: in the menu, of those who did, of those who did not. Pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from regulars.kit import money
from regulars.know.filters.values import plain_number
from regulars.timeline.deed import Deed, Lines, Property, Step


class Verb(NamedTuple):
    """How a name of the timeline is said: in the menu, of those who did, of those who did not."""

    label: str
    did: str
    did_not: str
    of_product: bool = False


VERBS: dict[str, Verb] = {
    "order.completed": Verb("Bought", "bought", "did not buy", of_product=True),
    "order.refunded": Verb("Returned goods", "returned goods", "did not return goods", of_product=True),
    "order.updated": Verb("Had an order changed", "had an order changed", "had no order changed", of_product=True),
    "checkout.started": Verb("Began to pay", "began to pay", "did not begin to pay", of_product=True),
    "product.viewed": Verb("Looked at a product", "looked at a product", "did not look at a product", of_product=True),
    "product.added": Verb(
        "Put into the cart", "put something into the cart", "put nothing into the cart", of_product=True
    ),
    "product.removed": Verb(
        "Took out of the cart", "took something out of the cart", "took nothing out of the cart", of_product=True
    ),
    "category.viewed": Verb("Looked at a category", "looked at a category", "did not look at a category"),
    "contract.started": Verb("Began a contract", "began a contract", "did not begin a contract"),
    "contract.renewed": Verb("Renewed a contract", "renewed a contract", "did not renew a contract"),
    "contract.ended": Verb("Ended a contract", "ended a contract", "did not end a contract"),
    "page.viewed": Verb("Visited a page", "visited a page", "did not visit a page"),
    "screen.viewed": Verb("Used the app", "used the app", "did not use the app"),
    "event.told": Verb("Did something of your own", "did something of your own", "did nothing of your own"),
    "mail.sent": Verb("Was sent a mail", "were sent a mail", "were not sent a mail"),
    "mail.delivered": Verb("Got a mail", "got a mail", "did not get a mail"),
    "mail.opened": Verb("Opened a mail", "opened a mail", "did not open a mail"),
    "mail.clicked": Verb("Followed a link in a mail", "followed a link in a mail", "did not follow a link in a mail"),
    "mail.bounced": Verb("Mail came back", "had a mail come back", "had no mail come back"),
    "mail.complained": Verb("Called a mail spam", "called a mail spam", "did not call a mail spam"),
    "mail.unsubscribed": Verb("Asked for no more mails", "asked for no more mails", "did not ask for no more mails"),
    "message.received": Verb("Wrote to us", "wrote to us", "did not write to us"),
    "message.sent": Verb("Was answered", "were answered", "were not answered"),
    "call.held": Verb("Spoke with us", "spoke with us on the phone", "did not speak with us on the phone"),
    "survey.answered": Verb("Answered a survey", "answered a survey", "did not answer a survey"),
    "review.written": Verb("Wrote a review", "wrote a review", "did not write a review"),
    "case.opened": Verb("Asked or complained", "asked or complained", "did not ask or complain"),
    "case.resolved": Verb("Had a case resolved", "had a case resolved", "had no case resolved"),
    "note.written": Verb("A note was written about", "had a note written about them", "had no note written about them"),
}  # fmt: skip
_COUNTS = {"at_least": "at least", "at_most": "at most", "exactly": "exactly"}


def said(name: str, positive: bool, deed: Deed) -> str:
    """The condition as a clause: `who bought “linen” at least 2 times in the last 90 days`."""
    verb = VERBS[name]
    # Only a plain count can be denied in the verb; of anything more, the whole is.
    plain = deed.count == "at_least" and deed.then is None and not deed.which
    words = ["who" if positive or plain else "not who", verb.did if positive or not plain else verb.did_not]
    words += _sort(deed.lines(name))
    if deed.which:
        words.append(f"for the {deed.which} time")
    if (deed.times, deed.count) != (1, "at_least"):
        words.append(f"{_COUNTS[deed.count]} {_times(deed.times)}")
    window = _window(deed)
    words += window
    if not window and not positive and plain and words[1].startswith("did not"):
        words[1] = f"never {verb.did}"
    if deed.then is not None:
        words.append(_then(deed.then))
    return " ".join(words)


def spoken_day(day: date) -> str:
    """`31 March 2026`."""
    return f"{day.day} {day:%B} {day.year}"


def _times(times: int) -> str:
    return {1: "once", 2: "2 times"}.get(times, f"{times} times")


def _sort(lines: Lines) -> list[str]:
    words = []
    if lines.product:
        words.append(f"“{lines.product}”")
    if lines.amount is not None:
        words.append(f"for at least {money.spoken(lines.amount, '')}")
    if lines.properties:
        words.append("with " + " and ".join(_property(one) for one in lines.properties))
    if lines.channels:
        words.append(f"by {' or '.join(lines.channels)}")
    return words


def _property(one: Property) -> str:
    name = ".".join(one.path)
    value = plain_number(one.value) if isinstance(one.value, Decimal) else f"“{one.value}”"
    match one.op:
        case "is":
            return f"{name} {value}"
        case "contains":
            return f"{name} containing {value}"
        case "filled":
            return f"{name} told"
        case _:
            return f"{name} {_COUNTS[one.op]} {value}"


def _window(deed: Deed) -> list[str]:
    words = []
    if deed.days is not None:
        words.append("today" if deed.days == 1 else f"in the last {deed.days} days")
    if deed.older is not None:
        words.append("before today" if deed.older == 1 else f"longer than {deed.older} days ago")
    if deed.first_day and deed.last_day:
        words.append(f"from {spoken_day(deed.first_day)} to {spoken_day(deed.last_day)}")
    elif deed.first_day:
        words.append(f"since {spoken_day(deed.first_day)}")
    elif deed.last_day:
        words.append(f"up to {spoken_day(deed.last_day)}")
    if deed.since:
        words.append(f"since they last {VERBS[deed.since].did}")
    return words


def _then(step: Step) -> str:
    verb = VERBS[step.lines.name]
    words = ["and then", verb.did_not if step.absent else verb.did, *_sort(step.lines)]
    if step.days is not None:
        words.append(f"within {step.days} day{'s' if step.days != 1 else ''}")
    if step.then is not None:
        words.append(_then(step.then))
    return " ".join(words)
