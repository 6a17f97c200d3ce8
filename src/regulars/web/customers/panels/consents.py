"""What we may use: each purpose with the channels they agreed to, and what stands against contacting them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from regulars.know.consents.models import Basis, Purpose, Standing, Suppression
from regulars.know.consents.queries import Cell, cells, suppressions_of
from regulars.know.customers.models import Customer
from regulars.web.customers.panels.panel import Panel
from regulars.web.requests import Request

TONES = {
    Standing.GRANTED: "good", Standing.PENDING: "watch", Standing.EXPIRED: "watch", Standing.DENIED: "bad",
    Standing.WITHDRAWN: "bad",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """One channel of a purpose: what binds, in a word and a tone, and the sentence behind it."""

    label: str
    tone: str
    said: str


def mark(cell: Cell) -> Mark:
    """How one purpose on one channel is shown."""
    line, channel = cell.line, cell.channel.label
    if cell.standing is None or line is None:
        open_to = cell.purpose.basis != Basis.CONSENT
        return Mark(channel, "good" if open_to else "", "no consent needed" if open_to else "never asked")
    verb = "asked to confirm" if cell.standing == Standing.PENDING else line.get_state_display().lower()
    said = f"{verb} on {line.said_at:%-d %B %Y}, {line.get_how_display()}"
    if cell.standing == Standing.EXPIRED and line.expires_at:
        said += f"; ran out on {line.expires_at:%-d %B %Y}"
    labels = {
        Standing.GRANTED: channel, Standing.PENDING: f"{channel}: not confirmed", Standing.EXPIRED: f"{channel}: ran out",
    }  # fmt: skip
    return Mark(labels.get(cell.standing, f"no {_lower(channel)}"), TONES[cell.standing], said)


def _lower(label: str) -> str:
    return label if label.startswith("WhatsApp") else label.lower()


def by_purpose(found: Sequence[Cell]) -> list[tuple[Purpose, list[Mark]]]:
    """Each purpose with its channels."""
    return [
        (some[0].purpose, [mark(cell) for cell in some])
        for _, group in groupby(found, key=lambda cell: cell.purpose.pk)
        for some in [list(group)]
    ]


def said_stop(row: Suppression) -> str:
    """One suppression in words, without the address: not everybody may see it."""
    where = f" ({row.get_channel_display().lower()})" if row.channel else ""
    return f"{row.get_kind_display()}{where}, since {row.since:%-d %B %Y}"


def show(request: Request, customer: Customer, part_ids: Sequence[int]) -> Panel | None:
    """The panel; what nobody ever said anything about stays a short line."""
    found = cells(part_ids)
    said = {cell.purpose.pk for cell in found if cell.line is not None}
    context = {
        "purposes": by_purpose([cell for cell in found if cell.line is not None]),
        "open": _names([c for c in found if c.purpose.pk not in said and c.purpose.basis != Basis.CONSENT]),
        "silent": _names([c for c in found if c.purpose.pk not in said and c.purpose.basis == Basis.CONSENT]),
        "stops": [said_stop(row) for row in suppressions_of(customer)],
        "address": reverse("customers:consents", args=[customer.pk]),
        "may_edit": request.user.may("consents.edit"),
    }
    return Panel("customers/panels/consents.html", context)


def _names(found: Sequence[Cell]) -> list[str]:
    return list(dict.fromkeys(cell.purpose.name for cell in found))
