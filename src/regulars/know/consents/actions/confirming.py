"""Double opt-in: a consent given for an address counts once somebody who reads its mail says so too."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from regulars.access.acting import require
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.know.consents.actions.suppressing import lift_own
from regulars.know.consents.ledger import Said, check, entries, purpose_named, write
from regulars.know.consents.links import BadLink, confirmation_of
from regulars.know.consents.models import Channel, Confirmation, How, Purpose, State, Suppression
from regulars.know.consents.queries import binding, suppressions_of
from regulars.know.customers.models import Customer
from regulars.know.customers.parts import seen_customer
from regulars.timeline.record import record

# Nobody shall be able to fill a stranger's mailbox by asking again and again.
_AGAIN = timedelta(hours=1)
_NEVER = {Suppression.Kind.BOUNCED, Suppression.Kind.COMPLAINED, Suppression.Kind.DO_NOT_CONTACT}


def ask_to_confirm(
    customer_id: int, purpose: str, *, how: str, words: str, actor: str, evidence: dict[str, Any] | None = None
) -> None:
    """Write down that somebody agreed to e-mails of this purpose, and mail them a link to confirm it. Raises Refused.

    It counts from the moment they do. The mail goes out with the worker's next round.
    """
    require("consents.edit")
    chosen = purpose_named(purpose)
    check(chosen, Channel.MAIL, moments.now())
    ask(
        seen_customer(customer_id), chosen, how=How(how), words=words, evidence=evidence or {}, actor=actor,
        at=moments.now(),
    )  # fmt: skip


def ask(
    customer: Customer, purpose: Purpose, *, how: How, words: str, evidence: dict[str, Any], actor: str, at: datetime
) -> None:
    """The same, of a customer already looked up. Who may was asked by the caller."""
    with transaction.atomic():
        # As kept, not as shown: an address this colleague does not see is written to all the same.
        found = Customer.objects.select_for_update().get(pk=customer.pk)
        address = found.email
        _check(found, purpose, address)
        kept = write(
            [
                Said(
                    found.pk, purpose, Channel.MAIL, State.PENDING, at, how, actor, words or purpose.meaning,
                    evidence | {"address": address},
                )
            ]
        )  # fmt: skip
        record(*entries(kept))
        (line,) = kept.lines
        Confirmation.objects.create(
            customer=found, purpose=purpose, wording_id=line.wording_id or 0, address=address, asked_at=line.recorded_at,
            due_at=line.recorded_at,
        )  # fmt: skip


def _check(customer: Customer, purpose: Purpose, address: str) -> None:
    if not address:
        raise Refused({"channel": "We have no e-mail address of theirs. Add it to the customer first."})
    if not settings.REGULARS_URL:
        raise Refused(
            {
                "channel": "The mail would need a link that customers can open: set REGULARS_URL to this program's address."
            }
        )
    if binding(customer.pk, purpose.pk, Channel.MAIL) == State.GRANTED:
        raise Refused({"state": f"They agreed to {purpose} by e-mail already."})
    if stopped := _NEVER & {row.kind for row in suppressions_of(customer) if row.channel in ("", Channel.MAIL)}:
        label = Suppression.Kind(min(stopped)).label.lower()
        raise Refused({"channel": f"No mail can go to {address}: {label}. Lift that first, if it is wrong."})
    recent = Confirmation.objects.filter(customer=customer, purpose=purpose, asked_at__gt=moments.now() - _AGAIN)
    if recent.filter(confirmed_at=None).exists():
        raise Refused({"state": "They were asked within the last hour. Wait for them to confirm."})


def asked(token: str) -> Confirmation:
    """What the link of a mail asks. Raises BadLink."""
    pk = confirmation_of(token)
    found = Confirmation.objects.select_related("purpose", "wording", "customer__merged_into").filter(pk=pk).first()
    if found is None or found.purpose.archived_at is not None:
        raise BadLink("This link does not work any more. If you still want our mails, ask for them again.")
    root = found.customer.merged_into or found.customer
    if found.confirmed_at is None and root.email != found.address:
        raise BadLink("We write to you at another address now. If you want our mails there, ask for them again.")
    return found


def confirm(token: str, *, evidence: dict[str, Any]) -> Confirmation:
    """Let the consent count: whoever holds the link reads the mail of that address. A second time changes nothing.

    Nobody is logged in: the signed link itself is the permission. Raises BadLink.
    """
    with transaction.atomic():
        # Of two who press the button at once, one writes.
        pk = confirmation_of(token)
        list(Confirmation.objects.select_for_update().filter(pk=pk).values_list("pk"))
        found = asked(token)
        if found.confirmed_at is not None:
            return found
        now = moments.now()
        told = evidence | {"address": found.address, "asked_at": found.asked_at.isoformat()}
        kept = write(
            [
                Said(
                    found.customer_id, found.purpose, Channel.MAIL, State.GRANTED, now, How.DOUBLE,
                    f"customer:{found.customer_id}", found.wording.text, told,
                )
            ]
        )  # fmt: skip
        record(*entries(kept))
        lift_own(found.customer_id, Channel.MAIL)
        found.confirmed_at, found.due_at = now, None
        found.save(update_fields=["confirmed_at", "due_at"])
    return found
