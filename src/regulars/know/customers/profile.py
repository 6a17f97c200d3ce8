"""What is told about customers becomes their profile: the latest word wins, silence erases nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from django.db import connection

from regulars.kit import moments, sql_values
from regulars.kit.email_address import normal_email
from regulars.kit.folding import fold
from regulars.know.customers.models import Customer

TEXTS = {"name": 200, "email": 254, "phone": 32, "city": 100, "country": 60, "language": 20}
_UPDATE = (
    "UPDATE customers_customer SET known = %s, name = %s, name_key = %s, email = %s, phone = %s, city = %s, country = %s, "
    "language = %s, birthday = %s, traits = %s, search_text = %s, changed_at = %s WHERE id = %s"
)


class Told(Protocol):
    """The fields of `regulars.know.identities.who.Profile`."""

    @property
    def birthday(self) -> date | None: ...
    @property
    def traits(self) -> dict[str, Any]: ...


def refresh_keys(customer: Customer, gained: Collection[str] = ()) -> None:
    """Recompute what lists sort by and search reads, after fields changed or identities were gained."""
    before = customer.search_text.split("\n") if customer.search_text else []
    # Ids stay findable; parts of the profile that changed do not.
    ids = [term for term in before if term.startswith("#")]
    digits = "".join(c for c in customer.phone if c.isdigit())
    own = {fold(customer.email), digits}
    ids += [f"#{fold(value)}" for value in gained if fold(value) not in own and fold(value.lstrip("+")) not in own]
    first_id = ids[0].removeprefix("#") if ids else ""
    customer.name_key = (fold(customer.name or customer.email) or digits or first_id)[:200]
    terms = [fold(customer.name), fold(customer.email), digits, fold(customer.city), *ids]
    customer.search_text = "\n".join(dict.fromkeys(term for term in terms if term))


def tell(customer: Customer, told: Told) -> bool:
    """Put what is told onto the (unsaved) customer; says whether anything changed."""
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


def apply(told: Mapping[int, Sequence[Told]], *, known: Sequence[int] = (), ids: Mapping[int, Sequence[str]]) -> None:
    """Write what a batch tells of its customers: two queries, none where nothing changed."""
    wanted = {*told, *known, *ids}
    if not wanted:
        return
    changed = []
    becoming_known = set(known)
    for customer in Customer.objects.filter(pk__in=wanted):
        news = [tell(customer, each) for each in told.get(customer.pk, ())]
        if customer.pk in becoming_known and not customer.known:
            customer.known = True
            news.append(True)
        if any(news) or ids.get(customer.pk):
            refresh_keys(customer, ids.get(customer.pk, ()))
            customer.changed_at = moments.now()
            changed.append(customer)
    _write(changed)


def _write(customers: Sequence[Customer]) -> None:
    # One prepared statement run for each: a tenth of the time of one UPDATE with a CASE for every field and row.
    vendor = connection.vendor
    rows = [
        (
            c.known, c.name, c.name_key, c.email, c.phone, c.city, c.country, c.language,
            sql_values.day(c.birthday, vendor), sql_values.json_text(c.traits), c.search_text,
            sql_values.moment(c.changed_at, vendor), c.pk,
        )
        for c in customers
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.executemany(_UPDATE, rows)
