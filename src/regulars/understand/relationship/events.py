"""Which interactions tell how somebody stands to the business, and what of them is read."""

from __future__ import annotations

import ibis.expr.types as ir

from regulars.understand.metrics.payload import told

# They came to us: bought, looked, wrote, rang. What machines and colleagues do is none of their doing.
CAME = (
    "order.completed", "checkout.started", "contract.started", "contract.renewed", "product.viewed", "product.added",
    "product.removed", "category.viewed", "page.viewed", "screen.viewed", "mail.clicked", "message.received", "call.held",
    "survey.answered", "review.written", "case.opened", "event.told",
)  # fmt: skip
# Of these, what nobody asked them for.
BEGAN = ("order.completed", "contract.started", "message.received", "call.held", "review.written", "case.opened")
# We came to them.
OURS = ("mail.sent", "message.sent")
# What tells how they feel about us.
OPINIONS = (
    "survey.answered", "review.written", "message.received", "call.held", "case.opened", "case.resolved",
    "mail.complained", "mail.unsubscribed", "contract.ended",
)  # fmt: skip
# Of these, what carries words of theirs.
WORDED = ("survey.answered", "review.written", "message.received", "call.held", "case.opened")


def text_of(rows: ir.Table) -> ir.StringValue:
    """What was said, with blanks for the line ends that one engine leaves spelled out."""
    value: ir.StringValue = told(rows, "text").re_replace(r"\\[nrt/]", " ")
    return value
