"""All calls of the demo in the order of time, from a seed: the same seed and moment give the same calls."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from regulars.demo.catalogue import STYLES, catalogue, leaning
from regulars.demo.countries import COMPANIES
from regulars.demo.membership import Membership
from regulars.demo.people import People, Person
from regulars.demo.sayings import NEWSLETTERS
from regulars.demo.story import CHANGE, MONTHS, Purchase, Simulation, month_starts
from regulars.demo.telling import Call, Teller, Told

# For each customer who buys, this many visitors who look and never say who they are.
_VISITORS = 0.5
# Sales in the pop-up shop at the door of the warehouse, for each order online: nobody asks who buys there.
_POP_UP = 0.03
_STILL_LOOKING = timedelta(days=240)


@dataclass(slots=True)
class Lives:
    """Everybody and everything at Unfold up to `as_of`."""

    customers: int
    seed: int
    as_of: datetime
    currency: str = "EUR"
    rng: random.Random = field(init=False)
    teller: Teller = field(init=False)
    starts: list[datetime] = field(init=False)
    people: dict[int, Person] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)  # noqa: S311 -- a story, not a secret
        self.starts = month_starts(self.as_of)
        articles, weights = catalogue(self.rng)
        self.teller = Teller(self.rng, articles, weights, self.currency, self.starts[CHANGE])

    def calls(self) -> Iterator[Call]:
        """The calls, oldest first, each with its timestamp and messageId."""
        simulation = Simulation(self.rng, self.as_of, self.customers)
        purchases = simulation.run()
        told: list[tuple[datetime, int, Call]] = []
        for call_at, call in self._everything(simulation, purchases):
            if self.starts[0] - timedelta(days=60) <= call_at < self.as_of:
                told.append((call_at, len(told), call))
        told.sort(key=lambda each: each[:2])
        for number, (call_at, _, call) in enumerate(told):
            stamp = call_at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
            yield call | {"timestamp": stamp, "messageId": f"unfold-{self.seed}-{number}"}

    def _everything(self, simulation: Simulation, purchases: list[Purchase]) -> Iterator[Told]:
        crowd = People(self.rng)
        styles = [leaning(self.teller.articles, self.teller.weights, style) for style in range(len(STYLES))]
        orders_of: dict[int, list[Purchase]] = {}
        for purchase in purchases:
            orders_of.setdefault(purchase.buyer, []).append(purchase)
        for buyer, orders in orders_of.items():
            self.people[buyer] = person = crowd.make()
            self.teller.leaning = styles[person.number % len(styles)]
            yield from self._before(orders[0].at, person)
            for place, order in enumerate(orders):
                until = orders[place + 1].at if place + 1 < len(orders) else min(self.as_of, order.at + _STILL_LOOKING)
                yield from self._purchase(order, person)
                yield from self._between(order.at, until, person)
            if person.wants_mail:
                yield from self._newsletters(orders, person)
        self.teller.leaning = None
        care = Membership(self.seed, self.starts[0], self.as_of, self.currency)
        yield from care.calls(
            {self.people[buyer].user_id: [o.at for o in orders] for buyer, orders in orders_of.items()}
        )
        yield from self._companies(orders_of)
        yield from self._strangers(simulation, len(orders_of), len(purchases))

    def _before(self, bought: datetime, person: Person) -> Iterator[Told]:
        """Visits of a device nobody has a name for yet, and then the name."""
        who = {"anonymousId": person.device}
        for _ in range(self.rng.choices((0, 1, 2, 3), (3, 4, 2, 1))[0]):
            at = bought - timedelta(days=self.rng.uniform(0.05, 25))
            yield from self.teller.visit(at, who, self.rng.randint(0, 3), arriving=True)
        yield from self.teller.visit(bought - timedelta(minutes=self.rng.randint(14, 40)), who, self.rng.randint(1, 3))
        country = person.country
        traits: Call = {
            "name": person.name,
            "email": person.email,
            "address": {"city": person.town, "country": country.code},
            "language": country.language,
            "size": person.size,
            "newsletter": person.wants_mail,
        }
        if person.phone:
            traits["phone"] = person.phone
        call = {"type": "identify", "userId": person.user_id, "anonymousId": person.device, "traits": traits}
        yield bought - timedelta(minutes=2), call

    def _purchase(self, purchase: Purchase, person: Person) -> Iterator[Told]:
        teller, rng = self.teller, self.rng
        who = {"userId": person.user_id, "anonymousId": person.device}
        number = f"{100000 + purchase.number}"
        lines = teller.basket(person.size)
        for line in lines:
            yield purchase.at - timedelta(seconds=rng.randint(20, 110)), teller.track("Product Added", who, line)
        yield teller.order(purchase.at, number, who, lines)
        since = purchase.at + timedelta(days=rng.randint(3, 9), hours=rng.randint(0, 9))
        if purchase.sent_back_at:
            yield teller.refund(purchase.sent_back_at, number, who, lines)
        if purchase.complained:
            yield from teller.complaint(since, number, who, person)
        if rng.random() < 0.14:
            yield from teller.opinion(since + timedelta(days=8), purchase, who, person)
        if rng.random() < 0.07:
            yield teller.review(since + timedelta(days=rng.randint(1, 20)), purchase, who, rng.choice(lines))
        if rng.random() < 0.03:
            yield teller.phone_call(since - timedelta(days=2), who)

    def _between(self, begin: datetime, end: datetime, person: Person) -> Iterator[Told]:
        """They come to look now and then."""
        who = {"userId": person.user_id, "anonymousId": person.device}
        at = begin
        while (at := at + timedelta(days=1 + self.rng.expovariate(1 / 45))) < end:
            yield from self.teller.visit(at, who, self.rng.choices((0, 1, 2), (3, 3, 1))[0], arriving=True)

    def _newsletters(self, orders: list[Purchase], person: Person) -> Iterator[Told]:
        rng, teller = self.rng, self.teller
        who = {"userId": person.user_id}
        eager = rng.betavariate(2, 3)
        fresh = max(orders[-1].at + timedelta(days=420), self.starts[-1])
        for month in range(MONTHS):
            sent = self.starts[month] + timedelta(days=9, hours=8)
            if not orders[0].at < sent < min(fresh, self.as_of):
                continue
            subject = NEWSLETTERS[month % len(NEWSLETTERS)]
            mail: Call = {
                "email_subject": subject,
                "email_id": f"N{month}",
                "campaign_name": f"Newsletter {sent:%Y-%m}",
            }
            yield sent, teller.track("Email Sent", who, mail)
            chance = rng.random()
            if chance < 0.004:
                yield sent + timedelta(minutes=3), teller.track("Email Bounced", who, mail)
                return
            if rng.random() >= eager:
                continue
            opened = sent + timedelta(hours=rng.expovariate(1 / 14))
            yield opened, teller.track("Email Opened", who, mail)
            if chance > 0.996:
                yield opened + timedelta(minutes=1), teller.track("Unsubscribed", who, mail)
                return
            if rng.random() < 0.18:
                clicked = opened + timedelta(seconds=rng.randint(5, 90))
                yield (
                    clicked,
                    teller.track("Email Link Clicked", who, mail | {"link_url": "https://unfold.example/new"}),
                )

    def _companies(self, orders_of: dict[int, list[Purchase]]) -> Iterator[Told]:
        """A few people buy for the place they work at."""
        often = sorted(orders_of, key=lambda buyer: (-len(orders_of[buyer]), buyer))[:200]
        for number, (name, industry, employees) in enumerate(COMPANIES):
            if not often:
                return
            for buyer in self.rng.sample(often, min(self.rng.randint(1, 3), len(often))):
                often.remove(buyer)
                traits = {"name": name, "industry": industry, "employees": employees}
                call = {"type": "group", "groupId": f"company-{number + 1}", "traits": traits}
                yield orders_of[buyer][0].at + timedelta(hours=1), call | {"userId": self.people[buyer].user_id}

    def _strangers(self, simulation: Simulation, buyers: int, orders: int) -> Iterator[Told]:
        """Visitors who never say who they are, and sales at the door."""
        for _ in range(round(buyers * _VISITORS)):
            who = {"anonymousId": f"{self.rng.getrandbits(64):016x}"}
            at = simulation.moment(self.starts[0], self.as_of)
            yield from self.teller.visit(at, who, self.rng.randint(0, 2), arriving=True)
        for number in range(round(orders * _POP_UP)):
            at = simulation.moment(self.starts[0], self.as_of)
            yield self.teller.order(at, f"P{5000 + number}", {}, self.teller.basket("M"), channel="store")
