"""Reading cards out of what address books export: vCard 2.1, 3.0 and 4.0, jCard, xCard."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from regulars.kit.email_address import normal_email
from regulars.know.cards.card import Card, NoCards
from regulars.know.cards.ldif import cards_of_ldif
from regulars.know.cards.lines import ContentLine, content_lines, is_binary
from regulars.know.cards.other_forms import lines_of_json, lines_of_xml

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NO_VOICE = {"fax", "pager", "modem", "bbs", "textphone"}
_PICTURES = {"PHOTO": "photo", "LOGO": "logo", "SOUND": "sound", "KEY": "key"}
_ANNIVERSARIES = (
    "ANNIVERSARY",
    "X-ANNIVERSARY",
    "X-MS-ANNIVERSARY",
    "X-EVOLUTION-ANNIVERSARY",
    "X-KADDRESSBOOK-X-ANNIVERSARY",
)
_LDIF = re.compile(rb"\s*(version: ?1\s+)?dn::? ", re.IGNORECASE)
_DAY = re.compile(r"(?:(\d{4})-?|--)(\d{2})-?(\d{2})(?:$|[T ])")
# What Apple writes where nobody knows the year: a leap year of long ago.
_NO_YEAR = {"1604"}
# Android's own kinds of days.
_ANDROID = re.compile(r"vnd\.android\.cursor\.item/contact_event;([^;]*);(\d)")


def begins_like_cards(start: bytes) -> bool:
    """Whether a file that begins so holds cards."""
    text = start.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return (
        text[:11].upper() == b"BEGIN:VCARD"
        or _LDIF.match(text) is not None
        or re.match(rb'\[\s*(\[\s*)?"vcard"', text) is not None
        or (text[:1] == b"<" and b"urn:ietf:params:xml:ns:vcard-4.0" in text)
    )


def read_cards(data: bytes) -> Iterator[Card]:
    """Every card of a file, in order. Raises NoCards where there is none."""
    found = False
    if _LDIF.match(data.removeprefix(codecs.BOM_UTF8)):
        for card in cards_of_ldif(data.decode("utf-8-sig", "replace")):
            found = True
            yield card
    for lines in _each(_lines(data)):
        found = True
        yield card_of(lines)
    if not found:
        raise NoCards("There is no card in this file: none begins with BEGIN:VCARD. Export the contacts again.")


def _lines(data: bytes) -> Iterator[ContentLine]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            data = data.decode(encoding, "replace").encode()
    begin = data.lstrip()[:1]
    if begin == b"[":
        return lines_of_json(data.decode("utf-8", "replace"))
    if _LDIF.match(data):
        return iter(())
    if begin == b"<":
        return lines_of_xml(data.decode("utf-8", "replace"))
    return content_lines(data)


def _each(lines: Iterable[ContentLine]) -> Iterator[list[ContentLine]]:
    """The lines of each card; one within another (vCard 2.1's agents) is passed over, one that never ends is ended."""
    held: list[ContentLine] | None = None
    depth = 0
    for line in lines:
        if line.name == "BEGIN" and line.value.strip().upper() == "VCARD":
            depth += 1
            if depth == 1:
                held = []
        elif line.name == "END" and line.value.strip().upper() == "VCARD":
            depth -= 1
            if depth == 0 and held is not None:
                yield held
                held = None
            depth = max(depth, 0)
        elif depth == 1 and held is not None:
            held.append(line)
    if held:
        yield held


def card_of(lines: Sequence[ContentLine]) -> Card:
    """What the lines of one card say."""
    card = Card()
    by_name: dict[str, list[ContentLine]] = {}
    for line in lines:
        if line.name in _PICTURES and _PICTURES[line.name] not in card.left_out:
            card.left_out.append(_PICTURES[line.name])
        elif line.name not in _PICTURES and not line.binary and not is_binary(line.value):
            by_name.setdefault(line.name, []).append(line)
    # The preferred of several comes first; those alike stay in their order.
    told = {name: sorted(its, key=lambda line: not line.preferred()) for name, its in by_name.items()}
    _who(card, told)
    _reached(card, told)
    _lives(card, told)
    _days(card, told)
    card.uid = _first(told, "UID").removeprefix("urn:uuid:")
    card.title = _first(told, "TITLE") or _first(told, "ROLE")
    card.note = "\n\n".join(text for line in told.get("NOTE", []) if (text := line.text()))
    card.website = _first(told, "URL")
    card.language = _first(told, "LANG")
    tags = (tag.strip() for line in told.get("CATEGORIES", []) for values in line.lists() for tag in values)
    card.tags = list(dict.fromkeys(filter(None, tags)))
    return card


def _first(told: dict[str, list[ContentLine]], name: str) -> str:
    return next((text for line in told.get(name, []) if (text := line.text())), "")


def _who(card: Card, told: dict[str, list[ContentLine]]) -> None:
    parts = ([*told["N"][0].parts(), "", "", "", "", ""] if told.get("N") else [""] * 5)[:5]
    family, given, additional, prefix, suffix = parts
    organisation = (told["ORG"][0].parts() if told.get("ORG") else [""])[0]
    card.first_name, card.last_name = given, family
    written = " ".join(filter(None, (prefix, given, additional, family, suffix)))
    card.name = " ".join((_first(told, "FN") or written or _first(told, "NICKNAME") or organisation).split())
    kind = _first(told, "KIND").lower() or _first(told, "X-ADDRESSBOOKSERVER-KIND").lower()
    shown = _first(told, "X-ABSHOWAS").upper() == "COMPANY"
    alone = bool(organisation) and not (given or family) and card.name == organisation
    card.company = kind in {"org", "organization"} or shown or alone
    if card.company:
        card.name = card.name or organisation
        card.first_name = card.last_name = ""
    else:
        card.works_at = organisation


def _reached(card: Card, told: dict[str, list[ContentLine]]) -> None:
    for line in told.get("EMAIL", []):
        address = normal_email(line.text().removeprefix("mailto:"))
        if address and address not in card.emails:
            card.emails.append(address)
        elif not address and line.text():
            card.left_out.append(f"{line.text()} is no e-mail address")
    for line in told.get("TEL", []):
        number = re.sub(r"^(tel|sms):|;.*$", "", line.text(), flags=re.IGNORECASE).strip()
        if line.types() & _NO_VOICE:
            card.left_out.append("fax" if "fax" in line.types() else "pager")
        elif 5 <= sum(c.isdecimal() for c in number) <= 17:
            if number not in card.phones:
                card.phones.append(number)
        elif number:
            card.left_out.append(f"{number} is no phone number")


def _lives(card: Card, told: dict[str, list[ContentLine]]) -> None:
    addresses = [[*line.parts(), *[""] * 7][:7] for line in told.get("ADR", [])]
    best = next((parts for parts in addresses if any(parts)), None)
    if best is None:
        return
    box, extended, street, card.city, card.region, card.postcode, card.country = best
    card.street = ", ".join(filter(None, (" ".join(text.split("\n")).strip(" ,") for text in (street, extended, box))))
    if len([parts for parts in addresses if any(parts)]) > 1:
        card.left_out.append("further address")


def _days(card: Card, told: dict[str, list[ContentLine]]) -> None:
    if told.get("BDAY"):
        card.birthday = _day(told["BDAY"][0])
        if not card.birthday and told["BDAY"][0].text():
            card.left_out.append(f"birthday {told['BDAY'][0].text()}")
    labels = {line.group: line.text() for line in told.get("X-ABLABEL", []) if line.group}
    days = [line for name in _ANNIVERSARIES for line in told.get(name, [])]
    days += [line for line in told.get("X-ABDATE", []) if "anniversary" in labels.get(line.group, "").lower()]
    card.anniversary = next((day for line in days if (day := _day(line))), "")
    for line in told.get("X-ANDROID-CUSTOM", []):
        if (found := _ANDROID.match(line.value)) and (day := read_day(found[1])):
            if found[2] == "1":
                card.anniversary = card.anniversary or day
            elif found[2] == "3":
                card.birthday = card.birthday or day


def _day(line: ContentLine) -> str:
    return read_day(line.text(), line.params.get("x-apple-omit-year", []))


def read_day(text: str, no_years: Sequence[str] = ()) -> str:
    """`19840229` as 1984-02-29, `--0412` as --04-12; empty for what names no day of the calendar."""
    found = _DAY.match(text.strip())
    if found is None:
        return ""
    year, month, day = found[1], int(found[2]), int(found[3])
    if year is not None and (year in no_years or year in _NO_YEAR):
        year = None
    try:
        date(int(year) if year else 2000, month, day)
    except ValueError:
        return ""
    return f"{year or '-'}-{month:02d}-{day:02d}"
