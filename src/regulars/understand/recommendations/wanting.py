"""Who may want a product, and which customers are alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied

from regulars.access.acting import require
from regulars.kit.refused import Refused
from regulars.know.consents.may_contact import may_contact
from regulars.know.consents.reasons import Reason
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import by_ids
from regulars.timeline.read import named_of_customers
from regulars.understand.metrics.intervals import wilson
from regulars.understand.recommendations.models import Product
from regulars.understand.recommendations.objectors import CHANNEL, PURPOSE
from regulars.understand.recommendations.offering import may_see_offers, profiling_of
from regulars.understand.recommendations.queries import by_keys, day_of, latest, opened
from regulars.understand.recommendations.reasons import FEWEST_TOGETHER

if TYPE_CHECKING:
    from regulars.understand.recommendations.learning.everybody import Everybody
    from regulars.understand.recommendations.own import Sign

# Of so many nearest those are shown whom whoever acts may see.
_LOOKED_THROUGH = 100


@dataclass(frozen=True, slots=True)
class Wanting:
    """Whom a product suits, best first: the ids behind `after`, at most `limit`, of all `found`; so many said no or never agreed
    to being looked at this way (`refused`). `most`: there are more of them than are kept."""

    customer_ids: list[int]
    found: int
    refused: int
    next: int | None
    most: bool = False


@dataclass(frozen=True, slots=True)
class Goes:
    """A product that goes with another: so many customers bought both, which is `share` of the other's buyers."""

    product: Product
    both: int
    share: float
    usual: float

    @property
    def times(self) -> float:
        """How many times as often as among all customers."""
        return self.share / self.usual if self.usual else 0.0


@dataclass(frozen=True, slots=True)
class Alike:
    """A customer whose taste is like another's, from 0 to 1, and some of what both bought."""

    customer: Customer
    likeness: float
    shared: list[str]


def goes_with(product: Product, limit: int = 12) -> list[Goes]:
    """What is bought by those who bought this oftener than by everybody, the closest first.

    Only what a few of them bought too, and so many that chance alone would not make them more than usual: the lower end of
    the 95 % interval of their share lies above the share of all customers.
    """
    require("numbers.see")
    found = opened(latest())
    if found is None or product.key not in found[0].places:
        return []
    model = found[0]
    place = model.places[product.key]
    buyers = int(model.buyers[place])
    near = [
        (int(other), int(both))
        for other, both in zip(model.near.index[place], model.near.both[place], strict=True)
        if other >= 0 and both >= FEWEST_TOGETHER
    ]
    known = by_keys([model.keys[other] for other, _ in near])
    made = [
        Goes(known[model.keys[other]], both, both / max(1, buyers), int(model.buyers[other]) / max(1, model.customers))
        for other, both in near
        if model.keys[other] in known
    ]
    return [one for one in made if wilson(min(one.both, buyers), buyers)[0] > one.usual][:limit]


def who_wants(product: Product, *, after: int = 0, limit: int = 50) -> Wanting:
    """The customers whom a product suits best, who did not buy it and may be looked at this way.

    Whoever sees only some customers gets those among them; the counts are of these too.
    """
    require("numbers.see")
    _allowed()
    found = opened(latest())
    if found is None or product.key not in found[0].places:
        return Wanting([], 0, 0, None)
    from regulars.understand.recommendations.learning.everybody import MOST  # noqa: PLC0415 -- loads what learns

    model, everybody = found
    ids = _ids_for(everybody, model.places[product.key])
    reasons = _reasons(ids)
    seen = [pk for pk in ids if reasons.get(pk, Reason.NOT_FOUND) not in (Reason.NOT_FOUND, Reason.GONE)]
    allowed = [pk for pk in seen if reasons[pk] is Reason.YES]
    shown = allowed[after : after + limit]
    more = after + limit if len(allowed) > after + limit else None
    return Wanting(shown, len(allowed), len(seen) - len(allowed), more, len(ids) >= MOST)


def _ids_for(everybody: Everybody, place: int) -> list[int]:
    people = everybody.people[everybody.start[place] : everybody.start[place + 1]]
    # Somebody who was erased stands there under the number of the one before: their offers are empty.
    kept = [number for number in people if (everybody.offers[number] == place).any()]
    return [int(everybody.ids[number]) for number in kept]


def _reasons(ids: Sequence[int]) -> dict[int, Reason]:
    if not ids:
        return {}
    try:
        return dict(may_contact(list(ids), PURPOSE, CHANNEL).by_id)
    except Refused:
        return dict.fromkeys(ids, Reason.PURPOSE)


def alike(customer: Customer, part_ids: Sequence[int], limit: int = 8) -> list[Alike]:
    """Customers of much the same taste who may be seen, most alike first; nobody where theirs may not be looked at."""
    require("customers.see")
    _allowed()
    learnt = latest()
    found = opened(learnt)
    if learnt is None or found is None or profiling_of(customer.pk) is not Reason.YES:
        return []
    import numpy as np  # noqa: PLC0415 -- slow import

    from regulars.understand.recommendations.own import row_of, signs_of  # noqa: PLC0415 -- loads what learns

    model, everybody = found
    own = signs_of(part_ids, day_of(learnt))
    tastes = row_of(own, model.places)
    if not tastes.weights.nnz or not everybody.factors.shape[1] or not len(everybody.ids):
        return []
    theirs = model.fold.customers(tastes.weights)[0]
    likeness = everybody.factors @ (theirs / max(float(np.linalg.norm(theirs)), 1e-9))
    count = min(_LOOKED_THROUGH, len(likeness))
    nearest = np.argpartition(-likeness, count - 1)[:count]
    nearest = nearest[np.argsort(-likeness[nearest], kind="stable")]
    score = {int(everybody.ids[n]): float(likeness[n]) for n in nearest if likeness[n] > 0}
    ids = [pk for pk in score if pk not in set(part_ids) and pk]
    reasons = _reasons(ids)
    shown = by_ids([pk for pk in ids if reasons.get(pk) is Reason.YES][: limit * 2])[:limit]
    shared = _shared(own, [one.pk for one in shown], day_of(learnt))
    return [Alike(one, score[one.pk], shared[one.pk]) for one in shown]


def _shared(own: Mapping[str, Sign], customer_ids: Sequence[int], day: date) -> dict[int, list[str]]:
    """Of each the products both bought, by name. Two queries."""
    from regulars.understand.recommendations.own import signs  # noqa: PLC0415 -- loads what learns

    bought = {key for key, sign in own.items() if sign.orders}
    lines: dict[int, list[Any]] = {pk: [] for pk in customer_ids}
    for line in named_of_customers(customer_ids, "order.completed"):
        if line.customer_id is not None:
            lines[line.customer_id].append(line)
    theirs = {pk: sorted(bought & signs(told, day).keys()) for pk, told in lines.items()}
    names = by_keys({key for keys in theirs.values() for key in keys})
    return {pk: [str(names.get(key) or key) for key in keys] for pk, keys in theirs.items()}


def _allowed() -> None:
    if not may_see_offers():
        raise PermissionDenied("Your role does not see what is expected of customers.")
