"""A pair as the pages show it: side by side, the one who stays first, what is alike marked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from regulars.access.acting import current
from regulars.know.customers.models import Customer
from regulars.know.duplicates.deciding import in_order
from regulars.know.duplicates.matching.wording import sentence
from regulars.know.duplicates.models import Pair


@dataclass(frozen=True, slots=True)
class Row:
    """One field of both. `mark`: same, near, different, or empty where it was not compared."""

    label: str
    stays: str
    goes: str
    mark: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A pair ready to be written out."""

    pair: Pair
    stays: Customer
    goes: Customer
    percent: str
    because: str
    rows: list[Row]

    @property
    def closer(self) -> str:
        """The address where the merge is previewed field by field."""
        return f"/customers/{self.stays.pk}/merge/{self.goes.pk}/"


def percent(score: float) -> str:
    """`0.99987` as `99.98 %`: never rounded up to certainty."""
    if score >= 0.99:
        # A sliver more, or 0.9999 in binary would come out as 99.98.
        return f"{min(int(score * 10_000 + 1e-6), 9_999) / 100:g} %"
    return f"{score * 100:.0f} %"


def _born(customer: Customer) -> str:
    return f"{customer.birthday:%-d %B %Y}" if customer.birthday else ""


# label, how it is said, the comparison that tells how alike it is
_FIELDS: tuple[tuple[str, Callable[[Customer], str], tuple[str, ...]], ...] = (
    ("Name", lambda c: c.name, ("given", "family", "name")),
    ("E-mail", lambda c: c.email, ("email",)),
    ("Phone", lambda c: c.phone, ("phone",)),
    ("Street", lambda c: c.street, ("street",)),
    ("Town", lambda c: " ".join(part for part in (c.postcode, c.city) if part), ("place",)),
    ("Country", lambda c: c.country, ()),
    ("Birthday", _born, ("birthday",)),
    ("Here since", lambda c: f"{c.created_at:%-d %B %Y}", ()),
)
_SAME, _DIFFERENT = {"same", "both"}, {"different", "year"}


def _mark(steps: Mapping[str, str], comparisons: tuple[str, ...]) -> str:
    at = {steps[name] for name in comparisons if name in steps}
    if not at:
        return ""
    if at <= _SAME:
        return "same"
    return "different" if at <= _DIFFERENT else "near"


def shown(pair: Pair) -> Shown:
    """What the card of a pair says."""
    stays, goes = in_order(pair.left, pair.right)
    rows = []
    for label, said, comparisons in _FIELDS:
        left, right = said(stays), said(goes)
        if left or right:
            mark = _mark(pair.steps, comparisons) if left and right else ""
            # Of the same town without a postcode, all that is shown is the same.
            rows.append(Row(label, left, right, "same" if mark and left == right else mark))
    because = sentence(pair.kind, pair.steps, current().hidden)
    return Shown(pair, stays, goes, percent(pair.score), because, rows)
