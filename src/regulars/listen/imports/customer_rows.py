"""Rows of a customer file become facts: somebody told who they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa

from regulars.kit.email_address import normal_email
from regulars.kit.folding import fold
from regulars.know.identities.who import Profile, Who
from regulars.listen.imports.contact_rows import Contact, ContactCells
from regulars.listen.imports.layout import Layout
from regulars.listen.imports.order_lines import content_hash
from regulars.listen.imports.own_fields import own_columns, own_of_row, places
from regulars.listen.imports.read_file import RejectedRow, TextBatch
from regulars.listen.imports.row_cells import RowCells, no_phone
from regulars.listen.imports.row_fact import RowFact, who_of
from regulars.listen.intake.facts import Fact
from regulars.timeline.names import Change
from regulars.timeline.record import Entry

# Where a row stands in its batch, beside the fields of the file.
_PLACE = "place in the batch"
_TRAITS = ("note", "website", "title", "first_name", "last_name")
_COMPANY = re.compile(
    r"(?i)^(company|business|b2b|organi[sz]ation|firma|unternehmen|societe|société|entreprise|empresa|bedrijf|azienda)$"
)


@dataclass
class CustomerReader:
    """Reads the batches of one customer file. `mark` is the actor of the entries, `told_at` when the file was handed in."""

    mapping: Mapping[str, str]
    layout: Layout
    time_zone: str
    currency: str
    source: str
    mark: str
    told_at: datetime | None

    def read(self, batch: TextBatch) -> tuple[list[RowFact], list[RejectedRow]]:
        """A fact for each row that names somebody, and the other rows."""
        cells = RowCells(batch, self.mapping, self.layout, self.time_zone)
        contacts = ContactCells(cells, batch, self.mapping)
        birthdays = contacts.birthdays()
        since = cells.moments("created_at")
        cells.refuse("email", _no_email(cells.text("email")), "is no e-mail address")
        cells.refuse(
            "phone",
            no_phone(cells.text("phone")),
            "is no phone number; write it with its country code, like +44 20 7946 0958",
        )
        own = own_columns(cells, self.mapping)
        at = places(batch.table.num_rows)
        rows, _ = cells.rows({"birthday": birthdays, "created_at": since, _PLACE: at})
        facts, rejected = [], cells.rejected()
        for row, values in rows:
            place = values.pop(_PLACE)
            contact = contacts.read(place, values, self.told_at)
            fact = self._fact(values, contact)
            if fact is None:
                rejected.append(RejectedRow(row, "", "names nobody: no number, e-mail, phone or name"))
                continue
            values_of_own, wrong = own_of_row(own, place, company=bool(fact.who and fact.who.company))
            if wrong:
                rejected.append(RejectedRow(row, *wrong))
            else:
                facts.append(RowFact(row, fact, consents=contact.consents, own=values_of_own, brings=contact.brings))
        return facts, batch.rejected + rejected

    def _fact(self, values: dict[str, Any], contact: Contact) -> Fact | None:
        since = values.get("created_at")
        if isinstance(values.get("birthday"), datetime):
            values["birthday"] = _day(values["birthday"])
        traits: dict[str, Any] = {name: values[name] for name in _TRAITS if values.get(name)}
        if since is not None:
            traits["customer_since"] = since.date().isoformat()
        kind = values.get("kind") or ""
        company = bool(_COMPANY.match(kind)) or (
            not kind and bool(values.get("company")) and not values.get("customer_name")
        )
        who = who_of(values, self.source, traits=traits, company=company, also=contact.also)
        if who is None:
            return None
        content = tuple(f"{name}={value}" for name, value in sorted(values.items()) if value not in (None, ""))
        if contact.also or contact.brings.days:
            content += (f"also={contact.also}{contact.brings.days}",)
        entry = Entry(
            name="customer.identified",
            occurred_at=since or self.told_at or datetime.now(UTC),
            source=self.source,
            source_id=f"customer:{content_hash(content).hex()}",
            payload=Change(note="from a file"),
            channel="import",
            direction="",
            actor=self.mark,
        )
        works_at = "" if company else str(values.get("works_at") or "").strip()
        return Fact(entry=entry, who=who, company=_company(works_at, self.source), role=str(values.get("title") or ""))


def _company(name: str, source: str) -> Who | None:
    """A company of which only the name is told: within the source it is one."""
    if not name:
        return None
    return Who(source=source, external_id=f"name:{fold(name)}"[:200], company=True, profile=Profile(name=name))


def _day(moment: datetime) -> date:
    return moment.date()


def _no_email(column: pa.Array) -> pa.Array:
    """True where a cell is filled and is no address."""
    return pa.array([cell is not None and not normal_email(cell) for cell in column.to_pylist()], pa.bool_())
