"""Products: the list, one with what goes with it, and who may want it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from regulars.kit import moments
from regulars.kit.position import BadPosition
from regulars.kit.refused import Refused
from regulars.know.customers.queries import by_ids
from regulars.understand.insights.queries import insights_of
from regulars.understand.recommendations import queries
from regulars.understand.recommendations.actions import edit_product
from regulars.understand.recommendations.learning.rebuying import bought_again
from regulars.understand.recommendations.models import Product
from regulars.understand.recommendations.offering import may_see_offers
from regulars.understand.recommendations.reasons import percent, span
from regulars.understand.recommendations.wanting import Wanting, goes_with, who_wants
from regulars.web.customers.rows import rows
from regulars.web.recommendations.places import tabs
from regulars.web.requests import Request, page, partial
from regulars.web.words import round_money

PAGE = 50
FEW = 8
# Of so few buyers chance may hide what goes with a product.
FEW_BUYERS = 10


@require_safe
@page("numbers.see")
def products(request: Request) -> HttpResponse:
    """A page of products, searched and sorted."""
    text, order = request.GET.get("q", "").strip(), request.GET.get("order", "buyers")
    if order not in queries.ORDERS:
        raise Http404("There is no such order.")
    try:
        found = queries.products(text=text, order=order, after=request.GET.get("after") or None, limit=PAGE)
    except BadPosition as error:
        return HttpResponseBadRequest(str(error))
    address = reverse("recommendations:products")
    asked = {"q": text, "order": order}
    context = {
        "tabs": tabs("recommendations:products"),
        "products": [_row(product) for product in found.products],
        "next": f"{address}?{urlencode(asked | {'after': found.next})}" if found.next else "",
        "text": text,
        "orders": [
            (f"{address}?{urlencode({'q': text, 'order': key})}", name, key == order)
            for key, name in (("buyers", "Most bought"), ("name", "By name"))
        ],
    }
    more = partial(request) and "after" in request.GET
    return render(request, "recommendations/more_products.html" if more else "recommendations/products.html", context)


def _row(product: Product) -> dict[str, Any]:
    again = bought_again(product.buyers, product.again)
    return {
        "product": product,
        "buyers": f"{product.buyers:,}",
        "price": round_money(product.price, product.currency) if product.price is not None else "—",
        "again": percent(product.again, product.buyers) if product.again else "—",
        "after": span(product.again_days) if again and product.again_days else "—",
        "stock": "" if product.stock is None else f"{product.stock:,}",
    }


def _found(pk: int) -> Product:
    found = queries.product(pk)
    if found is None:
        raise Http404("There is no product of this number.")
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@page("numbers.see")
def product(request: Request, pk: int) -> HttpResponse:
    """One product; a POST keeps stock, margin and whether it was withdrawn."""
    found, errors = _found(pk), {}
    if request.method == "POST":
        told = {name: request.POST.get(name, "") for name in ("stock", "margin")}
        try:
            edit_product(pk, told | {"withdrawn": request.POST.get("withdrawn", "")}, actor=request.user.actor)
        except Refused as refused:
            errors = refused.errors
        else:
            messages.success(request, f"{found} is kept.")
            return HttpResponseRedirect(reverse("recommendations:product", args=[pk]))
    return render(
        request, "recommendations/product.html", _context(request, found, errors), status=422 if errors else 200
    )


def _context(request: Request, found: Product, errors: dict[str, str]) -> dict[str, Any]:
    wanting = who_wants(found, limit=FEW) if may_see_offers() else None
    margin = "" if found.margin is None else f"{found.margin * 100:g} %"
    return {
        "tabs": tabs("recommendations:products"),
        "product": found,
        "lead": _lead(found),
        "price": round_money(found.price, found.currency) if found.price is not None else "",
        "goes": [
            {
                "one": each,
                "share": percent(round(each.share * 1000), 1000),
                "usual": percent(round(each.usual * 1000), 1000),
                "times": f"{each.times:.1f}" if each.usual else "",
            }
            for each in goes_with(found)
        ],
        "goes_not": _goes_not(found),
        "wanting": wanting,
        "wanted": _wanted(wanting) if wanting else "",
        "refused": wanting.refused if wanting else 0,
        "wanters": by_ids(wanting.customer_ids) if wanting else [],
        "may": request.user.may("numbers.manage"),
        "errors": errors,
        "stock": request.POST.get("stock", "") if errors else "" if found.stock is None else found.stock,
        "margin": request.POST.get("margin", "") if errors else margin,
        "withdrawn": bool(request.POST.get("withdrawn")) if errors else found.withdrawn,
    }


def _goes_not(found: Product) -> str:
    """What stands where nothing goes with it: that too few bought it, or that nothing stands out."""
    if found.buyers < FEW_BUYERS:
        return f"Too few have bought it yet to say what goes with it: {found.buyers} so far."
    return "Nothing stands out: its buyers buy other things about as often as everybody does."


def _wanted(wanting: Wanting) -> str:
    if wanting.most:
        return f"These {wanting.found:,} it suits best: it is among the ten best new offers of each"
    who = "1 customer" if wanting.found == 1 else f"{wanting.found:,} customers"
    return f"It is among the ten best new offers of {who}"


def _lead(found: Product) -> str:
    if not found.buyers:
        return "Nobody we know has bought it in the last three years."
    who = "1 customer has" if found.buyers == 1 else f"{found.buyers:,} customers have"
    told = f"{who} bought it"
    if found.again:
        told += f", {percent(found.again, found.buyers)} of them on more than one day"
        if bought_again(found.buyers, found.again) and found.again_days:
            told += f": usually again after {span(found.again_days)}"
    return f"{told}."


@require_safe
@page("numbers.see")
def people(request: Request, pk: int) -> HttpResponse:
    """Who may want it, best first: those who may be looked at this way."""
    found = _found(pk)
    after = request.GET.get("after", "0")
    if not after.isdigit() or len(after) > 6:
        return HttpResponseBadRequest(f"after: {after!r} is not a position of this list")
    wanting = who_wants(found, after=int(after), limit=PAGE)
    address = reverse("recommendations:people", args=[pk])
    context = {
        "product": found,
        "goes_not": _goes_not(found),
        "wanting": wanting,
        "wanted": _wanted(wanting),
        "rows": rows(by_ids(wanting.customer_ids), insights_of(wanting.customer_ids), moments.now()),
        "next": f"{address}?{urlencode({'after': wanting.next})}" if wanting.next else "",
    }
    more = partial(request) and after != "0"
    return render(request, "understand/more_people.html" if more else "recommendations/people.html", context)
