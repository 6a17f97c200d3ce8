"""Which customers a condition on a field finds: the operations of each kind, and their queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Exists, Func, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from regulars.kit import moments, money
from regulars.kit.folding import fold
from regulars.kit.refused import Refused
from regulars.know.customers.models import Customer
from regulars.know.fields import kinds
from regulars.know.fields.models import Field, FieldValue

Kind = Field.Kind

_TEXT = ("is", "is_not", "contains", "contains_not", "begins")
_NUMBER = ("at_least", "at_most", "is", "between")
_DATE = ("last_days", "not_last_days", "next_days", "on", "before", "after", "between")
_FILLED = ("filled", "empty")
# The operators of each kind, by the names that rules of lists have for them.
OPS: dict[Kind, tuple[str, ...]] = {
    **dict.fromkeys(kinds.TEXTS, (*_TEXT, *_FILLED)),
    **dict.fromkeys(kinds.NUMBERS, (*_NUMBER, *_FILLED)),
    Kind.DATE: (*_DATE, *_FILLED),
    Kind.YES_NO: ("yes", "no", *_FILLED),
    Kind.CHOICE: ("any_of", "none_of", *_FILLED),
    Kind.CHOICES: ("any_of", "all_of", "none_of", *_FILLED),
    Kind.REFERENCE: ("is", "is_not", *_FILLED),
}
# These hold for whoever is not among those of the other operation; somebody without a value among them.
OPPOSITES = {
    "is_not": "is", "contains_not": "contains", "not_last_days": "last_days", "none_of": "any_of", "empty": "filled",
}  # fmt: skip
# So few customers are named one by one; of more, each customer of a list is looked at in turn.
FEW = 2_000


def filter_rows(field: Field, op: str, value: Any = None, *, today: date | None = None) -> QuerySet[Any, int]:
    """The ids of customers (of roots, for merged ones) of whom this holds, for `pk__in`. Raises Refused.

    The values: a text; a number or amount; a day (or its ISO text); days as a whole number, today being one of them;
    choices' keys; (from, to) for between, both included, either may be None; a customer's id. An operator of OPPOSITES
    finds all others: prefer `where` for those. Whether they may be seen is the caller's to add.
    """
    if op in OPPOSITES:
        among = filter_rows(field, OPPOSITES[op], value, today=today)
        return Customer.objects.filter(merged_into=None).exclude(pk__in=among).values_list("pk", flat=True)
    if op == "all_of":
        found = Customer.objects.all()
        for key in _keys(field, value):
            found = found.filter(pk__in=filter_rows(field, "any_of", [key]))
        return found.values_list("pk", flat=True)
    rows = FieldValue.objects.filter(_matching(field, op, value, today), field=field).filter(counting(field))
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
    # Merges can only make fewer of them: whether they are few is read from the index alone.
    rows = FieldValue.objects.filter(_matching(field, op, value, today), field=field)
    if len(rows.values_list("pk")[: FEW + 1]) > FEW:
        merged = Customer.objects.filter(merged_into__isnull=False).exists()
        return where(field, op, value, today=today, merged=merged)
    return Q(pk__in=list(filter_rows(field, op, value, today=today)))


def where(field: Field, op: str, value: Any = None, *, today: date | None = None, merged: bool = True) -> Q:
    """The same, asked about each customer in turn: true or false of everybody, never unknown. Raises Refused.

    `merged` false spares asking what merged parts have, where it is known that nobody was merged.
    """
    if op in OPPOSITES:
        return ~where(field, OPPOSITES[op], value, today=today, merged=merged)
    if op == "all_of":
        whole = Q()
        for key in _keys(field, value):
            whole &= where(field, "any_of", [key], merged=merged)
        return whole
    # Found by the customer, of whom there are a few values, never by a stretch of values read anew for each customer.
    rows = FieldValue.objects.alias(
        bare_field=_Bare("field_id"), bare_number=_Bare("number"), bare_key=_Bare("text_key")
    )
    rows = rows.filter(_bare(_matching(field, op, value, today)), bare_field=field.pk)
    own = Q(Exists(rows.filter(customer=OuterRef("pk"))))
    if not merged:
        return own
    part = Customer.objects.filter(merged_into=OuterRef(OuterRef("pk"))).values("pk")
    return own | Q(Exists(rows.filter(counting(field), customer__in=part)))


class _Bare(Func):
    """A column that SQLite takes for a value, so that no index over it is chosen."""

    template = "%(expressions)s"
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """With the sign that means nothing but that."""
        return self.as_sql(compiler, connection, template="+%(expressions)s", **extra)


_BARE = {"number": "bare_number", "text_key": "bare_key"}


def _bare(wanted: Q) -> Q:
    """The same condition on the bare columns."""
    told = Q(_connector=wanted.connector, _negated=wanted.negated)
    for child in wanted.children:
        if isinstance(child, Q):
            told.children.append(_bare(child))
        elif isinstance(child, tuple):
            name, value = child
            column, _, lookup = name.partition("__")
            told.children.append(("__".join(part for part in (_BARE.get(column, column), lookup) if part), value))
    return told


def counting(field: Field) -> Q:
    """The condition for values that are what their customer has: a merged part's only where nothing nearer was told."""
    root = FieldValue.objects.filter(field=field, customer=OuterRef("customer__merged_into_id"))
    earlier = FieldValue.objects.filter(
        field=field,
        customer__merged_into=OuterRef("customer__merged_into_id"),
        customer_id__lt=OuterRef("customer_id"),
    )
    return Q(customer__merged_into=None) | (~Q(Exists(root)) & ~Q(Exists(earlier)))


def _matching(field: Field, op: str, value: Any, today: date | None) -> Q:
    """The condition on rows of values for an operator that denies no other. Raises Refused({"op" | "value": ...})."""
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
    if field.kind == Kind.YES_NO:
        return Q(number=int(op == "yes"))
    return Q(number=_units(field, value))


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
    if op == "is":
        # A part of an address or number is looked for as typed; a whole one in its one form.
        strict = field.kind in {Kind.EMAIL, Kind.PHONE}
        key = _read(field, value).text_key if strict else fold(value)
        exact = Q(text_key=key[: kinds.KEYED])
        return exact & Q(text__iexact=value.strip()) if len(key) > kinds.KEYED else exact
    typed = _part(field, value)
    if op == "begins":
        return Q(text_key__startswith=typed[: kinds.KEYED])
    inside = Q(text_key__contains=typed)
    return inside | Q(text__icontains=value) if field.kind == Kind.LONG_TEXT else inside


def _part(field: Field, value: str) -> str:
    """A part of a text as it is looked for."""
    typed = fold(value) or value
    if field.kind == Kind.PHONE:
        return "".join(c for c in typed if c.isdigit() or c == "+").lstrip("0") or typed
    return typed


def _units(field: Field, value: Any) -> int:
    return _read(field, value).number or 0


def _range(field: Field, op: str, value: Any, read: Callable[[Field, Any], int]) -> Q:
    if op != "between":
        column = {
            "is": "number",
            "on": "number",
            "at_least": "number__gte",
            "at_most": "number__lte",
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
    if not 1 <= days <= 36_525:
        raise Refused({"value": "Say how many days, at most a hundred years of them."})
    now = today or moments.business_day(moments.now(), settings.REGULARS_TIME_ZONE)
    away = timedelta(days - 1)
    first, last = (now - away, now) if op == "last_days" else (now, now + away)
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
    if field.kind == Kind.YES_NO:
        return texts[0] == op
    key = (fold(texts[0]) or texts[0])[: kinds.KEYED]
    if op == "is":
        return key == (
            fold(value) if field.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.LINK) else _read(field, value).text_key
        )
    typed = _part(field, value)
    return key.startswith(typed) if op == "begins" else typed in key


def _number_holds(field: Field, op: str, value: Any, text: str, today: date) -> bool:
    number = date.fromisoformat(text).toordinal() if field.kind == Kind.DATE else money.to_units(Decimal(text))
    if op in {"last_days", "next_days"}:
        away = today.toordinal() - number if op == "last_days" else number - today.toordinal()
        return 0 <= away < int(value)
    if op == "between":
        low, high = (None if bound in (None, "") else _units(field, bound) for bound in value)
        return (low is None or number >= low) and (high is None or number <= high)
    asked = _units(field, value)
    return {
        "is": number == asked,
        "on": number == asked,
        "at_least": number >= asked,
        "at_most": number <= asked,
        "before": number < asked,
        "after": number > asked,
    }[op]
