"""A customer as a card for an address book."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from regulars.know.cards.queries import customers_to_vcards
from regulars.know.cards.write import Version
from regulars.know.customers.queries import root_of
from regulars.web.requests import Request, page


@require_safe
@page("customers.export")
def card(request: Request, pk: int) -> HttpResponse:
    """The card as a file: vCard 3.0, which every address book reads, or 4.0 where `version` asks for it."""
    found = root_of(pk)
    if found is None:
        raise Http404("There is no customer of this number.")
    version: Version = "4.0" if request.GET.get("version") == "4.0" else "3.0"
    answer = HttpResponse("".join(customers_to_vcards([found.pk], version)), content_type="text/vcard; charset=utf-8")
    name = f"{found}".replace("/", " ").replace("\\", " ")[:80]
    answer["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=f"{name}.vcf") or "attachment"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
