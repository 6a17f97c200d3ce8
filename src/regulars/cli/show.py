"""`regulars show`: the customer behind an e-mail address, a phone number or an id, with their whole story."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from regulars.cli.home import ready

if TYPE_CHECKING:
    from regulars.know.customers.models import Customer
    from regulars.know.identities.models import Identity
    from regulars.timeline.read import Page

console = Console(highlight=False)
_TONES = {"good": "green", "bad": "red", "in": "bold"}


def command(
    identity: Annotated[
        str, typer.Argument(help="An e-mail address, a phone number, or an id in one of your systems.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    limit: Annotated[int, typer.Option(help="Interactions to show, newest first; 0 for all.", min=0)] = 0,
) -> None:
    """Show one customer: who they are, what they are known as, and what happened, newest first. Exit code 1 when unknown."""
    ready()
    from regulars.know.customers.queries import parts_of
    from regulars.know.identities.queries import find_customers, identities_of
    from regulars.timeline.read import of_customers

    found = find_customers(identity)
    if not found:
        print(f"regulars: no customer is known as {identity!r}.", file=sys.stderr)
        raise typer.Exit(1)
    if len(found) > 1:
        print(f"regulars: {len(found)} customers are known as {identity!r}; this is the first.", file=sys.stderr)
    customer = found[0]
    parts = parts_of(customer)
    identities = identities_of(parts)
    story = of_customers(parts, limit=limit or sys.maxsize // 2)
    if as_json:
        print(json.dumps(as_object(customer, identities, story), ensure_ascii=False))
    else:
        _print(customer, identities, story)


def as_object(customer: Customer, identities: list[Identity], story: Page) -> dict[str, Any]:
    """The customer, their identities and interactions as plain values; amounts are texts, so that no digit is lost."""
    from regulars.know.fields.queries import written_of
    from regulars.timeline.describe import describe

    return {
        "customer": {
            "id": customer.pk,
            "kind": customer.kind,
            "known": customer.known,
            "name": customer.name,
            "email": customer.email,
            "phone": customer.phone,
            "city": customer.city,
            "country": customer.country,
            "language": customer.language,
            "birthday": customer.birthday.isoformat() if customer.birthday else None,
            "traits": customer.traits,
            "fields": written_of([customer.pk]).get(customer.pk, {}),
            "created_at": _iso(customer.created_at),
            "first_heard_at": _iso(customer.first_heard_at),
            "last_heard_at": _iso(customer.last_heard_at),
        },
        "identities": [{"kind": row.kind, "source": row.source, "value": row.value} for row in identities],
        "interactions": [
            {
                "id": line.pk,
                "name": line.name,
                "occurred_at": _iso(line.occurred_at),
                "business_day": line.business_day.isoformat(),
                "recorded_at": _iso(line.recorded_at),
                "channel": line.channel,
                "direction": line.direction,
                "sentence": str(describe(line)),
                "amount": None if line.amount is None else f"{line.amount.normalize():f}",
                "currency": line.currency,
                "source": line.source,
                "source_id": line.source_id,
                "actor": line.actor,
                "properties": line.properties,
            }
            for line in story.interactions
        ],
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None


def _print(customer: Customer, identities: list[Identity], story: Page) -> None:
    from regulars.know.fields.queries import values_of
    from regulars.timeline.describe import describe

    console.print(f"[bold]{escape(str(customer))}[/]  ({customer.kind} {customer.pk})")
    facts = (customer.email, customer.phone, ", ".join(p for p in (customer.city, customer.country) if p))
    if said := "  ·  ".join(fact for fact in facts if fact):
        console.print(escape(said))
    if customer.last_heard_at:
        console.print(f"First heard {customer.first_heard_at:%Y-%m-%d}, last heard {customer.last_heard_at:%Y-%m-%d}")
    known = ", ".join(f"{row.kind}{' of ' + row.source if row.source else ''} {row.value}" for row in identities)
    console.print(f"Known as: {escape(known)}")
    for value in values_of([customer.pk]).get(customer.pk, {}).values():
        console.print(f"{escape(value.field.label)}: {escape(value.said)}")
    console.print()
    table = Table.grid(padding=(0, 2))
    for line in story.interactions:
        sentence = describe(line)
        tone = _TONES.get(sentence.tone, "")
        said = f"[{tone}]{escape(str(sentence))}[/]" if tone else escape(str(sentence))
        quote = f"\n  “{escape(sentence.quote)}”" if sentence.quote else ""
        table.add_row(f"[dim]{line.occurred_at:%Y-%m-%d %H:%M}[/]", said + quote, f"[dim]{escape(sentence.where)}[/]")
    console.print(table)
    if story.next:
        console.print("[dim]… and more. See all: --limit 0[/]")
