"""Phone numbers in E.164, the one form in which two of them are compared."""

from __future__ import annotations

from functools import lru_cache

SHORTEST = 8


@lru_cache(maxsize=65536)
def normal_phone(text: str, region: str = "") -> str:
    """`+44 20 7946 0958` -> `+442079460958`, or empty when it is no possible number.

    `region` (ISO 3166 alpha-2) reads numbers written without a country code.
    """
    import phonenumbers  # noqa: PLC0415 -- slow import

    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    said = str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    # Some countries' plans allow numbers of two digits; what people write that short is an extension or a slip.
    return said if len(said) >= SHORTEST else ""
