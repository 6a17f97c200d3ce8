"""The fields every customer has: their profile, who looks after them, when they were heard, what they are known by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf.locale import LANG_INFO
from django.db.models import Q

from regulars.access.acting import current
from regulars.access.users.models import Team, User
from regulars.kit.countries import in_country
from regulars.know.customers.models import Customer
from regulars.know.filters import columns
from regulars.know.filters.field import FilterField, Moment, held
from regulars.know.filters.kinds import Kind
from regulars.know.identities.models import Identity

GROUP = "Profile"
CARE = "Care"
HEARD = "When"
ME = "me"
# By these an index leads to the customers (regulars.know.views.migrations.0002_orders).
INDEXED = ("city", "country")


def _text(name: str, label: str, say: str = "", called: Callable[[str], str] = str) -> FilterField:
    where = columns.text(name)
    leads = columns.named(name) if name in INDEXED else None
    spoken = {"is": f"{say} {{}}", "is_not": f"not {say} {{}}"} if say else {}
    return FilterField(
        name, label, Kind.TEXT, GROUP, where, leads=leads,
        say=lambda op, value: spoken[op].format(called(value)) if op in spoken else "",
    )  # fmt: skip


def _moment(name: str, label: str, verb: str) -> FilterField:
    where = columns.moment(name)
    return FilterField(
        name.removesuffix("_at").removeprefix("last_"), label, Kind.DATE, HEARD, where,
        say=lambda op, value: f"{verb} {value}" if op in {"last_days", "before", "after", "on", "between"} else "",
    )  # fmt: skip


def _languages() -> Iterator[tuple[str, str]]:
    for code, info in sorted(LANG_INFO.items()):
        if "name" in info:
            yield code, str(info["name"])


def _language(op: str, value: Any, when: Moment) -> Q:
    if op != "any_of":
        return ~Q(language="")
    said = Q()
    for code in value:
        said |= Q(language__iexact=code) | Q(language__istartswith=f"{code}-")
    return said


def _known_by(op: str, value: Any, when: Moment) -> Q:
    return held(Identity.objects.filter(kind__in=list(value)), when)


def colleagues() -> list[tuple[str, str]]:
    """Who can look after customers: oneself first."""
    rows = User.objects.filter(is_active=True).order_by("name", "email")
    return [(ME, "Me"), *((str(user.pk), str(user)) for user in rows)]


def _teams() -> list[tuple[str, str]]:
    return [(str(team.pk), team.name) for team in Team.objects.order_by("name")]


def _owner(op: str, value: Any, when: Moment) -> Q:
    if op != "any_of":
        return Q(owner__isnull=False)
    ids = [current().user_id if one == ME else int(one) for one in value]
    return Q(owner__isnull=False, owner__in=[pk for pk in ids if pk is not None])


def _team(op: str, value: Any, when: Moment) -> Q:
    known = Q(team__isnull=False)
    return known & Q(team__in=[int(one) for one in value]) if op == "any_of" else known


def _phrase(word: str) -> Any:
    return lambda op, value: {"any_of": f"{word} {value}", "none_of": f"not {word} {value}"}.get(op, "")


def _kinds() -> list[tuple[str, str]]:
    return list(Customer.Kind.choices)


def _known_choices() -> list[tuple[str, str]]:
    hidden = current().hidden
    return [(value, text) for value, text in Identity.Kind.choices if value not in hidden]


def profile_fields() -> Iterable[tuple[str, FilterField]]:
    """(the name a role may hide, the field)."""
    name = columns.folded("name_key")
    naming = "email" if "email" in current().hidden else "phone"
    # The key of somebody without a name is made of their address or number.
    yield naming if naming in current().hidden else "", FilterField(
        "name", "Name", Kind.TEXT, GROUP, name, ops=("is", "is_not", "contains", "contains_not", "begins"),
        leads=columns.leads("name_key", name, ("is",)),
    )  # fmt: skip
    yield (
        "",
        FilterField(
            "kind", "Person or company", Kind.CHOICE, GROUP, columns.choice("kind"), _kinds, ops=("any_of", "none_of")
        ),
    )
    yield "email", _text("email", "E-mail")
    yield "phone", _text("phone", "Phone")
    yield "city", _text("city", "Town", "in")
    yield "postcode", _text("postcode", "Postcode")
    yield "region", _text("region", "Region", "in")
    yield "country", _text("country", "Country", "in", in_country)
    yield "street", _text("street", "Street")
    yield (
        "language",
        FilterField("language", "Language", Kind.CHOICE, GROUP, _language, _languages, say=_phrase("writing")),
    )
    yield "birthday", FilterField("birthday", "Born", Kind.DATE, GROUP, columns.day("birthday"))
    yield (
        "",
        FilterField("known_by", "Known by", Kind.CHOICE, GROUP, _known_by, _known_choices, ops=("any_of", "none_of")),
    )
    yield (
        "",
        FilterField("owner", "Looked after by", Kind.CHOICE, CARE, _owner, colleagues, say=_phrase("looked after by")),
    )
    yield "", FilterField("team", "Team", Kind.CHOICE, CARE, _team, _teams, say=_phrase("of team"))
    yield "", _moment("last_heard_at", "Last heard", "last heard")
    yield "", _moment("first_heard_at", "First heard", "first heard")
    yield "", _moment("created_at", "Added", "added")
