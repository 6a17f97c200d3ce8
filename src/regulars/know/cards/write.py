"""Writing cards as vCard 3.0, which every address book reads, or 4.0."""

from __future__ import annotations

from typing import Literal

from regulars.know.cards.card import Card
from regulars.know.cards.lines import escape, fold_line

Version = Literal["3.0", "4.0"]
VERSIONS: tuple[Version, ...] = ("3.0", "4.0")


def write_card(card: Card, version: Version) -> str:
    """One card, its lines folded and ended as the standards want them."""
    return "".join(fold_line(line) for line in _lines(card, version))


def _lines(card: Card, version: Version) -> list[str]:
    new = version == "4.0"
    lines = ["BEGIN:VCARD", f"VERSION:{version}", "PRODID:-//Regulars//EN"]
    lines += [f"UID:{escape(card.uid)}"] if card.uid else []
    if card.company:
        lines += ["KIND:org"] if new else ["X-ABShowAs:COMPANY"]
    elif new:
        lines.append("KIND:individual")
    lines += [f"FN:{escape(card.name)}", _name(card)]
    lines += [f"EMAIL{_preferred('INTERNET', first, new)}:{escape(email)}" for first, email in _firsts(card.emails)]
    lines += [f"TEL{_preferred('VOICE', first, new)}:{escape(phone)}" for first, phone in _firsts(card.phones)]
    if any((card.street, card.city, card.region, card.postcode, card.country)):
        parts = ("", "", card.street, card.city, card.region, card.postcode, card.country)
        lines.append(f"ADR:{';'.join(map(escape, parts))}")
    organisation = card.name if card.company else card.works_at
    lines += [f"ORG:{escape(organisation)}"] if organisation else []
    lines += [f"TITLE:{escape(card.title)}"] if card.title else []
    lines += _day("BDAY", card.birthday, new) + _day("ANNIVERSARY" if new else "X-ANNIVERSARY", card.anniversary, new)
    lines += [f"LANG:{escape(card.language)}"] if card.language and new else []
    lines += [f"URL:{escape(card.website) if not new else card.website}"] if card.website else []
    lines += [f"CATEGORIES:{','.join(map(escape, card.tags))}"] if card.tags else []
    lines += [f"NOTE:{escape(card.note)}"] if card.note else []
    return [*lines, "END:VCARD"]


def _firsts(values: list[str]) -> list[tuple[bool, str]]:
    return [(place == 0 and len(values) > 1, value) for place, value in enumerate(values)]


def _preferred(kind: str, first: bool, new: bool) -> str:
    if new:
        return ";PREF=1" if first else ""
    return f";TYPE={kind},PREF" if first else f";TYPE={kind}"


def _name(card: Card) -> str:
    if card.company:
        return "N:;;;;"
    given, family = card.first_name, card.last_name
    if not (given or family):
        # Nobody said which part is which: the last word is the family's in most of the names that have several.
        *before, family = card.name.split() or [""]
        given = " ".join(before)
    return f"N:{escape(family)};{escape(given)};;;"


def _day(name: str, day: str, new: bool) -> list[str]:
    if not day:
        return []
    plain = day.replace("-", "") if not day.startswith("--") else "--" + day[2:].replace("-", "")
    if new:
        return [f"{name}:{plain}"]
    if day.startswith("--"):
        # 3.0 knows no day without a year; this is how Apple writes one, and others read it as that year.
        return [f"{name};X-APPLE-OMIT-YEAR=1604:1604-{day[2:]}"]
    return [f"{name};VALUE=date:{day}"]
