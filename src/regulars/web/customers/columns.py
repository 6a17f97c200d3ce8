"""The columns a list can show: what each says of a page of customers, a constant number of queries for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

from regulars.access.acting import current
from regulars.access.users.models import Team, User
from regulars.know.customers.models import Customer
from regulars.know.fields.models import Field
from regulars.know.fields.queries import fields_of, values_of
from regulars.know.tags.queries import tags_by_customer
from regulars.understand.insights.models import CustomerInsight
from regulars.understand.insights.queries import insights_of
from regulars.understand.insights.reasons import next_day, plan_of, reason, why_contract
from regulars.web import words
from regulars.web.customers.known_as import language

TONES: Final = {"friend": "good", "warm": "good", "neutral": "", "love-hate": "watch", "distant": "", "enemy": "bad"}


def related(insight: CustomerInsight) -> tuple[str, str]:
    """(words, tone) of a relationship: what it is called, and whither it goes where that matters."""
    if not insight.relationship:
        return "", ""
    if insight.heading == "cooling":
        return f"{insight.relationship}, cooling", "watch"
    if insight.heading == "new" and insight.relationship == "neutral":
        return "new", "cool"
    return insight.relationship, TONES.get(insight.relationship, "")


def _related(insight: CustomerInsight) -> Cell:
    text, tone = related(insight)
    return _chip(text, tone, reason(insight))


class Cell(NamedTuple):
    """What one column says of one customer. A tone (also an empty one) makes it a chip."""

    text: str
    tone: str | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, group in the chooser, class, the order its head sorts by, and whether its cells can be changed
    where they stand."""

    key: str
    label: str
    group: str
    fill: Callable[[Page], Mapping[int, Cell]]
    css: str = ""
    order: str = ""
    editable: bool = False
    hidden_as: str = ""
    # What a file says instead: exact where the page rounds or says it in words.
    write: Callable[[Page], Mapping[int, Cell]] | None = None
    own: Field | None = None


class Page:
    """A page of customers and what several columns read of them, looked up once."""

    def __init__(self, customers: Sequence[Customer], now: datetime, fields: Sequence[Field] = ()) -> None:
        self.customers = customers
        self.now = now
        self.ids = [customer.pk for customer in customers]
        self._fields = fields
        self._kept: dict[str, Any] = {}

    def _once(self, name: str, look: Callable[[], Any]) -> Any:
        if name not in self._kept:
            self._kept[name] = look()
        return self._kept[name]

    @property
    def insights(self) -> Mapping[int, CustomerInsight]:
        """By customer."""
        kept: Mapping[int, CustomerInsight] = self._once("insights", lambda: insights_of(self.ids))
        return kept

    @property
    def values(self) -> Mapping[int, Mapping[str, Any]]:
        """Own fields' values by customer and key."""
        kept: Mapping[int, Mapping[str, Any]] = self._once("values", lambda: values_of(self.ids, self._fields))
        return kept

    @property
    def owners(self) -> Mapping[int, User]:
        """Colleagues by id."""
        ids = {customer.owner_id for customer in self.customers} - {None}
        kept: Mapping[int, User] = self._once("owners", lambda: User.objects.in_bulk(ids) if ids else {})
        return kept

    @property
    def teams(self) -> Mapping[int, Team]:
        """Teams by id."""
        ids = {customer.team_id for customer in self.customers} - {None}
        kept: Mapping[int, Team] = self._once("teams", lambda: Team.objects.in_bulk(ids) if ids else {})
        return kept


def _plain(name: str) -> Callable[[Page], Mapping[int, Cell]]:
    return lambda page: {c.pk: Cell(str(getattr(c, name) or "")) for c in page.customers}


def _moment(name: str, never: str = "") -> Callable[[Page], Mapping[int, Cell]]:
    return lambda page: {c.pk: Cell(words.ago(getattr(c, name), page.now) or never) for c in page.customers}


def _insight(say: Callable[[CustomerInsight], Cell]) -> Callable[[Page], Mapping[int, Cell]]:
    return lambda page: {pk: say(insight) for pk, insight in page.insights.items()}


def _birthday(page: Page) -> Mapping[int, Cell]:
    return {c.pk: Cell(f"{c.birthday:%-d %b %Y}") for c in page.customers if c.birthday}


def _iso(name: str) -> Callable[[Page], Mapping[int, Cell]]:
    def written(page: Page) -> Mapping[int, Cell]:
        told = ((c.pk, getattr(c, name)) for c in page.customers)
        return {pk: Cell(value.isoformat()) for pk, value in told if value is not None}

    return written


def _tags(page: Page) -> Mapping[int, Cell]:
    found = tags_by_customer(page.ids)
    return {pk: Cell(", ".join(tag.name for tag in tags)) for pk, tags in found.items()}


def _tags_written(page: Page) -> Mapping[int, Cell]:
    # As an import reads them again.
    found = tags_by_customer(page.ids)
    return {pk: Cell("; ".join(tag.name for tag in tags)) for pk, tags in found.items()}


def _owner(page: Page) -> Mapping[int, Cell]:
    return {
        c.pk: Cell(str(page.owners[c.owner_id])) for c in page.customers if c.owner_id and c.owner_id in page.owners
    }


def _team(page: Page) -> Mapping[int, Cell]:
    return {c.pk: Cell(str(page.teams[c.team_id])) for c in page.customers if c.team_id and c.team_id in page.teams}


def _chip(text: str, tone: str, title: str = "") -> Cell:
    return Cell(text, tone, title) if text else Cell("")


def _money(value: Decimal | None, currency: str) -> Cell:
    return Cell("") if value is None else Cell(words.round_money(value, currency))


def _next(insight: CustomerInsight) -> Cell:
    day = next_day(insight)
    return Cell("" if day is None else f"{day:%-d %b %Y}")


def _plan(insight: CustomerInsight) -> Cell:
    return Cell(plan_of(insight) if insight.contracts else "", None, why_contract(insight))


def _renews(insight: CustomerInsight) -> Cell:
    return Cell(f"{insight.renews_on:%-d %b %Y}" if insight.renews_on else "")


PROFILE: Final = "Profile"
NUMBERS: Final = "Numbers"
_MAIN: Final = (
    Column("kind", "Person or company", PROFILE, lambda page: {c.pk: Cell(c.get_kind_display()) for c in page.customers}),
    Column("email", "E-mail", PROFILE, _plain("email"), editable=True, hidden_as="email"),
    Column("phone", "Phone", PROFILE, _plain("phone"), "nowrap", editable=True, hidden_as="phone"),
    Column("city", "Town", PROFILE, _plain("city"), order="city", editable=True, hidden_as="city"),
    Column("postcode", "Postcode", PROFILE, _plain("postcode"), editable=True, hidden_as="postcode"),
    Column("region", "Region", PROFILE, _plain("region"), editable=True, hidden_as="region"),
    Column("country", "Country", PROFILE, _plain("country"), order="country", editable=True, hidden_as="country"),
    Column("street", "Street", PROFILE, _plain("street"), editable=True, hidden_as="street"),
    Column(
        "language", "Language", PROFILE, lambda page: {c.pk: Cell(language(c.language)) for c in page.customers},
        editable=True, hidden_as="language", write=_plain("language"),
    ),
    Column("birthday", "Birthday", PROFILE, _birthday, "nowrap", order="birthday", editable=True, hidden_as="birthday",
        write=_iso("birthday")),
    Column("tag", "Tags", PROFILE, _tags, write=_tags_written),
    Column("owner", "Looked after by", PROFILE, _owner),
    Column("team", "Team", PROFILE, _team),
    Column("heard", "Last heard", PROFILE, _moment("last_heard_at", "never"), "nowrap", order="heard",
        write=_iso("last_heard_at")),
    Column("first_heard", "First heard", PROFILE, _moment("first_heard_at", "never"), "nowrap",
        write=_iso("first_heard_at")),
    Column("created", "Added", PROFILE, _moment("created_at"), "nowrap", order="created",
        write=_iso("created_at")),
    Column("insight:segment", "Group", NUMBERS, _insight(lambda i: _chip(i.segment, "")), "nowrap"),
    Column(
        "insight:relationship", "Relationship", NUMBERS, _insight(_related), "nowrap",
        write=_insight(lambda i: Cell(i.relationship)),
    ),
    Column(
        "insight:worth", "Worth so far", NUMBERS,
        _insight(lambda i: Cell(words.round_money(i.revenue, i.currency) if i.orders else "—")), "r", order="worth",
        write=_insight(lambda i: Cell(f"{i.revenue:f}")),
    ),
    Column("insight:orders", "Orders", NUMBERS, _insight(lambda i: Cell(f"{i.orders:,}")), "r", order="orders",
        write=_insight(lambda i: Cell(str(i.orders)))),
    Column(
        "insight:last", "Last order", NUMBERS, _insight(lambda i: Cell(f"{i.last_day:%-d %b %Y}" if i.last_day else "")),
        "nowrap", order="last_order", write=_insight(lambda i: Cell(i.last_day.isoformat() if i.last_day else "")),
    ),
    Column("insight:alive", "Still with us", NUMBERS, _insight(lambda i: Cell(words.percent(i.alive))), "r", order="alive",
        write=_insight(lambda i: Cell("" if i.alive is None else str(i.alive)))),
    Column("insight:churn", "Leaves within a year", NUMBERS, _insight(lambda i: Cell(words.percent(i.churn))), "r",
        order="churn", write=_insight(lambda i: Cell("" if i.churn is None else str(i.churn)))),
    Column("insight:expected", "Orders in a year", NUMBERS,
        _insight(lambda i: Cell("" if i.expected is None else f"{i.expected:.1f}")), "r",
        write=_insight(lambda i: Cell("" if i.expected is None else str(i.expected)))),
    Column("insight:next_in", "Next order about", NUMBERS, _insight(_next), "nowrap",
        write=_insight(lambda i: Cell(day.isoformat() if (day := next_day(i)) else ""))),
    Column("insight:clv", "Worth to come", NUMBERS, _insight(lambda i: _money(i.clv, i.currency)), "r", order="clv",
        write=_insight(lambda i: Cell("" if i.clv is None else f"{i.clv:f}"))),
    Column("insight:risk", "Value at risk", NUMBERS, _insight(lambda i: _money(i.value_at_risk, i.currency)), "r",
        order="risk", write=_insight(lambda i: Cell("" if i.value_at_risk is None else f"{i.value_at_risk:f}"))),
    Column("insight:plan", "Contract", NUMBERS, _insight(_plan), "nowrap", write=_insight(lambda i: Cell(i.plan))),
    Column("insight:contract_price", "Paid a year by contract", NUMBERS,
        _insight(lambda i: _money(i.contract_price, i.currency)), "r",
        write=_insight(lambda i: Cell("" if i.contract_price is None else f"{i.contract_price:f}"))),
    Column("insight:renews_on", "Contract renews on", NUMBERS, _insight(_renews), "nowrap", order="renews_on",
        write=_insight(lambda i: Cell(i.renews_on.isoformat() if i.renews_on else ""))),
    Column("insight:contract_churn", "Contract ends then", NUMBERS,
        _insight(lambda i: Cell("" if i.contract_churn is None else words.percent(i.contract_churn))), "r",
        order="contract_churn",
        write=_insight(lambda i: Cell("" if i.contract_churn is None else str(i.contract_churn)))),
    Column("insight:closeness", "Closeness", NUMBERS,
        _insight(lambda i: Cell("" if i.closeness is None else str(i.closeness))), "r"),
)  # fmt: skip
OWN: Final = "Your fields"


def _own(field: Field) -> Column:
    def fill(page: Page) -> Mapping[int, Cell]:
        return {pk: Cell(told[field.key].said) for pk, told in page.values.items() if field.key in told}

    def write(page: Page) -> Mapping[int, Cell]:
        return {pk: Cell(told[field.key].written) for pk, told in page.values.items() if field.key in told}

    numbers = field.kind in {Field.Kind.NUMBER, Field.Kind.MONEY}
    sortable = field.kind not in {Field.Kind.CHOICES, Field.Kind.REFERENCE}
    return Column(
        field.name, field.label, field.group or OWN, fill, "r" if numbers else "", order=field.name if sortable else "",
        editable=True, write=write, own=field,
    )  # fmt: skip


def offered(own: Sequence[Field] | None = None) -> list[Column]:
    """Every column whoever acts may see; `own` are the fields where they were looked up already."""
    hidden = current().hidden
    return [
        *(column for column in _MAIN if column.hidden_as not in hidden),
        *(_own(field) for field in (fields_of() if own is None else own)),
    ]


def chosen(keys: Iterable[str], own: Sequence[Field] | None = None) -> list[Column]:
    """Those of the keys, in their order; what is not there any more is left out."""
    by_key = {column.key: column for column in offered(own)}
    return [by_key[key] for key in keys if key in by_key]


def page_of(customers: Sequence[Customer], now: datetime, columns: Sequence[Column]) -> Page:
    """The customers with what these columns will ask."""
    return Page(customers, now, [column.own for column in columns if column.own is not None])
