"""Reading identities: whom one leads to, and what a customer is known as."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from regulars.access.acting import current
from regulars.kit.email_address import normal_email
from regulars.kit.phone_number import normal_phone
from regulars.know.customers.models import Customer
from regulars.know.identities import keys
from regulars.know.identities.models import Identity, RuleChoice
from regulars.know.identities.rules import Rules, rules_with

# Different systems may give one id to different people, hardly to more than so many.
_MOST = 50


def find_customers(text: str) -> list[Customer]:
    """The customers behind an e-mail address, a phone number, an external, company or anonymous id.

    Several only when different systems gave the same id to different people.
    """
    customers = Customer.objects.filter(pk__in=find_ids(text)).select_related("merged_into")
    return list({root.pk: root for root in (one.merged_into or one for one in customers)}.values())


def find_ids(text: str) -> list[int]:
    """The ids of the same customers, as they were before anybody was merged."""
    typed = text.strip()
    certain = []
    if address := normal_email(typed):
        certain.append(keys.email_key(address))
    if number := normal_phone(typed, settings.REGULARS_REGION):
        certain.append(keys.phone_key(number))
    found = _ids(key__in=certain) if certain else []
    return found or _ids(value=typed)


def _ids(**asked: Any) -> list[int]:
    found = Identity.objects.filter(**asked).order_by().values_list("customer_id", flat=True)[:_MOST]
    return list(dict.fromkeys(found))


def identities_of(customer_ids: Sequence[int]) -> list[Identity]:
    """What these parts of one customer are known as, the most telling first; not what whoever acts does not see."""
    order = {kind: place for place, kind in enumerate(Identity.Kind.values)}
    rows = Identity.objects.filter(customer_id__in=customer_ids).exclude(kind__in=current().hidden)
    return sorted(rows, key=lambda row: (order[row.kind], row.pk))


def current_rules() -> Rules:
    """The rules in effect, with the owner's choices."""
    return rules_with(dict(RuleChoice.objects.values_list("name", "value")))


def only_suggests(identities: Sequence[Identity]) -> set[int]:
    """Which of these prove nobody, by the rules in effect. One query."""
    rules = current_rules()
    return {row.pk for row in identities if rules.only_suggests(row.key, row.shared, row.verified)}
