"""Names of countries."""

from __future__ import annotations

import pytest

from regulars.kit.countries import country_name, in_country


@pytest.mark.parametrize(
    ("told", "name", "inside"),
    [
        ("GB", "United Kingdom", "the United Kingdom"), ("nl", "Netherlands", "the Netherlands"),
        ("FO", "Faroe Islands", "the Faroe Islands"), ("DE", "Germany", "Germany"), ("CI", "Côte d’Ivoire", "Côte d’Ivoire"),
        ("Germany", "Germany", "Germany"), ("XX", "XX", "XX"), ("", "", ""), ("not known", "not known", "not known"),
    ],
)  # fmt: skip
def test_a_code_is_read_as_a_name_and_a_name_stays(told: str, name: str, inside: str) -> None:
    assert (country_name(told), in_country(told)) == (name, inside)
