"""Journeys to begin with: for shops, services and subscriptions. A colleague takes one over and makes it their own."""

from __future__ import annotations

from regulars.understand.journeys.definition import Definition, Touchpoint

Given = tuple[str, tuple[tuple[str, dict[str, object]], ...]]

_LOOKS = ("page.viewed", "screen.viewed", "category.viewed")
_SHOP: tuple[Given, ...] = (
    ("Aware", (
        ("Opened a mail", {"names": ("mail.opened",), "may_end": True}),
        ("Followed a link", {"names": ("mail.clicked",)}),
    )),
    ("Consider", (
        ("Looked around", {"names": _LOOKS, "may_end": True}),
        ("Looked at a product", {"names": ("product.viewed",)}),
        ("Put into the cart", {"names": ("product.added",)}),
    )),
    ("Buy", (
        ("Began to pay", {"names": ("checkout.started",)}),
        ("Bought", {"names": ("order.completed",), "may_end": True}),
    )),
    ("Use", (("Sent back", {"names": ("order.refunded",)}),)),
    ("Ask", (
        ("Asked or complained", {"names": ("case.opened",), "patience_hours": 48.0}),
        ("Wrote", {"names": ("message.received",), "patience_hours": 24.0}),
        ("Called", {"names": ("call.held",)}),
        ("Was answered", {"names": ("message.sent",)}),
        ("Case solved", {"names": ("case.resolved",)}),
    )),
    ("Recommend or leave", (
        ("Told how it was", {"names": ("survey.answered",), "may_end": True}),
        ("Wrote a review", {"names": ("review.written",), "may_end": True}),
        ("Wants no more mails", {"names": ("mail.unsubscribed", "mail.complained"), "may_end": True}),
    )),
)  # fmt: skip
_SERVICE: tuple[Given, ...] = (
    ("Aware", (
        ("Looked around", {"names": _LOOKS, "may_end": True}),
        ("Opened a mail", {"names": ("mail.opened", "mail.clicked"), "may_end": True}),
    )),
    ("Enquire", (
        ("Called", {"names": ("call.held",)}),
        ("Wrote", {"names": ("message.received",), "patience_hours": 24.0}),
        ("Was answered", {"names": ("message.sent",)}),
    )),
    ("Book", (("Booked or bought", {"names": ("order.completed",), "may_end": True}),)),
    ("Ask", (
        ("Asked or complained", {"names": ("case.opened",), "patience_hours": 48.0}),
        ("Case solved", {"names": ("case.resolved",)}),
        ("Cancelled", {"names": ("order.refunded",)}),
    )),
    ("Recommend or leave", (
        ("Told how it was", {"names": ("survey.answered", "review.written"), "may_end": True}),
        ("Wants no more mails", {"names": ("mail.unsubscribed", "mail.complained"), "may_end": True}),
    )),
)  # fmt: skip
_SUBSCRIPTION: tuple[Given, ...] = (
    ("Aware", (("Looked around", {"names": _LOOKS, "channels": ("web", "shop", "store"), "may_end": True}),)),
    ("Begin", (("Began a contract", {"names": ("contract.started",)}),)),
    ("Use", (
        ("Used it", {"names": ("screen.viewed", "page.viewed", "event.told"), "may_end": True}),
        ("Opened a mail", {"names": ("mail.opened", "mail.clicked"), "may_end": True}),
    )),
    ("Ask", (
        ("Wrote", {"names": ("message.received",), "patience_hours": 24.0}),
        ("Called", {"names": ("call.held",)}),
        ("Was answered", {"names": ("message.sent",)}),
        ("Asked or complained", {"names": ("case.opened",), "patience_hours": 48.0}),
        ("Case solved", {"names": ("case.resolved",)}),
    )),
    ("Stay", (
        ("Renewed", {"names": ("contract.renewed",), "may_end": True}),
        ("Paid", {"names": ("order.completed",), "may_end": True}),
    )),
    ("Recommend or leave", (
        ("Told how it was", {"names": ("survey.answered", "review.written"), "may_end": True}),
        ("Ended the contract", {"names": ("contract.ended",), "may_end": True}),
    )),
)  # fmt: skip

# kind -> (what it is called, how long a pause ends it, its stages).
READY: dict[str, tuple[str, int, tuple[Given, ...]]] = {
    "shop": ("A shop", 60, _SHOP),
    "service": ("A service", 90, _SERVICE),
    "subscription": ("A subscription", 45, _SUBSCRIPTION),
}


def ready(kind: str) -> Definition:
    """A ready-made journey; its touchpoints are numbered from 1. Raises KeyError."""
    name, pause, given = READY[kind]
    points: list[Touchpoint] = []
    for stage, (_, touches) in enumerate(given):
        points += [
            Touchpoint(len(points) + n, label, stage, **spec)  # type: ignore[arg-type] # literals above
            for n, (label, spec) in enumerate(touches, start=1)
        ]
    return Definition(name, tuple(stage for stage, _ in given), tuple(points), pause)
