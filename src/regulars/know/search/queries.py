"""Finding customers while somebody types: part of a name, an address, digits of a phone, an id."""

from __future__ import annotations

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from regulars.kit.email_address import normal_email
from regulars.kit.folding import fold
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import listed, may_see
from regulars.know.customers.visible import veil
from regulars.know.identities.queries import find_customers

# The trigram index knows nothing shorter.
SHORTEST = 3
# Found beyond what is wanted, for those that were merged since.
SPARE = 10


def search_customers(typed: str, limit: int = 50) -> list[Customer]:
    """Up to `limit` known customers that match, every word of what was typed somewhere in name, address, phone, town or id.

    A whole e-mail address, phone number or id is looked up as such first. Newest customers come first: the index
    is read in that order, so the first page costs the same among a thousand and a million.
    """
    text = fold(typed)
    if not text:
        return []
    exact = (
        [c for c in find_customers(typed) if c.known and may_see(c)]
        if "@" in typed or any(c.isdigit() for c in typed)
        else []
    )
    if exact and normal_email(typed):
        return veil(exact[:limit])  # a whole address names its owner; nobody else was meant
    words = text.split()
    if "@" not in text and sum(c.isdigit() for c in text) * 2 > len(text):
        # Digits as typed: 020 7946-0958 must find +44 20 7946 0958.
        words = ["".join(c for c in text if c.isdigit()).lstrip("0")]
    if all(len(word) < SHORTEST for word in words):
        found = list(_beginning(text, limit))
    else:
        found = list(_containing([word for word in words if len(word) >= SHORTEST], limit))
        short = [word for word in words if len(word) < SHORTEST]
        found = [c for c in found if all(word in c.name_key for word in short)]
    return veil(list({c.pk: c for c in [*exact, *found]}.values())[:limit])


def _beginning(text: str, limit: int) -> QuerySet[Customer]:
    """Names that begin with one or two letters, through the index the list sorts by."""
    return (
        listed()
        .filter(name_key__gte=text, name_key__lt=text[:-1] + chr(ord(text[-1]) + 1))
        .order_by("name_key", "pk")[:limit]
    )


def _containing(words: list[str], limit: int) -> QuerySet[Customer]:
    if connection.vendor == "postgresql":
        rows = listed()
        for word in words:
            rows = rows.filter(search_text__contains=word)
        return rows.order_by("-pk")[:limit]
    match = " AND ".join('"' + word.replace('"', '""') + '"' for word in words)
    # Read newest first, straight from the index.
    ids = RawSQL(
        "SELECT rowid FROM customer_search WHERE customer_search MATCH %s ORDER BY rowid DESC LIMIT %s",
        (match, limit + SPARE),
    )
    return listed().filter(pk__in=ids).order_by("-pk")[:limit]
