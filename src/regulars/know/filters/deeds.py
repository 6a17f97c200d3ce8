"""What customers did, as fields: bought, visited, wrote, in the last so many days, so many times."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q

from regulars.kit import money
from regulars.know.customers.models import Customer
from regulars.know.filters.field import FilterField, Moment
from regulars.know.filters.kinds import Deed, Kind
from regulars.timeline.behaviour import did

GROUP = "What they did"


class Verb(NamedTuple):
    """How a name of the timeline is said: in the menu, of those who did, of those who did not."""

    label: str
    did: str
    did_not: str
    of_product: bool = False


VERBS: dict[str, Verb] = {
    "order.completed": Verb("Bought", "bought", "did not buy", of_product=True),
    "order.refunded": Verb("Returned goods", "returned goods", "did not return goods", of_product=True),
    "checkout.started": Verb("Began to pay", "began to pay", "did not begin to pay", of_product=True),
    "product.viewed": Verb("Looked at a product", "looked at a product", "did not look at a product", of_product=True),
    "product.added": Verb(
        "Put into the cart", "put something into the cart", "put nothing into the cart", of_product=True
    ),
    "page.viewed": Verb("Visited a page", "visited a page", "did not visit a page"),
    "screen.viewed": Verb("Used the app", "used the app", "did not use the app"),
    "mail.sent": Verb("Was sent a mail", "were sent a mail", "were not sent a mail"),
    "mail.opened": Verb("Opened a mail", "opened a mail", "did not open a mail"),
    "mail.clicked": Verb("Followed a link in a mail", "followed a link in a mail", "did not follow a link in a mail"),
    "mail.bounced": Verb("Mail came back", "had a mail come back", "had no mail come back"),
    "mail.complained": Verb("Called a mail spam", "called a mail spam", "did not call a mail spam"),
    "mail.unsubscribed": Verb("Asked for no more mails", "asked for no more mails", "did not ask for no more mails"),
    "message.received": Verb("Wrote to us", "wrote to us", "did not write to us"),
    "call.held": Verb("Spoke with us", "spoke with us on the phone", "did not speak with us on the phone"),
    "survey.answered": Verb("Answered a survey", "answered a survey", "did not answer a survey"),
    "review.written": Verb("Wrote a review", "wrote a review", "did not write a review"),
    "case.opened": Verb("Asked or complained", "asked or complained", "did not ask or complain"),
    "case.resolved": Verb("Had a case resolved", "had a case resolved", "had no case resolved"),
}


def _where(name: str) -> Callable[[str, Any, Moment], Q]:
    def where(op: str, value: Deed, when: Moment) -> Q:
        since = None if value.days is None else when.begins(when.since(value.days))
        asked = partial(did, names=[name], since=since, times=value.times, amount=value.amount, product=value.product)
        if not when.merged:
            return Q(asked(OuterRef("pk")))
        # The lines of all parts count together.
        outer = OuterRef(OuterRef("pk"))
        return Q(asked(Customer.objects.filter(Q(pk=outer) | Q(merged_into=outer)).values("pk")))

    return where


def said(verb: Verb, positive: bool, value: Deed) -> str:
    """The condition as a clause: `who bought “linen” at least 2 times in the last 90 days`."""
    words = ["who", verb.did if positive else verb.did_not]
    if value.product:
        words.append(f"“{value.product}”")
    if value.amount is not None:
        words.append(f"for at least {money.spoken(value.amount, '')}")
    if value.times > 1:
        words.append(f"at least {value.times} times")
    if value.days is not None:
        words.append("today" if value.days == 1 else f"in the last {value.days} days")
    elif not positive:
        words[1] = words[1].replace("did not", "never") if words[1].startswith("did not") else words[1]
    return " ".join(words)


def deed_fields() -> Iterable[tuple[str, FilterField]]:
    """One field for each thing people do; nothing hides them but the customers themselves."""
    for name, verb in VERBS.items():
        yield "", FilterField(f"did:{name}", verb.label, Kind.DEED, GROUP, _where(name))
