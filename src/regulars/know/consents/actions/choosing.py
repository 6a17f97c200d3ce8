"""What customers choose for themselves in the preference centre. The signed link is their permission; nobody is logged in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from regulars.access.acting import require
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.know.consents.actions.suppressing import Kind, Stop, lift_own, stop
from regulars.know.consents.ledger import Said, entries, write
from regulars.know.consents.links import customer_of
from regulars.know.consents.models import Basis, Channel, How, PreferenceKey, Purpose, Standing, State
from regulars.know.consents.queries import Cell, cells
from regulars.know.customers.lines import change_line
from regulars.know.customers.models import Customer
from regulars.know.customers.parts import seen_customer
from regulars.know.customers.queries import parts_of
from regulars.timeline.record import record

Place = tuple[str, str]  # (key of a purpose, channel)


@dataclass(frozen=True, slots=True)
class Choice:
    """One tick box: whether it is ticked, and what it rests on."""

    cell: Cell
    on: bool

    @property
    def place(self) -> Place:
        """The purpose and channel it is about."""
        return self.cell.purpose.key, str(self.cell.channel)


def choices_of(customer: Customer) -> list[Choice]:
    """The boxes of the customer's page: every purpose, on the channels by which we can reach them."""
    reach = {Channel.WEB}
    if customer.email:
        reach.add(Channel.MAIL)
    if customer.phone:
        reach |= {Channel.PHONE, Channel.SMS, Channel.CHAT}
    if customer.street and customer.city:
        reach.add(Channel.POST)
    return [Choice(cell, _is_on(cell)) for cell in cells(parts_of(customer)) if cell.channel in reach]


def _is_on(cell: Cell) -> bool:
    if cell.purpose.basis == Basis.CONSENT:
        return cell.standing == Standing.GRANTED
    return cell.standing not in (Standing.DENIED, Standing.WITHDRAWN)


def choose(
    token: str,
    *,
    on: Collection[Place],
    shown: Collection[Place],
    words: Mapping[str, str],
    evidence: dict[str, Any],
) -> int:
    """Keep what the customer ticked among what was `shown`; what stays as it was leaves no line. Returns how many changed.

    `words` are the texts by purpose that stood beside the boxes. Raises BadLink; Refused when those were changed since,
    for nobody shall have agreed to what they did not read.
    """
    with transaction.atomic():
        customer = _locked(token)
        said = []
        for choice in choices_of(customer):
            place = choice.place
            if place in shown and (place in on) != choice.on:
                purpose = choice.cell.purpose
                if place in on and words.get(purpose.key) != purpose.meaning:
                    raise Refused({"purpose": "We changed the description of this meanwhile. Please read it again."})
                state = State.GRANTED if place in on else _no(choice.cell)
                said.append(_said(customer, choice.cell, state, How.PREFERENCES, words.get(purpose.key, ""), evidence))
        _keep(customer, said)
    return len(said)


def choose_nothing(token: str, *, evidence: dict[str, Any]) -> int:
    """Take everything back that is not needed to serve them, and keep that they object to advertising. Raises BadLink."""
    with transaction.atomic():
        customer = _locked(token)
        said = [
            _said(customer, cell, _no(cell), How.PREFERENCES, cell.purpose.meaning, evidence)
            for cell in cells(parts_of(customer))
            if cell.purpose.basis != Basis.CONTRACT and cell.standing not in (Standing.DENIED, Standing.WITHDRAWN)
            if cell.standing is not None or cell.purpose.basis == Basis.INTEREST
        ]
        _keep(customer, said)
        stop([Stop(Kind.OBJECTED, "", customer.pk, reason="chose nothing at all")], actor=f"customer:{customer.pk}")
    return len(said)


def unsubscribe(token: str, purpose: str, *, evidence: dict[str, Any]) -> None:
    """One click in a mail program (RFC 8058): no more mails of this purpose. Raises BadLink, Purpose.DoesNotExist."""
    with transaction.atomic():
        customer = _locked(token)
        chosen = Purpose.objects.get(key=purpose)
        found = next(
            (c for c in cells(parts_of(customer)) if c.purpose.pk == chosen.pk and c.channel == Channel.MAIL), None
        )
        if found is None or found.standing in (Standing.DENIED, Standing.WITHDRAWN):
            return
        _keep(customer, [_said(customer, found, _no(found), How.UNSUBSCRIBE, "", evidence)])


def object_to(customer_id: int, *, marketing: bool, profiling: bool, actor: str) -> None:
    """An objection that somebody raised with us: to advertising as a whole, to profiling, or both."""
    require("consents.edit")
    customer = seen_customer(customer_id)
    with transaction.atomic():
        if marketing:
            stop([Stop(Kind.OBJECTED, "", customer.pk, reason="objected")], actor=actor)
        if profiling:
            now = moments.now()
            said = [
                Said(customer.pk, cell.purpose, cell.channel, _no(cell), now, How.REQUEST, actor)
                for cell in cells(parts_of(customer))
                if cell.purpose.key == "profiling" and cell.standing not in (Standing.DENIED, Standing.WITHDRAWN)
            ]
            record(*entries(write(said)))


def make_links_void(customer_id: int, *, actor: str) -> None:
    """End every preference link of the customer that is out there; later mails carry a new one."""
    require("consents.edit")
    customer = seen_customer(customer_id)
    with transaction.atomic():
        for pk in parts_of(customer):
            row, made = PreferenceKey.objects.get_or_create(pk=pk, defaults={"version": 1})
            if not made:
                PreferenceKey.objects.filter(pk=row.pk).update(version=F("version") + 1)
        record(
            change_line(
                "customer.changed", actor, customer_id=customer.pk, changes={"preference links": ["valid", "made void"]}
            )
        )


def _locked(token: str) -> Customer:
    customer = customer_of(token)
    return Customer.objects.select_for_update(of=("self",)).get(pk=customer.pk)


def _no(cell: Cell) -> State:
    return State.WITHDRAWN if cell.standing == Standing.GRANTED else State.DENIED


def _said(
    customer: Customer, cell: Cell, state: State, how: How, words: str, evidence: dict[str, Any]
) -> Said:  # fmt: skip
    actor = f"customer:{customer.pk}"
    return Said(customer.pk, cell.purpose, cell.channel, state, moments.now(), how, actor, words, evidence)


def _keep(customer: Customer, said: list[Said]) -> None:
    record(*entries(write(said)))
    for channel in {each.channel for each in said if each.state == State.GRANTED}:
        lift_own(customer.pk, channel)
