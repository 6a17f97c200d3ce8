"""The people of the demo: who they are and how they can be reached."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from regulars.demo.countries import COUNTRIES, DOMAINS, Country
from regulars.kit.folding import fold


@dataclass(slots=True)
class Person:
    """One customer to be. `device` is the anonymous id of the browser they came with."""

    number: int
    name: str
    email: str
    phone: str
    town: str
    country: Country
    device: str
    size: str
    wants_mail: bool
    traits: dict[str, object] = field(default_factory=dict)

    @property
    def user_id(self) -> str:
        """The shop's own number for them."""
        return f"U{10000 + self.number}"


class People:
    """Makes people one after the other; no two share an address or a number."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._used: dict[str, int] = {}
        self._phones: dict[str, list[str]] = {}
        self._made = 0

    def make(self) -> Person:
        """The next person."""
        rng = self._rng
        country = rng.choices(COUNTRIES, [each.share for each in COUNTRIES])[0]
        first, last = rng.choice(country.first), rng.choice(country.last)
        self._made += 1
        return Person(
            number=self._made,
            name=f"{first} {last}",
            email=self._address(first, last),
            phone=self._phone(country) if rng.random() < 0.45 else "",
            town=rng.choice(country.towns),
            country=country,
            device=f"{rng.getrandbits(64):016x}",
            size=rng.choice(("XS", "S", "S", "M", "M", "M", "L", "L", "XL")),
            wants_mail=rng.random() < 0.62,
        )

    def _address(self, first: str, last: str) -> str:
        plain = [fold(part).replace(" ", "").replace("'", "") for part in (first, last)]
        local = self._rng.choice((f"{plain[0]}.{plain[1]}", f"{plain[0][0]}{plain[1]}", f"{plain[0]}_{plain[1]}"))
        address = f"{local}@{self._rng.choice(DOMAINS)}"
        count = self._used[address] = self._used.get(address, 0) + 1
        return address if count == 1 else address.replace("@", f"{count}@", 1)

    def _phone(self, country: Country) -> str:
        if country.code not in self._phones:
            free = [f"{p}{n:0{country.digits}}" for p in country.phones for n in range(10**country.digits)]
            self._rng.shuffle(free)
            self._phones[country.code] = free
        free = self._phones[country.code]
        return free.pop() if free else ""
