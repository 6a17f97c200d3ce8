"""Customers over the API: a page of them, one, a new one, a changed one, and the story of one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Status
from ninja.errors import HttpError
from ninja.params.functions import Query

from regulars.access.acting import current
from regulars.api.rest import shapes
from regulars.api.rest.api import May, api
from regulars.kit import moments
from regulars.kit.refused import Refused
from regulars.know.customers import models
from regulars.know.customers.queries import parts_of, root_of
from regulars.know.fields.actions import add_profile, edit_profile
from regulars.know.fields.queries import written_of
from regulars.know.filters.check import check
from regulars.know.filters.compile import condition
from regulars.know.filters.field import Moment
from regulars.know.filters.orders import Orders, profile_orders, shown
from regulars.know.filters.own import own_orders
from regulars.know.filters.pages import page as page_of
from regulars.know.filters.registry import Registry
from regulars.know.filters.rule import EVERYBODY, Condition, both
from regulars.know.filters.text import read_either
from regulars.know.search.queries import search_customers
from regulars.timeline.audit import note_look
from regulars.timeline.describe import describe
from regulars.timeline.read import of_customers
from regulars.understand.insights.filter_fields import insight_orders
from regulars.understand.segments.filter_fields import all_fields

_PLAIN = (
    "kind", "name", "email", "phone", "street", "postcode", "city", "region", "country", "language", "birthday",
)  # fmt: skip
_BESIDE = ("created_at", "changed_at", "last_heard_at")
After = Annotated[str, Query(description="What `next` of the page before said.")]
Limit = Annotated[int, Query(ge=1, le=200, description="How many, at most 200.")]
ERRORS = {401: shapes.Problem, 403: shapes.Problem, 404: shapes.Problem, 422: shapes.Problem}


def fields() -> Registry:
    """Every field a rule may name, for whoever acts."""
    return all_fields()


def orders() -> Orders:
    """Every order of the list, for whoever acts."""
    return shown([*profile_orders(), *own_orders(), *insight_orders()])


def told_of(customers: Iterable[models.Customer]) -> list[dict[str, Any]]:
    """Each as the API tells them, without what whoever acts may not see."""
    hidden = current().hidden
    page = list(customers)
    own = written_of([c.pk for c in page])
    return [
        {"id": c.pk, **{name: getattr(c, name) for name in (*_PLAIN, *_BESIDE) if name not in hidden}}
        | {"owner": c.owner_id, "team": c.team_id}
        | {"fields": {name.removeprefix("field:"): text for name, text in own.get(c.pk, {}).items()}}
        for c in page
    ]


def found_or_404(pk: int) -> models.Customer:
    """The customer, or whom they turned out to be. A refusal tells nothing about those one may not see."""
    found = root_of(pk)
    if found is None:
        raise HttpError(404, f"There is no customer {pk}.")
    return found


@api.get(
    "/customers",
    auth=May("customers.see"),
    response={200: shapes.CustomerPage, **ERRORS},
    exclude_unset=True,
    tags=["customers"],
)
def list_customers(
    request: HttpRequest,
    q: Annotated[str, Query(description="Part of a name, e-mail address, phone number or id; not paged.")] = "",
    kind: Annotated[str, Query(description="person or company")] = "",
    sort: Annotated[str, Query(description="An order of the list, such as heard or name; a minus turns it.")] = "heard",
    rule: Annotated[str, Query(description="A rule of conditions: as JSON, or as text like city = 'Oslo'.")] = "",
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    """A page of customers: all, of a kind, whom a rule fits, or who are found by what is typed."""
    known = orders()
    key = sort.removeprefix("-")
    if key not in known:
        raise Refused({"sort": f"Choose one of {', '.join(known)}."})
    if kind and kind not in models.Customer.Kind.values:
        raise Refused({"kind": "Choose person or company."})
    every = fields()
    wanted = read_either(rule, every)
    if kind:
        wanted = check(both(Condition("kind", "any_of", [kind]), wanted), every)
    if q:
        among = condition(wanted, every, Moment(moments.now())) if wanted != EVERYBODY else None
        return {"items": told_of(search_customers(q, limit=limit, among=among)), "next": None}
    down = known[key].downwards != sort.startswith("-")
    found = page_of(wanted, every, known[key], down=down, after=after or None, limit=limit)
    return {"items": told_of(found.customers), "next": found.next}


@api.get(
    "/customers/{pk}",
    auth=May("customers.see"),
    response={200: shapes.Customer, **ERRORS},
    exclude_unset=True,
    tags=["customers"],
)
def one_customer(request: HttpRequest, pk: int) -> dict[str, Any]:
    """One customer. Looking at a full record is audited."""
    found = found_or_404(pk)
    note_look("customer.seen", current().actor, customer_id=found.pk)
    return told_of([found])[0]


@api.post(
    "/customers",
    auth=May("customers.edit"),
    response={201: shapes.Customer, **ERRORS},
    exclude_unset=True,
    tags=["customers"],
)
def new_customer(request: HttpRequest, told: shapes.CustomerFields) -> Status[dict[str, Any]]:
    """Add a customer. An e-mail address that is somebody's already is refused."""
    customer = add_profile(_sent(told), told.fields or {}, actor=current().actor)
    return Status(201, told_of([found_or_404(customer.pk)])[0])


@api.patch(
    "/customers/{pk}",
    auth=May("customers.edit"),
    response={200: shapes.Customer, **ERRORS},
    exclude_unset=True,
    tags=["customers"],
)
def change_customer(request: HttpRequest, pk: int, told: shapes.CustomerFields) -> dict[str, Any]:
    """Change what is sent of a customer."""
    found = found_or_404(pk)
    edit_profile(found.pk, _sent(told), told.fields or {}, actor=current().actor)
    return told_of([found_or_404(found.pk)])[0]


@api.get(
    "/customers/{pk}/timeline",
    auth=May("customers.see"),
    response={200: shapes.InteractionPage, **ERRORS},
    tags=["customers"],
)
def timeline(request: HttpRequest, pk: int, after: After = "", limit: Limit = 50) -> dict[str, Any]:
    """The story of one customer, newest first."""
    found = of_customers(parts_of(found_or_404(pk)), after=after or None, limit=limit)
    items = []
    for line in found.interactions:
        sentence = describe(line, current().hidden)
        said = f"{sentence.before}{sentence.strong}{sentence.after}"
        items.append(
            {
                "id": line.pk, "name": line.name, "channel": line.channel, "occurred_at": line.occurred_at, "said": said,
                "amount": None if line.amount is None else str(line.amount), "currency": line.currency,
            }
        )  # fmt: skip
    return {"items": items, "next": found.next}


def _sent(told: shapes.CustomerFields) -> dict[str, Any]:
    sent = told.dict(exclude_unset=True)
    sent.pop("fields", None)
    return {name: value if value is not None or name == "birthday" else "" for name, value in sent.items()}
