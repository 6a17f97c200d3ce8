"""Finding customers while somebody types: part of a name, misspelt or not, an address, digits of a phone, an id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import F, Q
from django.db.models.functions import Collate

from regulars.access.acting import Acting, current
from regulars.access.permissions import Sees
from regulars.kit.email_address import normal_email
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import by_ids, listed
from regulars.know.customers.visible import veil, visible
from regulars.know.identities.queries import find_ids
from regulars.know.search.candidates import TELLING, Groups, containing, named, short_word
from regulars.know.search.matches import Why, how_well, matches, seen_lines
from regulars.know.search.near_words import Near, near_words
from regulars.know.search.reading import read_beginning, read_ids
from regulars.know.search.wanted import SHORTEST, Wanted, begins_word, read_wanted

# With fewer found as typed, those with names spelled much like it are looked for too.
FEW = 3
# Somebody who sees no more customers than this has all of theirs looked through: theirs would be rare in the index.
_OWN = 2000
# Beyond this many the search says what it has; only those who see a part of the customers get there.
_MOST_READ = 30_000
# Of several words of two letters only one is asked of the index, and fits too many: the others are looked for so far.
_MOST_SHORT = 600
# What is said of somebody found by a whole number or id.
_WHOLE = "Known as"
# Read from the index to begin with, beyond what is wanted: some of it is merged, or not theirs to see.
_SPARE = 8


@dataclass(frozen=True, slots=True)
class Found:
    """A customer, with what they are called and reached by, and what matched when it was not their name."""

    customer: Customer
    why: Why | None = None


@dataclass(slots=True)
class _Search:
    """One search: by whom, for what, among whom, and how many are wanted."""

    wanted: Wanted
    limit: int
    among: Q
    who: Acting
    own: list[int] | None = None
    found: dict[int, Found] = field(default_factory=dict)

    @property
    def narrowed(self) -> bool:
        """Whether fewer than all known customers are looked among."""
        return self.who.sees != Sees.ALL or bool(self.among)

    def full(self) -> bool:
        return len(self.found) >= self.limit

    def keep(self, customer: Customer, why: Why | None) -> None:
        root = customer.merged_into or customer
        if customer is not root and why is None:
            why = Why("Also known as", customer.name)
        self.found.setdefault(root.pk, Found(root, why))


def search_customers(typed: str, limit: int = 50, among: Q | None = None, *, much_like: bool = True) -> list[Customer]:
    """The customers of `search` as lists show them, without the reasons."""
    return by_ids([found.customer.pk for found in search(typed, limit, among, much_like=much_like)])


def search(typed: str, limit: int = 50, among: Q | None = None, *, much_like: bool = True) -> list[Found]:
    """Up to `limit` known customers that match, of those whoever acts sees, the best first and then the newest.

    A whole e-mail address, phone number or id is looked up as such first. Then every word of what was typed has to stand
    somewhere in name, address, phone, town, id or own field; where that finds few, words of names one or two letters away
    count too. `among` is a condition on customers that narrows whom to look for (a list's filters). Without
    `much_like` nobody is found by a misspelling: for whoever takes the only one found for the one meant.
    """
    wanted = read_wanted(typed)
    if not wanted.text:
        return []
    asked = _Search(wanted, limit, among or Q(), current())
    if not asked.who.may("customers.see"):
        return []
    if _whole_address(asked, typed):
        return _shown(asked)
    if asked.narrowed:
        own = list(listed().filter(asked.among).order_by().values_list("pk", flat=True)[: _OWN + 1])
        asked.own = own if len(own) <= _OWN else None
    _as_typed(asked)
    exact = len(asked.found)
    ranked = dict(sorted(asked.found.items(), key=lambda pair: _rank(pair[1], wanted)))
    asked.found = ranked
    if much_like and exact < min(FEW, limit):
        _much_like(asked)
    return _shown(asked)


def _rank(found: Found, wanted: Wanted) -> tuple[int, int]:
    """Whom a whole id names, then by name, the better the sooner, then by anything else; of equals the newest."""
    if found.why is not None and found.why.what == _WHOLE:
        return -1, -found.customer.pk
    return (5 if found.why else how_well(found.customer, wanted.text, wanted.words)), -found.customer.pk


def _shown(asked: _Search) -> list[Found]:
    kept = list(asked.found.values())[: asked.limit]
    customers = veil(found.customer for found in kept)
    return [Found(customer, found.why) for customer, found in zip(customers, kept, strict=True)]


def _whole_address(asked: _Search, typed: str) -> bool:
    """Keep the owner of a whole address, number or id; true where nobody else can have been meant: of an e-mail address, or
    of an id so long that no other goes on after it. (A phone may be that of a household.)"""
    hidden = asked.who.hidden & {"email", "phone"}
    if hidden or not ("@" in typed or any(c.isdecimal() for c in typed)):
        return False
    owners = find_ids(typed.replace("\x00", ""))
    for part in _seen(asked, read_ids(owners)) if owners else ():
        asked.keep(part.merged_into or part, Why(_WHOLE, "", typed.strip()))
    is_long_id = any(map(str.isalpha, typed)) and sum(map(str.isdecimal, typed)) >= TELLING
    return bool(asked.found) and (is_long_id or bool(normal_email(typed)))


def _as_typed(asked: _Search) -> None:
    wanted = asked.wanted
    if asked.own is not None:
        _look_through(asked, _own(asked), wanted.groups, wanted.short)
        return
    if not wanted.is_number and "@" not in wanted.text:
        for customer in _beginning(asked):
            asked.keep(customer, None)
    if wanted.groups:
        _look_through(
            asked,
            _indexed(asked, containing(wanted.groups, asked.limit + _SPARE), asked.full),
            wanted.groups,
            wanted.short,
        )
    elif wanted.short and not asked.full():
        longest = max(wanted.short, key=len)
        _look_through(
            asked, _indexed(asked, short_word(longest, asked.limit + _SPARE), asked.full, _MOST_SHORT), (), wanted.short
        )


def _look_through(asked: _Search, customers: Iterable[Customer], groups: Groups, short: Sequence[str]) -> None:
    """Keep those that match until there are as many as the index is asked for beyond the names that begin so."""
    wanted = len(asked.found) + asked.limit
    for customer in customers:
        fits, why = matches(seen_lines(customer, asked.who.hidden), groups, short)
        if fits:
            asked.keep(customer, why)
            if len(asked.found) >= wanted:
                return


def _beginning(asked: _Search) -> list[Customer]:
    """Names that begin with the whole text. Who has no name is kept by address or number, which may be hidden."""
    text, with_name = asked.wanted.text, bool(asked.who.hidden & {"email", "phone"})
    if not asked.narrowed:
        return read_beginning(text, asked.limit, with_name=with_name)
    key = Collate(F("name_key"), "C") if connection.vendor == "postgresql" else F("name_key")
    rows = listed().filter(asked.among).alias(beginning=key)
    rows = rows.filter(beginning__gte=text, beginning__lt=text + chr(0x10FFFF))
    return list((rows.exclude(name="") if with_name else rows).order_by("beginning", "pk")[: asked.limit])


def _seen(asked: _Search, customers: list[Customer]) -> list[Customer]:
    """Those of them that are known, looked for, and seen by whoever acts: so is who they were merged into."""
    roots = {root.pk for root in (customer.merged_into or customer for customer in customers) if root.known}
    if asked.narrowed and roots:
        roots = set(listed().filter(asked.among, pk__in=roots).values_list("pk", flat=True))
    return [customer for customer in customers if (customer.merged_into_id or customer.pk) in roots]


def _indexed(
    asked: _Search, portions: Iterator[list[Customer]], enough: Callable[[], bool], most: int = _MOST_READ
) -> Iterator[Customer]:
    """The customers of each portion that whoever acts sees, until there are enough or so many were read."""
    read = 0
    for customers in portions:
        yield from _seen(asked, customers)
        read += len(customers)
        if read >= most or enough():
            return


def _having(condition: Q) -> list[Customer]:
    return read_ids(Customer.objects.filter(condition).order_by().values_list("pk", flat=True))


def _own(asked: _Search) -> list[Customer]:
    """All of the few customers whoever acts sees, with their parts, that hold the texts."""
    condition = Q(pk__in=asked.own) | Q(merged_into__in=asked.own)
    for group in asked.wanted.groups:
        condition &= _any_of(group)
    return _having(condition)


def _any_of(texts: Sequence[str]) -> Q:
    either = Q()
    for text in texts:
        either |= Q(search_text__contains=text)
    return either


def _much_like(asked: _Search) -> None:
    """Keep those with names one or two letters away from what was typed, the nearest first."""
    near = near_words([word for word in asked.wanted.words if len(word) >= SHORTEST])
    if not any(one.distance for others in near.values() for one in others):
        return
    # Of two words one is misspelt more often than both: a name that there is was meant, unless that finds nobody.
    known = {word for word, others in near.items() if others and not others[0].distance}
    likely = {word: others[:1] if word in known else others for word, others in near.items()}
    for meant in (likely, near) if 0 < len(known) < len(near) else (near,):
        if liked := _liked(asked, meant):
            for _, customer in sorted(liked, key=lambda pair: pair[0]):
                asked.keep(customer, None)
            return


def _liked(asked: _Search, near: dict[str, list[Near]]) -> list[tuple[float, Customer]]:
    """Customers with a near word for each word, and how many letters away they are."""
    groups = [tuple(dict.fromkeys((word, *(one.text for one in others)))) for word, others in near.items()]
    # What is no word of any name is no misspelling either: it may stand in any text of theirs.
    words = [group for group, others in zip(groups, near.values(), strict=True) if others]
    texts = [group for group, others in zip(groups, near.values(), strict=True) if not others]
    liked: list[tuple[float, Customer]] = []
    customers: Iterable[Customer]
    if asked.own is not None:
        every = Q(pk__in=asked.own) | Q(merged_into__in=asked.own)
        for group in groups:
            every &= _any_of(group)
        customers = _having(every)
    else:
        portions = named(words, texts, asked.limit * 2 + _SPARE)
        customers = _indexed(asked, portions, lambda: len(liked) >= asked.limit)
    for customer in customers:
        away = _distance(customer, asked, near)
        if away is not None:
            liked.append((away, customer))
            if len(liked) >= asked.limit * 2:
                break
    return liked


def _distance(customer: Customer, asked: _Search, near: dict[str, list[Near]]) -> float | None:
    """How many letters all words are away from this customer's name; a word as typed may stand in any text of theirs."""
    lines = seen_lines(customer, asked.who.hidden)
    name = " ".join(line.text for line in lines if line.what == "Name")
    own = set(name.split())
    if not all(begins_word(word, name) for word in asked.wanted.short):
        return None
    away = 0.0
    for word, others in near.items():
        if any(word in line.text for line in lines):
            continue
        nearest = min((one.distance for one in others if one.text in own), default=None)
        if nearest is None:
            return None
        away += nearest
    return away


def search_condition(typed: str, limit: int = 200) -> Q:
    """What was typed as a condition on customers, for lists that narrow by more than that: the best `limit` of them."""
    return visible() & Q(pk__in=[found.customer.pk for found in search(typed, limit)])
