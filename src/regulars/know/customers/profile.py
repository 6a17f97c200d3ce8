"""What is told about customers becomes their profile: the latest word wins, silence erases nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from regulars.kit import moments
from regulars.kit.email_address import normal_email
from regulars.kit.folding import fold
from regulars.know.customers.models import Customer
from regulars.know.customers.rows import Draft, insert_rows, load_rows, update_rows

TEXTS = {
    "name": 200, "email": 254, "phone": 32, "street": 200, "postcode": 20, "city": 100, "region": 60, "country": 60,
    "language": 20,
}  # fmt: skip


class Told(Protocol):
    """The fields of `regulars.know.identities.who.Profile`."""

    @property
    def birthday(self) -> date | None: ...
    @property
    def traits(self) -> dict[str, Any]: ...


def refresh_keys(
    customer: Customer | Draft, gained: Collection[str] = (), values: Collection[str] | None = None
) -> None:
    """Recompute what lists sort by and search reads, after fields changed or identities were gained.

    `values` are the texts of the customer's own fields that search shall find; None leaves those it finds already.
    """
    before = customer.search_text.split("\n") if customer.search_text else []
    # Ids stay findable; parts of the profile that changed do not.
    ids = [term for term in before if term.startswith("#")]
    told = [term for term in before if term.startswith("=")] if values is None else [f"={fold(v)}" for v in values if v]
    digits = "".join(c for c in customer.phone if c.isdigit())
    own = {fold(customer.email), digits}
    ids += [f"#{fold(value)}" for value in gained if fold(value) not in own and fold(value.lstrip("+")) not in own]
    first_id = ids[0].removeprefix("#") if ids else ""
    customer.name_key = (fold(customer.name or customer.email) or digits or first_id)[:200]
    terms = [fold(customer.name), fold(customer.email), digits, fold(customer.city), *ids, *told]
    customer.search_text = "\n".join(dict.fromkeys(term for term in terms if term))


def tell(customer: Draft, told: Told) -> bool:
    """Put what is told onto the customer; says whether anything changed."""
    changed = False
    for field, length in TEXTS.items():
        value = str(getattr(told, field)).strip()[:length]
        if field == "email":
            value = normal_email(value) or value
        if value and value != getattr(customer, field):
            setattr(customer, field, value)
            changed = True
    if told.birthday and told.birthday != customer.birthday:
        customer.birthday = told.birthday
        changed = True
    news = {key: value for key, value in told.traits.items() if customer.traits.get(key) != value}
    if news:
        customer.traits = customer.traits | news
        changed = True
    return changed


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody to be made: what is told of them and the ids they are found by."""

    company: bool
    known: bool
    told: Sequence[Told]
    ids: Sequence[str]


def welcome(newcomers: Iterable[Newcomer]) -> list[int]:
    """Make a customer of each, complete with what is told; returns their ids, in order."""
    now = moments.now()
    made = []
    for newcomer in newcomers:
        kind = "company" if newcomer.company else "person"
        customer = Draft(kind=kind, known=newcomer.known, created_at=now, changed_at=now)
        for told in newcomer.told:
            tell(customer, told)
        if newcomer.told or newcomer.ids:
            refresh_keys(customer, newcomer.ids)
        made.append(customer)
    return insert_rows(made)


def apply(told: Mapping[int, Sequence[Told]], *, known: Sequence[int] = (), ids: Mapping[int, Sequence[str]]) -> None:
    """Write what a batch tells of its customers: two queries, none where nothing changed."""
    wanted = {*told, *known, *ids}
    if not wanted:
        return
    changed = []
    becoming_known = set(known)
    for customer in load_rows(wanted):
        news = [tell(customer, each) for each in told.get(customer.pk, ())]
        if customer.pk in becoming_known and not customer.known:
            customer.known = True
            news.append(True)
        if any(news) or ids.get(customer.pk):
            refresh_keys(customer, ids.get(customer.pk, ()))
            customer.changed_at = moments.now()
            changed.append(customer)
    update_rows(changed)
