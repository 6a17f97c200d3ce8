"""The places of the settings, in groups, as far as somebody may use them."""

from __future__ import annotations

from django.urls import reverse

from regulars.access.users.models import User

# (address, name, permission it needs or none), below the heading they stand under.
_PLACES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "You": (
        ("settings:start", "Yours", ""),
        ("settings:login", "How you log in", ""),
        ("settings:tokens", "API tokens", "tokens.make"),
    ),
    "Customers": (
        ("settings:fields", "Fields", "fields.manage"),
        ("around:tags", "Tags", "fields.manage"),
        ("around:relation_kinds", "Relations", "fields.manage"),
        ("around:day_kinds", "Days to remember", "fields.manage"),
        ("merges:rules", "Recognising", "recognition.manage"),
        ("settings:purposes", "Purposes", "purposes.manage"),
        ("settings:contact_rules", "Contact rules", "purposes.manage"),
    ),
    "Privacy": (
        ("privacy:requests", "Requests", "privacy.manage"),
        ("privacy:keeping", "Keeping", "privacy.manage"),
    ),
    "Numbers": (("settings:digests", "By mail", "numbers.manage"),),
    "Colleagues": (
        ("settings:people", "People", "people.manage"),
        ("settings:teams", "Teams", "people.manage"),
        ("settings:roles", "Roles", "people.manage"),
        ("settings:audit", "Audit", "audit.see"),
    ),
    "What sends": (("settings:keys", "Write keys", "keys.manage"),),
}

Tab = tuple[str, str, bool]


def tabs(user: User, here: str) -> list[tuple[str, list[Tab]]]:
    """Each heading with (address, name, whether it is this one) of its places; headings without any are left out."""
    groups = [
        (heading, [(reverse(url), name, url == here) for url, name, needs in places if not needs or user.may(needs)])
        for heading, places in _PLACES.items()
    ]
    return [(heading, shown) for heading, shown in groups if shown]
