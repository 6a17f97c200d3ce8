"""Finding a person across everything that turned out to be them, and counting what is kept."""

from __future__ import annotations

from dataclasses import dataclass

from regulars.access.acting import require
from regulars.know.customers.models import Customer
from regulars.know.customers.queries import parts_of, root_of
from regulars.know.identities.models import Identity
from regulars.know.requests.models import LegalHold
from regulars.know.requests.rooms import rooms
from regulars.timeline.read import count_lines

# What has to be typed before somebody is erased whom nothing names.
_WORD = "ERASE"


@dataclass(frozen=True, slots=True)
class Person:
    """A customer with all their parts, what they are recognised by, and the texts by which they are named."""

    root: Customer
    part_ids: tuple[int, ...]
    keys: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What an erasure would take: (what, how many) of each room that keeps something, and what keeps it from happening."""

    person: Person
    counts: tuple[tuple[str, int], ...]
    lines: int
    holds: tuple[LegalHold, ...]


def find_person(customer_id: int) -> Person:
    """The person behind any of their parts. Raises Customer.DoesNotExist for one that whoever acts does not see."""
    require("privacy.manage")
    root = root_of(customer_id)
    if root is None or root.erased_at is not None:
        raise Customer.DoesNotExist(f"There is no customer {customer_id}.")
    part_ids = tuple(parts_of(root))
    identities = list(Identity.objects.filter(customer_id__in=part_ids).order_by("pk"))
    rows = Customer.objects.filter(pk__in=part_ids)
    texts = [text for row in rows for text in (row.name, row.email, row.phone)]
    texts += [identity.value for identity in identities if identity.kind != Identity.Kind.ANONYMOUS]
    return Person(
        root,
        part_ids,
        tuple(identity.key for identity in identities),
        # A short word would be found in rows of other people.
        tuple(dict.fromkeys(text for text in texts if len(text) >= 5)),
    )


def preview_erasure(customer_id: int) -> Preview:
    """What erasing this customer would remove. Changes nothing."""
    person = find_person(customer_id)
    counts = []
    for room in rooms():
        for what, kept in room.told(person.part_ids).items():
            if isinstance(kept, list | dict) and kept:
                counts.append((what, len(kept)))
    return Preview(person, tuple(counts), count_lines(person.part_ids), tuple(holds_on(person.part_ids)))


def word_for(who: str) -> str:
    """What has to be typed to erase somebody of this name."""
    return who.strip() or _WORD


def holds_on(part_ids: tuple[int, ...]) -> list[LegalHold]:
    """The legal holds that stand on any of these parts."""
    return list(LegalHold.objects.filter(customer_id__in=part_ids, lifted_at=None).order_by("pk"))
