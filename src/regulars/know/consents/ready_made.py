"""The purposes every business begins with. They can be changed and archived; what is missing is made anew."""

from __future__ import annotations

from typing import Any

from django.db import connections

from regulars.know.consents.models import Basis, Channel, Purpose

_C = Channel

PURPOSES: tuple[dict[str, Any], ...] = (
    {
        "key": "service", "name": "Service", "basis": Basis.CONTRACT, "channels": [_C.MAIL, _C.PHONE, _C.SMS, _C.CHAT, _C.POST],
        "meaning": "What your orders and requests need: confirmations, deliveries, answers to your questions.",
    },
    {
        "key": "newsletter", "name": "Newsletter", "channels": [_C.MAIL], "marketing": True, "double_opt_in": True,
        "meaning": "News from us by e-mail: what is new, what we are working on, stories from behind the counter.",
    },
    {
        "key": "offers", "name": "Offers", "channels": [_C.MAIL, _C.PHONE, _C.SMS, _C.CHAT, _C.POST], "marketing": True,
        "double_opt_in": True, "expiry_months": 24,
        "meaning": "Offers, vouchers and invitations that we think fit you.",
    },
    {
        "key": "profiling", "name": "Profiling", "basis": Basis.INTEREST, "channels": [_C.WEB],
        "meaning": "We look at what you bought and read, to show and suggest what suits you instead of everything.",
    },
    {
        "key": "research", "name": "Research", "channels": [_C.MAIL, _C.PHONE, _C.SMS], "expiry_months": 24,
        "meaning": "Short questions about how we are doing and what we should do better.",
    },
)  # fmt: skip


def make_missing(using: str = "default", **_: Any) -> None:
    """Make the purposes that are not there. Runs after each migration, so an emptied database has them again."""
    if "consents_purpose" not in connections[using].introspection.table_names():
        return  # migrated to a point before this noun
    there = set(Purpose.objects.values_list("key", flat=True))
    Purpose.objects.bulk_create(
        [Purpose(position=place, **told) for place, told in enumerate(PURPOSES, 1) if told["key"] not in there]
    )
