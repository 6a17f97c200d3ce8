"""Customers as they are compared: names taken apart, everything folded, what says nothing left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from regulars.kit.folding import fold

if TYPE_CHECKING:
    import pyarrow as pa

PERSON, COMPANY = "person", "company"
COLUMNS = (
    "given", "family", "name", "email", "email_local", "email_own", "email_domain", "phone", "phone_end", "house", "street",
    "postcode", "city", "country", "birthday", "reference",
)  # fmt: skip
# More customers than this who give one address or number: it is an office's or a till's, and says nothing of a person.
SHARED_BY = 20
# A trait that is told of at least this share of customers and is nearly always another one counts as a reference number.
_REFERENCE = re.compile(r"(?:^|[_\s-])(?:id|no|nr|number|ssn|vat|vatid|tax|iban|passport|registration|siret|orgnr)$")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_TITLE_WORDS = (
    "mr mrs ms miss mx dr prof professor sir madam herr frau mme mlle monsieur madame sr sra dhr mevr jr sen snr dott"
)
_LEGAL_WORDS = (
    "gmbh mbh ag kg ohg ug gbr ev ek ltd limited llc llp lp inc incorporated corp corporation co company plc sa sas sarl "
    "sprl srl spa bv nv ab as aps oy oyj kft sro zoo doo pty pte cie holding group the and und et"
)
_FREE_PROVIDERS = (
    "gmail.com googlemail.com outlook.com hotmail.com live.com yahoo.com icloud.com me.com aol.com gmx.de gmx.net web.de "
    "t-online.de orange.fr free.fr libero.it mail.ru yandex.ru proton.me protonmail.com qq.com 163.com"
)
_TITLES = frozenset(_TITLE_WORDS.split())
_LEGAL = frozenset(_LEGAL_WORDS.split())
_FREE_MAIL = frozenset(_FREE_PROVIDERS.split())
_APART = re.compile(r"[^\w\s]+")
_HOUSE = re.compile(r"\d+[a-z]?\b")
_STREET_WORDS = {
    "street": "st", "str": "st", "strasse": "st", "road": "rd", "avenue": "av", "ave": "av", "place": "pl", "drive": "dr",
    "court": "ct", "crescent": "cr", "circuit": "cct", "close": "cl", "lane": "ln", "square": "sq", "terrace": "tce",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of one customer, as it stands in the house."""

    id: int
    name: str = ""
    email: str = ""
    phone: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    birthday: date | None = None
    traits: Mapping[str, Any] = field(default_factory=dict)


def references(customers: Iterable[Mapping[str, Any]], limit: int = 3) -> tuple[str, ...]:
    """Which traits are reference numbers (a tax number, a customer number of before), the most told first.

    A trait counts when it is called like one and hardly any two customers share it.
    """
    told: Counter[str] = Counter()
    values: dict[str, set[str]] = {}
    for traits in customers:
        for key, value in traits.items():
            if isinstance(value, str | int) and not isinstance(value, bool) and _looks_like_reference(key):
                told[key] += 1
                values.setdefault(key, set()).add(str(value))
    # Duplicates share theirs, so half of them may.
    return tuple(key for key, count in told.most_common() if len(values[key]) * 4 > count)[:limit]


@lru_cache(maxsize=4096)
def _looks_like_reference(key: str) -> bool:
    return bool(_REFERENCE.search(_CAMEL.sub("_", key).lower()))


@lru_cache(maxsize=65536)
def _words(text: str) -> str:
    return " ".join(_APART.sub(" ", fold(text)).split())


def person_name(name: str) -> tuple[str, str]:
    """(given, family): the first and the last word, titles left out. One word alone counts as the family's.

    `Kelly, Grace` is read the other way round.
    """
    last, comma, first = name.partition(",")
    text = f"{first} {last}" if comma and first.strip() else name
    words = _APART.sub("", fold(text).replace("-", "")).split()
    words = [word for word in words if word not in _TITLES] or words
    if not words:
        return "", ""
    return ("", words[0]) if len(words) == 1 else (words[0], words[-1])


def company_name(name: str) -> str:
    """The words of a company's name without its legal form."""
    words = _APART.sub("", fold(name).replace("-", " ").replace("&", " ").replace("+", " ")).split()
    return " ".join([word for word in words if word not in _LEGAL] or words)


def _address(text: str) -> tuple[str, str]:
    """(house number, street) of a line of address."""
    words = _words(text)
    house = _HOUSE.search(words)
    if house:
        words = f"{words[: house.start()]} {words[house.end() :]}"
    return house.group() if house else "", " ".join(_STREET_WORDS.get(word, word) for word in words.split())


def own_part(local: str, given: str, family: str) -> str:
    """What of an address is not made from the name: `anna.weber85` of Anna Weber gives `85`. Empty where hardly anything is.

    Addresses made from names are alike wherever names are, and so say nothing more than those do.
    """
    rest = fold(local.partition("+")[0])
    for word in sorted((given, family), key=len, reverse=True):
        if len(word) > 2:
            rest = rest.replace(word, " ", 1)
    rest = _APART.sub("", rest).replace(" ", "").replace("_", "")
    return rest if len(rest) > 1 else ""


def _reference(traits: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    return next((_APART.sub("", fold(str(traits[key]))).replace(" ", "") for key in keys if traits.get(key)), "")


def _row(told: Told, kind: str, keys: tuple[str, ...]) -> tuple[Any, ...]:
    given, family = person_name(told.name) if kind == PERSON else ("", "")
    name = " ".join(sorted((given, family))) if kind == PERSON and given else family
    if kind == COMPANY:
        name = company_name(told.name)
        family = name.split(" ", 1)[0]
    local, _, domain = told.email.lower().partition("@")
    house, street = _address(told.street) if told.street else ("", "")
    return (
        told.id,
        given,
        family,
        name,
        told.email.lower(),
        local,
        own_part(local, given, family),
        "" if domain in _FREE_MAIL else domain,
        told.phone,
        told.phone[-7:],
        house,
        street,
        _words(told.postcode).replace(" ", ""),
        _words(told.city),
        _words(told.country),
        told.birthday.isoformat() if told.birthday else "",
        _reference(told.traits, keys) if keys else "",
    )


def without_shared_sql(told: str) -> str:
    """The records of the table `told`, where what many share is left out: it says nothing of one customer."""
    singled = ("email", "phone", "phone_end", "email_domain", "reference")
    joins = "".join(
        f" LEFT JOIN (SELECT {column} AS v FROM {told} WHERE {column} IS NOT NULL GROUP BY {column} "
        f"HAVING count(*) > {SHARED_BY}) AS shared_{column} ON shared_{column}.v = told.{column}"
        for column in singled
    )
    columns = ", ".join(
        f"CASE WHEN shared_{column}.v IS NULL THEN told.{column} END AS {column}"
        if column in singled
        else f"told.{column}"
        for column in ("unique_id", *COLUMNS)
    )
    return f"SELECT {columns} FROM {told} AS told{joins}"


def schema() -> pa.Schema:
    """Of the table `records` gives."""
    import pyarrow as pa  # noqa: PLC0415 -- slow import

    return pa.schema([("unique_id", pa.int64()), *((name, pa.string()) for name in COLUMNS)])


def records(customers: Iterable[Told], kind: str, keys: tuple[str, ...] = ()) -> pa.Table:
    """One row a customer, what is not told null. `keys` are the traits that are reference numbers."""
    import pyarrow as pa  # noqa: PLC0415 -- slow import

    columns = list(zip(*(_row(told, kind, keys) for told in customers), strict=True)) or [()] * (len(COLUMNS) + 1)
    made = [pa.array(columns[0], pa.int64())]
    made += [pa.array([value or None for value in column], pa.string()) for column in columns[1:]]
    return pa.table(made, schema=schema())
