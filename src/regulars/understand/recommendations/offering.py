"""What to offer one customer next, and why: as fresh as their last order, in some milliseconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from regulars.access.acting import current, require
from regulars.kit.refused import Refused
from regulars.know.consents.may_contact import may_contact
from regulars.know.consents.reasons import SAID, Reason
from regulars.know.customers.models import Customer
from regulars.understand.recommendations.learning.rebuying import bought_again, due
from regulars.understand.recommendations.models import Product
from regulars.understand.recommendations.objectors import CHANNEL, PURPOSE
from regulars.understand.recommendations.queries import by_keys, day_of, latest, opened
from regulars.understand.recommendations.reasons import because, nothing_but_popular, time_again

if TYPE_CHECKING:
    from regulars.understand.recommendations.learning.model import Model
    from regulars.understand.recommendations.own import Sign

# Of so many of the best those are taken that may be offered: the others are out of stock, withdrawn or excluded.
_TRIED = 24


@dataclass(frozen=True, slots=True)
class Offer:
    """A product and the reason for it in words. `kind`: new to them, again (time for more), popular (nothing of theirs in it)."""

    product: Product
    reason: str
    kind: str


@dataclass(frozen=True, slots=True)
class Offers:
    """What to offer somebody. `personal` is false where their taste may not be, or cannot be, looked at; `why` says so."""

    new: list[Offer]
    again: list[Offer]
    personal: bool
    why: str
    as_of: date | None = None

    @property
    def best(self) -> Offer | None:
        """The next best offer: what they are about to need comes before what they might like."""
        return next(iter([*self.again, *self.new]), None)


def offers_for(customer: Customer, part_ids: Sequence[int], limit: int = 5) -> Offers:
    """What this customer, made of these parts, may want next. Whether they may be seen was asked before.

    Raises PermissionDenied for a role that is kept from what is expected of customers.
    """
    who = require("customers.see")
    if "worth" in who.hidden:
        raise PermissionDenied("Your role does not see what is expected of customers.")
    learnt = latest()
    found = opened(learnt)
    if learnt is None or found is None:
        return Offers(
            [], [], personal=False, why="Nothing was learnt yet: recommendations need orders that name their products."
        )
    from regulars.understand.recommendations.own import signs_of  # noqa: PLC0415 -- loads the libraries of the mathematics

    model, day = found[0], day_of(learnt)
    said = profiling_of(customer.pk)
    signs = signs_of(part_ids, day)
    theirs = by_keys(signs)
    again = _again(signs, theirs, day, limit)
    taken = {offer.product.key for offer in again}
    if said is not Reason.YES:
        why = f"Only what sells now, and what they bought themselves: {SAID[said]} (purpose: profiling)."
        return Offers(_popular(model, signs, taken, limit), again, personal=False, why=why, as_of=day)
    new = _new(model, signs, theirs, taken, limit, day)
    if not new:
        why = "They have not bought or looked at anything yet that others bought too: this is what sells now."
        return Offers(_popular(model, signs, taken, limit), again, personal=False, why=why, as_of=day)
    return Offers(new, again, personal=True, why="", as_of=day)


def profiling_of(customer_id: int) -> Reason:
    """Whether what suits them may be worked out, or why not. Where the purpose is missing, it may not."""
    try:
        return may_contact(customer_id, PURPOSE, CHANNEL).of(customer_id)
    except Refused:
        return Reason.PURPOSE


def _new(
    model: Model, signs: dict[str, Sign], theirs: dict[str, Product], taken: set[str], limit: int, day: date
) -> list[Offer]:
    """What suits their taste and is new to them."""
    from regulars.understand.recommendations.learning.scores import best, scores  # noqa: PLC0415 -- slow import
    from regulars.understand.recommendations.own import row_of  # noqa: PLC0415

    tastes = row_of(signs, model.places)
    if not tastes.weights.nnz:
        return []
    score = scores(model, tastes)
    keys = [model.keys[place] for place in best(score, _TRIED)[0] if place >= 0]
    chosen = _offerable(keys, taken)[:limit]
    if len(chosen) < limit and len(keys) == _TRIED:
        # Much of what suits them best cannot be offered: look further once.
        keys = [model.keys[place] for place in best(score, 20 * _TRIED)[0] if place >= 0]
        chosen = _offerable(keys, taken)[:limit]
    return [Offer(product, because(model, product, signs, theirs, day), "new") for product in chosen]


def _popular(model: Model, signs: dict[str, Sign], taken: set[str], limit: int) -> list[Offer]:
    """What sells now and they do not have."""
    import numpy as np  # noqa: PLC0415 -- slow import

    order = np.argsort(-np.asarray(model.lately), kind="stable")
    bought = {key for key, sign in signs.items() if sign.orders}
    keys = [model.keys[int(place)] for place in order[: _TRIED + len(bought)]]
    chosen = _offerable([key for key in keys if key not in bought], taken)[:limit]
    return [Offer(product, nothing_but_popular(product), "popular") for product in chosen]


def _offerable(keys: Sequence[str], taken: set[str]) -> list[Product]:
    """Those that may be offered now, in this order. One query."""
    known = by_keys(keys)
    return [known[key] for key in keys if key in known and known[key].offered and key not in taken]


def _again(signs: dict[str, Sign], theirs: dict[str, Product], day: date, limit: int) -> list[Offer]:
    """What they bought and people buy again, where it is about time: the longest due first."""
    bought = {key: sign for key, sign in signs.items() if sign.days and sign.net > 0}
    found = []
    for key, sign in bought.items():
        product = theirs.get(key)
        if product is None or not product.offered:
            continue
        days, since = sorted(sign.days), (day - max(sign.days)).days
        own = [(later - earlier).days for earlier, later in pairwise(days)]
        if len(own) >= 2:
            typical, by_them = round(median(own)), True
        elif bought_again(product.buyers, product.again) and product.again_days:
            typical, by_them = product.again_days, False
        else:
            continue
        if typical and due(since, typical):
            found.append(
                (since / typical, Offer(product, time_again(product, since, typical, theirs=by_them), "again"))
            )
    found.sort(key=lambda pair: (-pair[0], pair[1].product.key))
    return [offer for _, offer in found[:limit]]


def may_see_offers() -> bool:
    """Whether whoever acts sees what customers may want."""
    who = current()
    return who.may("customers.see") and "worth" not in who.hidden
