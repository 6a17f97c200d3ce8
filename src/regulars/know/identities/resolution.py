"""Who is who in a batch, worked out in memory. Reads and writes nothing: `actions.resolve` does both around it.

What each kind of identifier does, and why, is told in `rules`. In their order:
- An external id proves a customer within its source. So does an e-mail address, unless its owner already has another
  external id in the same source: then it is somebody else who gave the same address, and the address stays where it is.
- A phone number proves a customer only where nothing better is given: households share phones.
- What only suggests (a shared address, an id of a source nobody trusts) proves nobody. Given alone it leads to a customer of
  whom nothing better is known, such as the mailbox itself; where its owner is known by something better, it goes to a new
  customer of its own.
- An anonymous id names a visitor. When its calls begin to name a customer, a visitor nobody knew becomes that
  customer, or, where the customer is known already, is linked to them with the whole past.
- Two customers who are each identified are never joined by a call, whatever it claims.
- Beyond the limit of a kind, an identifier is not kept and a visitor not linked; the call itself is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from regulars.know.identities.rules import Rules, group_of
from regulars.know.identities.who import Profile, Who

ANONYMOUS = "anonymous:"
PHONE = "phone:"
EMAIL = "email:"
EXTERNAL = "external:"


@dataclass(slots=True, eq=False)
class Party:
    """A row of the customers: one in the database (`pk`) or one to be made (`pk` None).

    A part of a merged customer is a party of its own that is `joined_into` the next; what a call says is kept with the
    part, and what is known of the whole customer stands with the root. `counts` are identifiers by group, `better`
    whether something is known of them that proves who they are.
    """

    pk: int | None = None
    known: bool = False
    company: bool = False
    external_sources: set[str] = field(default_factory=set)
    joined_into: Party | None = None
    told: list[tuple[Party, Profile]] = field(default_factory=list)
    newly_known: bool = False
    claimed: bool = False
    better: bool = False
    blended: bool = False
    counts: dict[str, int] = field(default_factory=dict)

    def root(self) -> Party:
        """The customer this one turned out to be."""
        party = self
        while party.joined_into is not None:
            party = party.joined_into
        return party


def source_of(key: str) -> str:
    """`external:shop:17` -> `external:shop`: within it a customer has one id."""
    return ":".join(key.split(":", 2)[:2])


def _is_id(key: str) -> bool:
    return not key.startswith((ANONYMOUS, PHONE, EMAIL))


@dataclass(slots=True)
class Resolution:
    """What a batch comes to: the party of each call, identities to be kept, visitors to be linked.

    `flags` is what is kept about identities that differ from the rest: key -> (shared, verified). `claims` are new
    identities, `moved` those that leave their owner for a customer of their own (before, after), `refused` those beyond a
    limit with the party that gave them, `apart` the visitors not linked for the same reason.
    """

    owners: dict[str, Party]
    region: str = ""
    rules: Rules = field(default_factory=Rules)
    flags: Mapping[str, tuple[bool | None, bool]] = field(default_factory=dict)
    parties: list[Party] = field(default_factory=list)
    claims: dict[str, Party] = field(default_factory=dict)
    verified: set[str] = field(default_factory=set)
    joins: list[tuple[Party, Party]] = field(default_factory=list)
    moved: dict[str, tuple[Party, Party]] = field(default_factory=dict)
    refused: dict[str, Party] = field(default_factory=dict)
    apart: list[tuple[Party, Party]] = field(default_factory=list)

    def part(self, key: str) -> Party | None:
        """The very row an identity belongs to."""
        return self.owners.get(key) or self.claims.get(key)

    def owner(self, key: str) -> Party | None:
        """The customer an identity leads to, through joins."""
        party = self.part(key)
        return party.root() if party else None

    def work_through(self, batch: Sequence[Who], keys: Sequence[Sequence[str]] | None = None) -> list[Party]:
        """Work through the calls in their order; returns the party of each (take `.root()` at the end).

        `keys` are those of each call, where whoever calls has worked them out already.
        """
        known = [who.keys(self.region) for who in batch] if keys is None else keys
        self.parties = [self._take(who, its) for who, its in zip(batch, known, strict=True)]
        return self.parties

    def _take(self, who: Who, keys: Sequence[str]) -> Party:
        part = self._at_home(who, keys)
        if part is not None:
            if who.profile is not None:
                part.root().told.append((part, who.profile))
            return part
        return self._weigh(who, keys)

    def _at_home(self, who: Who, keys: Sequence[str]) -> Party | None:
        """Whose call it is where nothing has to be weighed: a customer known by their id, on a device of somebody known.

        Most calls are such; this only spares them the rest, and comes to the same.
        """
        if who.previous or not 0 < len(keys) <= 2 or self.rules.untrusted or not keys[0].startswith(EXTERNAL):
            return None
        part = self.part(keys[0])
        if part is None or not part.root().known:
            return None
        if len(keys) == 2:
            visitor = self.part(keys[1]) if keys[1].startswith(ANONYMOUS) else None
            if visitor is None or not visitor.root().known:
                return None
        return part

    def _weigh(self, who: Who, keys: Sequence[str]) -> Party:
        naming = [key for key in keys if not key.startswith(ANONYMOUS)]
        strong = [key for key in naming if not self._only_suggests(key)]
        part = self._proven(strong) if strong else self._suggested(naming)
        visitor = next((found for key in keys if key.startswith(ANONYMOUS) and (found := self.part(key))), None)
        previous = next((found for key in who.previous if (found := self.part(key))), None)
        party = self._joined(part, visitor, bool(naming))
        party = self._aliased(party, previous) if who.previous else party
        root = party.root()
        if naming and not root.known:
            root.known = root.newly_known = True
        root.company = root.company or (who.company and root.pk is None)
        trusted = bool(strong) and _is_id(strong[0])
        for key in keys if previous else (*keys, *who.previous):
            owner = self.owner(key)
            if owner is None:
                self._claim(key, party, trusted and key.startswith(EMAIL))
            elif not strong and owner is not root and owner.better and key in naming:
                self._move(key, party)
        if who.profile is not None:
            root.told.append((party, who.profile))
        return party

    def _only_suggests(self, key: str) -> bool:
        shared, verified = self.flags.get(key, (None, False))
        return self.rules.only_suggests(key, shared, verified or key in self.verified)

    def _proven(self, strong: Sequence[str]) -> Party | None:
        """Whose row the identifiers prove it is."""
        external = strong[0] if _is_id(strong[0]) else ""
        for key in strong:
            part = self.part(key)
            if part is None or (key.startswith(PHONE) and len(strong) > 1):
                continue
            if external and key != external and source_of(external) in part.root().external_sources:
                continue  # somebody else of the same shop gave this address
            return part
        return None

    def _suggested(self, weak: Sequence[str]) -> Party | None:
        """Nothing given proves anybody: the first owner of whom nothing better is known."""
        return next((part for key in weak if (part := self.part(key)) and not part.root().better), None)

    def _joined(self, part: Party | None, visitor: Party | None, named: bool) -> Party:
        """The party of the call, with the visitor of its device made one with it where nobody is known of both."""
        if visitor is None:
            return part or Party()
        root = visitor.root()
        if part is None:
            if not named:
                return visitor
            # A device that belongs to somebody, used by a person we do not know yet: a new customer, not that one.
            return Party() if root.known else root
        if root is not part.root() and not root.known:
            self._join(root, part)
        return part

    def _aliased(self, party: Party, previous: Party | None) -> Party:
        if previous is None or previous.root() is party.root():
            return party
        root, before = party.root(), previous.root()
        if not before.known:
            self._join(before, party)
            return party
        if root.known:
            return party  # the new id is somebody's already
        # Known before under the previous id: the new id is one more of theirs, and so is the visitor who gives it.
        if (root.pk is not None or root.claimed) and not self._join(root, previous):
            return party
        return previous

    def _join(self, visitor: Party, part: Party) -> bool:
        """Link a visitor, unless the customer would have too many devices then."""
        root = part.root()
        counts = {group: root.counts.get(group, 0) + count for group, count in visitor.counts.items()}
        if any(count > self.rules.limits[group.partition(":")[0]] for group, count in counts.items()):
            self.apart.append((visitor, part))
            return False
        root.counts |= counts
        visitor.joined_into = part
        root.told = [(part if visitor.pk is None else one, profile) for one, profile in visitor.told] + root.told
        self.joins.append((visitor, part))
        return True

    def _claim(self, key: str, part: Party, verified: bool) -> None:
        root, group = part.root(), group_of(key)
        count = root.counts.get(group, 0) + 1
        if count > self.rules.limits[group.partition(":")[0]]:
            self.refused[key] = part
            return
        root.counts[group] = count
        if _is_id(key):
            root.external_sources.add(source_of(key))
        part.claimed = root.claimed = True
        self.claims[key] = part
        if verified:
            self.verified.add(key)
        if not key.startswith((ANONYMOUS, PHONE)) and not self._only_suggests(key):
            root.better = True

    def _move(self, key: str, part: Party) -> None:
        """An identifier that proves nobody leaves a customer who is known by better ones."""
        if key not in self.owners:
            self.claims[key] = part
            return
        before = self.moved[key][0] if key in self.moved else self.owners[key]
        self.moved[key] = (before, part)
        self.owners[key] = part
