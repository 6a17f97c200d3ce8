"""Which persons belong to which companies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from regulars.know.customers.models import Membership


def join_companies(pairs: Iterable[tuple[int, int, datetime]]) -> None:
    """Keep that each person (first) belongs to the company (second) since then; said before, nothing changes.

    Records nothing: the call that says so is recorded itself, as `company.joined`.
    """
    Membership.objects.bulk_create(
        [Membership(person_id=person, company_id=company, since=since) for person, company, since in pairs],
        ignore_conflicts=True,
    )
