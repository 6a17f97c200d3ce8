"""Customers as they are compared."""

from __future__ import annotations

from datetime import date

import pytest

from regulars.know.duplicates.matching.records import Told, company_name, own_part, person_name, records, references


@pytest.mark.parametrize(
    ("name", "taken_apart"),
    [
        ("Grace Kelly", ("grace", "kelly")),
        ("Kelly, Grace", ("grace", "kelly")),
        ("Dr. Grace Patricia Kelly", ("grace", "kelly")),
        ("Zoë  Łukasiewicz-Groß", ("zoe", "lukasiewiczgross")),
        ("Kelly", ("", "kelly")),
        ("Mr", ("", "mr")),
        ("", ("", "")),
        ("李 小龙", ("李", "小龙")),
    ],
)
def test_person_name_is_given_and_family(name: str, taken_apart: tuple[str, str]) -> None:
    assert person_name(name) == taken_apart


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Müller & Söhne GmbH", "muller sohne"),
        ("ACME Ltd.", "acme"),
        ("Holding AG", "holding ag"),
        ("The Bread Company, Inc.", "bread"),
    ],
)
def test_company_name_leaves_the_legal_form_out(name: str, plain: str) -> None:
    assert company_name(name) == plain


@pytest.mark.parametrize(
    ("local", "own"),
    [("anna.weber85", "85"), ("anna.weber", ""), ("weber_a", ""), ("sunnygirl", "sunnygirl"), ("anna+shop", "")],
)
def test_own_part_of_an_address_is_what_is_not_the_name(local: str, own: str) -> None:
    assert own_part(local, "anna", "weber") == own


def test_record_holds_every_column_and_null_where_nothing_is_told() -> None:
    told = Told(
        id=7,
        name="Kayla Harrington",
        email="Kayla.H@Example.net",
        phone="+442079460958",
        street="12a Maltby Circuit, Coaling",
        postcode="AB1 2CD",
        city="Coolaroo",
        birthday=date(1915, 6, 12),
        traits={"soc_sec_id": "9004242"},
    )
    assert records([told], "person", ("soc_sec_id",)).to_pylist() == [
        {
            "unique_id": 7,
            "given": "kayla",
            "family": "harrington",
            "name": "harrington kayla",
            "email": "kayla.h@example.net",
            "email_local": "kayla.h",
            "email_own": None,
            "email_domain": "example.net",
            "phone": "+442079460958",
            "phone_end": "9460958",
            "house": "12a",
            "street": "maltby cct coaling",
            "postcode": "ab12cd",
            "city": "coolaroo",
            "country": None,
            "birthday": "1915-06-12",
            "reference": "9004242",
        }
    ]


def test_references_are_traits_called_like_one_that_hardly_two_share() -> None:
    told = [{"soc_sec_id": str(n), "plan_id": "gold", "taxNumber": str(n // 2), "likes": str(n)} for n in range(8)]
    assert references(told) == ("soc_sec_id", "taxNumber")
