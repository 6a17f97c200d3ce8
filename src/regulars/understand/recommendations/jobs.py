"""Learning what to recommend and keeping it: files for the machine, products for pages. Derived; leaves no line anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from regulars.kit import moments
from regulars.kit.folding import fold
from regulars.know.customers.models import Customer
from regulars.understand.recommendations.exclusions import is_excluded
from regulars.understand.recommendations.models import FOLDER, OFFERED, Exclusion, Learning, Product
from regulars.understand.recommendations.objectors import objectors
from regulars.understand.recommendations.told import Told, Trial, Way, to_json

if TYPE_CHECKING:
    from ibis.backends import BaseBackend

    from regulars.store.engine.tables import Tables
    from regulars.understand.recommendations.learning.model import Model
    from regulars.understand.recommendations.learning.split import Tested
    from regulars.understand.recommendations.teaching import Sold

# The two latest stay: a page may still be reading the one before.
KEPT = 2
WRITTEN = 500
# Quality is told of a sample once there are more customers than this: it is an average, and learning thrice costs.
SAMPLED = 200_000
# A company whose last sale is older than this is looked at as of that sale.
QUIET = 60
_LEARNT = (
    "name", "name_key", "category", "price", "currency", "last_sold", "buyers", "again", "again_days", "excluded",
)  # fmt: skip


def is_outdated(lake_version: str, today: date) -> bool:
    """Whether it is time to learn: never done, not since yesterday while the lake has grown, or a new rule leaves
    something out. New orders need no learning: whoever looks at a customer reads them."""
    newest = Learning.objects.order_by("-pk").first()
    if newest is None:
        return True
    # A database that was brought back comes without the files.
    if newest.generation and not (Path(settings.REGULARS_HOME) / FOLDER / newest.generation).exists():
        return True
    if Exclusion.objects.filter(created_at__gt=newest.computed_at).exists():
        return True
    learnt_on = moments.business_day(newest.computed_at, settings.REGULARS_TIME_ZONE)
    return newest.lake_version != lake_version and learnt_on < today


def refresh(backend: BaseBackend, tables: Tables, *, today: date | None = None) -> Learning:
    """Learn from this look at the lake, keep it, and note the products. Without a sale it is noted that there was none."""
    import numpy as np  # noqa: PLC0415 -- slow import

    from regulars.understand.recommendations import shelf  # noqa: PLC0415 -- loads the libraries of the mathematics
    from regulars.understand.recommendations.learning.model import Blend  # noqa: PLC0415
    from regulars.understand.recommendations.teaching import Teacher  # noqa: PLC0415 -- loads the engine's libraries

    begun = moments.now()
    today = today or moments.business_day(begun, settings.REGULARS_TIME_ZONE)
    teacher = Teacher(backend, tables)
    last = teacher.last_sale(today)
    if last is None:
        write_products([])
        return _keep(today, tables.version, begun, "", Told())
    as_of = today if (today - last).days <= QUIET else last
    write_products(_rows(teacher.sold(as_of), list(Exclusion.objects.all())))
    outside = set(Product.objects.filter(excluded=True).values_list("key", flat=True))
    barred = set(Product.objects.exclude(OFFERED).values_list("key", flat=True))
    without = np.array(objectors(), np.int64)
    teacher = Teacher(backend, tables, outside)
    every = max(1, len(teacher.known) // SAMPLED)
    trial = teacher.trial(as_of, every=every, without=without)
    blend = Blend() if trial is None else trial.blend
    model, everybody = teacher.learn(as_of, blend, barred=barred, without=without)
    if not len(model):
        return _keep(as_of, tables.version, begun, "", Told())
    made = _keep(as_of, tables.version, begun, shelf.save(model, everybody), _told(model, trial))
    _forget_the_gone(begun)
    return made


def _told(model: Model, trial: Tested | None) -> Told:
    told = None
    if trial is not None:
        ways = {
            setting: {way: Way(**asdict(quality)) for way, quality in found.items()}
            for setting, found in trial.told.items()
        }
        told = Trial(trial.learnt_until, trial.days, ways, asdict(trial.blend))
    return Told(model.customers, len(model), int((model.near.index >= 0).sum()), told)


def _keep(as_of: date, version: str, at: datetime, generation: str, told: Told) -> Learning:
    with transaction.atomic():
        made = Learning.objects.create(
            as_of=as_of, lake_version=version, computed_at=at, generation=generation, payload=to_json(told)
        )
        kept = list(Learning.objects.order_by("-pk").values_list("pk", "generation")[:KEPT])
        Learning.objects.exclude(pk__in=[pk for pk, _ in kept]).delete()
    from regulars.understand.recommendations import shelf  # noqa: PLC0415

    shelf.forget_but({name for _, name in kept if name})
    return made


def _forget_the_gone(since: datetime) -> None:
    """Who was erased while we learnt had no row in the files yet that erasing could have emptied."""
    from regulars.understand.recommendations import shelf  # noqa: PLC0415

    gone = Customer.objects.filter(erased_at__gte=since - timedelta(minutes=1)).values_list("pk", flat=True)
    if found := list(gone):
        shelf.blank(found)


def _rows(sold: Iterable[Sold], rules: Sequence[Exclusion]) -> list[dict[str, Any]]:
    return [
        {
            "key": one.key[:200], "name": one.name[:200], "name_key": fold(one.name or one.key)[:200],
            "category": one.category[:120], "price": one.price, "currency": one.currency, "last_sold": one.last_sold,
            "buyers": one.buyers, "again": one.again, "again_days": one.again_days,
            "excluded": is_excluded(one.key, one.name, one.category, rules),
        }
        for one in sold
    ]  # fmt: skip


def write_products(rows: Iterable[dict[str, Any]]) -> int:
    """Make the table say what was learnt of products: only rows that changed are written. Returns how many.

    What people entered stays. A product nobody bought in the window any more keeps its row, with nobody who bought it.
    """
    before = {product.key: product for product in Product.objects.all()}
    new, changed = [], []
    for row in rows:
        product = before.pop(row["key"], None)
        if product is None:
            new.append(Product(**row))
        elif any(getattr(product, name) != row[name] for name in _LEARNT):
            for name in _LEARNT:
                setattr(product, name, row[name])
            changed.append(product)
    for product in before.values():
        if product.buyers:
            product.buyers = product.again = 0
            changed.append(product)
    for start in range(0, len(new), WRITTEN):
        Product.objects.bulk_create(new[start : start + WRITTEN])
    for start in range(0, len(changed), WRITTEN):
        Product.objects.bulk_update(changed[start : start + WRITTEN], _LEARNT)
    return len(new) + len(changed)
