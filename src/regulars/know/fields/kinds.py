"""What each kind of field takes, in which one form it keeps it, and how it says it. Asks nothing of the database."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from regulars.kit import money
from regulars.kit.email_address import normal_email
from regulars.kit.folding import fold
from regulars.kit.phone_number import normal_phone
from regulars.know.fields.models import Field

Kind = Field.Kind
TEXTS = {Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL, Kind.PHONE, Kind.LINK}
NUMBERS = {Kind.NUMBER, Kind.MONEY}
CHOICES = {Kind.CHOICE, Kind.CHOICES}
LONGEST = {Kind.TEXT: 500, Kind.LONG_TEXT: 20_000, Kind.LINK: 2_000}
KEYED = 200
_YES = {"yes", "y", "true", "1", "on", "x", "ja", "oui", "si", "sí", "sim"}
_NO = {"no", "n", "false", "0", "off", "nein", "non", "nee", "nao", "não"}
_BLANKS = re.compile(r"\s+")
_REFERENCE = re.compile(r"(?:.*\(#(\d{1,18})\)|#?(\d{1,18}))\s*")


@dataclass(frozen=True, slots=True)
class Kept:
    """One row of a value as it is stored; see FieldValue."""

    text: str
    text_key: str
    number: int | None = None


class NotTaken(ValueError):
    """A value that the field does not take; says what is wrong and how to mend it."""


def read(field: Field, raw: object) -> list[Kept]:
    """`raw` (what somebody typed, a cell, a value of JSON) as it is stored; nothing for an empty one. Raises NotTaken."""
    if raw is None or raw in ("", [], ()):
        return []
    if isinstance(raw, str) and not raw.strip():
        return []
    if field.kind == Kind.CHOICES:
        return _several(field, raw)
    if isinstance(raw, list | tuple | dict):
        raise NotTaken("Give one value here.")
    return [_READERS[Kind(field.kind)](field, raw)]


def _text(field: Field, raw: object) -> Kept:
    text = _BLANKS.sub(" ", _plain(raw)).strip()
    return _within(field, Kept(text, fold(text)[:KEYED] or text[:KEYED]))


def _plain(raw: object) -> str:
    text = str(raw)
    if "\0" in text:
        raise NotTaken("There is a character in this that cannot be kept (a zero byte). Type it anew.")
    return text


def _long_text(field: Field, raw: object) -> Kept:
    text = _plain(raw).replace("\r\n", "\n").strip()
    return _within(field, Kept(text, fold(text)[:KEYED] or text[:KEYED]))


def _within(field: Field, kept: Kept) -> Kept:
    most = min(int(field.limits.get("length") or 10**9), LONGEST.get(Kind(field.kind), 500))
    if len(kept.text) > most:
        raise NotTaken(f"At most {most} characters; these are {len(kept.text)}.")
    pattern = field.limits.get("pattern")
    if pattern and not fits(pattern, kept.text):
        raise NotTaken(f"This has not the form it must have: {shape(pattern)}.")
    return kept


def fits(pattern: str, text: str) -> bool:
    """Whether the text has the form of the pattern: 9 stands for a digit, A for a letter, * for either, others for themselves."""
    return len(text) == len(pattern) and all(
        _FORMS.get(sign, sign.__eq__)(c) for sign, c in zip(pattern, text, strict=True)
    )


_FORMS: dict[str, Callable[[str], bool]] = {"9": str.isdecimal, "A": str.isalpha, "*": str.isalnum}


def shape(pattern: str) -> str:
    """The pattern in words."""
    return f"“{pattern}”, where 9 is a digit, A a letter and * either"


def _amount(raw: object) -> Decimal:
    text = str(raw).strip().replace("\u2212", "-").replace("\u00a0", "").replace(" ", "").replace("'", "")
    if "," in text:
        # 1,234.50 and 1.234,50 name the same; a single comma is a decimal one unless three digits follow it alone.
        if "." in text:
            text = (
                text.replace(".", "").replace(",", ".") if text.rfind(",") > text.rfind(".") else text.replace(",", "")
            )
        else:
            text = text.replace(",", "") if re.fullmatch(r"-?\d{1,3}(,\d{3})+", text) else text.replace(",", ".")
    return money.amount(text)


def _bounded(field: Field, value: Any, said: Callable[[Any], str], read_bound: Callable[[str], Any]) -> None:
    least, most = field.limits.get("least"), field.limits.get("most")
    if least not in (None, "") and value < read_bound(str(least)):
        raise NotTaken(f"At least {said(read_bound(str(least)))}.")
    if most not in (None, "") and value > read_bound(str(most)):
        raise NotTaken(f"At most {said(read_bound(str(most)))}.")


def plain_number(value: Decimal) -> str:
    """`1200`, `12.5`: without needless places or an exponent."""
    return f"{value.normalize():f}" if value else "0"


def _number(field: Field, raw: object) -> Kept:
    try:
        value = _amount(raw)
    except ValueError as error:
        raise NotTaken("This is no number. Write it like 1250 or 12.5.") from error
    _bounded(field, value, plain_number, Decimal)
    text = plain_number(value)
    return Kept(text, text, money.to_units(value))


def currency_of(field: Field) -> str:
    """The one currency of a field of money: amounts in several could neither be sorted nor compared."""
    return str(field.limits.get("currency") or settings.REGULARS_CURRENCY)


def _money(field: Field, raw: object) -> Kept:
    text, own = str(raw).strip(), currency_of(field)
    for sign in {money.SYMBOLS.get(own, own).strip(), own, own.lower()}:
        text = text.removeprefix(sign).removesuffix(sign).strip()
    try:
        value = _amount(text)
    except ValueError as error:
        raise NotTaken(f"This is no amount in {own}. Write it like 24.50.") from error
    _bounded(field, value, lambda bound: money.spoken(bound, own), Decimal)
    plain = plain_number(value)
    return Kept(plain, plain, money.to_units(value))


def _date(field: Field, raw: object) -> Kept:
    try:
        day = raw if type(raw) is date else date.fromisoformat(str(raw).strip()[:10])
    except ValueError as error:
        raise NotTaken("This is no date. Write year-month-day, like 1984-12-03.") from error
    _bounded(field, day, said_day, date.fromisoformat)
    return Kept(day.isoformat(), day.isoformat(), day.toordinal())


def said_day(day: date) -> str:
    """`3 December 1984`."""
    return f"{day.day} {day:%B} {day.year}"


def _yes_no(field: Field, raw: object) -> Kept:
    said = fold(str(raw))
    if said in _YES or said in _NO:
        yes = said in _YES
        return Kept("yes" if yes else "no", "yes" if yes else "no", int(yes))
    raise NotTaken("Say yes or no.")


def _choice(field: Field, raw: object) -> Kept:
    said = fold(str(raw))
    for place, choice in enumerate(field.choices):
        if str(raw) == choice["key"] or said in (choice["key"], fold(choice["label"])):
            return Kept(choice["key"], choice["key"], place)
    offered = ", ".join(choice["label"] for choice in offered_of(field))
    raise NotTaken(f"“{str(raw)[:60]}” is none of these: {offered}.")


def _several(field: Field, raw: object) -> list[Kept]:
    told: Sequence[object] = raw if isinstance(raw, list | tuple) else _apart(field, str(raw))
    chosen = {kept.text: kept for each in told if str(each).strip() for kept in [_choice(field, str(each).strip())]}
    return sorted(chosen.values(), key=lambda kept: kept.number or 0)


def _apart(field: Field, raw: str) -> list[str]:
    """Choices in one text: parted by semicolons, bars or lines, or by commas where it is not one whole label."""
    if re.search(r"[;|\n]", raw):
        return re.split(r"[;|\n]", raw)
    labels = {fold(choice["label"]) for choice in field.choices}
    return [raw] if fold(raw) in labels else raw.split(",")


def labels_of(field: Field, texts: Sequence[str]) -> list[str]:
    """The labels of the stored keys."""
    labels = {choice["key"]: choice["label"] for choice in field.choices}
    return [labels.get(text, text) for text in texts]


def offered_of(field: Field) -> list[dict[str, Any]]:
    """The choices that can be made."""
    return [choice for choice in field.choices if not choice.get("retired")]


def _email(field: Field, raw: object) -> Kept:
    address = normal_email(str(raw))
    if not address:
        raise NotTaken("This is no e-mail address. Write it like name@shop.example.")
    return Kept(address, fold(address)[:KEYED])


def _phone(field: Field, raw: object) -> Kept:
    number = normal_phone(str(raw), settings.REGULARS_REGION)
    if not number:
        raise NotTaken("This is no phone number. Write it with its country code, like +44 20 7946 0958.")
    return Kept(number, number)


def _link(field: Field, raw: object) -> Kept:
    text = str(raw).strip()
    wrong = NotTaken("This is no link. Write it like https://shop.example/page or mailto:name@shop.example.")
    if any(c.isspace() or ord(c) < 32 for c in text):
        raise wrong
    if "://" not in text and re.match(r"[\w-]+(\.[\w-]+)+([/?#:]|$)", text):
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise wrong from error
    named = parts.hostname if parts.scheme in ("http", "https") else normal_email(parts.path)
    if parts.scheme not in ("http", "https", "mailto") or not named:
        raise wrong
    return _within(field, Kept(text, fold(text)[:KEYED]))


def _reference(field: Field, raw: object) -> Kept:
    """A customer's number: `17`, `#17` or `Ada Brandt (#17)`. Whether they are there is for the caller to see."""
    found = _REFERENCE.fullmatch(str(raw).strip())
    if not found:
        raise NotTaken("Choose a customer from those offered, or give their number, like #17.")
    pk = int(found[1] or found[2])
    return Kept(str(pk), str(pk), pk)


_READERS: dict[Field.Kind, Callable[[Field, object], Kept]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _long_text,
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.DATE: _date,
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
    Kind.EMAIL: _email,
    Kind.PHONE: _phone,
    Kind.LINK: _link,
    Kind.REFERENCE: _reference,
}


def typed(field: Field, texts: Sequence[str]) -> Any:
    """The stored texts as a value of Python: Decimal, date, bool, the keys of choices as a tuple, an id, else the text."""
    if field.kind == Kind.CHOICES:
        return tuple(texts)
    (text,) = texts[:1]
    if field.kind in NUMBERS:
        return Decimal(text)
    if field.kind == Kind.DATE:
        return date.fromisoformat(text)
    if field.kind == Kind.YES_NO:
        return text == "yes"
    return int(text) if field.kind == Kind.REFERENCE else text


def said(field: Field, texts: Sequence[str]) -> str:
    """The stored texts as a person reads them; a reference as its number, since names are the database's."""
    if not texts:
        return ""
    if field.kind in CHOICES:
        return ", ".join(labels_of(field, texts))
    if field.kind == Kind.NUMBER:
        places = max(0, -int(Decimal(texts[0]).as_tuple().exponent))
        return f"{Decimal(texts[0]):,.{places}f}"
    if field.kind == Kind.MONEY:
        return money.spoken(Decimal(texts[0]), currency_of(field))
    if field.kind == Kind.DATE:
        return said_day(date.fromisoformat(texts[0]))
    return f"#{texts[0]}" if field.kind == Kind.REFERENCE else texts[0]
