"""A fact and the row of the file it stands in; and who a row speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from regulars.kit.email_address import normal_email
from regulars.kit.folding import fold
from regulars.know.consents.actions.importing import ConsentRow
from regulars.know.fields.giving import Given
from regulars.know.identities.who import Profile, Who
from regulars.know.occasions.actions import Day
from regulars.listen.intake.facts import Fact


@dataclass(frozen=True, slots=True)
class Brings:
    """Tags, and days to remember: (key of the kind of day, day)."""

    tags: tuple[str, ...] = ()
    days: tuple[tuple[str, Day], ...] = ()


NOTHING = Brings()


@dataclass(frozen=True, slots=True)
class RowFact:
    """`row` is the number of the fact's first row in the file, `rows` how many rows it is made of.

    `consents` are what the row says its customer agreed to; whose they are is filled in once the customer is found.
    `own` are values of the business's own fields, `brings` what else an address book tells.
    """

    row: int
    fact: Fact
    rows: int = 1
    consents: tuple[ConsentRow, ...] = ()
    own: Given = field(default_factory=dict)
    brings: Brings = field(default_factory=lambda: NOTHING)


def who_of(
    values: Mapping[str, Any],
    source: str,
    *,
    traits: dict[str, Any] | None = None,
    company: bool = False,
    also: tuple[str, ...] = (),
) -> Who | None:
    """Whom the values of a row name, and what they tell about them; None where they name nobody.

    `also` are the keys of their further addresses and numbers. A name alone is taken as an id within its source: a file
    that knows its customers by name only means one by each.
    """
    email, phone = normal_email(values.get("email") or ""), values.get("phone") or ""
    name = values.get("customer_name") or (values.get("company") if company else "") or ""
    external = values.get("customer_id") or ""
    if not (external or email or phone):
        if not name:
            return None
        external = f"name:{fold(name)}"
    birthday = values.get("birthday")
    told = dict(traits or {})
    if values.get("company") and not company:
        told["company"] = values["company"]
    profile = Profile(
        name=name,
        email=email,
        phone=phone,
        street=values.get("street") or "",
        postcode=values.get("postal_code") or "",
        region=values.get("region") or "",
        city=values.get("city") or "",
        country=values.get("country") or "",
        language=values.get("language") or "",
        birthday=birthday if isinstance(birthday, date) else None,
        traits=told,
    )
    says = profile if profile != _SILENT else None
    return Who(
        source=source, external_id=external[:200], email=email, phone=phone, company=company, profile=says, also=also
    )


_SILENT = Profile()
