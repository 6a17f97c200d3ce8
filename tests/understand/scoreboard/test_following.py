"""A scoreboard that follows what is told of a few is the one that asks everybody, whatever happened."""

from __future__ import annotations

import json
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.store.company import Company, close, found, run

from regulars.store.engine.connect import connect
from regulars.store.engine.few import held
from regulars.store.engine.tables import open_tables
from regulars.store.lake.keeping import sync
from regulars.store.lake.place import Snapshot, current
from regulars.store.lake.stretch import stretch
from regulars.understand.metrics.entered import Entered, Figure
from regulars.understand.scoreboard.board import Board
from regulars.understand.scoreboard.compute import compute
from regulars.understand.scoreboard.keeping import QUIET
from regulars.understand.scoreboard.sums import Sums

pytestmark = pytest.mark.database

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 18, tzinfo=UTC)
ENTERED = Entered.of([Figure("margin_share", Decimal("0.4")), Figure("cost_per_contact", Decimal(2))])
PEOPLE = 6

whom = st.one_of(st.none(), st.integers(0, PEOPLE - 1))
# Most of it lately, some long ago; at hours that come together in one visit or do not.
when = st.one_of(st.integers(0, 40), st.integers(0, 900)).flatmap(
    lambda days: st.integers(0, 90).map(lambda minutes: timedelta(days=days, minutes=minutes))
)
events = st.one_of(
    st.tuples(st.just("order"), whom, when, st.sampled_from(["5", "12.50", "0"]), st.sampled_from(["EUR", "EUR", "USD"])),
    st.tuples(st.just("refund"), whom, when, st.sampled_from(["5", "12.50"]), st.just("EUR")),
    st.tuples(st.just("page.viewed"), whom, when, st.just({})),
    st.tuples(
        st.just("survey.answered"), whom, when,
        st.sampled_from([{"scale": scale, "score": score} for scale in ("nps", "csat", "ces") for score in (1, 4, 9)]),
    ),
    st.tuples(
        st.sampled_from(["case.opened", "case.resolved"]), whom, when, st.sampled_from([{"case_id": "1"}, {"case_id": "2"}])
    ),
    st.tuples(st.sampled_from(["message.sent", "message.received"]), whom, when, st.just({})),
    st.tuples(st.sampled_from(["mail.sent", "mail.opened", "mail.clicked"]), whom, when, st.just({"subject": "News"})),
    st.tuples(st.sampled_from(["contract.started", "contract.ended"]), whom, when, st.just({})),
    st.tuples(st.just("merge"), st.integers(0, PEOPLE - 1), st.integers(0, PEOPLE - 1)),
    st.tuples(st.just("part"), st.integers(0, PEOPLE - 1)),
)  # fmt: skip
told = st.lists(events, min_size=15, max_size=40)


@contextmanager
def new_company() -> Any:
    with tempfile.TemporaryDirectory() as folder:
        company = found(Path(folder))
        try:
            yield company
        finally:
            close(company)


@dataclass
class Shop:
    """A company in which things happen, and the scoreboard it kept."""

    company: Company
    backend: Any

    def __post_init__(self) -> None:
        self.people = [self.company.customer(name=f"Customer {n}") for n in range(PEOPLE)]
        # The few are on an engine of their own, so that everybody can be asked meanwhile.
        self.small = connect()
        self.look: Snapshot | None = None
        self.kept: dict[str, str] = {}

    def tell(self, event: tuple[Any, ...]) -> None:
        name, who, *more = event
        if name in ("merge", "part"):
            self._link(name, *(self.people[n] for n in (who, *more)))
            return
        customer = None if who is None else self.people[who]
        at = NOW - more[0]
        times = {"occurred_at": at, "business_day": at.date(), "recorded_at": at}
        if name not in ("order", "refund"):
            self.company.told_of(name, customer, more[1], **times)
            return
        amount, currency = more[1:]
        number, kind = f"D{self.company.told}", "order.completed" if name == "order" else "order.refunded"
        product = {"product_id": "tee", "name": "TEE", "quantity": "1", "price": amount}
        self.company.told_of(
            kind, customer, {"order_id": number, "products": [product]}, currency=currency,
            amount=int(Decimal(amount) * 10_000) if not self.company.url else Decimal(amount), **times,
        )  # fmt: skip

    def _link(self, name: str, part: int, into: int = 0) -> None:
        if name == "part":
            self.company.execute("UPDATE customers_customer SET merged_into_id = NULL WHERE id = ?", part)
            self.company.told_of("customer.parted", part, {"changes": {"part": [part, None]}})
            return
        [(root,)] = self.company.execute(
            "SELECT COALESCE(merged_into_id, id) FROM customers_customer WHERE id = ?", into
        )
        if root == part:
            return
        self.company.execute("UPDATE customers_customer SET merged_into_id = ? WHERE id = ?", root, part)
        self.company.execute("UPDATE customers_customer SET merged_into_id = ? WHERE merged_into_id = ?", root, part)
        self.company.told_of("customer.merged", root, {"changes": {"part": [part, root]}})

    def board(self, sums: Sums) -> Board | None:
        return compute(
            sums.backend, sums.tables, today=TODAY, now=NOW, currency="EUR", as_of=TODAY, entered=ENTERED, sums=sums
        )

    def look_on(self) -> Sums:
        """Whom anything was told of since the look before."""
        sync(self.company.source(), self.company.lake)
        look = current(self.company.lake)
        assert look is not None
        tables, few = open_tables(self.backend, self.company.lake), None
        if self.look is not None:
            came = stretch(self.look, look, self.company.source(), self.company.lake, QUIET)
            few = None if came is None else held(self.small, came, self.look, look)
        sums = Sums(self.backend, tables, few, self.kept)
        self.look = look
        return sums

    def followed_and_full(self) -> tuple[Board | None, Board | None, Sums]:
        """What is shown now, by following from the look before, and by asking everybody."""
        sums = self.look_on()
        followed = self.board(sums)
        self.kept = sums.now
        return followed, self.board(Sums(self.backend, sums.tables)), sums


def differences(one: Any, other: Any, at: str = "") -> list[str]:
    """Where two boards say another thing. Floating point may differ in its last digits."""
    if is_dataclass(one) and type(one) is type(other):
        pairs = [(getattr(one, f.name), getattr(other, f.name), f.name) for f in fields(one)]
    elif isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        pairs = [(a, b, str(place)) for place, (a, b) in enumerate(zip(one, other, strict=True))]
    elif isinstance(one, float) or isinstance(other, float):
        near = one == pytest.approx(other, rel=1e-9, abs=1e-9) if None not in (one, other) else one is other
        return [] if near else [f"{at}: {one!r} {other!r}"]
    else:
        return [] if one == other else [f"{at}: {one!r} {other!r}"]
    return [said for a, b, name in pairs for said in differences(a, b, f"{at}.{name}")]


@given(told, told)
@settings(max_examples=2, suppress_health_check=list(HealthCheck), derandomize=True)
def test_what_follows_is_what_asking_everybody_says(first: Any, then: Any) -> None:
    with new_company() as company:
        shop = Shop(company, connect())
        for events_told in (first, then):
            for event in events_told:
                shop.tell(event)
            followed, full, _ = shop.followed_and_full()
            assert differences(followed, full) == []


def test_few_are_asked_of_their_own_lines_only() -> None:
    with new_company() as company:
        shop = Shop(company, connect())
        for who in range(PEOPLE):
            shop.tell(("order", who, timedelta(days=30 * who + 1), "5", "EUR"))
        _, _, sums = shop.followed_and_full()
        assert sums.few is None
        assert len(sums.asked) == len(sums.now)
        shop.tell(("order", 2, timedelta(days=0), "5", "EUR"))
        shop.tell(("merge", 4, 2))
        followed, full, sums = shop.followed_and_full()
        assert sums.few is not None
        assert (sums.few.customer_ids, sums.asked) == ((shop.people[2], shop.people[4]), [])
        assert differences(followed, full) == []
        assert followed is not None
        assert (followed.metric("customers").numerator, followed.metric("orders").numerator) == (5, 7)


def test_what_the_house_notes_of_its_numbers_is_nobodys_news() -> None:
    with new_company() as company:
        shop = Shop(company, connect())
        shop.tell(("order", 1, timedelta(days=3), "5", "EUR"))
        shop.look_on()
        company.told_of("segment.entered", shop.people[1], source="house", direction="")
        sums = shop.look_on()
        assert sums.few is not None
        assert (sums.few.customer_ids, sums.few.nobody) == ((), True)
        # A sender may call its own events so; those are as good as any.
        company.told_of("segment.entered", shop.people[1], source="shop")
        sums = shop.look_on()
        assert sums.few is not None
        assert sums.few.customer_ids == (shop.people[1],)


REFRESH = """
import django, json
django.setup()
from regulars.access.acting import HOUSE, acting_as
from regulars.cli.jobs import refresh_numbers
from regulars.understand.insights.models import CustomerInsight
from regulars.understand.scoreboard.models import Snapshot, Sum
from regulars.understand.scoreboard.queries import latest
with acting_as(HOUSE):
    refresh_numbers()
    board, newest = latest(), Snapshot.objects.order_by("-pk").first()
print(json.dumps({
    "orders": int(board.metric("orders").numerator), "nameless": board.anonymous.orders,
    "insights": sorted(CustomerInsight.objects.values_list("orders", flat=True)),
    "same": set(Sum.objects.values_list("lake_version", flat=True)) == {newest.lake_version},
}))
"""


def test_worker_follows_the_sums_it_kept() -> None:
    today = datetime.now(UTC)
    told: dict[str, Any] = {"occurred_at": today, "recorded_at": today, "business_day": today.date(), "amount": 50_000}

    def refreshed() -> Any:
        return json.loads(run(company.home, company.url, "-c", REFRESH).stdout.splitlines()[-1])

    with new_company() as company:
        told["amount"] = Decimal(5) if company.url else 50_000
        for number, customer in enumerate([company.customer(), company.customer(), None]):
            company.order(customer, f"A{number}", ("tee", "1", "5"), **told)
        assert refreshed() == {"orders": 2, "nameless": 1, "insights": [1, 1], "same": True}
        # Had everybody been asked again, this would not be seen.
        [(rows,)] = company.execute("SELECT rows FROM scoreboard_sum WHERE name LIKE ?", "anonymous:%")
        more = rows.replace("[[1,", "[[101,")
        company.execute("UPDATE scoreboard_sum SET rows = ? WHERE name LIKE ?", more, "anonymous:%")
        ann = company.execute("SELECT MIN(id) FROM customers_customer")[0][0]
        company.order(ann, "A9", ("tee", "1", "5"), **told)
        assert refreshed() == {"orders": 3, "nameless": 101, "insights": [1, 2], "same": True}
        company.execute("UPDATE customers_customer SET merged_into_id = ? WHERE id = ?", ann, ann + 1)
        company.told_of("customer.merged", ann, {"changes": {"part": [ann + 1, ann]}}, direction="")
        assert refreshed() == {"orders": 3, "nameless": 101, "insights": [3], "same": True}


def test_lines_taken_out_or_stripped_are_not_followed() -> None:
    with new_company() as company:
        shop = Shop(company, connect())
        shop.tell(("order", 1, timedelta(days=3), "5", "EUR"))
        shop.look_on()
        company.told_of("customer.erased", shop.people[1], {"changes": {"parts": [[shop.people[1]], None]}})
        sums = shop.look_on()
        assert sums.few is None
        company.told_of("import.reverted", None, {"changes": {"actor": ["import:1", None]}})
        sums = shop.look_on()
        assert sums.few is None
