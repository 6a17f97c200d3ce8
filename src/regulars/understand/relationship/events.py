"""Which interactions tell how somebody stands to the business, and what of them is read."""

from __future__ import annotations

import ibis.expr.types as ir

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


def carried(rows: ir.Table, name: str) -> ir.StringValue:
    """The field `name` of each interaction's payload as text, without the quotes one engine leaves around it."""
    value: ir.StringValue = rows.properties.cast("json")[name].cast("string")
    return value.re_replace('^"|"$', "").re_replace(r'\\[nrt"\\/]', " ")


def number(rows: ir.Table, name: str) -> ir.FloatingValue:
    """The field `name` as a number; null where it is none."""
    told: ir.FloatingValue = carried(rows, name).try_cast("float64")
    return told
