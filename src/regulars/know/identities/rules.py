"""How customers are recognised: each kind of identifier, what it does, why, and how many of it one customer may have.

The table is declared here; what is a choice of the owner's stands in RuleChoice and is read together with the identities
of each batch, so a change holds at once in every process. Pure: nothing here asks the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

import msgspec

from regulars.kit.refused import Refused


class Does(StrEnum):
    """What an identifier does when somebody gives it."""

    PROVES = "proves who it is"
    SUGGESTS = "suggests who it may be"
    VISITOR = "names a visitor"


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of identifier. `limit` is how many of it a customer may have, of one source where it has one."""

    kind: str
    name: str
    does: Does
    why: str
    limit: int


RULES: Final = (
    Rule(
        "external", "Id in a shop or system", Does.PROVES,
        "The system that gave it knows who logged in. It means something within its source only, and a source you do "
        "not trust proves nobody.", 20,
    ),
    Rule(
        "company", "Company id in a shop or system", Does.PROVES,
        "As with the ids of persons, but counted apart: systems number both from one.", 20,
    ),
    Rule(
        "email", "E-mail address", Does.PROVES,
        "It usually belongs to one person. When a shop gives it under another id than the one its owner has there, it is "
        "somebody else who typed it, and nobody is joined. A shared address only suggests.", 10,
    ),
    Rule(
        "phone", "Phone number", Does.SUGGESTS,
        "Households and offices share phones. It leads to its owner only where a call gives nothing better and the number "
        "is not marked as shared.", 10,
    ),
    Rule(
        "anonymous", "Device or visitor id", Does.VISITOR,
        "A browser knows no name. When somebody says on it who they are, an unknown visitor becomes theirs; a device of "
        "somebody known never makes two people one.", 100,
    ),
)  # fmt: skip

ROLE_WORDS: Final = (
    "abuse", "accounts", "admin", "billing", "buero", "contact", "enquiries", "hello", "help", "hostmaster", "info",
    "kontakt", "mail", "marketing", "no-reply", "noreply", "office", "order", "orders", "post", "postmaster", "press",
    "reception", "sales", "service", "shop", "support", "team", "verkauf", "webmaster",
)  # fmt: skip

CHOICES: Final[dict[str, str]] = {
    "email_proof": "Which e-mail addresses prove who somebody is",
    "untrusted": "Sources whose ids are not trusted",
    "role_words": "Words before the @ that make an address shared",
    **{f"limit.{rule.kind}": f"At most so many of one customer: {rule.name}" for rule in RULES},
}
EMAIL_PROOFS: Final = {
    "any": "Any address that is not shared",
    "verified": "Only verified ones: confirmed by their owner, or told together with an id of a trusted source",
}


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules in effect."""

    only_verified: bool = False
    untrusted: frozenset[str] = frozenset()
    role_words: frozenset[str] = frozenset(ROLE_WORDS)
    limits: Mapping[str, int] = field(default_factory=lambda: {rule.kind: rule.limit for rule in RULES})

    def trusts(self, key: str) -> bool:
        """Whether an external or company id proves anybody."""
        return not self.untrusted or key.split(":", 2)[1] not in self.untrusted

    def is_role(self, address: str) -> bool:
        """Whether an e-mail address is that of a role (info@, sales@) and not of a person."""
        local = address.partition("@")[0]
        return local in self.role_words or local.partition("+")[0] in self.role_words

    def only_suggests(self, key: str, shared: bool | None, verified: bool) -> bool:
        """Whether an identifier proves nobody, with what is kept about it."""
        if key.startswith("email:"):
            role = self.is_role(key[6:]) if shared is None else shared
            return role or (self.only_verified and not verified)
        if key.startswith("phone:"):
            return bool(shared)
        return bool(shared) or not self.trusts(key)


def group_of(key: str) -> str:
    """What a limit counts: `external:shop` for ids of one source, else the kind."""
    kind, _, rest = key.partition(":")
    return f"{kind}:{rest.partition(':')[0]}" if kind in {"external", "company"} else kind


def choices_of(rules: Rules) -> dict[str, Any]:
    """The rules as the values of CHOICES."""
    return {
        "email_proof": "verified" if rules.only_verified else "any",
        "untrusted": sorted(rules.untrusted),
        "role_words": sorted(rules.role_words),
        **{f"limit.{kind}": limit for kind, limit in rules.limits.items()},
    }


def rules_with(chosen: Mapping[str, Any]) -> Rules:
    """The rules with these choices; what was not chosen is as declared."""
    whole = choices_of(Rules()) | dict(chosen)
    return Rules(
        only_verified=whole["email_proof"] == "verified",
        untrusted=frozenset(whole["untrusted"]),
        role_words=frozenset(whole["role_words"]),
        limits={rule.kind: int(whole[f"limit.{rule.kind}"]) for rule in RULES},
    )


@lru_cache(maxsize=8)
def rules_told(rows: tuple[tuple[str, str], ...]) -> Rules:
    """The rules of (name, value as JSON) rows: the same rows are read once."""
    return rules_with({name: msgspec.json.decode(value) for name, value in rows})


_MOST = 10_000


def checked_choices(values: Mapping[str, Any]) -> dict[str, Any]:
    """The choices as they are kept: words and sources in order and once, limits as numbers. Raises Refused."""
    errors: dict[str, str] = {}
    checked: dict[str, Any] = {}
    for name, value in values.items():
        if name not in CHOICES:
            errors[name] = "There is no such choice."
        elif name == "email_proof":
            if value not in EMAIL_PROOFS:
                errors[name] = "Choose which addresses prove who somebody is."
            checked[name] = value
        elif name.startswith("limit."):
            number = int(value) if str(value).strip().isdecimal() else 0
            if not 1 <= number <= _MOST:
                errors[name] = "Write a whole number from 1 to 10,000."
            checked[name] = number
        else:
            words = sorted({word.strip() for word in value} - {""})
            checked[name] = [word.lower() for word in words] if name == "role_words" else words
            if any(len(word) > 64 for word in words) or len(words) > 500:
                errors[name] = "At most 500 of them, of at most 64 characters each."
            elif name == "role_words" and any("@" in word or " " in word for word in words):
                errors[name] = "Write only what stands before the @, one word a line."
    if errors:
        raise Refused(errors)
    return checked
