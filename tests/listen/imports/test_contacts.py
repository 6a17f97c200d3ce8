"""The exports of address books, mailing lists and sales programs come in without a hand at the mapping."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest

from regulars.know.cards.queries import cards_of, customers_to_vcards
from regulars.know.consents.models import ConsentLine, Suppression
from regulars.know.customers.models import Customer
from regulars.know.identities.models import Identity
from regulars.know.occasions.models import Occasion
from regulars.know.relations.models import Relation
from regulars.know.tags.models import Tagging
from regulars.listen.imports import actions, drafts
from regulars.listen.imports.models import Import

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(home: Any, settings: Any) -> None:
    settings.REGULARS_REGION = "DE"


def bring_in(content: str, name: str = "contacts.csv") -> Import:
    job = drafts.keep_file(io.BytesIO(content.encode()), name, actor="house")
    drafts.prepare(job)
    return actions.run(job)


def known(name: str) -> dict[str, Any]:
    """What is known of a customer, in plain values."""
    customer = Customer.objects.get(name=name)
    keys = Identity.objects.filter(customer=customer).order_by("key").values_list("key", flat=True)
    days = Occasion.objects.filter(customer=customer).order_by("kind_key").values_list("kind_key", "key", "year")
    work = Relation.objects.filter(origin=customer).values_list("target__name", "role")
    tags = Tagging.objects.filter(customer=customer).order_by("tag__key").values_list("tag__name", flat=True)
    return {
        "keys": [key for key in keys if not key.startswith("external:")], "birthday": customer.birthday, "days": list(days),
        "work": list(work), "tags": list(tags), "lives": (customer.street, customer.postcode, customer.city, customer.country),
    }  # fmt: skip


GOOGLE = (
    "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,Name Prefix,Name Suffix,"
    "Nickname,File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,Labels,"
    "E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,"
    "Phone 2 - Value,Address 1 - Label,Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - PO Box,"
    "Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address,Website 1 - Label,"
    "Website 1 - Value,Event 1 - Label,Event 1 - Value\n"
    "Ada,Maria,Brandt,,,,,,,,Wool & Co,Buyer,,--04-12,likes wool,,VIP ::: * myContacts,* Home,ada@brandt.example,Work,"
    "ada@wool.example ::: a.brandt@wool.example,Mobile,+49 170 5550142,Work,+49 40 5550143,Home,,Am Markt 3,Hamburg,,HH,20095,"
    "Germany,,,https://brandt.example,Anniversary,2009-08-08\n"
    "Bo,,Okafor,,,,,,,,,,,1984-02-29,,,* myContacts,,,,,,,,,,,,,,,,,,,,,\n"
)
OLD_GOOGLE = (
    "Name,Given Name,Additional Name,Family Name,Yomi Name,Birthday,Notes,Language,Photo,Group Membership,E-mail 1 - Type,"
    "E-mail 1 - Value,E-mail 2 - Type,E-mail 2 - Value,Phone 1 - Type,Phone 1 - Value,Address 1 - Street,Address 1 - City,"
    "Address 1 - Postal Code,Address 1 - Country,Organization 1 - Type,Organization 1 - Name,Organization 1 - Title\n"
    "Ada Maria Brandt,Ada,Maria,Brandt,,1984-02-29,,,,VIP ::: * myContacts,* Home,ada@brandt.example,Work,ada@wool.example,"
    "Mobile,+49 170 5550142,Am Markt 3,Hamburg,20095,Germany,,Wool & Co,Buyer\n"
)
OUTLOOK = (
    "First Name,Middle Name,Last Name,Title,Suffix,E-mail Address,E-mail 2 Address,Home Phone,Mobile Phone,Business Phone,"
    "Home Street,Home City,Home Postal Code,Home Country/Region,Business Street,Business City,Company,Job Title,Birthday,"
    "Anniversary,Categories,Notes,Web Page\n"
    "Ada,Maria,Brandt,,,ada@brandt.example,ada@wool.example,,+49 170 5550142,+49 40 5550143,Am Markt 3,Hamburg,20095,Germany,,,"
    "Wool & Co,Buyer,2/29/1984,8/8/2009,VIP;Wholesale,,\n"
    "Bo,,Okafor,,,bo@okafor.example,,,,,,,,,,,,,0/0/00,0/0/00,,,\n"
)
THUNDERBIRD = (
    "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Screen Name,Work Phone,Home Phone,Fax Number,"
    "Pager Number,Mobile Number,Home Address,Home Address 2,Home City,Home State,Home ZipCode,Home Country,Work Address,"
    "Job Title,Department,Organization,Web Page 1,Web Page 2,Birth Year,Birth Month,Birth Day,Custom 1,Notes\n"
    "Ada,Brandt,Ada Maria Brandt,,ada@brandt.example,ada@wool.example,,,,,,+49 170 5550142,Am Markt 3,,Hamburg,,20095,Germany,,"
    "Buyer,,Wool & Co,,,1984,2,29,,\n"
    "Bo,Okafor,Bo Okafor,,bo@okafor.example,,,,,,,,,,,,,,,,,,,,,4,12,,\n"
)
HUBSPOT = (
    "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lead Status,Marketing contact status,Create Date,"
    "Company Name,Job Title,Street Address,City,Postal Code,Country/Region,Date of birth,Additional email addresses,"
    "Unsubscribed from all email\n"
    "101,Ada Maria,Brandt,ada@brandt.example,+49 170 5550142,,NEW,,2024-03-01 10:00,Wool & Co,Buyer,Am Markt 3,Hamburg,20095,"
    "Germany,1984-02-29,ada@wool.example;a.brandt@wool.example,true\n"
)
HUBSPOT_COMPANIES = (
    "Record ID,Company name,Company owner,Create Date,Phone Number,City,Country/Region,Industry,Company Domain Name\n"
    "501,Wool & Co,,2024-03-01 10:00,+49 40 5550100,Hamburg,Germany,TEXTILES,wool.example\n"
)
MAILCHIMP = (
    "Email Address,First Name,Last Name,Address,Phone Number,Birthday,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,"
    "LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS{more}\n"
    "ada@brandt.example,Ada Maria,Brandt,,,,2,,,2023-05-01 10:00:00,192.0.2.7,,,,,,,,2024-01-01 10:00:00,1,eu1,,"
    '"""VIP"",""Spring sale"""{told}\n'
)


def mailchimp(more: str = "", told: str = "") -> str:
    return MAILCHIMP.format(more=more, told=told)


UNSUBSCRIBED = mailchimp(
    ",UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_CAMPAIGN_ID,UNSUB_REASON,UNSUB_REASON_OTHER",
    ",2024-06-01 09:00:00,June,7,NORMAL,",
)
CLEANED = mailchimp(",CLEAN_TIME,CLEAN_CAMPAIGN_TITLE,CLEAN_CAMPAIGN_ID", ",2024-06-01 09:00:00,June,7")
CARDS = (
    "BEGIN:VCARD\nVERSION:3.0\nUID:8b57\nN:Brandt;Ada;Maria;;\nFN:Ada Maria Brandt\nEMAIL:ada@brandt.example\n"
    "EMAIL:ada@wool.example\nTEL;TYPE=CELL:+49 170 5550142\nADR:;;Am Markt 3;Hamburg;;20095;Germany\nORG:Wool & Co\n"
    "TITLE:Buyer\nBDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12\nX-ANNIVERSARY:2009-08-08\nCATEGORIES:VIP\nEND:VCARD\n"
    "BEGIN:VCARD\nVERSION:4.0\nKIND:org\nFN:Café Nord\nORG:Café Nord\nTEL:+49 40 5550100\nEND:VCARD\n"
    "BEGIN:VCARD\nVERSION:3.0\nNOTE:nobody\nEND:VCARD\n"
)


@pytest.mark.parametrize(
    ("content", "preset"),
    [
        (GOOGLE, "Google Contacts"), (OLD_GOOGLE, "Google Contacts (before 2024)"), (OUTLOOK, "Outlook contacts"),
        (THUNDERBIRD, "Thunderbird address book"), (HUBSPOT, "HubSpot contacts"), (HUBSPOT_COMPANIES, "HubSpot companies"),
        (mailchimp(), "Mailchimp audience (subscribed)"), (UNSUBSCRIBED, "Mailchimp audience (unsubscribed)"),
        (CLEANED, "Mailchimp audience (cleaned)"), (CARDS, "an address book"),
    ],
)  # fmt: skip
def test_each_export_is_known_by_itself(content: str, preset: str) -> None:
    job = drafts.keep_file(io.BytesIO(content.encode()), "file", actor="house")
    matching = drafts.prepare(job)
    assert (matching.kind, matching.preset, matching.lacks) == ("customers", preset, "")
    assert {match.sure for match in matching.matches} == {"high"}


KEYS = ["email:ada@brandt.example", "email:ada@wool.example", "phone:+491705550142"]
LIVES = ("Am Markt 3", "20095", "Hamburg", "Germany")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            GOOGLE,
            {
                "keys": sorted([*KEYS, "email:a.brandt@wool.example", "phone:+49405550143"]), "birthday": None,
                "days": [("anniversary", 808, 2009), ("birthday", 412, None)], "work": [("Wool & Co", "Buyer")],
                "tags": ["VIP"], "lives": LIVES,
            },
        ),
        (
            OLD_GOOGLE,
            {
                "keys": KEYS, "birthday": date(1984, 2, 29), "days": [], "work": [("Wool & Co", "Buyer")], "tags": ["VIP"],
                "lives": LIVES,
            },
        ),
        (
            OUTLOOK,
            {
                "keys": sorted([*KEYS, "phone:+49405550143"]), "birthday": date(1984, 2, 29),
                "days": [("anniversary", 808, 2009)], "work": [("Wool & Co", "Buyer")], "tags": ["VIP", "Wholesale"],
                "lives": LIVES,
            },
        ),
        (
            THUNDERBIRD,
            {
                "keys": KEYS, "birthday": date(1984, 2, 29), "days": [], "work": [("Wool & Co", "Buyer")], "tags": [],
                "lives": LIVES,
            },
        ),
        (
            HUBSPOT,
            {
                "keys": sorted([*KEYS, "email:a.brandt@wool.example"]), "birthday": date(1984, 2, 29), "days": [],
                "work": [("Wool & Co", "Buyer")], "tags": [], "lives": LIVES,
            },
        ),
        (
            mailchimp(),
            {
                "keys": KEYS[:1], "birthday": None, "days": [], "work": [], "tags": ["Spring sale", "VIP"],
                "lives": ("", "", "", ""),
            },
        ),
        (
            CARDS,
            {
                "keys": KEYS, "birthday": None, "days": [("anniversary", 808, 2009), ("birthday", 412, None)],
                "work": [("Wool & Co", "Buyer")], "tags": ["VIP"], "lives": LIVES,
            },
        ),
    ],
    ids=["google", "old google", "outlook", "thunderbird", "hubspot", "mailchimp", "cards"],
)  # fmt: skip
def test_one_person_comes_in_whole(content: str, told: dict[str, Any]) -> None:
    bring_in(content)
    assert known("Ada Maria Brandt") == told


def test_second_rows_of_the_exports() -> None:
    bring_in(GOOGLE)
    assert known("Bo Okafor")["birthday"] == date(1984, 2, 29)
    assert bring_in(OUTLOOK).refused == 0
    bring_in(THUNDERBIRD)
    bo = Customer.objects.get(email="bo@okafor.example")
    assert list(Occasion.objects.filter(customer=bo).values_list("kind_key", "key", "year")) == [
        ("birthday", 412, None)
    ]


def test_companies_come_in_as_companies() -> None:
    bring_in(HUBSPOT_COMPANIES)
    company = Customer.objects.get()
    assert (company.name, company.kind, company.city, company.phone) == (
        "Wool & Co",
        "company",
        "Hamburg",
        "+49 40 5550100",
    )
    assert list(company.identities.filter(kind="company").values_list("key", flat=True)) == ["company:hubspot:501"]


def test_a_card_of_nobody_is_refused_with_its_number() -> None:
    job = bring_in(CARDS, "all.vcf")
    assert (job.customers_made, job.refused) == (3, 1)
    assert [(r.row, r.reason) for r in job.refusals.all()] == [(3, "names nobody: no number, e-mail, phone or name")]
    assert Customer.objects.get(name="Café Nord").kind == "company"


def test_mailing_list_brings_consents_with_their_proof() -> None:
    bring_in(mailchimp())
    (line,) = ConsentLine.objects.all()
    assert (line.purpose.key, line.channel, line.state, line.said_at.isoformat(), line.evidence["ip"]) == (
        "newsletter", "mail", "granted", "2023-05-01T10:00:00+00:00", "192.0.2.7",
    )  # fmt: skip
    bring_in(UNSUBSCRIBED)
    assert [line.state for line in ConsentLine.objects.order_by("said_at")] == ["granted", "withdrawn"]
    bring_in(CLEANED)
    assert list(Suppression.objects.values_list("kind", "channel")) == [("bounced", "mail")]


def test_no_to_all_mail_is_kept_as_a_no() -> None:
    bring_in(HUBSPOT)
    assert [line.state for line in ConsentLine.objects.all()] == ["withdrawn"]


def test_further_address_finds_who_is_known_by_it() -> None:
    bring_in("Email,Name\nada@wool.example,Ada at work\n")
    bring_in(GOOGLE)
    assert Customer.objects.filter(kind="person").count() == 2
    assert {key for key in known("Ada Maria Brandt")["keys"] if key.startswith("email:")} == {
        "email:ada@brandt.example", "email:ada@wool.example", "email:a.brandt@wool.example",
    }  # fmt: skip


def test_same_file_again_brings_nothing() -> None:
    bring_in(GOOGLE)
    before = known("Ada Maria Brandt")
    job = bring_in(GOOGLE)
    assert (job.new, job.repeated, known("Ada Maria Brandt")) == (0, 2, before)


@pytest.mark.parametrize("content", [GOOGLE, CARDS, UNSUBSCRIBED, CLEANED])
def test_undone_it_leaves_nothing(content: str) -> None:
    job = bring_in(content)
    actions.revert(job, actor="house")
    models = (Customer, Identity, Occasion, Relation, Tagging, ConsentLine, Suppression)
    assert [model.objects.count() for model in models] == [0] * 7


def test_undone_it_gives_a_known_customer_back_as_they_were() -> None:
    bring_in("Email,Name,Tags\nada@brandt.example,Ada,old\n")
    before = known("Ada")
    job = bring_in(CARDS)
    actions.revert(job, actor="house")
    assert known("Ada") == before


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_out_then_in_is_the_same_customer(version: Any) -> None:
    first = bring_in(CARDS)
    ada, cafe = Customer.objects.get(name="Ada Maria Brandt"), Customer.objects.get(name="Café Nord")
    cards = cards_of([ada.pk, cafe.pk])
    file = "".join(customers_to_vcards([ada.pk, cafe.pk], version))
    count = Customer.objects.count()
    again = bring_in(file, "again.vcf")
    assert (Customer.objects.count(), cards_of([ada.pk, cafe.pk])) == (count, cards)
    for job in (again, first):
        actions.revert(job, actor="house")
    assert Customer.objects.count() == 0
    bring_in(file, "elsewhere.vcf")
    there = [Customer.objects.get(name=name).pk for name in ("Ada Maria Brandt", "Café Nord")]
    assert cards_of(there) == cards
