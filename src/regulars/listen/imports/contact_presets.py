"""Exports of address books, mailing lists and sales programs, told by headers that only they have.

Written after the documented headers of Google Contacts (before and since 2024), Outlook, Thunderbird, HubSpot and
Mailchimp. Cards (vCard and LDIF) come as the columns of regulars.listen.imports.cards_file.
"""

from __future__ import annotations

from regulars.listen.imports.cards_file import COLUMNS, SOURCE
from regulars.listen.imports.fields import Kind
from regulars.listen.imports.preset import Preset, make_preset

_CUSTOMERS: Kind = "customers"


def _numbered(pattern: str, target: str, most: int = 9) -> str:
    """`e mail # value=emails` for each number."""
    return "".join(f"|{pattern.replace('#', str(number))}={target}" for number in range(1, most + 1))


_GOOGLE = (
    "labels=tags|group membership=tags|notes=note|birthday=birthday"
    + _numbered("e mail # value", "emails")
    + _numbered("phone # value", "phones")
    + "|address 1 street=street|address 1 city=city|address 1 region=region|address 1 postal code=postal_code"
    "|address 1 country=country|website 1 value=website"
)

CONTACT_PRESETS: tuple[Preset, ...] = (
    make_preset(
        "Google Contacts", "google", _CUSTOMERS,
        "first name|last name|phonetic first name|file as|labels",
        "first name=first_name|middle name=middle_name|last name=last_name|organization name=works_at"
        f"|organization title=title|event 1 value=anniversary|{_GOOGLE}",
    ),
    make_preset(
        "Google Contacts (before 2024)", "google", _CUSTOMERS,
        "name|given name|family name|group membership",
        "name=customer_name|given name=first_name|additional name=middle_name|family name=last_name"
        "|organization 1 name=works_at|organization 1 title=title|event 1 value=anniversary"
        f"|language=language|{_GOOGLE}",
    ),
    make_preset(
        "Outlook contacts", "outlook", _CUSTOMERS,
        "first name|last name|e mail address|business street|home street",
        "first name=first_name|middle name=middle_name|last name=last_name|company=works_at|job title=title"
        "|e mail address=emails|e mail 2 address=emails|e mail 3 address=emails|mobile phone=phones|primary phone=phones"
        "|business phone=phones|business phone 2=phones|home phone=phones|home phone 2=phones|other phone=phones"
        "|company main phone=phones|home street=street|business street=street|home city=city|business city=city"
        "|home state=region|business state=region|home postal code=postal_code|business postal code=postal_code"
        "|home country region=country|business country region=country|home country=country|business country=country"
        "|birthday=birthday|anniversary=anniversary|categories=tags|notes=note|web page=website"
        "|personal web page=website|language=language",
    ),
    make_preset(
        "Thunderbird address book", "thunderbird", _CUSTOMERS,
        "first name|last name|display name|primary email|screen name",
        "display name=customer_name|first name=first_name|last name=last_name|primary email=emails"
        "|secondary email=emails|mobile number=phones|work phone=phones|home phone=phones|home address=street"
        "|work address=street|home city=city|work city=city|home state=region|work state=region"
        "|home zip code=postal_code|home zipcode=postal_code|work zip code=postal_code|work zipcode=postal_code"
        "|home country=country|work country=country|organization=works_at|job title=title|web page 1=website"
        "|web page 2=website|birth year=birth_year|birth month=birth_month|birth day=birth_day|notes=note",
    ),
    make_preset(
        "HubSpot contacts", "hubspot", _CUSTOMERS,
        "record id|first name|last name|email|lead status",
        "record id=customer_id|first name=first_name|last name=last_name|email=emails|additional email addresses=emails"
        "|phone number=phones|mobile phone number=phones|company name=works_at|associated company=works_at"
        "|job title=title|street address=street|city=city|state region=region|postal code=postal_code"
        "|country region=country|date of birth=birthday|create date=created_at|website url=website"
        "|preferred language=language|unsubscribed from all email=opted_out|message=note",
    ),
    make_preset(
        "HubSpot companies", "hubspot", _CUSTOMERS,
        "record id|company name|company owner|company domain name",
        "record id=customer_id|company name=company|phone number=phones|street address=street|city=city"
        "|state region=region|postal code=postal_code|country region=country|create date=created_at"
        "|website url=website|company domain name=website|about us=note",
    ),
    *(
        make_preset(
            f"Mailchimp audience ({which})", "mailchimp", _CUSTOMERS,
            f"email address|leid|euid{sign}",
            "euid=customer_id|email address=emails|first name=first_name|last name=last_name|phone number=phones"
            "|address=street|birthday=birthday|optin time=subscribed_at|confirm time=subscribed_at"
            "|optin ip=subscribed_from|confirm ip=subscribed_from|unsub time=unsubscribed_at"
            "|unsub reason=unsubscribed_why|clean time=bounced_at|notes=note|tags=tags",
        )
        for which, sign in (("subscribed", ""), ("unsubscribed", "|unsub time"), ("cleaned", "|clean time"))
    ),
    make_preset(
        "an address book", SOURCE, _CUSTOMERS,
        "uid|kind|e mails|works at|left out",
        "|".join(f"{header.lower().replace('-', ' ')}={target}" for header, target in COLUMNS.items() if target),
    ),
)  # fmt: skip
