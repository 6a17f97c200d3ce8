"""Cards are read as address books write them and written as address books read them; vobject is the oracle where it can."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import SHARED_DATA

from regulars.know.cards.card import Card, NoCards
from regulars.know.cards.read import begins_like_cards, read_cards, read_day
from regulars.know.cards.write import VERSIONS, Version, write_card

FULL = Card(
    uid="8b574c60-fd7f-4e99-b584-c5db131ae687", name="Zoë Łukasiewicz", first_name="Zoë", last_name="Łukasiewicz",
    emails=["zoe@lukas.example", "zoe@work.example"], phones=["+49405550142", "+442079460958"], street="Am Markt 3; Hof 2",
    postcode="20095", city="Hamburg", region="HH", country="Germany", works_at="Wool, Yarn & Co", title="Buyer",
    birthday="1984-02-29", anniversary="2009-08-08", note="Likes linen, wool;\nand a very " + "very " * 30 + "long note",
    website="https://lukas.example", language="de", tags=["VIP", "Spring sale"],
)  # fmt: skip


def read_one(text: str) -> Card:
    (card,) = read_cards(text.encode())
    return card


def lines(*told: str) -> str:
    return "\r\n".join(("BEGIN:VCARD", *told, "END:VCARD", ""))


@pytest.mark.parametrize("version", VERSIONS)
def test_out_then_in_is_the_same_card(version: Version) -> None:
    wanted = FULL if version == "4.0" else Card(**{**{n: getattr(FULL, n) for n in FULL.__slots__}, "language": ""})
    assert read_one(write_card(FULL, version)) == wanted


@pytest.mark.parametrize("version", VERSIONS)
def test_lines_are_folded_as_the_standard_wants(version: Version) -> None:
    text = write_card(FULL, version)
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert text.replace("\r\n", "").count("\n") == 0


def test_vobject_reads_what_we_write() -> None:
    import vobject

    card = vobject.readOne(write_card(FULL, "3.0"))
    assert (card.fn.value, card.n.value.family, card.n.value.given) == ("Zoë Łukasiewicz", "Łukasiewicz", "Zoë")
    assert [email.value for email in card.email_list] == FULL.emails
    assert [tel.value for tel in card.tel_list] == FULL.phones
    assert (card.adr.value.street, card.adr.value.city, card.adr.value.code) == (
        "Am Markt 3; Hof 2",
        "Hamburg",
        "20095",
    )
    assert (card.org.value, card.title.value, card.bday.value) == (["Wool, Yarn & Co"], "Buyer", "1984-02-29")
    assert (card.note.value, card.categories.value) == (FULL.note, FULL.tags)


def test_we_read_what_vobject_writes() -> None:
    import vobject

    card = vobject.vCard()
    card.add("fn").value = "Ada; Brandt"
    card.add("n").value = vobject.vcard.Name(family="Brandt", given="Ada")
    card.add("email").value = "ada@brandt.example"
    card.add("adr").value = vobject.vcard.Address(street="Weg 1, Hof", city="Ulm", code="89073", country="DE")
    card.add("note").value = "one\ntwo, three"
    read = read_one(card.serialize())
    assert (read.name, read.last_name, read.emails) == ("Ada; Brandt", "Brandt", ["ada@brandt.example"])
    assert (read.street, read.city, read.postcode, read.note) == ("Weg 1, Hof", "Ulm", "89073", "one\ntwo, three")


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="\x85"), max_size=90)


@given(TEXT, TEXT, st.sampled_from(VERSIONS))
def test_any_text_survives(note: str, tag: str, version: Version) -> None:
    wanted = Card(name="Ada", last_name="Ada", note=note.strip(), tags=[tag.strip()] if tag.strip() else [])
    assert read_one(write_card(wanted, version)) == wanted


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("day", ["1984-02-29", "--04-12", "--02-29", ""])
def test_days_survive_with_and_without_their_year(day: str, version: Version) -> None:
    assert read_one(write_card(Card(name="Ada", birthday=day), version)).birthday == day


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("19840229", "1984-02-29"), ("1984-02-29", "1984-02-29"), ("--0412", "--04-12"), ("--04-12", "--04-12"),
        ("1604-04-12", "--04-12"), ("1980-03-22T00:00:00Z", "1980-03-22"), ("20090808T1430-0500", "2009-08-08"),
        ("19830229", ""), ("---12", ""), ("1984", ""), ("1984-02", ""), ("circa 1800", ""), ("--0230", ""), ("", ""),
    ],
)  # fmt: skip
def test_days_are_read_as_cards_write_them(told: str, day: str) -> None:
    assert read_day(told) == day


def test_old_card_with_its_encodings() -> None:
    card = read_one(
        lines(
            "VERSION:2.1",
            "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=BC=",
            "rgen",
            "FN;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:J=FCrgen M=FCller",
            "TEL;CELL;PREF:0170 5550142",
            "TEL;WORK;FAX:040 5550143",
            "EMAIL;INTERNET:juergen@mueller.example",
            "PHOTO;JPEG;ENCODING=BASE64:",
            " /9j/4AAQSkZJRg==",
            "",
            "ORG:Müller GmbH;Einkauf",
        )
    )
    assert (card.name, card.first_name, card.last_name) == ("Jürgen Müller", "Jürgen", "Müller")
    assert (card.phones, card.emails) == (["0170 5550142"], ["juergen@mueller.example"])
    assert (card.works_at, card.left_out) == ("Müller GmbH", ["photo", "fax"])


def test_preferred_comes_first() -> None:
    card = read_one(
        lines(
            "VERSION:4.0",
            "FN:A",
            "EMAIL:b@b.example",
            "EMAIL;PREF=1:a@a.example",
            "TEL;VALUE=uri:tel:+49-40-555014;ext=1",
        )
    )
    assert (card.emails, card.phones) == (["a@a.example", "b@b.example"], ["+49-40-555014"])


@pytest.mark.parametrize("told", ["KIND:org", "X-ABShowAs:COMPANY", "NICKNAME:"])
def test_company_is_told_from_a_person(told: str) -> None:
    card = read_one(lines("VERSION:3.0", "FN:Café Nord", "ORG:Café Nord", told))
    assert (card.company, card.name, card.works_at) == (True, "Café Nord", "")


def test_apple_says_what_a_day_is_beside_it() -> None:
    card = read_one(
        lines(
            "VERSION:3.0",
            "FN:A",
            "item1.X-ABDATE:2010-05-01",
            "item1.X-ABLabel:_$!<Anniversary>!$_",
            "item2.X-ABDATE:2011-05-01",
        )
    )
    assert card.anniversary == "2010-05-01"


def test_what_is_no_address_is_left_out_with_a_word() -> None:
    card = read_one(lines("VERSION:3.0", "FN:A", "EMAIL:nonsense", "TEL:1", "BDAY:sometime"))
    assert card.left_out == ["nonsense is no e-mail address", "1 is no phone number", "birthday sometime"]


def test_cards_within_cards_and_cut_off_ones() -> None:
    text = (
        lines("VERSION:2.1", "FN:Boss", "AGENT:", "BEGIN:VCARD", "FN:Agent", "END:VCARD", "TEL:5550142")
        + "BEGIN:VCARD\nFN:Cut"
    )
    assert [card.name for card in read_cards(text.encode())] == ["Boss", "Cut"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    data = lines("VERSION:3.0", "FN:Jürgen").encode(encoding)
    assert (begins_like_cards(data[:100]), [card.name for card in read_cards(data)]) == (True, ["Jürgen"])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"name,email\n",
        b'["vcard"',
        b'["vcard",[["version"]]]',
        b"<vcards",
        b'<!DOCTYPE x [<!ENTITY a "b">]><vcards/>',
    ],
)
def test_no_cards_say_so(data: bytes) -> None:
    with pytest.raises(NoCards):
        list(read_cards(data))


def test_ldif_of_thunderbird() -> None:
    text = (
        "dn: cn=Ada Brandt,mail=ada@brandt.example\nobjectclass: top\nobjectclass: person\ngivenName: Ada\nsn: Brandt\n"
        "cn: Ada Brandt\nmail: ada@brandt.example\nmozillaSecondEmail: ada@work.example\nmobile: +49 170 5550142\n"
        "mozillaHomeStreet: Weg\n  1\nmozillaHomeLocalityName:: TcO8bmNoZW4=\nbirthyear: 1984\nbirthmonth: 2\nbirthday: 29\n\n"
        "dn: cn=friends\nobjectclass: groupOfNames\ncn: friends\n"
    )
    (card,) = read_cards(text.encode())
    assert (card.name, card.emails, card.phones) == (
        "Ada Brandt",
        ["ada@brandt.example", "ada@work.example"],
        ["+49 170 5550142"],
    )
    assert (card.street, card.city, card.birthday) == ("Weg 1", "München", "1984-02-29")


def test_cards_of_real_programs_are_read() -> None:
    # Each file that is there: phones and mail programs of fifteen years.
    files = [path for path in sorted((SHARED_DATA / "vcards").glob("i*/**/*.*")) if "license" not in path.name]
    wrong = {path.name: said for path in files if (said := _wrong_with(path.read_bytes()))}
    assert wrong == {}


def _wrong_with(data: bytes) -> str:
    cards = list(read_cards(data))
    if not begins_like_cards(data[:4096]):
        return "not known as cards"
    if not all(card.name or card.emails for card in cards):
        return "a card names nobody"
    texts = [part for card in cards for part in (card.street, card.title, card.works_at)]
    return "a text is no text" if any("base64" in part.lower() or len(part) > 300 for part in texts) else ""
