"""Customers made up, of whom some stand twice, told a little differently: for `duplicates.py`."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from regulars.know.duplicates.matching.records import Told

_SYLLABLES = (
    "an bel cor dan el fa gri ha im jo ka lu mar ne ol pe qui ro sa ti ul ver wi xa ya zo bra che dro fle gu hil ing jas ken "
    "lor mei nor pau ral sten tor und vik wes"
)
_PARTS = _SYLLABLES.split()
_PROVIDERS = ("gmail.com", "outlook.com", "yahoo.com", "gmx.de", "icloud.com", "orange.fr")
_ENDS = ("Street", "Road", "Avenue", "Lane", "Place", "Square")
SHARE = 0.05


def _names(chance: random.Random, count: int, least: int, most: int) -> list[str]:
    made: dict[str, None] = {}
    while len(made) < count:
        made["".join(chance.choice(_PARTS) for _ in range(chance.randint(least, most))).capitalize()] = None
    return list(made)


def _frequent(chance: random.Random, names: list[str]) -> str:
    """The first of the list are met most, as names are."""
    return names[int(len(names) * chance.random() ** 3)]


class Town:
    """Names and places to draw from."""

    def __init__(self, seed: int = 7) -> None:
        self.chance = random.Random(seed)
        self.given = _names(self.chance, 3_000, 2, 3)
        self.family = _names(self.chance, 40_000, 2, 4)
        self.cities = _names(self.chance, 4_000, 2, 4)
        self.streets = [f"{name} {end}" for name in _names(self.chance, 8_000, 2, 3) for end in _ENDS]

    def person(self, pk: int) -> Told:
        """Somebody of whom, as it goes, not everything is told."""
        c = self.chance
        given, family = _frequent(c, self.given), _frequent(c, self.family)
        town = int(len(self.cities) * c.random() ** 2)
        told = c.random
        return Told(
            id=pk,
            name=f"{given} {family}",
            email=f"{given}.{family}{pk}@{c.choice(_PROVIDERS)}".lower() if told() < 0.8 else "",
            phone=f"+49{c.randint(10**9, 10**10 - 1)}" if told() < 0.6 else "",
            street=f"{c.choice(self.streets)} {c.randint(1, 120)}" if told() < 0.7 else "",
            postcode=f"{10000 + town * 5 + c.randint(0, 4)}" if told() < 0.8 else "",
            city=self.cities[town] if told() < 0.9 else "",
            country="Germany",
            birthday=date(1940, 1, 1) + timedelta(days=c.randint(0, 25_000)) if told() < 0.5 else None,
        )

    def again(self, told: Told, pk: int) -> Told:
        """The same person told anew: a slip or two, something left out, a move or another address."""
        c = self.chance
        new = {name: getattr(told, name) for name in Told.__slots__} | {"id": pk}
        for slip in c.sample(("name", "email", "phone", "address", "birthday", "turned", "short"), c.randint(1, 2)):
            given, _, family = new["name"].partition(" ")
            if slip == "name":
                new["name"] = self._slip(new["name"])
            elif slip == "turned":
                new["name"] = f"{family}, {given}"
            elif slip == "short":
                new["name"] = f"{given[:1]}. {family}"
            elif slip == "email":
                new["email"] = c.choice(("", self._slip(new["email"]), f"{family}{c.randint(1, 99)}@gmail.com".lower()))
            elif slip == "phone":
                new["phone"] = c.choice(("", f"+49{c.randint(10**9, 10**10 - 1)}"))
            elif slip == "birthday":
                new["birthday"] = None
            else:
                new |= {
                    "street": f"{c.choice(self.streets)} {c.randint(1, 120)}",
                    "postcode": "",
                    "city": c.choice(self.cities),
                }
        return Told(**new)

    def _slip(self, text: str) -> str:
        if len(text) < 3:
            return text
        at = self.chance.randrange(1, len(text) - 1)
        if self.chance.random() < 0.5:
            return text[:at] + text[at + 1 :]
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def people(count: int, seed: int = 7) -> Iterator[tuple[Told, int]]:
    """`count` customers, each with the id of whom they are: their own, or the one they were planted as a double of."""
    town = Town(seed)
    last: list[Told] = []
    for pk in range(1, count + 1):
        if last and town.chance.random() < SHARE:
            whom = last[town.chance.randrange(len(last))]
            yield town.again(whom, pk), whom.id
        else:
            told = town.person(pk)
            last.append(told)
            if len(last) > 20_000:
                last = last[10_000:]
            yield told, pk
