"""Setting a field of many: one of the profile, or one of the business's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from regulars.access.acting import current
from regulars.kit.refused import Refused
from regulars.know.bulk.models import BulkRow
from regulars.know.bulk.sort import Answers, Done, Outcome, Sort, Value
from regulars.know.customers.models import Customer
from regulars.know.customers.profile import TEXTS
from regulars.know.customers.queries import listed
from regulars.know.fields.actions import set_values
from regulars.know.fields.giving import read_given
from regulars.know.fields.queries import field_of, fields_of, texts_of, values_of
from regulars.know.identities.actions import edit_customer

# Columns of the profile that make sense for many: nobody shares a name, an address or a number.
PROFILE: Final = {
    "city": "Town", "postcode": "Postcode", "region": "Region", "country": "Country", "street": "Street", "language": "Language",
}  # fmt: skip


def _own(value: Value) -> str:
    """The key of an own field, or nothing."""
    key = str(value.get("field", ""))
    return key.removeprefix("field:") if key.startswith("field:") else ""


def _check_field(value: Value) -> None:
    key, told = str(value.get("field", "")), value.get("to", "")
    if own := _own(value):
        read_given({own: told}, fields_of())
        return
    if key not in PROFILE or key in current().hidden:
        raise Refused({"field": "Choose one of the fields offered."})
    if not isinstance(told, str) or len(told) > TEXTS[key]:
        raise Refused({"to": f"At most {TEXTS[key]} characters."})


def _set_field(ids: Sequence[int], value: Value, actor: str) -> list[Done]:
    return _set_own(ids, value, actor) if _own(value) else _set_profile(ids, value, actor)


def _set_profile(ids: Sequence[int], value: Value, actor: str) -> list[Done]:
    key, told = str(value["field"]), str(value.get("to", "")).strip()
    before = listed().filter(pk__in=ids).order_by("pk").values_list("pk", key)
    return [
        _one(pk, was, told, partial(edit_customer, pk, {key: told}, actor=actor)) for pk, was in before if was != told
    ]


def _set_own(ids: Sequence[int], value: Value, actor: str) -> list[Done]:
    own, told = _own(value), value.get("to", "")
    field = field_of(own)
    if field is None:
        raise Refused({"field": "This field is not there any more."})
    known = list(listed().filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))
    was = texts_of(known, [field])
    done = [
        _one(pk, was.get(pk, {}).get(own, []), None, partial(set_values, pk, {own: told}, actor=actor)) for pk in known
    ]
    got = texts_of(known, [field])
    told_now = [
        Done(one.customer_id, one.before, got.get(one.customer_id, {}).get(own, []), one.refused) for one in done
    ]
    return [one for one in told_now if one.refused or one.after != one.before]


def _one(pk: int, before: Any, after: Any, change: Callable[[], Any]) -> Done:
    try:
        change()
    except Refused as refused:
        return Done(pk, before, before, next(iter(refused.errors.values())))
    return Done(pk, before, after)


def _unset_field(rows: Sequence[BulkRow], value: Value, actor: str) -> Answers:
    key, own = str(value["field"]), _own(value)
    ids = [row.customer_id for row in rows]
    field = field_of(own) if own else None
    if own and field is None:
        return dict.fromkeys(ids, (Outcome.KEPT, "The field is not there any more."))
    now: dict[int, Any]
    if field is not None:
        seen = set(listed().filter(pk__in=ids).values_list("pk", flat=True))
        told = texts_of(ids, [field])
        now = {pk: told.get(pk, {}).get(own, []) for pk in seen}
    else:
        now = dict(listed().filter(pk__in=ids).values_list("pk", key))
    answers: Answers = {}
    for row in rows:
        if row.customer_id not in now or now[row.customer_id] != row.after:
            answers[row.customer_id] = Outcome.KEPT, "It was changed since."
            continue
        try:
            if own:
                texts: list[str] = list(row.before or [])
                raw = texts if len(texts) > 1 else "".join(texts)
                set_values(row.customer_id, {own: raw}, actor=actor)
            else:
                edit_customer(row.customer_id, {key: row.before}, actor=actor)
        except Refused as refused:
            answers[row.customer_id] = Outcome.KEPT, next(iter(refused.errors.values()))
        else:
            answers[row.customer_id] = Outcome.RESTORED, ""
    return answers


def _field_name(value: Value) -> str:
    own = field_of(_own(value)) if _own(value) else None
    return own.label if own is not None else PROFILE.get(str(value.get("field")), str(value.get("field")))


def _to(value: Value) -> str:
    own, told = field_of(_own(value)) if _own(value) else None, value.get("to", "")
    if own is not None and own.choices:
        labels = {choice["key"]: choice["label"] for choice in own.choices}
        return ", ".join(labels.get(str(one), str(one)) for one in (told if isinstance(told, list) else [told]))
    return str(told)


def _field_before(customers: Sequence[Customer], value: Value) -> dict[int, str]:
    if own := _own(value):
        field = field_of(own)
        told = values_of([customer.pk for customer in customers], [field]) if field is not None else {}
        return {pk: each[own].said for pk, each in told.items() if own in each}
    key = str(value.get("field"))
    return {customer.pk: str(getattr(customer, key, "")) for customer in customers}


FIELD: Final = Sort(
    _check_field, _set_field, _unset_field, lambda value: f"{_field_name(value)} becomes {_to(value) or 'empty'}",
    _field_before, lambda _, value: _to(value),
)  # fmt: skip
