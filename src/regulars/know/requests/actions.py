"""Taking requests in, carrying them out, refusing them; placing and lifting legal holds."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction

from regulars.access.acting import require
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.kit.tokens import new_token
from regulars.know.requests.access_file import remove_file, write_access_file
from regulars.know.requests.deadlines import due_on
from regulars.know.requests.erasing import erase_person
from regulars.know.requests.finding import find_person, word_for
from regulars.know.requests.models import LegalHold, PrivacyRequest
from regulars.timeline.names import Change
from regulars.timeline.record import Entry, record

Kind, State = PrivacyRequest.Kind, PrivacyRequest.State


def receive_request(
    customer_id: int, kind: str, *, how: str, verified: str, text: str = "", actor: str
) -> PrivacyRequest:
    """Take a request in; its deadline begins now. Raises Refused, and Customer.DoesNotExist."""
    require("privacy.manage")
    errors = {}
    if kind not in Kind.values:
        errors["kind"] = "Choose what the person wants."
    if not how.strip():
        errors["how"] = "Say how the request came: by mail, on the phone, in the shop."
    if not verified.strip():
        errors["verified"] = "Say how you made sure that it is this person. Nobody else may get or erase their data."
    if kind in {Kind.CORRECTION, Kind.OBJECTION} and not text.strip():
        errors["text"] = "Write down what shall be corrected, or which use the person objects to."
    if errors:
        raise Refused(errors)
    person = find_person(customer_id)
    now = moments.now()
    with transaction.atomic():
        request = PrivacyRequest.objects.create(
            kind=kind,
            customer_id=person.root.pk,
            who=str(person.root)[:200],
            how=how.strip()[:200],
            verified=verified.strip()[:200],
            text=text.strip(),
            received_at=now,
            due_on=due_on(moments.business_day(now, settings.REGULARS_TIME_ZONE)),
            received_by=actor,
        )
        _record("request.received", request, {"kind": ["", Kind(kind).label]}, actor)
    return request


def give_access(request_id: int, *, actor: str) -> PrivacyRequest:
    """Write the access file and close the request. The file waits for 30 days to be fetched. Raises Refused."""
    require("privacy.manage")
    with transaction.atomic():
        customer_id = _open_one(request_id, Kind.ACCESS).customer_id
    # Nothing is held while the file is written, which may take long; whoever closed the request meanwhile was first.
    file, proof = write_access_file(find_person(customer_id))
    try:
        with transaction.atomic():
            request = _open_one(request_id, Kind.ACCESS)
            return _close(request, State.DONE, "The data were put into a file.", proof, actor, file=file)
    except BaseException:
        remove_file(file)
        raise


def settle_request(request_id: int, outcome: str, *, actor: str) -> PrivacyRequest:
    """Close a correction or objection, saying what was done. Raises Refused."""
    require("privacy.manage")
    if not outcome.strip():
        raise Refused({"outcome": "Say what was corrected, or which use was ended."})
    with transaction.atomic():
        request = _open_one(request_id, Kind.CORRECTION, Kind.OBJECTION)
        return _close(request, State.DONE, outcome, {}, actor)


def refuse_request(request_id: int, reason: str, *, actor: str) -> PrivacyRequest:
    """Close a request without doing it; the person has to be told why. Raises Refused."""
    require("privacy.manage")
    if not reason.strip():
        raise Refused({"outcome": "Give the reason in law; the person has a right to it."})
    with transaction.atomic():
        return _close(_open_one(request_id), State.REFUSED, reason, {}, actor)


def carry_out_erasure(request_id: int, typed: str, *, actor: str) -> PrivacyRequest:
    """Erase the person now. `typed` must be their name as the request says it. Raises Refused.

    The request is closed once the worker has cleaned the lake and the database's own left-overs.
    """
    require("privacy.manage")
    with transaction.atomic():
        request = _open_one(request_id, Kind.ERASURE)
        if typed.strip() != word_for(request.who):
            raise Refused({"typed": f"Type {word_for(request.who)} exactly, to make sure it is this person."})
        person = find_person(request.customer_id)
        gone = erase_person(person, actor=actor)
        request = PrivacyRequest.objects.select_for_update().get(pk=request_id)
        proof = {"erased_at": moments.now().isoformat(), "gone": gone}
        request.state, request.proof, request.closed_by = State.CLEANING, proof, actor
        request.save()
        _record("request.closed", request, {"kind": ["", Kind(request.kind).label]}, actor)
    return request


def place_hold(customer_id: int, reason: str, *, actor: str) -> LegalHold:
    """Keep a customer's data from being erased. Raises Refused, and Customer.DoesNotExist."""
    require("privacy.manage")
    if not reason.strip():
        raise Refused({"reason": "Give the reason in law, such as a dispute or the keeping of invoices."})
    person = find_person(customer_id)
    with transaction.atomic():
        hold = LegalHold.objects.create(
            customer_id=person.root.pk, reason=reason.strip()[:300], placed_at=moments.now(), placed_by=actor
        )
        _record_hold("hold.placed", hold, actor)
    return hold


def lift_hold(hold_id: int, *, actor: str) -> LegalHold:
    """End a hold. Raises LegalHold.DoesNotExist."""
    require("privacy.manage")
    with transaction.atomic():
        hold = LegalHold.objects.select_for_update().get(pk=hold_id)
        if hold.lifted_at is None:
            hold.lifted_at, hold.lifted_by = moments.now(), actor
            hold.save(update_fields=["lifted_at", "lifted_by"])
            _record_hold("hold.lifted", hold, actor)
    return hold


def _open_one(request_id: int, *kinds: PrivacyRequest.Kind) -> PrivacyRequest:
    request = PrivacyRequest.objects.select_for_update().filter(pk=request_id).first()
    if request is None:
        raise Refused({"request": f"There is no request {request_id}."})
    if request.state != State.OPEN:
        raise Refused({"request": f"This request is {request.get_state_display().lower()} already."})
    if kinds and request.kind not in kinds:
        raise Refused({"request": f"This request is another one: {request.get_kind_display().lower()}."})
    return request


def _close(
    request: PrivacyRequest,
    state: PrivacyRequest.State,
    outcome: str,
    proof: dict[str, Any],
    actor: str,
    file: str = "",
) -> PrivacyRequest:
    request.state, request.outcome, request.proof, request.file = state, outcome.strip(), proof, file
    request.closed_at, request.closed_by = moments.now(), actor
    request.save()
    _record("request.closed", request, {"kind": ["", request.get_kind_display()], "state": ["", state.label]}, actor)
    return request


def _record(name: str, request: PrivacyRequest, changes: dict[str, list[Any]], actor: str) -> None:
    # The shell of an erased customer keeps the line: that and when it was done must be provable.
    record(
        Entry(
            name=name, customer_id=request.customer_id, occurred_at=moments.now(), source="house",
            source_id=new_token(), payload=Change(changes=changes), direction="", actor=actor,
        )
    )  # fmt: skip


def _record_hold(name: str, hold: LegalHold, actor: str) -> None:
    record(
        Entry(
            name=name, customer_id=hold.customer_id, occurred_at=moments.now(), source="house",
            source_id=new_token(), payload=Change(note=hold.reason), direction="", actor=actor,
        )
    )  # fmt: skip
