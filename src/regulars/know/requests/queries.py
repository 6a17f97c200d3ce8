"""Reading requests and holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from regulars.access.acting import require
from regulars.kit.position import read_position, write_position
from regulars.know.requests.models import LegalHold, PrivacyRequest

State = PrivacyRequest.State
OPEN = (State.OPEN, State.CLEANING)


@dataclass(frozen=True, slots=True)
class Page:
    """Some requests, newest first, and where the next page begins (None: that was all)."""

    requests: list[PrivacyRequest]
    next: str | None


def open_requests(limit: int = 200) -> list[PrivacyRequest]:
    """What still has to be answered, the most urgent first."""
    require("privacy.manage")
    return list(PrivacyRequest.objects.filter(state__in=OPEN).order_by("due_on", "pk")[:limit])


def closed_requests(after: str | None = None, limit: int = 50) -> Page:
    """What was answered, newest first. Raises BadPosition."""
    require("privacy.manage")
    rows = PrivacyRequest.objects.exclude(state__in=OPEN)
    if after:
        (pk,) = read_position(after, tuple[int])
        rows = rows.filter(pk__lt=pk)
    found = list(rows.order_by("-pk")[: limit + 1])
    shown = found[:limit]
    return Page(shown, write_position(shown[-1].pk) if len(found) > limit else None)


def one_request(pk: int) -> PrivacyRequest | None:
    """The request of that number."""
    require("privacy.manage")
    return PrivacyRequest.objects.filter(pk=pk).first()


def requests_of(part_ids: Sequence[int]) -> list[PrivacyRequest]:
    """What these parts of one customer asked, newest first."""
    require("privacy.manage")
    return list(PrivacyRequest.objects.filter(customer_id__in=part_ids).order_by("-pk")[:20])


def standing_holds(limit: int = 200) -> list[LegalHold]:
    """Holds that were not lifted, newest first."""
    require("privacy.manage")
    return list(LegalHold.objects.filter(lifted_at=None).order_by("-pk")[:limit])
