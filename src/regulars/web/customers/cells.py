"""One cell of the list, changed where it stands: its form, and what it says afterwards."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import root_of
from regulars.know.fields.actions import set_values
from regulars.know.fields.models import Field
from regulars.know.fields.queries import field_of, values_of
from regulars.know.identities.actions import edit_customer
from regulars.web.customers import columns
from regulars.web.customers.editing import read_fields
from regulars.web.requests import Request, page

_TYPES = {
    "email": "email", "phone": "tel", "birthday": "date", Field.Kind.DATE: "date", Field.Kind.EMAIL: "email",
    Field.Kind.PHONE: "tel", Field.Kind.LINK: "url",
}  # fmt: skip


def _asked(pk: int, key: str) -> tuple[Customer, columns.Column]:
    customer = root_of(pk)
    column = next((c for c in columns.offered() if c.key == key and c.editable), None)
    if customer is None or column is None:
        raise Http404("There is no such cell.")
    return customer, column


def _form(request: Request, customer: Customer, column: columns.Column, value: str, error: str = "") -> HttpResponse:
    own = field_of(column.key) if column.key.startswith("field:") else None
    options: list[tuple[str, str]] = []
    if own is not None and own.kind == Field.Kind.YES_NO:
        options = [("", "—"), ("yes", "Yes"), ("no", "No")]
    elif own is not None and own.kind == Field.Kind.CHOICE:
        options = [
            ("", "—"),
            *((c["key"], c["label"]) for c in own.choices if not c.get("retired") or c["key"] == value),
        ]
    context = {
        "customer": customer, "column": column, "value": value, "error": error, "options": options,
        "type": _TYPES.get(own.kind if own is not None else column.key, "text"),
    }  # fmt: skip
    return render(request, "customers/cell_form.html", context, status=422 if error else 200)


def _value(customer: Customer, key: str) -> str:
    if key.startswith("field:"):
        field = field_of(key)
        told = values_of([customer.pk], [field]).get(customer.pk, {}) if field is not None else {}
        value = told.get(key.removeprefix("field:"))
        if value is None:
            return ""
        return (
            str(value.typed)
            if value.field.kind in {Field.Kind.CHOICE, Field.Kind.DATE}
            else (("yes" if value.typed else "no") if value.field.kind == Field.Kind.YES_NO else value.written)
        )
    value = getattr(customer, key)
    return value.isoformat() if hasattr(value, "isoformat") else str(value or "")


@require_http_methods(["GET", "HEAD", "POST"])
@page("customers.edit")
def cell(request: Request, pk: int, key: str) -> HttpResponse:
    """The form of one cell; a good value brings the cell back, another one is refused where it was typed."""
    customer, column = _asked(pk, key)
    if request.method != "POST":
        return _form(request, customer, column, _value(customer, key))
    typed = str(request.POST.get("value", ""))
    try:
        if key.startswith("field:"):
            set_values(customer.pk, {key.removeprefix("field:"): typed}, actor=request.user.actor)
        else:
            # Through the form's own reader, which knows days.
            sent = request.POST.copy()
            sent[key] = typed
            edit_customer(customer.pk, {key: read_fields(sent)[key]}, actor=request.user.actor)
    except Refused as refused:
        return _form(request, customer, column, typed, next(iter(refused.errors.values())))
    changed = root_of(pk)
    assert changed is not None  # noqa: S101 -- whoever may change somebody sees them
    told = column.fill(columns.page_of([changed], moments.now(), [column])).get(changed.pk, columns.Cell(""))
    return render(request, "customers/cell_said.html", {"text": told.text})
