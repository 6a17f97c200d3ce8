"""What an address book or a mailing list tells of somebody beyond the profile: further addresses and numbers, tags, days
of no certain year, and what they agreed to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pyarrow as pa
from django.conf import settings

from regulars.kit.email_address import normal_email
from regulars.kit.phone_number import normal_phone
from regulars.kit.refused import Refused
from regulars.know.consents.actions.importing import ConsentRow
from regulars.know.consents.models import State, Suppression
from regulars.know.identities import keys
from regulars.know.occasions.actions import Day, read_day
from regulars.know.occasions.models import BIRTHDAY
from regulars.know.tags.actions import split_tags
from regulars.listen.imports import parse_dates
from regulars.listen.imports.parse_values import not_understood
from regulars.listen.imports.read_file import TextBatch
from regulars.listen.imports.row_cells import RowCells
from regulars.listen.imports.row_fact import NOTHING, Brings

ANNIVERSARY = "anniversary"
# The purpose that a mailing list is about.
PURPOSE, CHANNEL = "newsletter", "mail"
_BETWEEN = re.compile(r"\s+:::\s+|[\n;]")
_BETWEEN_EMAILS = re.compile(r"[\s;,]+|:::")
# How a day without its year is written: --04-12, --0412, 0000-04-12, and with the year Apple takes for none.
_NO_YEAR = re.compile(r"(?:--|0000-|1604-)(\d{2})-?(\d{2})$")
# What Outlook writes for no day at all.
_NO_DAY = re.compile(r"0+[/.-]0+[/.-]0+$")
# Google's own groups are no tags of anybody's.
_NO_TAG = re.compile(r"^\* ?(my ?contacts|starred|friends|family|coworkers)?$", re.IGNORECASE)
_YES = {"yes", "true", "1", "y"}


@dataclass(frozen=True, slots=True)
class Contact:
    """Of one row: keys of further identities, tags and days, consents."""

    also: tuple[str, ...] = ()
    brings: Brings = NOTHING
    consents: tuple[ConsentRow, ...] = ()


class ContactCells:
    """Those cells of a batch, by their place in it."""

    def __init__(self, cells: RowCells, batch: TextBatch, mapping: Mapping[str, str]) -> None:
        self._cells, self._batch = cells, batch
        self._columns: dict[str, list[str]] = {}
        for column, target in mapping.items():
            if column in batch.table.column_names:
                self._columns.setdefault(target, []).append(column)
        self._lists: dict[str, list[list[str]]] = {name: self._told(name) for name in ("emails", "phones")}
        self._texts = {name: cells.text(name).to_pylist() for name in ("birthday", "anniversary")}
        self._moments = {name: self._dates(name) for name in ("subscribed_at", "unsubscribed_at", "bounced_at")}
        self._from = self._told("subscribed_from")
        if "emails" in self._columns:
            none = [bool(told) and not any(map(normal_email, told)) for told in self._lists["emails"]]
            cells.refuse("emails", pa.array(none, pa.bool_()), "is no e-mail address")

    def _each(self, name: str) -> list[list[str | None]]:
        size = self._batch.table.num_rows
        columns = [self._batch.table.column(column).to_pylist() for column in self._columns.get(name, [])]
        return [[column[place] for column in columns] for place in range(size)]

    def _told(self, name: str) -> list[list[str]]:
        sign = _BETWEEN_EMAILS if name == "emails" else _BETWEEN
        return [
            [part.strip() for cell in row if cell for part in sign.split(cell) if part.strip()]
            for row in self._each(name)
        ]

    def _dates(self, name: str) -> list[list[datetime]]:
        size = self._batch.table.num_rows
        found: list[list[datetime]] = [[] for _ in range(size)]
        for column in self._columns.get(name, []):
            cells = self._batch.table.column(column).combine_chunks()
            values = parse_dates.moments(cells, order=self._cells.layout.date_order, time_zone=self._cells.time_zone)
            self._cells.refuse(name, not_understood(cells, values), "is no date of the calendar")
            for place, value in enumerate(values.to_pylist()):
                if value is not None:
                    found[place].append(value)
        return found

    def birthdays(self) -> pa.Array:
        """Whole birthdays as moments; one without its year is no date, and kept by `read` as a day to remember."""
        whole = [
            None if text is None or _NO_YEAR.match(text) or _NO_DAY.match(text) else text
            for text in self._texts[BIRTHDAY]
        ]
        cells = pa.array(whole, pa.string())
        values = parse_dates.moments(cells, order=self._cells.layout.date_order, time_zone="UTC")
        self._cells.refuse(BIRTHDAY, not_understood(cells, values), "is no date of the calendar")
        return values

    def read(self, place: int, values: dict[str, Any], told_at: datetime | None) -> Contact:
        """What the row at this place says. Main address, number, name and birthday go among its `values`."""
        emails = [address for told in self._lists["emails"][place] if (address := normal_email(told))]
        phones = [told for told in self._lists["phones"][place] if 5 <= sum(c.isdecimal() for c in told) <= 17]
        also = _further(values, "email", [keys.email_key(address) for address in emails], emails)
        numbers = [number for told in phones if (number := normal_phone(told, settings.REGULARS_REGION))]
        also += _further(values, "phone", [keys.phone_key(number) for number in numbers], phones)
        _whole_name(values)
        return Contact(tuple(dict.fromkeys(also)), self._brings(place, values), self._consents(place, values, told_at))

    def _brings(self, place: int, values: dict[str, Any]) -> Brings:
        days = []
        if told := _NO_YEAR.match(self._texts[BIRTHDAY][place] or ""):
            days.append((BIRTHDAY, f"--{told[1]}-{told[2]}"))
        year, month, day = (str(values.get(f"birth_{part}") or "") for part in ("year", "month", "day"))
        if month.isdecimal() and day.isdecimal():
            if year.isdecimal() and len(year) == 4 and values.get(BIRTHDAY) is None:
                values[BIRTHDAY] = _date(int(year), int(month), int(day))
            elif not year:
                days.append((BIRTHDAY, f"--{int(month):02d}-{int(day):02d}"))
        if text := self._texts[ANNIVERSARY][place]:
            days.append((ANNIVERSARY, self._plain_day(text)))
        tags = [tag.strip() for text in _BETWEEN.split(values.get("tags") or "") for tag in split_tags(text)]
        known = tuple((kind, kept) for kind, text in days if (kept := _day_of(text)) is not None)
        return Brings(tuple(tag for tag in dict.fromkeys(tags) if not _NO_TAG.match(tag)), known)

    def _plain_day(self, text: str) -> str:
        if told := _NO_YEAR.match(text):
            return f"--{told[1]}-{told[2]}"
        cells = pa.array([text], pa.string())
        moment = parse_dates.moments(cells, order=self._cells.layout.date_order, time_zone="UTC")[0].as_py()
        return moment.date().isoformat() if moment else ""

    def _consents(self, place: int, values: dict[str, Any], told_at: datetime | None) -> tuple[ConsentRow, ...]:
        rows = []
        if agreed := self._moments["subscribed_at"][place]:
            proof = {"ip": ", ".join(dict.fromkeys(self._from[place]))} if self._from[place] else {}
            rows.append(ConsentRow(0, PURPOSE, CHANNEL, State.GRANTED, max(agreed), evidence=proof))
        for moment in self._moments["unsubscribed_at"][place]:
            why = {"why": values["unsubscribed_why"]} if values.get("unsubscribed_why") else {}
            rows.append(ConsentRow(0, PURPOSE, CHANNEL, State.WITHDRAWN, moment, evidence=why))
        bounced = self._moments["bounced_at"][place]
        rows += [ConsentRow(0, "", CHANNEL, Suppression.Kind.BOUNCED, moment) for moment in bounced]
        if str(values.get("opted_out") or "").strip().lower() in _YES and told_at is not None:
            rows.append(ConsentRow(0, PURPOSE, CHANNEL, State.WITHDRAWN, told_at))
        return tuple(rows)


def _further(values: dict[str, Any], name: str, known: list[str], told: list[str]) -> list[str]:
    """The keys beyond the main one, which is the first told where the row has none by itself."""
    if not values.get(name) and told:
        values[name] = told[0]
    return known


def _whole_name(values: dict[str, Any]) -> None:
    first, middle, last = (values.get(name) for name in ("first_name", "middle_name", "last_name"))
    if middle and values.get("customer_name") == " ".join(filter(None, (first, last))):
        values["customer_name"] = " ".join(filter(None, (first, middle, last)))
    if last == (values.get("customer_name") or "").rpartition(" ")[2] or not (first and last):
        # The parts are kept only where the name does not show them by itself.
        values["first_name"] = values["last_name"] = None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day_of(text: str) -> Day | None:
    try:
        return read_day(text) if text else None
    except Refused:
        return None
