"""What people and programs say of products: stock, margin, withdrawal; and what is never to be offered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from regulars.access.acting import require
from regulars.kit import moments
from regulars.kit.folding import fold
from regulars.kit.refused import Refused
from regulars.kit.tokens import new_token
from regulars.timeline.names import Change
from regulars.timeline.record import Entry, record
from regulars.understand.recommendations.exclusions import is_excluded
from regulars.understand.recommendations.models import Exclusion, Product
from regulars.understand.recommendations.product_fields import ENTERED, read_product

# Changes named one by one in the line of a batch; of more, only how many there were.
_NAMED = 20


def edit_product(pk: int, told: Mapping[str, Any], *, actor: str) -> Product:
    """Set what is sent of stock, margin and withdrawn. Raises Refused, Product.DoesNotExist."""
    require("numbers.manage")
    values = read_product(told)
    with transaction.atomic():
        product = Product.objects.select_for_update().get(pk=pk)
        changes = _set(product, values)
        if changes:
            product.save(update_fields=list(ENTERED))
            _note(f"{product}", changes, actor)
    return product


def tell_products(rows: Sequence[Mapping[str, Any]], *, actor: str, about: str = "") -> tuple[int, int]:
    """Set stock, margin and withdrawn of many by their number (`id`); a product not sold yet is made, with the name, category and
    price told. All or nothing: raises Refused naming the row. Returns (changed, new)."""
    require("numbers.manage")
    read = _read_all(rows)
    rules = list(Exclusion.objects.all())
    changed: dict[str, list[Any]] = {}
    new = 0
    with transaction.atomic():
        known = {product.key: product for product in Product.objects.filter(key__in=list(read))}
        made, kept = [], []
        for key, values in read.items():
            product = known.get(key)
            if product is None:
                product = Product(key=key, name_key=fold(values.get("name") or key)[:200])
                for name, value in values.items():
                    setattr(product, name, value)
                product.excluded = is_excluded(key, product.name, product.category, rules)
                made.append(product)
                changed[str(product)] = ["", _said(product)]
            elif changes := _set(product, {name: value for name, value in values.items() if name in ENTERED}):
                kept.append(product)
                changed[str(product)] = ["; ".join(f"{n} {a}" for n, (a, _) in changes.items()), _said(product)]
        Product.objects.bulk_create(made, batch_size=500)
        Product.objects.bulk_update(kept, ENTERED, batch_size=500)
        new = len(made)
        if changed:
            named = dict(list(changed.items())[:_NAMED]) if len(changed) <= _NAMED else {}
            _note(about or f"{len(changed)} products", named, actor)
    return len(changed), new


def _read_all(rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    read: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(rows, start=1):
        key = str(row.get("id") or "").strip()
        if not key or len(key) > 200:
            raise Refused({f"row {number}": "id: write the product's number, at most 200 characters."})
        try:
            read[key] = read_product(row, new=True)
        except Refused as refused:
            field, error = next(iter(refused.errors.items()))
            raise Refused({f"row {number} ({key})": f"{field}: {error}"}) from refused
    return read


def _set(product: Product, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    changes = {}
    for name, value in values.items():
        if name in ENTERED and (before := getattr(product, name)) != value:
            setattr(product, name, value)
            changes[name] = [before, value]
    return changes


def _said(product: Product) -> str:
    return "; ".join(f"{name} {value}" for name in ENTERED if (value := getattr(product, name)) not in (None, False))


def exclude(kind: str, value: str, *, actor: str) -> Exclusion:
    """Never offer what this rule holds of, from now on. Raises Refused."""
    require("numbers.manage")
    words = " ".join(value.split())
    if kind not in Exclusion.Kind.values:
        raise Refused({"kind": f"Choose one of {', '.join(Exclusion.Kind.values)}."})
    if not fold(words) or len(words) > 200:
        raise Refused({"value": "Write what to leave out, at most 200 characters."})
    rule = Exclusion(kind=kind, value=words, value_key=fold(words), created_at=moments.now(), actor=actor)
    try:
        with transaction.atomic():
            rule.save(force_insert=True)
            count = _apply_rules()
            _note(str(rule), {"never offered": [None, words]}, actor)
    except IntegrityError as error:
        raise Refused({"value": "There is such a rule already."}) from error
    rule.products = count  # type: ignore[attr-defined] # told to whoever made it
    return rule


def include(pk: int, *, actor: str) -> None:
    """Take a rule away: what it held of may be offered again. Raises Exclusion.DoesNotExist."""
    require("numbers.manage")
    with transaction.atomic():
        rule = Exclusion.objects.get(pk=pk)
        rule.delete()
        _apply_rules()
        _note(str(rule), {"never offered": [rule.value, None]}, actor)


def _apply_rules() -> int:
    """Mark the products the rules hold of; returns how many those are."""
    rules = list(Exclusion.objects.all())
    told = Product.objects.values_list("pk", "key", "name", "category", "excluded")
    now = {pk: (is_excluded(key, name, category, rules), before) for pk, key, name, category, before in told}
    for wanted in (True, False):
        moved = [pk for pk, (after, before) in now.items() if after is wanted and before is not wanted]
        for start in range(0, len(moved), 500):
            Product.objects.filter(pk__in=moved[start : start + 500]).update(excluded=wanted)
    return sum(after for after, _ in now.values())


def _note(about: str, changes: Mapping[str, list[Any]], actor: str) -> None:
    entry = Entry(
        name="offers.changed", occurred_at=moments.now(), source="house", source_id=new_token(), direction="", actor=actor,
        payload=Change(changes=dict(changes), note=about),
    )  # fmt: skip
    record(entry)
