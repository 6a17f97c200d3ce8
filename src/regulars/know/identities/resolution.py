"""Who is who in a batch, worked out in memory. Reads and writes nothing: `actions.resolve` does both around it.

The rules, the most telling identifier first:
- An external id proves a customer within its source. So does an e-mail address, unless its owner already has another
  external id in the same source: then it is somebody else who gave the same address, and the address stays where it is.
- A phone number proves a customer only where nothing better is given: households share phones.
- An anonymous id names a visitor. When its calls begin to name a customer, a visitor nobody knew becomes that
  customer, or, where the customer is known already, is linked to them with the whole past.
- Two customers who are each identified are never joined by a call, whatever it claims.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from regulars.know.identities.who import Profile, Who

ANONYMOUS = "anonymous:"
PHONE = "phone:"
EMAIL = "email:"


@dataclass(slots=True, eq=False)
class Party:
    """A customer of the batch: one in the database (`pk`) or one to be made (`pk` None)."""

    pk: int | None = None
    known: bool = False
    company: bool = False
    external_sources: set[str] = field(default_factory=set)
    joined_into: Party | None = None
    profiles: list[Profile] = field(default_factory=list)
    newly_known: bool = False
    claimed: bool = False

    def root(self) -> Party:
        """The customer this one turned out to be."""
        party = self
        while party.joined_into is not None:
            party = party.joined_into
        return party


def source_of(key: str) -> str:
    """`external:shop:17` -> `external:shop`: within it a customer has one id."""
    return ":".join(key.split(":", 2)[:2])


@dataclass(slots=True)
class Resolution:
    """What a batch comes to: the party of each call, identities to be kept, visitors to be linked."""

    owners: dict[str, Party]
    region: str = ""
    parties: list[Party] = field(default_factory=list)
    claims: dict[str, Party] = field(default_factory=dict)
    joins: list[tuple[Party, Party]] = field(default_factory=list)

    def owner(self, key: str) -> Party | None:
        """The customer an identity leads to, through joins."""
        party = self.owners.get(key) or self.claims.get(key)
        return party.root() if party else None

    def work_through(self, batch: Sequence[Who], keys: Sequence[Sequence[str]] | None = None) -> list[Party]:
        """Work through the calls in their order; returns the party of each (take `.root()` at the end).

        `keys` are those of each call, where whoever calls has worked them out already.
        """
        known = [who.keys(self.region) for who in batch] if keys is None else keys
        self.parties = [self._take(who, its) for who, its in zip(batch, known, strict=True)]
        return self.parties

    def _take(self, who: Who, keys: Sequence[str]) -> Party:
        naming = [key for key in keys if not key.startswith(ANONYMOUS)]
        party = self._named(naming)
        visitor = next((self.owner(key) for key in keys if key.startswith(ANONYMOUS)), None)
        previous = next((owner for key in who.previous if (owner := self.owner(key))), None)
        party = self._joined(party, visitor, bool(naming))
        party = self._aliased(party, previous) if who.previous else party
        if naming and not party.known:
            party.known = party.newly_known = True
        party.company = party.company or (who.company and party.pk is None)
        for key in keys if previous else (*keys, *who.previous):
            if self.owner(key) is None:
                self._claim(key, party)
        if who.profile is not None:
            party.profiles.append(who.profile)
        return party

    def _named(self, naming: Sequence[str]) -> Party | None:
        external = naming[0] if naming and not naming[0].startswith((PHONE, EMAIL)) else ""
        for key in naming:
            owner = self.owner(key)
            if owner is None or (key.startswith(PHONE) and len(naming) > 1):
                continue
            if external and key != external and source_of(external) in owner.external_sources:
                continue  # somebody else of the same shop gave this address
            return owner
        return None

    def _joined(self, party: Party | None, visitor: Party | None, named: bool) -> Party:
        """The party of the call, with the visitor of its device made one with it where nobody is known of both."""
        if visitor is None:
            return party or Party()
        if party is None:
            # A device that belongs to somebody, used by a person we do not know yet: a new customer, not that one.
            return Party() if named and visitor.known else visitor
        if visitor is not party and not visitor.known:
            self._join(visitor, party)
        return party

    def _aliased(self, party: Party, previous: Party | None) -> Party:
        if previous is None or previous is party:
            return party
        if not previous.known:
            self._join(previous, party)
            return party
        if party.known:
            return party  # the new id is somebody's already
        # Known before under the previous id: the new id is one more of theirs, and so is the visitor who gives it.
        if party.pk is not None or party.claimed:
            self._join(party, previous)
        return previous

    def _join(self, visitor: Party, party: Party) -> None:
        visitor.joined_into = party
        party.profiles = visitor.profiles + party.profiles
        self.joins.append((visitor, party))

    def _claim(self, key: str, party: Party) -> None:
        if not key.startswith((ANONYMOUS, PHONE, EMAIL)):
            party.external_sources.add(source_of(key))
        party.claimed = True
        self.claims[key] = party
