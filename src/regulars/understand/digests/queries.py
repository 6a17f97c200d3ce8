"""Reading digests and what became of their mails."""

from __future__ import annotations

from django.db.models import Prefetch

from regulars.access.acting import require
from regulars.access.permissions import Role, allows
from regulars.access.users.models import User
from regulars.understand.digests.models import Digest, Sending

MOST_SHOWN = 100


def digests() -> list[Digest]:
    """Every digest with its recipients and its latest mails, by name. Three queries."""
    require("numbers.manage")
    rows = Digest.objects.select_related("board", "owner").prefetch_related(
        "recipients", Prefetch("sendings", Sending.objects.select_related("user").order_by("-pk")[:3], to_attr="latest")
    )
    return list(rows.order_by("name", "pk")[:MOST_SHOWN])


def digest_of(pk: int) -> Digest:
    """One of them. Raises DoesNotExist."""
    require("numbers.manage")
    return Digest.objects.select_related("board").get(pk=pk)


def may_receive() -> list[User]:
    """The colleagues who see numbers and may log in, by name. One query."""
    require("numbers.manage")
    roles = [role for role in Role if allows(role, "numbers.see")]
    return list(User.objects.filter(is_active=True, role__in=roles).order_by("name", "email"))
