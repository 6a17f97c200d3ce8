"""Which customers a condition on a field finds: the operations of each kind, and their queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from regulars.kit import moments, money
from regulars.kit.folding import fold
from regulars.kit.refused import Refused
from regulars.know.customers.models import Customer
from regulars.know.fields import kinds
from regulars.know.fields.models import Field, FieldValue

Kind = Field.Kind

_TEXT = {"is": "is", "is_not": "is not", "contains": "contains", "begins": "begins with"}
_NUMBER = {"is": "is", "is_not": "is not", "least": "is at least", "most": "is at most", "between": "is between"}
_DATE = {
    "is": "is", "before": "is before", "after": "is after", "between": "is between",
    "last_days": "is in the last days", "next_days": "is in the next days",
}  # fmt: skip
_FILLED = {"filled": "is filled in", "empty": "is empty"}
OPS: dict[Kind, dict[str, str]] = {
    **dict.fromkeys(kinds.TEXTS, _TEXT | _FILLED),
    **dict.fromkeys(kinds.NUMBERS, _NUMBER | _FILLED),
    Kind.DATE: _DATE | _FILLED,
    Kind.YES_NO: {"is": "is"} | _FILLED,
    Kind.CHOICE: {"any_of": "is any of", "none_of": "is none of"} | _FILLED,
    Kind.CHOICES: {"any_of": "has any of", "all_of": "has all of", "none_of": "has none of"} | _FILLED,
    Kind.REFERENCE: {"is": "is"} | _FILLED,
}
# These hold for whoever is not among those of the other operation; somebody without a value among them.
OPPOSITES = {"is_not": "is", "none_of": "any_of", "empty": "filled"}
# So few customers are named one by one; of more, each customer of a list is looked at in turn.
FEW = 2_000


def operations(field: Field) -> dict[str, str]:
    """Operation -> its words after the field's label."""
    return OPS[Kind(field.kind)]


def filter_rows(field: Field, op: str, value: Any = None, *, today: date | None = None) -> QuerySet[Any, int]:
    """The ids of customers (of roots, for merged ones) of whom this holds, for `pk__in`. Raises Refused.

    The values: a text; a number or amount; an ISO date; days as a whole number; a list of choices' keys; [from, to] for
    between, both included, either may be None; a customer's id; none for filled and empty. An operation of OPPOSITES
    finds all others: prefer `condition` for those. Whether they may be seen is the caller's to add.
    """
    if op in OPPOSITES:
        among = filter_rows(field, OPPOSITES[op], value, today=today)
        return Customer.objects.filter(merged_into=None).exclude(pk__in=among).values_list("pk", flat=True)
    if op == "all_of":
        found = Customer.objects.all()
        for key in _keys(field, value):
            found = found.filter(pk__in=filter_rows(field, "any_of", [key]))
        return found.values_list("pk", flat=True)
    rows = FieldValue.objects.filter(matching(field, op, value, today=today), field=field).filter(counting(field))
    return rows.annotate(root=Coalesce("customer__merged_into_id", "customer_id")).values_list("root", flat=True)


def condition(field: Field, op: str, value: Any = None, *, today: date | None = None) -> Q:
    """The same as a condition on customers. Few are looked up now and named; for many it asks about each customer.

    So a page of a list costs little either way: through the index where few match, and where many do they are soon
    met. Raises Refused.
    """
    if op in OPPOSITES:
        return ~condition(field, OPPOSITES[op], value, today=today)
    if op == "all_of":
        whole = Q()
        for key in _keys(field, value):
            whole &= condition(field, "any_of", [key])
        return whole
    few = list(filter_rows(field, op, value, today=today)[: FEW + 1])
    if len(few) <= FEW:
        return Q(pk__in=few)
    rows = FieldValue.objects.filter(matching(field, op, value, today=today), field=field)
    part = Customer.objects.filter(merged_into=OuterRef(OuterRef("pk"))).values("pk")
    return Q(Exists(rows.filter(customer=OuterRef("pk")))) | Q(Exists(rows.filter(counting(field), customer__in=part)))


def counting(field: Field) -> Q:
    """The condition for values that are what their customer has: a merged part's only where nothing nearer was told."""
    root = FieldValue.objects.filter(field=field, customer=OuterRef("customer__merged_into_id"))
    earlier = FieldValue.objects.filter(
        field=field,
        customer__merged_into=OuterRef("customer__merged_into_id"),
        customer_id__lt=OuterRef("customer_id"),
    )
    return Q(customer__merged_into=None) | (~Q(Exists(root)) & ~Q(Exists(earlier)))


def matching(field: Field, op: str, value: Any, *, today: date | None = None) -> Q:
    """The condition on rows of values for an operation that has no opposite. Raises Refused({"op" | "value": ...})."""
    if op not in OPS[Kind(field.kind)]:
        offered = ", ".join(OPS[Kind(field.kind)])
        raise Refused({"op": f"“{field.label}” knows no “{op}”; it knows {offered}."})
    if op == "filled":
        return Q(text_key__gt="")
    if field.kind in kinds.CHOICES:
        return Q(text_key__in=_keys(field, value))
    if field.kind in kinds.TEXTS:
        return _text(field, op, value)
    if field.kind in kinds.NUMBERS:
        return _range(field, op, value, _units)
    if field.kind == Kind.DATE:
        return _date(field, op, value, today)
    return Q(text_key=_read(field, value).text_key)


def _read(field: Field, value: Any) -> kinds.Kept:
    # Bounds are for what is kept, not for what is looked for.
    plain = Field(key=field.key, kind=field.kind, choices=field.choices, limits={"currency": kinds.currency_of(field)})
    try:
        kept = kinds.read(plain, value)
    except kinds.NotTaken as error:
        raise Refused({"value": str(error)}) from error
    if not kept:
        raise Refused({"value": "Say what to look for."})
    return kept[0]


def _keys(field: Field, value: Any) -> list[str]:
    known = {choice["key"] for choice in field.choices}
    asked = value if isinstance(value, list | tuple) else [value]
    wrong = [str(key) for key in asked if key not in known]
    if wrong or not asked:
        raise Refused({"value": f"Choose from: {', '.join(sorted(known))}."})
    return list(asked)


def _text(field: Field, op: str, value: Any) -> Q:
    if not isinstance(value, str) or not value.strip():
        raise Refused({"value": "Say what to look for."})
    if op in {"is", "is_not"}:
        # A part of an address or number is looked for as typed; a whole one in its one form.
        strict = field.kind in {Kind.EMAIL, Kind.PHONE}
        key = _read(field, value).text_key if strict else fold(value)
        exact = Q(text_key=key[: kinds.KEYED])
        return exact & Q(text__iexact=value.strip()) if len(key) > kinds.KEYED else exact
    typed = fold(value) or value
    if field.kind == Kind.PHONE:
        typed = "".join(c for c in typed if c.isdigit() or c == "+").lstrip("0") or typed
    if op == "begins":
        return Q(text_key__startswith=typed[: kinds.KEYED])
    inside = Q(text_key__contains=typed)
    return inside | Q(text__icontains=value) if field.kind == Kind.LONG_TEXT else inside


def _units(field: Field, value: Any) -> int:
    return _read(field, value).number or 0


def _range(field: Field, op: str, value: Any, read: Callable[[Field, Any], int]) -> Q:
    if op != "between":
        column = {
            "is": "number",
            "least": "number__gte",
            "most": "number__lte",
            "before": "number__lt",
            "after": "number__gt",
        }[op]
        return Q(**{column: read(field, value)})
    if not isinstance(value, list | tuple) or len(value) != 2 or (value[0] in (None, "") and value[1] in (None, "")):
        raise Refused({"value": "Say from where and to where."})
    bounds = Q(number__isnull=False)
    if value[0] not in (None, ""):
        bounds &= Q(number__gte=read(field, value[0]))
    if value[1] not in (None, ""):
        bounds &= Q(number__lte=read(field, value[1]))
    return bounds


def _date(field: Field, op: str, value: Any, today: date | None) -> Q:
    if op not in {"last_days", "next_days"}:
        return _range(field, op, value, _units)
    try:
        days = int(value)
    except (TypeError, ValueError) as error:
        raise Refused({"value": "Say how many days."}) from error
    if not 0 <= days <= 36_525:
        raise Refused({"value": "Say how many days, at most a hundred years of them."})
    now = today or moments.business_day(moments.now(), settings.REGULARS_TIME_ZONE)
    first, last = (now - timedelta(days), now) if op == "last_days" else (now, now + timedelta(days))
    return Q(number__gte=first.toordinal(), number__lte=last.toordinal())


def holds(field: Field, op: str, value: Any, texts: list[str], *, today: date) -> bool:
    """Whether it holds of somebody with these stored texts (none: nothing): the same told without a database."""
    if op in OPPOSITES:
        return not holds(field, OPPOSITES[op], value, texts, today=today)
    if op == "filled" or not texts:
        return bool(texts)
    if field.kind in kinds.CHOICES:
        return (all if op == "all_of" else any)(key in texts for key in _keys(field, value))
    if field.kind in kinds.NUMBERS or field.kind == Kind.DATE:
        return _number_holds(field, op, value, texts[0], today)
    key = (fold(texts[0]) or texts[0])[: kinds.KEYED]
    if op == "is":
        return key == (
            fold(value) if field.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.LINK) else _read(field, value).text_key
        )
    typed = fold(value) or value
    return key.startswith(typed) if op == "begins" else typed in key


def _number_holds(field: Field, op: str, value: Any, text: str, today: date) -> bool:
    number = date.fromisoformat(text).toordinal() if field.kind == Kind.DATE else money.to_units(Decimal(text))
    if op in {"last_days", "next_days"}:
        away = today.toordinal() - number if op == "last_days" else number - today.toordinal()
        return 0 <= away <= int(value)
    if op == "between":
        low, high = (None if bound in (None, "") else _units(field, bound) for bound in value)
        return (low is None or number >= low) and (high is None or number <= high)
    asked = _units(field, value)
    return {
        "is": number == asked, "least": number >= asked, "most": number <= asked, "before": number < asked,
        "after": number > asked,
    }[op]  # fmt: skip
