"""Rows of a file of consents: who agreed to what, when, how, and to which words, with the row itself as proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import pyarrow.compute as pc

from regulars.kit import moments
from regulars.kit.folding import fold
from regulars.know.consents.actions.importing import ConsentRow
from regulars.know.consents.models import Channel, Purpose, State, Suppression
from regulars.listen.imports.layout import Layout
from regulars.listen.imports.order_lines import content_hash
from regulars.listen.imports.read_file import RejectedRow, TextBatch
from regulars.listen.imports.row_cells import RowCells
from regulars.listen.imports.row_fact import RowFact, who_of
from regulars.listen.intake.facts import Fact
from regulars.timeline.names import Change
from regulars.timeline.record import Entry

_STATES: dict[str, str] = {
    State.GRANTED: "granted|yes|y|true|1|opt in|opted in|optin|subscribed|confirmed|active|agreed|accepted|consented|ja|oui|si"
    "|erteilt|zugestimmt|eingewilligt|accorde|aceptado|toegestaan|akkoord|concesso|accettato",
    State.DENIED: "denied|no|n|false|0|declined|refused|rejected|nein|non|nee|never subscribed|abgelehnt|refuse|rechazado"
    "|geweigerd|rifiutato",
    State.WITHDRAWN: "withdrawn|withdrew|revoked|opt out|opted out|optout|unsubscribed|cancelled|widerrufen|abgemeldet"
    "|retire|revoque|retirado|revocado|ingetrokken|revocato",
    State.PENDING: "pending|unconfirmed|not confirmed|waiting|ausstehend|unbestatigt|en attente|pendiente|in attesa",
    Suppression.Kind.BOUNCED: "bounced|bounce|hard bounce|cleaned|invalid",
    Suppression.Kind.COMPLAINED: "complained|complaint|spam|abuse",
    Suppression.Kind.DO_NOT_CONTACT: "do not contact|do not call|do not mail|dnc|blocked|blacklisted|gesperrt|robinson",
}  # fmt: skip
_STATE_OF = {phrase: state for state, phrases in _STATES.items() for phrase in phrases.split("|")}
_CHANNELS: dict[str, str] = {
    Channel.MAIL: "mail|email|e mail|newsletter|courriel|correo|posta elettronica",
    Channel.PHONE: "phone|telephone|call|calls|telefon|telefono|telefoon|anruf",
    Channel.SMS: "sms|text|text message|mobile",
    Channel.CHAT: "chat|whatsapp|messenger|telegram",
    Channel.POST: "post|letter|direct mail|postal|brief|courrier|correo postal|posta",
    Channel.WEB: "web|website|online|site",
}
_CHANNEL_OF = {phrase: channel for channel, phrases in _CHANNELS.items() for phrase in phrases.split("|")}
_NAMES = {
    State.GRANTED: "consent.granted", State.DENIED: "consent.denied", State.WITHDRAWN: "consent.withdrawn",
    State.PENDING: "consent.asked",
}  # fmt: skip


def state_of(told: str) -> str:
    """A state of the ledger, or a kind of suppression, for what a file calls it; empty for what is neither."""
    return _STATE_OF.get(_plain(told), "")


def channel_of(told: str) -> str:
    """The channel a file means; empty for none of ours."""
    return _CHANNEL_OF.get(_plain(told), "")


def _plain(told: str) -> str:
    return " ".join(fold(told.replace("-", " ").replace("_", " ")).split())


@dataclass
class ConsentReader:
    """Reads the batches of one file of consents. `mark` is the actor of the entries."""

    mapping: Mapping[str, str]
    layout: Layout
    time_zone: str
    currency: str
    source: str
    mark: str
    told_at: datetime | None

    @cached_property
    def _purposes(self) -> dict[str, Purpose]:
        found = Purpose.objects.order_by("-pk")
        return {_plain(name): purpose for purpose in found for name in (purpose.name, purpose.key)}

    def read(self, batch: TextBatch) -> tuple[list[RowFact], list[RejectedRow]]:
        """A fact for each row that says who said what to which purpose, and the other rows."""
        cells = RowCells(batch, self.mapping, self.layout, self.time_zone)
        when, until = cells.moments("occurred_at"), cells.moments("expires_at")
        cells.refuse(
            "occurred_at", pc.is_null(cells.text("occurred_at")), "is empty: a consent without its date proves nothing"
        )
        rows, _ = cells.rows({"occurred_at": when, "expires_at": until})
        facts, rejected = [], cells.rejected()
        for row, values in rows:
            told = self._told(row, values)
            who = who_of(values, self.source)
            if isinstance(told, tuple):
                rejected.append(RejectedRow(row, *told))
            elif who is None:
                rejected.append(RejectedRow(row, "", "names nobody: no number, e-mail or phone"))
            else:
                facts.append(RowFact(row, Fact(entry=self._entry(told, values), who=who), consents=(told,)))
        return facts, batch.rejected + rejected

    def _told(self, row: int, values: Mapping[str, Any]) -> ConsentRow | tuple[str, str]:
        """What the row says, or (field at fault, what is wrong)."""
        purpose = self._purposes.get(_plain(values.get("purpose") or ""))
        state = state_of(values.get("state") or "")
        channel = channel_of(values.get("channel") or "mail")
        if purpose is None:
            names = ", ".join(sorted({each.name for each in self._purposes.values()}))
            return "purpose", f"is none of your purposes ({names}); make it under Settings first, or write one of them"
        if not state:
            return "state", "is neither granted, denied, withdrawn nor pending"
        if not channel:
            return "channel", f"is no channel; write one of {', '.join(Channel.values)}"
        if channel not in purpose.channels:
            return "channel", f"is not used for {purpose.name}; change that under Settings first"
        if values["occurred_at"] > moments.now():
            return "occurred_at", "lies in the future"
        proof = {name: values[name] for name in ("how", "evidence") if values.get(name)}
        return ConsentRow(
            0, purpose.key, channel, state, values["occurred_at"], (values.get("words") or "").strip(),
            proof | {"row": row, "source": self.source}, values.get("expires_at"),
        )  # fmt: skip

    def _entry(self, told: ConsentRow, values: Mapping[str, Any]) -> Entry:
        content = tuple(f"{name}={value}" for name, value in sorted(values.items()) if value not in (None, ""))
        purpose = self._purposes[_plain(told.purpose)]
        label = State(told.state).label if told.state in State.values else Suppression.Kind(told.state).label
        return Entry(
            name=_NAMES[State(told.state)] if told.state in State.values else "suppression.added",
            occurred_at=told.said_at,
            source=self.source,
            source_id=f"consent:{content_hash(content).hex()}",
            payload=Change(
                changes={told.purpose: [None, label]},
                note=f"{purpose.name} by {Channel(told.channel).label.lower()}",
                more={"channel": told.channel, "how": "import"},
            ),
            channel="import",
            direction="",
            actor=self.mark,
        )
