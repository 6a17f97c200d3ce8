"""What surrounds customers as fields of the rule language: tags, relations, days to remember, consents."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import Any

from django.db.models import Q

from regulars.know.consents.models import Channel
from regulars.know.consents.queries import purposes, with_consent
from regulars.know.filters.field import FilterField, Leads, Moment, Where, held, ids_of
from regulars.know.filters.kinds import Kind
from regulars.know.occasions.days import LONGEST_WINDOW
from regulars.know.occasions.queries import coming_ids
from regulars.know.occasions.queries import kinds as occasion_kinds
from regulars.know.relations.queries import kinds as relation_kinds
from regulars.know.relations.queries import related
from regulars.know.tags.models import Tagging
from regulars.know.tags.queries import all_tags

GROUP = "Around them"
CONSENTS = "Consent"


def tag_fields() -> Iterable[tuple[str, FilterField]]:
    """Tags, by their ids."""

    @cache
    def tags() -> tuple[tuple[str, str], ...]:
        return tuple((str(tag.pk), tag.name) for tag in all_tags())

    def taggings(op: str, value: Any) -> Any:
        return Tagging.objects.filter(tag__in=[int(one) for one in value]) if op == "any_of" else Tagging.objects.all()

    yield "", FilterField(
        "tag", "Tag", Kind.CHOICE, GROUP, lambda op, value, when: held(taggings(op, value), when), tags,
        say=lambda op, value: {"any_of": f"with the tag {value}", "none_of": f"without the tag {value}",
                               "filled": "with any tag", "empty": "without a tag"}.get(op, ""),
        leads=lambda op, value, when: ids_of(taggings(op, value), when) if op == "any_of" else None,
    )  # fmt: skip


def relation_fields() -> Iterable[tuple[str, FilterField]]:
    """Each kind of relation, from both sides where these differ."""
    for kind in relation_kinds(offered=True):
        yield "", _relation(f"related:{kind.key}", kind.name, kind.key, "origin", mutual=kind.mutual)
        if not kind.mutual:
            yield "", _relation(f"related:{kind.key}:back", kind.back, kind.key, "target", mutual=False)


def _relation(key: str, says: str, kind: str, side: str, *, mutual: bool) -> FilterField:
    def where(op: str, value: Any, when: Moment) -> Q:
        to = [value] if op == "is" else None
        said = Q(pk__in=related(kind, to=to, side=side))
        return said | Q(pk__in=related(kind, to=to, side="target")) if mutual else said

    def leads(op: str, value: Any, when: Moment) -> Any:
        return related(kind, to=[value], side=side) if op == "is" and not mutual else None

    label = says[:1].upper() + says[1:]
    return FilterField(
        key, label, Kind.REFERENCE, GROUP, where, leads=leads,
        say=lambda op, value: {"is": f"who {says} {value}", "is_not": f"not {says} {value}", "filled": f"who {says} somebody",
                               "empty": f"of whom nobody is known for “{says}”"}.get(op, ""),
    )  # fmt: skip


def occasion_fields() -> Iterable[tuple[str, FilterField]]:
    """Days that come again, within the next so many days; hidden birthdays are none to whom they are hidden."""
    for kind in occasion_kinds():
        where, leads = _coming(kind.key)
        yield "birthday" if kind.key == "birthday" else "", FilterField(
            f"occasion:{kind.key}", f"{kind.name} comes", Kind.DATE, GROUP, where, ops=("next_days",), leads=leads,
            say=_comes(kind.name),
        )  # fmt: skip


def _comes(name: str) -> Callable[[str, str], str]:
    said = name[:1].lower() + name[1:]
    return lambda _, value: f"whose {said} comes {value.replace('in the last', 'within')}"


def _coming(kind: str) -> tuple[Where, Leads]:
    def where(op: str, value: Any, when: Moment) -> Q:
        return Q(pk__in=coming_ids(when.today, min(value, LONGEST_WINDOW), [kind]))

    def leads(op: str, value: Any, when: Moment) -> Any:
        return coming_ids(when.today, min(value, LONGEST_WINDOW), [kind])

    return where, leads


def consent_fields() -> Iterable[tuple[str, FilterField]]:
    """Each purpose of consent, by the channels it has: who agreed, and whose consent holds now."""
    names = dict(Channel.choices)
    for purpose in purposes():
        where, leads = _agreed(purpose.key)
        offered = [(str(channel), str(names.get(channel, channel))) for channel in purpose.channels]
        yield "", FilterField(
            f"consent:{purpose.key}", f"Agreed: {purpose.name}", Kind.CHOICE, CONSENTS, where, partial(list, offered),
            ops=("any_of", "none_of"), leads=leads, say=_agrees(purpose.name),
        )  # fmt: skip


def _agrees(name: str) -> Callable[[str, str], str]:
    said = name[:1].lower() + name[1:]
    return lambda op, value: f"{'who' if op == 'any_of' else 'not who'} agreed to {said} by {value.lower()}"


def _agreed(purpose: str) -> tuple[Where, Leads]:
    def where(op: str, value: Any, when: Moment) -> Q:
        said = Q()
        for channel in value:
            said |= Q(pk__in=with_consent(purpose, channel, at=when.now).values("pk"))
        return said

    def leads(op: str, value: Any, when: Moment) -> Any:
        return with_consent(purpose, value[0], at=when.now).values_list("pk", flat=True) if len(value) == 1 else None

    return where, leads
