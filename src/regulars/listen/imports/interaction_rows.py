"""Rows of a file of interactions become facts under the vocabulary's names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow.compute as pc

from regulars.kit.folding import fold
from regulars.listen.imports.layout import Layout
from regulars.listen.imports.order_lines import content_hash
from regulars.listen.imports.read_file import RejectedRow, TextBatch
from regulars.listen.imports.row_cells import RowCells
from regulars.listen.imports.row_fact import RowFact, who_of
from regulars.listen.intake.facts import Fact
from regulars.timeline.names import CHANNELS, VOCABULARY, Answer, Case, Item, Message, Page, Payload, Told
from regulars.timeline.record import Entry

# Words of many programs and languages -> name. What is not here is kept as `event.told` under its own word.
_EVENTS = {
    "call.held": "call|phone|phone call|telephone|anruf|telefonat|appel|llamada|gesprek|telefoongesprek|chiamata|telefonata",
    "message.received": "message|email|mail|chat|inquiry|enquiry|contact|nachricht|anfrage|courriel|mensaje"
    "|correo|bericht|messaggio",
    "message.sent": "reply|answer|response|message sent|email sent|antwort|reponse|respuesta|antwoord|risposta",
    "case.opened": "complaint|ticket|case|issue|claim|support ticket|beschwerde|reklamation|reclamation"
    "|plainte|queja|reclamacion|klacht|reclamo",
    "case.resolved": "resolved|case resolved|case closed|ticket closed|ticket resolved|erledigt|resolu"
    "|resuelto|opgelost|risolto",
    "review.written": "review|bewertung|avis|resena|recensie|recensione",
    "survey.answered": "survey|nps|csat|ces|feedback|umfrage|enquete|encuesta|sondaggio",
    "note.written": "note|comment|notiz|remarque|nota|notitie",
    "page.viewed": "visit|page view|pageview|page viewed|website visit|besuch|visite|visita|bezoek",
    "mail.opened": "open|email open|opened|email opened",
    "mail.clicked": "click|email click|clicked|email clicked",
    "mail.bounced": "bounce|bounced|email bounced",
    "mail.unsubscribed": "unsubscribe|unsubscribed|abmeldung|desinscription",
}
_NAME_OF = {phrase: name for name, phrases in _EVENTS.items() for phrase in phrases.split("|")}
_CHANNELS = {
    "email": "mail", "e mail": "mail", "telephone": "phone", "call": "phone", "telefon": "phone", "website": "web",
    "online": "web",
    "webshop": "shop", "online shop": "shop", "pos": "store", "in store": "store", "laden": "store", "live chat": "chat",
}  # fmt: skip
_OUT = {"out", "outbound", "outgoing", "sent", "ausgehend", "gesendet", "sortant", "saliente", "uitgaand", "in uscita"}
_CHANNEL_OF = {
    "mail": "mail",
    "message": "mail",
    "call": "phone",
    "survey": "survey",
    "review": "review",
    "page": "web",
}


@dataclass
class InteractionReader:
    """Reads the batches of one file of interactions. `mark` is the actor of the entries."""

    mapping: Mapping[str, str]
    layout: Layout
    time_zone: str
    currency: str
    source: str
    mark: str
    told_at: datetime | None
    _seen: Counter[bytes] = field(default_factory=Counter)

    def read(self, batch: TextBatch) -> tuple[list[RowFact], list[RejectedRow]]:
        """A fact for each row with a date and somebody to whom it happened, and the other rows."""
        cells = RowCells(batch, self.mapping, self.layout, self.time_zone)
        when, amount = cells.moments("occurred_at"), cells.money("amount")
        cells.refuse("occurred_at", pc.is_null(cells.text("occurred_at")), "is empty")
        rows, _ = cells.rows({"occurred_at": when, "amount": amount})
        facts, rejected = [], cells.rejected()
        for row, values in rows:
            who = who_of(values, self.source)
            if who is None:
                rejected.append(RejectedRow(row, "", "names nobody: no number, e-mail, phone or name"))
            else:
                facts.append(RowFact(row, Fact(entry=self._entry(values), who=who)))
        return facts, batch.rejected + rejected

    def _entry(self, values: dict[str, Any]) -> Entry:
        told = values.get("event") or ""
        name = name_of(told) or ("message.received" if values.get("text") and not told else "event.told")
        channel = fold((values.get("channel") or "").replace("-", " "))
        channel = _CHANNELS.get(channel, channel)
        out = fold(values.get("direction") or "") in _OUT or name == "message.sent"
        return Entry(
            name=name,
            occurred_at=values["occurred_at"],
            source=self.source,
            source_id=self._source_id(values),
            payload=_payload(name, told, values),
            channel=channel if channel in CHANNELS else _CHANNEL_OF.get(name.split(".")[0], "import"),
            direction="out" if out else "in",
            amount=values.get("amount"),
            currency=(values.get("currency") or self.currency or "").upper()[:3]
            if values.get("amount") is not None
            else "",
            actor=self.mark,
        )

    def _source_id(self, values: dict[str, Any]) -> str:
        if values.get("interaction_id"):
            return f"interaction:{values['interaction_id']}"[:200]
        digest = content_hash(
            tuple(f"{name}={value}" for name, value in sorted(values.items()) if value not in (None, ""))
        )
        self._seen[digest] += 1
        return f"interaction:{digest.hex()}-{self._seen[digest]}"


def name_of(told: str) -> str:
    """The vocabulary's name for what a file calls it, or empty."""
    if told in VOCABULARY and not told.startswith(("order.", "customer.", "import.", "key.", "user.", "identity.")):
        return told
    return _NAME_OF.get(" ".join(fold(told.replace("-", " ").replace("_", " ")).split()), "")


def _payload(name: str, told: str, values: dict[str, Any]) -> Payload:
    subject, text = values.get("subject") or "", values.get("text") or ""
    kind = VOCABULARY[name].payload
    if kind is Message:
        return Message(subject=subject, text=text)
    if kind is Case:
        return Case(case_id=values.get("interaction_id") or "", subject=subject, text=text)
    if kind is Answer:
        return Answer(text=text, survey=subject)
    if kind is Page:
        return Page(title=subject or text)
    if kind is Item:
        return Item(product=subject or text)
    return Told(event=told, more={key: value for key, value in (("subject", subject), ("text", text)) if value})
