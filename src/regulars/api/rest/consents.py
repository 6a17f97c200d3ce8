"""Consents over the API: what binds for a customer, what they said, and who may be contacted."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Status

from regulars.access.acting import current
from regulars.api.rest import shapes
from regulars.api.rest.api import May, api
from regulars.api.rest.customers import ERRORS, found_or_404
from regulars.know.consents.actions.recording import record_consent
from regulars.know.consents.may_contact import may_contact
from regulars.know.consents.queries import cells
from regulars.know.customers.queries import parts_of


def _told(customer_id: int) -> list[dict[str, Any]]:
    return [
        {
            "purpose": cell.purpose.key,
            "channel": cell.channel,
            "state": None if cell.standing is None else cell.standing.name.lower(),
            "since": cell.line.said_at if cell.line else None,
            "how": cell.line.how if cell.line else "",
            "words": cell.line.wording.text if cell.line and cell.line.wording else "",
        }
        for cell in cells(parts_of(found_or_404(customer_id)))
    ]


@api.get(
    "/customers/{pk}/consents",
    auth=May("customers.see"),
    response={200: list[shapes.Consent], **ERRORS},
    tags=["consents"],
)
def consents(request: HttpRequest, pk: int) -> list[dict[str, Any]]:
    """What binds of every purpose and channel."""
    return _told(pk)


@api.post(
    "/customers/{pk}/consents",
    auth=May("consents.edit"),
    response={201: list[shapes.Consent], **ERRORS},
    tags=["consents"],
)
def say_consent(request: HttpRequest, pk: int, told: shapes.ConsentSaid) -> Status[list[dict[str, Any]]]:
    """Keep what a customer said. Where a purpose needs double opt-in, a mail asks them to confirm first."""
    found = found_or_404(pk)
    record_consent(
        found.pk, told.purpose, told.channel, told.state, how=told.how, words=told.words, evidence=told.evidence,
        said_at=told.said_at, actor=current().actor,
    )  # fmt: skip
    return Status(201, _told(found.pk))


@api.post("/may-contact", auth=May("customers.see"), response={200: shapes.ContactAnswer, **ERRORS}, tags=["consents"])
def who_may_be_contacted(request: HttpRequest, told: shapes.MayContact) -> dict[str, Any]:
    """Whether each of up to a thousand customers may be contacted, or why not."""
    answer = may_contact(told.customers, told.purpose, told.channel, at=told.at)
    return {"reasons": {pk: str(answer.of(pk)) for pk in told.customers}}
