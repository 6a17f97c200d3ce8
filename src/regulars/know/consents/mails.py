"""The mail that asks to confirm a consent: plain text, and the same as HTML."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from regulars.know.consents.links import CONFIRMATIONS_LIVE, confirmation_token, preference_token
from regulars.know.consents.models import Confirmation


def confirmation_mail(row: Confirmation) -> EmailMultiAlternatives:
    """The mail for one that is due. Its link leads to a page; opening it confirms nothing, for mail scanners open links."""
    company = settings.REGULARS_COMPANY
    told: dict[str, Any] = {
        "name": row.customer.name,
        "company": company,
        "purpose": row.purpose.name,
        "words": row.wording.text,
        "link": settings.REGULARS_URL + reverse("preferences:confirm", args=[confirmation_token(row.pk)]),
        "days": CONFIRMATIONS_LIVE.days,
    }
    mail = EmailMultiAlternatives(
        subject=" ".join(f"Please confirm: {row.purpose.name} from {company}".split()),
        body=render_to_string("consents/confirm.txt", told),
        to=[row.address],
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    )
    mail.attach_alternative(render_to_string("consents/confirm.html", told), "text/html")
    return mail


def unsubscribe_headers(customer_id: int, purpose: str) -> dict[str, str]:
    """What a mail of this purpose has to carry so that mail programs show their own unsubscribe button (RFC 8058)."""
    address = reverse("preferences:unsubscribe", args=[preference_token(customer_id), purpose])
    return {
        "List-Unsubscribe": f"<{settings.REGULARS_URL}{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
