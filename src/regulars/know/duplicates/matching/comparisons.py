"""What is compared of two customers, in steps from "the same" to "different", each with the words for it.

The conditions are SQL that DuckDB and Spark read alike. `m` is how often, of two records of one customer, this step is
met where nobody knows better yet: training starts from it and, with few duplicates, stays near it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Level:
    """One step. `words` is how a page says it; `common` names the column whose frequent values say less.

    `against`: two customers at this step are never merged without somebody looking.
    """

    key: str
    sql: str
    m: float
    words: str
    common: str = ""
    against: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing that is compared; `missing` is when it says nothing. The last level is always "different".

    `fields` are those of the customer it reads: who may not see one of them is not told the step either.
    """

    name: str
    title: str
    fields: tuple[str, ...]
    missing: str
    levels: tuple[Level, ...]

    def level(self, key: str) -> Level:
        """The level of this key. Raises KeyError."""
        return {level.key: level for level in self.levels}[key]


def _both(column: str) -> str:
    return f"{column}_l IS NULL OR {column}_r IS NULL"


def _same(*columns: str) -> str:
    return " AND ".join(f"{column}_l = {column}_r" for column in columns)


def _within(left: str, right: str, letters: int, least: int = 0) -> str:
    """At most so many letters apart, of words long enough for that to say something."""
    close = f"levenshtein({left}, {right}) <= {letters}"
    return f"(length({left}) >= {least} AND length({right}) >= {least} AND {close})" if least else f"({close})"


def _begins(left: str, right: str, least: int = 1) -> str:
    """One is the beginning of the other: Rob of Robert, J of James."""
    long = f"length({left}) >= {least} AND length({right}) >= {least} AND " if least > 1 else ""
    return f"({long}(substr({left}, 1, length({right})) = {right} OR substr({right}, 1, length({left})) = {left}))"


GIVEN = Comparison(
    "given",
    "Given name",
    ("name",),
    _both("given"),
    (
        Level("same", _same("given"), 0.66, "same given name", common="given"),
        Level("letter", _within("given_l", "given_r", 1, 3), 0.10, "given name one letter apart"),
        Level("letters", _within("given_l", "given_r", 2, 5), 0.05, "given name two letters apart"),
        Level("short", _begins("given_l", "given_r"), 0.04, "one given name is short for the other"),
        Level(
            "swapped",
            "given_l = family_r AND family_l = given_r",
            0.03,
            "given and family name the other way round",
        ),
        Level(
            "swapped_near",
            f"{_within('given_l', 'family_r', 2, 3)} AND {_within('family_l', 'given_r', 2, 3)}",
            0.02,
            "given and family name the other way round, a letter or two apart",
        ),
        Level("different", "", 0.10, "different given name", against=True),
    ),
)

FAMILY = Comparison(
    "family",
    "Family name",
    ("name",),
    _both("family"),
    (
        Level("same", _same("family"), 0.68, "same family name", common="family"),
        Level("letter", _within("family_l", "family_r", 1, 3), 0.10, "family name one letter apart"),
        Level("letters", _within("family_l", "family_r", 2, 5), 0.05, "family name two letters apart"),
        Level(
            "crossed", "family_l = given_r OR given_l = family_r", 0.06, "one's family name is the other's given name"
        ),
        Level(
            "crossed_near",
            f"{_within('family_l', 'given_r', 2, 4)} OR {_within('given_l', 'family_r', 2, 4)}",
            0.03,
            "one's family name is nearly the other's given name",
        ),
        Level("different", "", 0.08, "different family name", against=True),
    ),
)

# Addresses that are alike because they are made from names that are alike say nothing of their own. So of addresses at
# one of the large providers only what is not the name counts (the 85 of anna.weber85), and as much as it is rare.
_OWN = f"(coalesce(email_own_l = email_own_r, false) AND (email_local_l = email_local_r OR {_within('email_l', 'email_r', 4)}))"
_OWN_DOMAIN = "(email_domain_l IS NOT NULL AND email_domain_r IS NOT NULL)"
EMAIL = Comparison(
    "email",
    "E-mail",
    ("email",),
    f"{_both('email')} OR (email_l <> email_r AND NOT {_OWN} AND (email_local_l = email_local_r OR "
    f"({_within('email_l', 'email_r', 4)} AND NOT {_OWN_DOMAIN})))",
    (
        Level("same", _same("email"), 0.55, "same e-mail address"),
        Level(
            "letters",
            f"{_OWN_DOMAIN} AND {_within('email_l', 'email_r', 2, 8)}",
            0.10,
            "e-mail address a letter or two apart",
        ),
        Level("near", f"{_OWN_DOMAIN} AND {_within('email_l', 'email_r', 4, 12)}", 0.05, "similar e-mail address"),
        Level("own", _OWN, 0.10, "same e-mail name but for a letter or the provider", common="email_own"),
        Level("different", "", 0.20, "different e-mail address"),
    ),
)

PHONE = Comparison(
    "phone",
    "Phone",
    ("phone",),
    _both("phone"),
    (
        Level("same", _same("phone"), 0.65, "same phone"),
        Level("end", _same("phone_end"), 0.08, "same phone but for the dialling code"),
        Level("digit", _within("phone_l", "phone_r", 1, 9), 0.07, "phone one digit apart"),
        Level("different", "", 0.20, "different phone"),
    ),
)

STREET = Comparison(
    "street",
    "Street",
    ("street",),
    _both("street"),
    (
        Level("same", f"{_same('street')} AND {_same('house')}", 0.50, "same street and house"),
        Level(
            "near",
            f"{_within('street_l', 'street_r', 3, 8)} AND {_same('house')}",
            0.15,
            "same house, street a few letters apart",
        ),
        Level("street", _within("street_l", "street_r", 2, 6), 0.10, "same street, another house"),
        Level("begins", _begins("street_l", "street_r", 6), 0.05, "one street is written longer"),
        Level("different", "", 0.20, "different street"),
    ),
)

PLACE = Comparison(
    "place",
    "Town",
    ("city", "postcode"),
    f"({_both('city')}) AND ({_both('postcode')})",
    (
        Level("both", _same("city", "postcode"), 0.55, "same town and postcode", common="postcode"),
        Level("postcode", _same("postcode"), 0.10, "same postcode", common="postcode"),
        Level("city", _same("city"), 0.12, "same town", common="city"),
        Level(
            "near",
            f"{_within('city_l', 'city_r', 2, 5)} OR {_within('postcode_l', 'postcode_r', 1, 4)}",
            0.10,
            "town or postcode a letter apart",
        ),
        Level("different", "", 0.13, "different town"),
    ),
)

BIRTHDAY = Comparison(
    "birthday",
    "Birthday",
    ("birthday",),
    _both("birthday"),
    (
        Level("same", _same("birthday"), 0.78, "same birthday"),
        Level("digit", _within("birthday_l", "birthday_r", 1), 0.08, "birthday one digit apart"),
        Level(
            "turned",
            "substr(birthday_l, 1, 4) = substr(birthday_r, 1, 4) AND substr(birthday_l, 6, 2) = substr(birthday_r, 9, 2) "
            "AND substr(birthday_l, 9, 2) = substr(birthday_r, 6, 2)",
            0.03,
            "birthday with day and month the other way round",
        ),
        Level("digits", _within("birthday_l", "birthday_r", 2), 0.04, "birthday two digits apart"),
        Level(
            "year", "substr(birthday_l, 1, 4) = substr(birthday_r, 1, 4)", 0.02, "born in the same year", against=True
        ),
        Level("different", "", 0.05, "different birthday", against=True),
    ),
)

REFERENCE = Comparison(
    "reference",
    "Reference number",
    (),
    _both("reference"),
    (
        Level("same", _same("reference"), 0.85, "same reference number"),
        Level("digits", _within("reference_l", "reference_r", 2, 6), 0.07, "reference number a digit or two apart"),
        Level("different", "", 0.08, "different reference number", against=True),
    ),
)

NAME = Comparison(
    "name",
    "Name",
    ("name",),
    _both("name"),
    (
        Level("same", _same("name"), 0.62, "same name", common="name"),
        Level("letter", _within("name_l", "name_r", 1, 4), 0.10, "name one letter apart"),
        Level("letters", _within("name_l", "name_r", 3, 9), 0.08, "name a few letters apart"),
        Level("begins", _begins("name_l", "name_r", 4), 0.10, "one name is the beginning of the other"),
        Level("first", _same("family"), 0.04, "names begin with the same word", common="family"),
        Level("different", "", 0.06, "different name", against=True),
    ),
)

DOMAIN = Comparison(
    "email_domain",
    "Mail domain",
    ("email",),
    _both("email_domain"),
    (
        Level("same", _same("email_domain"), 0.75, "same mail domain"),
        Level("letter", _within("email_domain_l", "email_domain_r", 1, 6), 0.05, "mail domain one letter apart"),
        Level("different", "", 0.20, "different mail domain", against=True),
    ),
)

COMPARISONS: dict[str, tuple[Comparison, ...]] = {
    "person": (GIVEN, FAMILY, EMAIL, PHONE, STREET, PLACE, BIRTHDAY, REFERENCE),
    "company": (NAME, DOMAIN, EMAIL, PHONE, STREET, PLACE, REFERENCE),
}
