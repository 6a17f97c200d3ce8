"""Writing down what a customer said, as a colleague heard it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from regulars.access.acting import require
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.know.consents.actions.confirming import ask
from regulars.know.consents.ledger import Said, check, entries, purpose_named, write
from regulars.know.consents.models import Basis, Channel, ConsentLine, How, State
from regulars.know.customers.models import Customer
from regulars.know.customers.parts import seen_customer
from regulars.timeline.record import record

# What a colleague may have heard; the other ways are the customer's own doing, and leave proof of their own.
HEARD = (How.PHONE, How.PERSON, How.FORM, How.MAIL, How.SHOP)
_MOST_WORDS = 4_000


def record_consent(
    customer_id: int,
    purpose: str,
    channel: str,
    state: str,
    *,
    how: str,
    words: str,
    actor: str,
    evidence: dict[str, Any] | None = None,
    said_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> ConsentLine | None:
    """Keep that the customer agreed, said no or took a consent back. Raises Refused, Customer.DoesNotExist.

    `words` are those shown or read out to them; whoever agreed has heard some. Where the purpose needs double opt-in, an
    agreement by e-mail becomes a mail that asks to confirm; None is returned then, and it counts once they confirm.
    """
    require("consents.edit")
    chosen = purpose_named(purpose)
    moment = said_at or moments.now()
    check(chosen, channel, moment)
    errors = {}
    if state not in (State.GRANTED, State.DENIED, State.WITHDRAWN):
        errors["state"] = "Choose what they said."
    if how not in HEARD:
        errors["how"] = "Choose how they said it."
    if state == State.GRANTED and chosen.basis == Basis.CONSENT and not words.strip():
        errors["words"] = "Write the words they agreed to; without them the consent proves nothing."
    if len(words) > _MOST_WORDS:
        errors["words"] = f"At most {_MOST_WORDS} characters; these are {len(words)}."
    if errors:
        raise Refused(errors)
    customer = seen_customer(customer_id)
    if state == State.GRANTED and chosen.double_opt_in and channel == Channel.MAIL:
        ask(customer, chosen, how=How(how), words=words.strip(), evidence=evidence or {}, actor=actor, at=moment)
        return None
    return say(
        Said(
            customer.pk,
            chosen,
            channel,
            State(state),
            moment,
            How(how),
            actor,
            words.strip(),
            evidence or {},
            expires_at,
        )
    )


def say(said: Said) -> ConsentLine:
    """Write one line and tell the timeline. Who may was asked by the caller."""
    with transaction.atomic():
        Customer.objects.select_for_update().get(pk=said.customer_id)
        kept = write([said])
        record(*entries(kept))
    return kept.lines[0]
