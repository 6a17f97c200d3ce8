"""What is compared of two customers, in steps from "the same" to "different", each with the words for it.

The conditions are SQL that DuckDB and Spark read alike. What a step weighs is learned; where there are few customers or few
duplicates to learn from, it stays near what is assumed here of customers elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Level:
    """One step. `words` is how a page says it; `common` names the column whose frequent values say less.

    `m` is how often two records of one customer are at it, and `u` how often two customers are, as long as nobody knows.

    `against`: two customers at this step are never merged without somebody looking.
    """

    key: str
    sql: str
    m: float
    u: float
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
        Level("same", _same("given"), 0.66, 0.006, "same given name", common="given"),
        Level("letter", _within("given_l", "given_r", 1, 3), 0.10, 0.002, "given name one letter apart"),
        Level("letters", _within("given_l", "given_r", 2, 5), 0.05, 0.005, "given name two letters apart"),
        Level("short", _begins("given_l", "given_r"), 0.04, 0.001, "one given name is short for the other"),
        Level(
            "swapped",
            "given_l = family_r AND family_l = given_r",
            0.03,
            1e-05,
            "given and family name the other way round",
        ),
        Level(
            "swapped_near",
            f"{_within('given_l', 'family_r', 2, 3)} AND {_within('family_l', 'given_r', 2, 3)}",
            0.02,
            5e-05,
            "given and family name the other way round, a letter or two apart",
        ),
        Level("different", "", 0.10, 0.98594, "different given name", against=True),
    ),
)

FAMILY = Comparison(
    "family",
    "Family name",
    ("name",),
    _both("family"),
    (
        Level("same", _same("family"), 0.68, 0.003, "same family name", common="family"),
        Level("letter", _within("family_l", "family_r", 1, 3), 0.10, 0.0015, "family name one letter apart"),
        Level("letters", _within("family_l", "family_r", 2, 5), 0.05, 0.004, "family name two letters apart"),
        Level(
            "crossed",
            "family_l = given_r OR given_l = family_r",
            0.06,
            0.003,
            "one's family name is the other's given name",
        ),
        Level(
            "crossed_near",
            f"{_within('family_l', 'given_r', 2, 4)} OR {_within('given_l', 'family_r', 2, 4)}",
            0.03,
            0.006,
            "one's family name is nearly the other's given name",
        ),
        Level("different", "", 0.08, 0.9825, "different family name", against=True),
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
        Level("same", _same("email"), 0.55, 1e-06, "same e-mail address"),
        Level(
            "letters",
            f"{_OWN_DOMAIN} AND {_within('email_l', 'email_r', 2, 8)}",
            0.10,
            2e-06,
            "e-mail address a letter or two apart",
        ),
        Level(
            "near", f"{_OWN_DOMAIN} AND {_within('email_l', 'email_r', 4, 12)}", 0.05, 1e-05, "similar e-mail address"
        ),
        Level("own", _OWN, 0.10, 1e-05, "same e-mail name but for a letter or the provider", common="email_own"),
        Level("different", "", 0.20, 0.999977, "different e-mail address"),
    ),
)

PHONE = Comparison(
    "phone",
    "Phone",
    ("phone",),
    _both("phone"),
    (
        Level("same", _same("phone"), 0.65, 1e-06, "same phone"),
        Level("end", _same("phone_end"), 0.08, 2e-06, "same phone but for the dialling code"),
        Level("digit", _within("phone_l", "phone_r", 1, 9), 0.07, 5e-06, "phone one digit apart"),
        Level("different", "", 0.20, 0.999992, "different phone"),
    ),
)

STREET = Comparison(
    "street",
    "Street",
    ("street",),
    _both("street"),
    (
        Level("same", f"{_same('street')} AND {_same('house')}", 0.50, 1e-05, "same street and house"),
        Level(
            "near",
            f"{_within('street_l', 'street_r', 3, 8)} AND {_same('house')}",
            0.15,
            1e-05,
            "same house, street a few letters apart",
        ),
        Level("street", _within("street_l", "street_r", 2, 6), 0.10, 0.001, "same street, another house"),
        Level("begins", _begins("street_l", "street_r", 6), 0.05, 0.0001, "one street is written longer"),
        Level("different", "", 0.20, 0.99888, "different street"),
    ),
)

PLACE = Comparison(
    "place",
    "Town",
    ("city", "postcode"),
    f"({_both('city')}) AND ({_both('postcode')})",
    (
        Level("both", _same("city", "postcode"), 0.55, 0.003, "same town and postcode", common="postcode"),
        Level("postcode", _same("postcode"), 0.10, 0.001, "same postcode", common="postcode"),
        Level("city", _same("city"), 0.12, 0.02, "same town", common="city"),
        Level(
            "near",
            f"{_within('city_l', 'city_r', 2, 5)} OR {_within('postcode_l', 'postcode_r', 1, 4)}",
            0.10,
            0.01,
            "town or postcode a letter apart",
        ),
        Level("different", "", 0.13, 0.966, "different town"),
    ),
)

BIRTHDAY = Comparison(
    "birthday",
    "Birthday",
    ("birthday",),
    _both("birthday"),
    (
        Level("same", _same("birthday"), 0.78, 6e-05, "same birthday"),
        Level("digit", _within("birthday_l", "birthday_r", 1), 0.08, 0.0012, "birthday one digit apart"),
        Level(
            "turned",
            "substr(birthday_l, 1, 4) = substr(birthday_r, 1, 4) AND substr(birthday_l, 6, 2) = substr(birthday_r, 9, 2) "
            "AND substr(birthday_l, 9, 2) = substr(birthday_r, 6, 2)",
            0.03,
            3e-05,
            "birthday with day and month the other way round",
        ),
        Level("digits", _within("birthday_l", "birthday_r", 2), 0.04, 0.012, "birthday two digits apart"),
        Level(
            "year",
            "substr(birthday_l, 1, 4) = substr(birthday_r, 1, 4)",
            0.02,
            0.015,
            "born in the same year",
            against=True,
        ),
        Level("different", "", 0.05, 0.97171, "different birthday", against=True),
    ),
)

REFERENCE = Comparison(
    "reference",
    "Reference number",
    (),
    _both("reference"),
    (
        Level("same", _same("reference"), 0.85, 1e-06, "same reference number"),
        Level(
            "digits", _within("reference_l", "reference_r", 2, 6), 0.07, 0.0001, "reference number a digit or two apart"
        ),
        Level("different", "", 0.08, 0.999899, "different reference number", against=True),
    ),
)

NAME = Comparison(
    "name",
    "Name",
    ("name",),
    _both("name"),
    (
        Level("same", _same("name"), 0.62, 0.0001, "same name", common="name"),
        Level("letter", _within("name_l", "name_r", 1, 4), 0.10, 0.0001, "name one letter apart"),
        Level("letters", _within("name_l", "name_r", 3, 9), 0.08, 0.001, "name a few letters apart"),
        Level("begins", _begins("name_l", "name_r", 4), 0.10, 0.0005, "one name is the beginning of the other"),
        Level("first", _same("family"), 0.04, 0.005, "names begin with the same word", common="family"),
        Level("different", "", 0.06, 0.9933, "different name", against=True),
    ),
)

DOMAIN = Comparison(
    "email_domain",
    "Mail domain",
    ("email",),
    _both("email_domain"),
    (
        Level("same", _same("email_domain"), 0.75, 0.0001, "same mail domain"),
        Level("letter", _within("email_domain_l", "email_domain_r", 1, 6), 0.05, 5e-05, "mail domain one letter apart"),
        Level("different", "", 0.20, 0.99985, "different mail domain", against=True),
    ),
)

COMPARISONS: dict[str, tuple[Comparison, ...]] = {
    "person": (GIVEN, FAMILY, EMAIL, PHONE, STREET, PLACE, BIRTHDAY, REFERENCE),
    "company": (NAME, DOMAIN, EMAIL, PHONE, STREET, PLACE, REFERENCE),
}
